/** The bench: rates that follow from an engine's times, for every engine that is here. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import type { Machine } from '../../src/analysis/roofline.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import type { EngineName } from '../../src/experiment/provenance.ts';
import type { Measurement } from '../../src/networks/measurement.ts';
import { bench } from '../../src/terminal/bench.ts';
import { measurementOf } from './analysis_measured.ts';
import { runCommand, terminalDouble } from './terminal_double.ts';

/** Takes 4 ms a network for the recurrence, and 12 ms more to draw one that it has not drawn before, by a pretended clock. */
class SlowEngine extends ReferenceEngine {
  #drawn = new Set<string>();

  override async *measure(
    experiment: Experiment,
    { signal }: Parameters<Engine['measure']>[1],
  ): AsyncGenerator<Measurement> {
    const { seed, networks } = experiment;
    let milliseconds = 0;
    for (let index = 0; index < networks; index++) {
      const name = `${seed} ${index}`;
      milliseconds += this.#drawn.has(name) ? 4 : 16;
      this.#drawn.add(name);
    }
    vi.advanceTimersByTime(milliseconds);
    signal.throwIfAborted();
    yield measurementOf(experiment, {}, 0, networks);
  }

  /** 2 ms an update of a network. */
  override async train(...asked: Parameters<Engine['train']>) {
    const [networks, { updates, from }] = asked;
    vi.advanceTimersByTime(2 * networks.length * updates);
    const none = new Float64Array(updates * networks.length);
    const states = { ...from, updates: from.updates + updates };
    return { losses: none, gradientNorms: none, states, operations: 0, seconds: 0 };
  }

  /** Its clock stands still while it computes. */
  override async machine(): Promise<Machine> {
    const peaks = { operationsPerSecond: 1.6384e9, bytesPerSecond: 2e9, launchSeconds: 1e-6 };
    return { peaks, bytesPerNumber: 8, trajectoriesCrossMemory: false, facts: [] };
  }
}

describe('by a pretended clock, bench', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells drawing from the recurrence', async () => {
    const { terminal, written } = terminalDouble();
    expect(await bench(['--engine', 'reference'], terminal, async () => new SlowEngine())).toBe(0);
    const { version, schema, hiddenSize, steps, engines } = JSON.parse(written.stdout);
    expect({ version, schema, hiddenSize, steps }).toEqual({
      version: packageJson.version,
      schema: 1,
      hiddenSize: 64,
      steps: 100,
    });
    const [speed] = engines;
    expect(Object.keys(speed)).toEqual([
      ...['engine', 'device', 'precision', 'networks', 'networksPerSecond', 'gigaflops', 'drawsPerSecond'],
      ...['peak', 'bound', 'share', 'learning'],
    ]);
    expect(speed.networks).toBe(32);
    expect(speed.networksPerSecond).toBeCloseTo(1000 / 16, 6);
    expect(speed.drawsPerSecond).toBeCloseTo(1000 / 12, 6);
    expect(speed.gigaflops).toBeCloseTo((2 * 100 * 2 * 64 ** 2) / 4e-3 / 1e9, 6);
    // 1 638 400 operations take a millisecond at least, and four are taken.
    expect(speed.peak).toEqual({ gigaflops: 1.6384, gigabytesPerSecond: 2, launchSeconds: 1e-6 });
    expect(speed).toMatchObject({ bound: 'arithmetic', share: expect.closeTo(0.25, 6) });
    // 6·32² operations a step, of 30 steps of 8 sequences.
    expect(speed.learning).toEqual({
      ...{ networks: 64, precision: 'float64', updatesPerSecond: expect.closeTo(500, 6) },
      gigaflops: expect.closeTo((500 * 6 * 32 ** 2 * 30 * 8) / 1e9, 6),
      share: expect.closeTo((500 * 6 * 32 ** 2 * 30 * 8) / 1.6384e9, 6),
    });
  });

  it('is a table on a terminal, with a line for every engine', async () => {
    const { terminal, written } = terminalDouble({ isTTY: true });
    const names: EngineName[] = [];
    const open = async (name: EngineName) => {
      names.push(name);
      return new SlowEngine();
    };
    await bench([], terminal, open);
    expect(names).toEqual(['webgpu', 'wasm', 'reference']);
    const [head, ...rows] = written.stdout.split('\n');
    expect(head).toMatch(/^engine +networks\/s +GFLOP\/s +of bound +bound +draws\/s +device$/);
    for (const row of rows.slice(0, 3))
      expect(row).toMatch(
        /^reference +\d+\.\d+ +0\.\d+ +25 % +arithmetic, 1\.64 GFLOP\/s +\d+\.\d+ +one core$/,
      );
    expect(written.stdout).toContain('N = 64, T = 100');
    expect(written.stdout).toMatch(/learning +updates\/s +GFLOP\/s +of arithmetic +networks +in\n/);
    expect(written.stdout).toMatch(/reference +500 +0\.737 +45 % +64 +float64\n/);
    expect(written.stdout).toContain('N = 32, T = 30, 8 sequences an update, recall by adam.');
    expect(written.stderr).toContain('of 5 parts of the reference engine’s bench');
  });
});

describe('bench', () => {
  it('measures the CPU kernels', async () => {
    const { status, stdout, stderr } = await runCommand(['bench', '--engine', 'wasm']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [speed] = JSON.parse(stdout).engines;
    expect(speed).toMatchObject({ engine: 'wasm', precision: 'float32' });
    expect(speed.gigaflops).toBeGreaterThan(0.1);
    expect(speed.learning.updatesPerSecond).toBeGreaterThan(1);
    expect(speed.networksPerSecond).toBeGreaterThan(1);
  });

  it('stops when told to', async () => {
    const { status, stdout } = await runCommand(['bench', '--engine', 'wasm'], {
      signal: AbortSignal.abort(),
    });
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
  });
});
