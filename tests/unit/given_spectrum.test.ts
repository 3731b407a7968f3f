/** Lyapunov exponents of a layer out of a file: those that a network of the same weights has, and when there are none. */
import { describe, expect, it } from 'vitest';
import { networkSpectrum } from '../../src/analysis/network_spectrum.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { GivenFile } from '../../src/laboratory/given_file.ts';
import { type GivenSpectrumRequest, givenSpectrum } from '../../src/laboratory/given_spectrum.ts';
import { Shelf } from '../../src/laboratory/shelf.ts';
import { drawWeights } from '../../src/networks/ensemble.ts';
import { frameGrowth, framePlan } from '../../src/networks/lyapunov.ts';
import { drawNetwork } from '../../src/networks/network.ts';
import { resultOf } from '../parity/bench.ts';
import { experimentWith } from '../parity/experiments.ts';

const { signal } = new AbortController();

/** Of a bare matrix, as drawn. */
function found(change: Partial<Experiment>, asked: Partial<GivenSpectrumRequest> = {}) {
  const experiment = experimentWith({ networks: 1, initialScale: 0.5, ...change });
  const shelf = new Shelf();
  const weightHH = drawWeights({ ...experiment, cell: 'rnn' }, 0);
  const layer = {
    name: 'W',
    cell: 'rnn' as const,
    hiddenSize: experiment.hiddenSize,
    inputSize: 0,
    weightHH,
  };
  shelf.files.set(1, new GivenFile(layer));
  return resultOf(
    givenSpectrum({ file: 1, experiment, factor: 1, drive: 'random', ...asked }, { signal, shelf }),
  );
}

describe('exponents of a layer out of a file', () => {
  it('are those of a random network of the same weights, on the same sequence', async () => {
    const experiment = experimentWith({
      networks: 1,
      hiddenSize: 6,
      steps: 40,
      warmUp: 10,
      initialScale: 0.5,
      gain: 1,
    });
    const [own, factor] = [await found(experiment), 1.7];
    if (!own || !('spectrum' in own)) throw new Error('Nothing was found.');
    // The same 50 steps: 10 for the state, 10 for the frame, 30 that count.
    expect(own).toMatchObject({ all: 6, steps: 30, settling: 10 });
    const plan = framePlan({ warmUp: 10, steps: 30 }, 1);
    const growth = await frameGrowth(drawNetwork(experiment, 0), {
      seed: experiment.seed,
      exponents: 6,
      plan,
    });
    const reading = { plan, precision: Number.EPSILON, masks: false, all: 6 };
    const drawn = networkSpectrum({ first: 0, count: 1, ...growth, operations: 0, seconds: 0 }, 0, reading);
    own.spectrum.exponents.forEach((exponent, j) => {
      expect(exponent).toBeCloseTo(drawn.exponents[j] ?? NaN, 10);
    });
    const scaled = await found(experiment, { factor });
    if (!scaled || !('spectrum' in scaled)) throw new Error('Nothing was found.');
    expect(scaled.spectrum.sumResidual).toBeCloseTo(0, 9);
    expect(scaled.spectrum.exponents[0]).toBeGreaterThan(own.spectrum.exponents[0] ?? NaN);
  });

  it('are as many as are asked for, and fewer than all tell less', async () => {
    const own = await found({ hiddenSize: 6, steps: 20, warmUp: 0 }, { exponents: 2 });
    if (!own || !('spectrum' in own)) throw new Error('Nothing was found.');
    expect(own.spectrum.exponents).toHaveLength(2);
    expect(own.all).toBe(6);
    expect(own.spectrum.sumResidual).toBeNaN();
  });

  it('are none of too large a layer, of too few steps, of another cell', async () => {
    expect(await found({ hiddenSize: 300, steps: 10 })).toEqual({
      refusal: 'Exponents of up to 256 units are measured here; this layer has 300.',
    });
    expect(await found({ hiddenSize: 4, steps: 4, warmUp: 0 })).toEqual({
      refusal: 'Exponents need 5 steps at least; there are 4.',
    });
    expect(await found({ hiddenSize: 4, cell: 'lstm' })).toBeUndefined();
  });
});
