/** `spectrum`: the exponents of each network beside what a sweep says of it, on a pipe, in files, and for a person. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { lyapunov } from '../../src/laboratory/lyapunov.ts';
import { oneSpectrum } from '../../src/laboratory/one_spectrum.ts';
import { chosenEvery } from '../../src/laboratory/spectra.ts';
import { benchOf, resultOf } from '../parity/bench.ts';
import { experimentWith } from '../parity/experiments.ts';
import { runCommand } from './terminal_double.ts';

const small = ['--steps=20', '--warm-up=10', '--networks=5', '--hidden-size=4', '--gain=0.5:2'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function printed(...flags: string[]) {
  const { status, stdout, stderr } = await runCommand(['spectrum', ...small, ...flags]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('spectrum on a pipe', () => {
  it('prints what sweep prints, and the exponents of each network', async () => {
    const found = await printed();
    const sweep = JSON.parse((await runCommand(['sweep', ...small])).stdout);
    expect(found.lyapunov).toEqual({ exponents: 4, of: 4, every: expect.any(Number), steps: 20, align: 10 });
    for (const [index, network] of sweep.networks.entries())
      expect(found.networks[index]).toMatchObject(network);
    for (const network of found.networks) {
      const { lyapunovExponents: exponents, standardErrors, unread } = network;
      expect(exponents).toHaveLength(4);
      expect(exponents).toEqual(exponents.toSorted((a: number, b: number) => b - a));
      expect(standardErrors.every((error: number) => error >= 0)).toBe(true);
      expect(unread).toBe(0);
      expect(Math.abs(network.sumResidual)).toBeLessThan(1e-4);
      expect(network.kaplanYorkeDimension).toBeGreaterThanOrEqual(0);
      expect(network.entropyRate).toBeGreaterThanOrEqual(0);
    }
  });

  it('has each network’s numbers in a shard, and with fewer exponents', async () => {
    const [whole, shard, few] = [
      await printed(),
      await printed('--shard=2/2'),
      await printed('--exponents=2', '--every=1'),
    ];
    expect(shard.networks).toEqual(whole.networks.slice(2));
    expect(few.lyapunov).toMatchObject({ exponents: 2, of: 4, every: 1 });
    for (const [index, { lyapunovExponents, sumResidual }] of few.networks.entries()) {
      expect(lyapunovExponents[0]).toBeCloseTo(whole.networks[index].lyapunovExponents[0], 1);
      expect(sumResidual).toBeUndefined();
    }
  });

  it('says null where a direction is forgotten', async () => {
    const { networks } = await printed('--activation=relu', '--engine=reference');
    expect(
      networks.some((network: { lyapunovExponents: unknown[] }) => network.lyapunovExponents.at(-1) === null),
    ).toBe(true);
  });
});

describe('spectrum in a file and for a person', () => {
  it('writes a row a network', async () => {
    const file = join(folder, 'spectra.csv');
    expect((await runCommand(['spectrum', ...small, `--out=${file}`])).status).toBe(0);
    const lines = readFileSync(file, 'utf8').split('\r\n');
    expect(lines[0]).toBe('# Vanishing Point spectrum');
    const [head = '', ...rows] = lines.filter((line) => line !== '' && !line.startsWith('#'));
    const columns = head.split(',');
    expect(columns).toContain('lyapunovExponent4');
    expect(columns.at(-1)).toBe('standardError4');
    expect(rows).toHaveLength(5);
    expect(rows.every((row) => row.split(',').length === columns.length)).toBe(true);
    const json = await printed();
    expect(Number(rows[3]?.split(',')[columns.indexOf('lyapunovExponent1')])).toBe(
      json.networks[3].lyapunovExponents[0],
    );
  });

  it('draws a table on a terminal', async () => {
    const { stdout } = await runCommand(['spectrum', ...small], { isTTY: true });
    expect(stdout).toMatch(/index +gain +λ_1 +± +λ_4 +D_KY +entropy\n/);
    expect(stdout).toMatch(/5 networks, wasm engine on .*: 4 of 4 exponents over 20 steps after 10/);
    expect(stdout).toMatch(/add up to the determinants of their steps to \d/);
  });

  it.each([
    ['--exponents=5', '--exponents must be a whole number from 1 to 4; "5" is not'],
    ['--every=0', '--every must be a whole number from 1 to 8; "0" is not'],
    ['--out=spectra.parquet', '--out must end in one of .json, .csv'],
    ['--leak=0.5', '--leak changes nothing here'],
  ])('refuses %s in a line', async (flag, sentence) => {
    const { status, stdout, stderr } = await runCommand(['spectrum', ...small, flag]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('the job behind it', () => {
  const engine = new ReferenceEngine();
  const { signal } = new AbortController();

  it('makes frames orthonormal as often as they must be', async () => {
    const tame = experimentWith({
      activation: 'identity',
      ensemble: 'orthogonal',
      hiddenSize: 6,
      networks: 3,
      gain: 0.9,
    });
    expect(await chosenEvery(engine, tame, 6, signal)).toBe(8);
    const wild = experimentWith({ hiddenSize: 8, networks: 3, gain: 3 });
    const often = await chosenEvery(engine, wild, 8, signal);
    expect(often).toBeLessThan(4);
    // The largest of them stay together for longer.
    expect(await chosenEvery(engine, wild, 2, signal)).toBeGreaterThan(often);
  });

  it('stops when its time is over, and goes on from there', async () => {
    const experiment = experimentWith({ hiddenSize: 4, networks: 6, steps: 10, warmUp: 0, gain: [0.5, 2] });
    const networks: number[] = [];
    for (const request of [
      { experiment, from: 0, seconds: 0 },
      { experiment, from: 1, every: 1 },
    ]) {
      for await (const report of lyapunov(request, benchOf(engine)))
        if ('spectra' in report) networks.push(...report.spectra.map((_, i) => report.first + i));
    }
    expect(networks).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('looks at one network in depth; the oracle is not held against itself', async () => {
    const experiment = experimentWith({ hiddenSize: 4, networks: 3, steps: 32, warmUp: 10, gain: 1.5 });
    const job = oneSpectrum({ experiment, index: 2, exponents: 4, every: 1 }, benchOf(engine));
    const { value } = await job.next();
    if (!value || !('spectrum' in value)) throw new Error('Nothing was reported.');
    expect(value.convergence.steps.at(-1)).toBe(32);
    expect([...value.convergence.exponents.slice(-4)].sort((a, b) => b - a)[0]).toBeCloseTo(
      value.spectrum.exponents[0] ?? NaN,
      12,
    );
    expect(await job.next()).toEqual({ done: true, value: undefined });
  });
});

describe('the check of one network', () => {
  const changes = { hiddenSize: 8, networks: 2, steps: 40, warmUp: 20, gain: 1.5 };

  /** What the check of network 0 comes to where an engine says `off` more of every logarithm than it found. */
  async function checked(off: number) {
    const engine = await WasmEngine.open({ workers: 1 });
    const spectrum = engine.spectrum.bind(engine);
    engine.spectrum = async function* (...asked) {
      for await (const chunk of spectrum(...asked))
        yield { ...chunk, logs: chunk.logs.map((log) => log + off) };
    };
    const request = { experiment: experimentWith(changes), index: 0, exponents: 8, every: 1 };
    const found = await resultOf(oneSpectrum(request, benchOf(engine)));
    engine.dispose();
    return found;
  }

  it('passes kernels that are right, and no others', async () => {
    const right = await checked(0);
    expect(right?.check.passed).toBe(true);
    expect(right?.check.worst).toBeLessThan(1e-4);
    expect(right?.exponents).toBeGreaterThanOrEqual(4);
    expect((await checked(0.01))?.check.passed).toBe(false);
  });
});
