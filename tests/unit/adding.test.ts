/** docs/adding.md lists the files that a new thing costs: held to the code by one thing of each kind that is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const guide = readFileSync('docs/adding.md', 'utf8');

/** The files that a section's list names, in which NAME stands for the new thing. */
function listed(heading: string, name: string): string[] {
  const [, section] = guide.split(new RegExp(`^## ${heading}$`, 'm'));
  const items = section?.split(/^## /m)[0]?.match(/^\d\. .*/gm) ?? [];
  return items
    .flatMap((item) =>
      [...item.matchAll(/`((?:src|shaders|tests)\/[^`]*)`/g)].flatMap(([, path]) => path ?? []),
    )
    .map((path) => path.replace('NAME', name.replaceAll('-', '_')))
    .sort();
}

const sources = ['src', 'shaders'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path).split(sep).join('/'))
    .filter((path) => /\.(ts|wesl)$/.test(path) && !path.includes('/generated/')),
);

/** Where single things are spoken of by name because that is what the text is about. */
const content = /^src\/(lessons\/|experiment\/(comparison_)?presets\.ts)/;

/** Every file that is called by a name, or whose code says it. */
function filesKnowing(name: string): string[] {
  const word = new RegExp(`(?<![\\w-])${name}(?![\\w-])`);
  return sources.filter((path) => {
    if (content.test(path)) return false;
    if (
      path.endsWith(`/${name.replaceAll('-', '_')}.ts`) ||
      path.endsWith(`/${name.replaceAll('-', '_')}.wesl`)
    ) {
      return true;
    }
    const code = readFileSync(path, 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/\/\/.*/g, '');
    return word.test(code);
  });
}

describe.each([
  ['An activation', 'softplus', []],
  // These two have a field of their own.
  ['An activation', 'leaky-relu', [/^src\/experiment\/fields/]],
  ['An ensemble', 'antisymmetric', []],
  ['An ensemble', 'low-rank', [/^src\/experiment\/fields/]],
  // It has a field of its own, and a file's layer is told by its cell: what PyTorch calls a GRU is a fact about files.
  ['A cell', 'gru', [/^src\/experiment\/fields/, /^src\/networks\/given\//, /given_network_panel\.ts$/]],
  ['A quantity', 'state-norm', []],
] as const)('%s: %s', (heading, name, facts) => {
  it('is known to the files that the guide lists, and to no other', () => {
    const known = filesKnowing(name).filter((path) => !facts.some((fact) => fact.test(path)));
    expect(known.sort()).toEqual(listed(heading, name));
  });
});

it.each([
  ['A field', 'steps'],
  ['A view', 'validate'],
  ['A job', 'sweep'],
  ['A rule of the diagnosis', 'vanishing'],
  ['An engine', 'webgpu'],
  ['A format of weights', 'onnx'],
])('%s: every file of its list is there', (heading, name) => {
  const files = listed(heading, name);
  expect(files.length).toBeGreaterThan(1);
  expect(files.filter((path) => !existsSync(path))).toEqual([]);
});
