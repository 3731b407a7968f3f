/** `--resume`: a file stays only where it is whole and of the same networks; whatever is not is written again, or not touched. */
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { train } from '../../src/terminal/train.ts';
import { runCommand, terminalDouble } from './terminal_double.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const small = ['--engine=reference', '--networks=30', '--hidden-size=4', '--steps=4'];
const commands = {
  sweep: ['sweep', ...small, '--warm-up=2'],
  train: ['train', ...small, '--updates=3', '--batch=2', '--rate=0.01:1'],
};
const endings = ['.json', '.csv', '.parquet'];
const cases = Object.entries(commands).flatMap(([command, words]) =>
  endings.map((ending) => ({ command, ending, words })),
);

/** Runs a command that must succeed, and gives what it says. */
async function said(...words: string[]): Promise<string> {
  const { status, stderr, stdout } = await runCommand(words);
  expect({ status, stdout }, stderr).toEqual({ status: 0, stdout: '' });
  return stderr;
}

describe.each(cases)('$command --resume of $ending', ({ command, ending, words }) => {
  const out = () => join(folder, `${command}${ending}`);
  const resumed = (...more: string[]) => said(...words, '--shard=2/3', '--out', out(), '--resume', ...more);

  it('writes what is not there, and leaves what is', async () => {
    expect(await resumed()).toBe('');
    const { mtimeMs, ino } = statSync(out());
    expect(await resumed()).toBe(`${out()} is whole: it stays, and nothing is reckoned again\n`);
    expect(statSync(out())).toMatchObject({ mtimeMs, ino });
  });

  it('writes again what has lost its end, wherever that was, to the same bytes', async () => {
    const whole = readFileSync(out());
    for (const share of [0.02, 0.4, 0.9, 0.999]) {
      truncateSync(out(), Math.floor(share * whole.length));
      expect(await resumed()).toBe(`${out()} is not whole: it is written again\n`);
      expect(readFileSync(out()).equals(whole)).toBe(true);
    }
  });

  it.each([
    ['another shard', ['--shard=3/3']],
    ['more networks', ['--shard=2/3', '--networks=33']],
    ['another seed', ['--shard=2/3', '--seed=2']],
    ['another engine', ['--shard=2/3', '--engine=wasm']],
  ])('does not touch what is of %s', async (_, [shard = '', other = '--seed=1']) => {
    const before = readFileSync(out());
    const name = other.split('=')[0] ?? '';
    const same = words.filter((word) => !word.startsWith(`${name}=`));
    const { status, stderr } = await runCommand([...same, other, shard, '--out', out(), '--resume']);
    expect(status).toBe(2);
    expect(stderr).toBe(
      `--resume goes on with the same networks, engine and version; ${out()} is of others: name another file, or leave --resume out, which writes over it\n`,
    );
    expect(readFileSync(out()).equals(before)).toBe(true);
  });
});

it('measures again where files have other columns', async () => {
  const out = join(folder, 'columns.parquet');
  await said(...commands.sweep, '--out', out);
  const more = [...commands.sweep, '--quantity=rest', '--out', out, '--resume'];
  expect((await runCommand(more)).stderr).toMatch(/is of others/);
});

it('of a CSV counts a file without its last rows as a part', async () => {
  const out = join(folder, 'rows.csv');
  await said(...commands.sweep, '--out', out);
  const whole = readFileSync(out, 'utf8');
  writeFileSync(out, whole.split('\r\n').slice(0, -2).join('\r\n').concat('\r\n'));
  expect(await said(...commands.sweep, '--out', out, '--resume')).toMatch(/is not whole/);
  expect(readFileSync(out, 'utf8')).toBe(whole);
});

it.each(endings)('of train leaves outcomes and curves together, or neither: %s', async (ending) => {
  const [out, curves] = [join(folder, `both${ending}`), join(folder, `curves${ending}`)];
  const words = [...commands.train, '--out', out, '--curves', curves, '--resume'];
  await said(...words);
  const whole = readFileSync(curves);
  expect((await said(...words)).match(/is whole/g)).toHaveLength(2);
  rmSync(curves);
  expect(await said(...words)).toBe('');
  expect(readFileSync(curves).equals(whole)).toBe(true);
  truncateSync(curves, whole.length - 1);
  expect(await said(...words)).toBe(`${curves} is not whole: it is written again\n`);
  expect(readFileSync(curves).equals(whole)).toBe(true);
});

it('knows networks that the oracle had learn in a GPU’s place', async () => {
  class Failing extends ReferenceEngine {
    override describe() {
      return { ...super.describe(), name: 'webgpu', device: 'a GPU', precision: 'float32' } as const;
    }
  }
  const [, ...words] = [
    ...commands.train,
    '--engine=webgpu',
    '--out',
    join(folder, 'place.parquet'),
    '--resume',
  ];
  const plain = words.filter((word) => word !== '--engine=reference');
  for (const expected of [/^$/, /is whole/]) {
    const { terminal, written } = terminalDouble();
    expect(await train(plain, terminal, async () => new Failing())).toBe(0);
    expect(written.stderr).toMatch(expected);
  }
});

it.each([
  [['sweep', '--resume'], /^--resume goes on with files; say --out FILE, or leave it out\n$/],
  [
    ['train', '--resume', '--out=a.csv', '--save=b'],
    /^--resume .* --save writes weights; leave one of them out\n$/,
  ],
  [['sweep', '--resume=no', '--out=a.csv'], /^--resume stands alone; "no" is too much\n$/],
])('%j is refused', async (words, message) => {
  const { status, stderr } = await runCommand(words);
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
});
