/** Small networks go abreast on the CPU, a network a lane: each has the numbers that it has in any other company. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { networksAbreast } from '../../src/engines/wasm/task.ts';
import type { Experiment, NetworkRange } from '../../src/experiment/experiment.ts';
import type { Measurement } from '../../src/networks/measurement.ts';
import { experimentWith } from '../parity/experiments.ts';

let engine: WasmEngine;
beforeAll(async () => {
  engine = await WasmEngine.open({ workers: 1 });
});
afterAll(() => engine.dispose());

const { signal } = new AbortController();

/** What is measured of some networks, in rows of one network each. */
async function rows(experiment: Experiment, range: NetworkRange): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const chunk of engine.measure(experiment, { signal, range, wants: ['parameterNorm'] })) {
    for (let i = 0; i < chunk.count; i++) found.push(rowOf(chunk, i));
  }
  return found;
}

function rowOf(chunk: Measurement, i: number) {
  const times = chunk.log10GradientNorm.length / chunk.count;
  const own = (norms: Float64Array) => [...norms.subarray(i * times, (i + 1) * times)];
  return {
    gradient: own(chunk.log10GradientNorm),
    state: own(chunk.log10StateNorm),
    parameters: chunk.log10ParameterNorm?.[i],
    death: chunk.deathStep[i],
  };
}

/** Neighbours that go different ways: at rest and driven, vanishing and exploding, dead and alive, beyond float32's range. */
const companies: Readonly<Record<string, Partial<Experiment>>> = {
  'some driven, some not': { gain: [0.1, 5], inputScale: [0, 1], biasScale: [0, 0.5], hiddenSize: 6 },
  'some that die': { activation: 'relu', gain: [0.5, 3], hiddenSize: 4, steps: 300 },
  'some far from zero': { activation: 'gelu', gain: [0.2, 5], hiddenSize: 5, steps: 300, warmUp: 20 },
  'some with zeros': { ensemble: 'sparse', density: 0.3, activation: 'relu', gain: [0.5, 4], hiddenSize: 9 },
  'some that leave the range': { gain: [0.5, 5], biasScale: [0, 5], inputScale: [0, 5], hiddenSize: 4 },
  'leaky, with random losses': { cell: 'leaky', gain: [0.2, 4], loss: 'random', hiddenSize: 13 },
  'LSTMs, without a bound': {
    cell: 'lstm',
    activation: 'relu',
    forgetBias: 1,
    gain: [0.5, 4],
    hiddenSize: 8,
  },
  'LSTMs that vanish': { cell: 'lstm', gain: [0.1, 4], hiddenSize: 8, steps: 400 },
  'GRUs, with biases': { cell: 'gru', gain: [0.5, 4], biasScale: [0, 2], hiddenSize: 7 },
  'GRUs, without a bound': { cell: 'gru', activation: 'gelu', gain: [0.5, 4], hiddenSize: 7, steps: 300 },
};

it.each(Object.entries(companies))('in company: %s', async (_, changes) => {
  const experiment = experimentWith({ networks: 11, steps: 60, ...changes });
  expect(networksAbreast(experiment)).toBe(4);
  const together = await rows(experiment, { from: 0, to: 11 });
  const alone: unknown[] = [];
  for (let index = 0; index < 11; index++) {
    alone.push(...(await rows(experiment, { from: index, to: index + 1 })));
  }
  expect(alone).toEqual(together);
  // From the third on in other groups than before.
  expect(await rows(experiment, { from: 3, to: 11 })).toEqual(together.slice(3));
});
