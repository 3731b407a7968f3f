/** What networks settle into is the same on every engine, where neighbouring trajectories do not part. */
import { describe, expect, it } from 'vitest';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import type { EngineName } from '../../src/experiment/provenance.ts';
import { type SettledNetwork, settling } from '../../src/laboratory/settling.ts';
import { benchOf } from './bench.ts';
import { experimentWith } from './experiments.ts';
import type { Lender } from './lend.ts';

const long = { hiddenSize: 8, networks: 12, warmUp: 1000, steps: 1000, loss: 'random' } as const;

export function settlingSuite(name: EngineName, lend: Lender): void {
  describe(`what networks settle into, by the ${name} engine`, () => {
    it.each([
      { ensemble: 'symmetric', gain: [0.3, 2] },
      { cell: 'gru', gain: [0.5, 2], biasScale: 0.5 },
      { ensemble: 'orthogonal', gain: 0.9, inputScale: 0.5 },
      { ensemble: 'symmetric', gain: 2, inputScale: 0.01 },
    ] as const)('is what it is in float64: %o', async (changes) => {
      const experiment = experimentWith({ ...long, ...changes });
      const [own, exact] = [await lend(), new ReferenceEngine()].map(async (engine) => {
        const found: SettledNetwork[] = [];
        for await (const some of settling(experiment, benchOf(engine))) found.push(...some);
        return found;
      });
      const [networks, oracle] = [(await own) ?? [], (await exact) ?? []];
      expect(networks.map(({ kind, period }) => ({ kind, period }))).toEqual(
        oracle.map(({ kind, period }) => ({ kind, period })),
      );
      for (const [i, { rate }] of networks.entries())
        expect(rate).toBeCloseTo(oracle[i]?.rate ?? Number.NaN, 4);
    });
  });
}
