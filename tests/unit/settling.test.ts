/** What dynamics settle into: cases that are known, and the table of the theory notes. */
import { afterAll, describe, expect, it } from 'vitest';
import { fraction, type Settling } from '../../src/analysis/settling.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { type SettledNetwork, settling } from '../../src/laboratory/settling.ts';
import { experimentWith } from '../parity/experiments.ts';

const { signal } = new AbortController();
const opened = WasmEngine.open();
afterAll(async () => (await opened).dispose());

async function settled(changes: Partial<Experiment>): Promise<SettledNetwork[]> {
  const networks: SettledNetwork[] = [];
  const bench = { engine: await opened, signal, notify: () => undefined };
  for await (const report of settling({ experiment: experimentWith(changes) }, bench))
    networks.push(...report.networks);
  return networks;
}

async function kinds(changes: Partial<Experiment>): Promise<ReadonlySet<Settling>> {
  return new Set((await settled(changes)).map(({ settling: kind }) => kind));
}

describe('networks that nothing drives', () => {
  it('come to rest below gain 1', async () => {
    expect(await kinds({ hiddenSize: 16, networks: 12, gain: 0.8 })).toEqual(new Set(['fixed']));
  });

  it('reach fixed points and 2-cycles alone where W is symmetric', async () => {
    const found = await kinds({ hiddenSize: 16, networks: 24, gain: 1.5, ensemble: 'symmetric' });
    expect([...found].sort()).toEqual(['fixed', 'two-cycle']);
  });

  it('rotate where W is antisymmetric', async () => {
    const found = await settled({ hiddenSize: 8, networks: 8, gain: 1.1, ensemble: 'antisymmetric' });
    for (const { settling: kind, rate } of found) {
      expect(['cycle', 'undecided']).toContain(kind);
      expect(rate).toBeLessThan(1e-3);
    }
  });

  it('say how long a cycle is', async () => {
    for (const { settling: kind, period } of await settled({ hiddenSize: 16, networks: 60, gain: 1.4 })) {
      if (kind === 'fixed') expect(period).toBe(1);
      if (kind === 'two-cycle') expect(period).toBe(2);
      if (kind === 'cycle') expect(period).toBeGreaterThan(2);
      if (kind === 'undecided' || kind === 'chaos') expect(period).toBeUndefined();
    }
  });

  // Fractions of networks with λ > 1e-3, found independently in float64.
  it.each([
    [64, 1.1, 0],
    [64, 1.2, 0.05],
    [64, 1.3, 0.25],
    [64, 1.5, 0.62],
    [64, 2, 0.93],
    [256, 1.2, 0.38],
  ])('are chaotic as often as they should be: N = %i, g = %f', async (hiddenSize, gain, expected) => {
    const networks = hiddenSize === 64 ? 150 : 24;
    const found = await settled({ hiddenSize, networks, gain, steps: 3000, warmUp: 1000 });
    const chaotic = found.filter(({ settling: kind }) => kind === 'chaos').length;
    const error = Math.max(fraction(chaotic, networks).error, fraction(expected * networks, networks).error);
    expect(Math.abs(chaotic / networks - expected)).toBeLessThan(4 * error);
  });
});

describe('driven networks', () => {
  it('forget where they began while they contract, and do not in chaos', async () => {
    const driven = { hiddenSize: 32, networks: 8 };
    expect(await kinds({ ...driven, inputScale: 0.5, gain: 0.9 })).toEqual(new Set(['echo']));
    const chaotic = await settled({ ...driven, inputScale: 0.1, gain: 3 });
    expect(chaotic.filter(({ settling: kind }) => kind === 'chaos').length).toBeGreaterThanOrEqual(6);
  });

  it('may have several answers: units that hold a sign', async () => {
    const found = await kinds({
      ...{ ensemble: 'identity', gain: 2, hiddenSize: 8, networks: 4, inputScale: 0.05, initialScale: 0 },
    });
    expect(found).toEqual(new Set(['several']));
  });
});
