/** The house keeps its shape: every file has a room, and imports point one way. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { expect, it } from 'vitest';

/** From the ground up: a room imports from its own and from those before it. */
const rooms = [
  'src/language',
  'src/experiment',
  'src/networks',
  'src/theory',
  'src/analysis',
  'src/files',
  'src/engines',
  'src/laboratory',
  'src/terminal',
  'src/library',
  'src/session',
  'src/ui',
  'src/ui/controls',
  'src/ui/charts',
  'src/ui/views',
  'src/figure',
  'src/lessons',
  'src/ui/shell',
  'src',
] as const;

/** What may lie loose in src/: where the terminal, the element, the library, the page, its service worker and the worker start. */
const entries = [
  'src/cli.ts',
  'src/figure.ts',
  'src/index.ts',
  'src/main.ts',
  'src/service_worker.ts',
  'src/worker.ts',
];

/** What a room below must not know of one, although that one is on a lower floor. */
const strangers: readonly (readonly [from: string, to: string, why: string])[] = [
  ['src/files', 'src/engines', 'files are bytes in and out'],
  ['src/analysis', 'src/theory', 'what is measured is not what is expected'],
  ['src/session', 'src/engines', 'the page knows engines through the laboratory only'],
  ['src/ui', 'src/engines', 'the page knows engines through the laboratory only'],
  ['src/lessons', 'src/engines', 'the page knows engines through the laboratory only'],
  ['src/session', 'src/terminal', 'the page is no terminal'],
  ['src/ui', 'src/terminal', 'the page is no terminal'],
  ['src/session', 'src/library', 'the page has its own laboratory'],
  ['src/ui', 'src/library', 'the page has its own laboratory'],
];

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => join('src', path).split(sep).join('/'))
  // The CPU kernels are a program of their own, in another language.
  .filter((path) => path.endsWith('.ts') && !path.startsWith('src/engines/wasm/assembly/'));

/** The deepest room that a file is in. */
function roomOf(path: string): (typeof rooms)[number] {
  const around = rooms.filter((room) => path.startsWith(`${room}/`));
  return around.reduce((deepest, room) => (room.length > deepest.length ? room : deepest), 'src');
}

/** Every import of a file of ours by another, static or dynamic, or as the start of a worker. */
const imports = sources.flatMap((from) =>
  [...readFileSync(from, 'utf8').matchAll(/(?:from|import\(|import|new URL\()\s*'(\.[^'?]+)/g)].flatMap(
    ([, path = '']) => {
      const to = normalize(join(dirname(from), path))
        .split(sep)
        .join('/');
      return to.startsWith('src/') && to.endsWith('.ts') ? [{ from, to }] : [];
    },
  ),
);

it('no file lies loose in src/ but the entries', () => {
  expect(sources.filter((path) => roomOf(path) === 'src').sort()).toEqual(entries);
});

it('imports point one way', () => {
  const floor = (path: string) => rooms.indexOf(roomOf(path));
  // The one worker starts from its entry.
  const upwards = imports.filter(({ from, to }) => floor(to) > floor(from) && to !== 'src/worker.ts');
  expect(upwards).toEqual([]);
});

it.each(strangers)('%s knows nothing of %s: %s', (from, to) => {
  expect(imports.filter((one) => one.from.startsWith(`${from}/`) && one.to.startsWith(`${to}/`))).toEqual([]);
});

it('finds the imports that it judges', () => {
  expect(imports.length).toBeGreaterThan(500);
  expect(imports).toContainEqual({ from: 'src/session/workplace.ts', to: 'src/worker.ts' });
  expect(imports).toContainEqual({ from: 'src/ui/shell/views.ts', to: 'src/lessons/chapter_view.ts' });
});
