/** `map` in a terminal: its JSON, its table, its files, and what it refuses. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './terminal_double.ts';

const short = ['--steps', '20', '--warm-up', '5', '--hidden-size', '8', '--engine', 'reference'];
const small = [
  '--gain',
  '0.5:4',
  '--input-scale',
  '0:1',
  '--cells',
  '9x6',
  '--networks-per-cell',
  '5',
  ...short,
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('map on a pipe', () => {
  it('prints its JSON, and each cell has the numbers of a sweep at its values', async () => {
    const { status, stdout, stderr } = await runCommand(['map', ...small]);
    expect([status, stderr]).toEqual([0, '']);
    const map = JSON.parse(stdout);
    expect(Object.keys(map).slice(0, 2)).toEqual(['experiment', 'engine']);
    expect(map).toMatchObject({ quantity: 'rate', schema: 1, engine: { name: 'reference' } });
    expect(map.x.field).toBe('gain');
    expect(map.y.field).toBe('inputScale');
    expect([map.x.centres.length, map.y.centres.length]).toEqual([9, 6]);
    expect([map.median.length, map.median[0].length, map.count[5][8]]).toEqual([6, 9, 5]);
    expect(map.experiment).toMatchObject({
      gain: map.x.centres[0],
      inputScale: map.y.centres[0],
      networks: 5,
    });
    const flags = [
      '--gain',
      String(map.x.centres[6]),
      '--input-scale',
      String(map.y.centres[4]),
      '--networks',
      '5',
    ];
    const { networks } = JSON.parse((await runCommand(['sweep', ...flags, ...short])).stdout);
    const rates = networks
      .map(({ growthRate }: { growthRate: number }) => growthRate)
      .sort((a: number, b: number) => a - b);
    expect(map.median[4][6]).toBeCloseTo(rates[2], 12);
    expect(map.contour.length).toBeGreaterThan(0);
    for (const [x, y] of map.contour.flat()) {
      expect(x).toBeGreaterThanOrEqual(0.5);
      expect(x).toBeLessThanOrEqual(4);
      expect(y).toBeLessThanOrEqual(1);
    }
  });

  it('takes the first range to the right, and any number for a field', async () => {
    const flags = [
      '--steps',
      '4:6',
      '--gain',
      '1:2',
      '--cells',
      '5x2',
      '--networks-per-cell',
      '2',
      '--hidden-size',
      '6',
    ];
    const { stdout } = await runCommand(['map', ...flags, '--quantity', 'radius', '--engine', 'reference']);
    const map = JSON.parse(stdout);
    expect(map.x).toEqual({ field: 'steps', centres: [4, 5, 6] });
    expect(map.y).toEqual({ field: 'gain', centres: [1.25, 1.75] });
    // ρ knows nothing of steps.
    expect(map.median[0]).toEqual([map.median[0][0], map.median[0][0], map.median[0][0]]);
    expect(map.median[1][0]).toBeCloseTo((map.median[0][0] * 1.75) / 1.25, 6);
  });
});

describe('map as a file', () => {
  it('is CSV, a cell a line', async () => {
    const out = join(folder, 'map.csv');
    expect(await runCommand(['map', ...small, '--out', out])).toMatchObject({ status: 0, stdout: '' });
    const lines = readFileSync(out, 'utf8').trimEnd().split('\r\n');
    const [head, ...cells] = lines.filter((line) => !line.startsWith('#'));
    expect(head).toBe('gain,inputScale,count,median,p10,p90,growing,vanishing,exploding,dead');
    expect(cells).toHaveLength(54);
    expect(lines).toContain('# gain: 0.5:4');
  });

  it('is not there where its name says no format', async () => {
    const out = join(folder, 'map.parquet');
    const { status, stderr } = await runCommand(['map', ...small, '--out', out]);
    expect([status, stderr]).toEqual([
      2,
      `--out must end in one of .json, .csv; ${JSON.stringify(out)} does not\n`,
    ]);
    expect(existsSync(out)).toBe(false);
  });
});

it('is a picture and its boundary on a terminal', async () => {
  const { stdout } = await runCommand(['map', ...small], { isTTY: true });
  expect(stdout).toMatch(/^input-scale\n/);
  expect(stdout.match(/^ *[\d.]+ [·░▒▓█]{9}$/gm)).toHaveLength(6);
  expect(stdout).toContain('gain where the median is 0');
  expect(stdout).toContain('9 × 6 cells of the same 5 networks, reference engine');
});

it.each([
  [[], 'map needs two flags with a range a:b'],
  [['--gain', '1:2'], '--gain alone has one'],
  [
    ['--gain', '1:2', '--input-scale', '0:1', '--bias-scale', '0:1'],
    '--gain, --input-scale, --bias-scale have one',
  ],
  [['--gain', '1:2', '--leak', '0:1'], '--leak changes nothing here'],
  [['--gain', '1:2', '--steps', '9:3'], '--steps must be a range'],
  [['--gain', '1:2', '--steps', '1:2000000'], '--steps must be a whole number'],
  [['--gain', '1:2', '--input-scale', '0:1', '--networks', '5'], 'unknown flag "--networks"'],
  [['--gain', '1:2', '--input-scale', '0:1', '--cells', '64'], '--cells must be two whole numbers'],
  [['--gain', '1:2', '--input-scale', '0:1', '--networks-per-cell', '0'], '--networks-per-cell must be'],
  [['--gain', '1:2', '--input-scale', '0:1', '--quantity', 'mean'], '--quantity must be one of'],
  [
    ['--gain', '1:2', '--input-scale', '0:1', '--cells', '256x256', '--networks-per-cell', '1024'],
    'are allowed',
  ],
])('refuses %j in one line', async (words, message) => {
  const { status, stdout, stderr } = await runCommand(['map', ...words]);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});

it('stops when it is interrupted', async () => {
  const signal = AbortSignal.timeout(50);
  const { status, stdout } = await runCommand(['map', '--gain', '0.1:3', '--input-scale', '0:2'], { signal });
  expect([status, stdout]).toEqual([130, '']);
});
