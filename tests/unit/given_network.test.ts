/** A network of one's own is measured as the random ones are: given network 0's own weights, it is network 0. */
import { describe, expect, it } from 'vitest';
import { Collection } from '../../src/analysis/collection.ts';
import { readNetwork } from '../../src/analysis/network_reading.ts';
import { gradientLimit, residualLimit } from '../../src/analysis/own_trajectory_limits.ts';
import { standingAmong } from '../../src/analysis/standing.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { quantityNames } from '../../src/experiment/axes.ts';
import { type Experiment, keptTimes } from '../../src/experiment/experiment.ts';
import { networkSettings } from '../../src/experiment/network_settings.ts';
import { checkGivenNetwork, givenSpectra, readGivenNetwork } from '../../src/laboratory/given.ts';
import { stretchOf } from '../../src/networks/given/given_network.ts';
import { fits, sizeAround } from '../../src/networks/given/layer_summary.ts';
import { networkAmong } from '../../src/networks/given/network_among.ts';
import type { RecurrentLayer } from '../../src/networks/given/recurrent_layer.ts';
import { drawNetwork } from '../../src/networks/network.ts';
import { experimentWith } from './analysis_measured.ts';
import { resultOf } from './result_of.ts';

const base: Partial<Experiment> = { networks: 3, hiddenSize: 10, steps: 15, warmUp: 6, gain: [0.6, 1.8] };

const { signal } = new AbortController();

/** The weights of network 0 at gain 1, as a file has them. */
function layerOf(experiment: Experiment, cell: RecurrentLayer['cell']): RecurrentLayer {
  const { hiddenSize } = experiment;
  const weightHH = drawNetwork(experiment, 0).weights;
  return { name: 'weight_hh_l0', cell, hiddenSize, inputSize: 0, weightHH };
}

/** Network 0 as the engine measures it among the others. */
async function networkZero(engine: Engine, experiment: Experiment) {
  const options = {
    signal: new AbortController().signal,
    wants: ['restRadius'] as const,
    range: { from: 0, to: 1 },
  };
  for await (const measurement of engine.measure(experiment, options)) return measurement;
  throw new Error('Nothing was measured.');
}

async function read(engine: Engine, layer: RecurrentLayer, experiment: Experiment, factor: number) {
  const spectra = await givenSpectra(layer, experiment, signal);
  const reading = await resultOf(
    readGivenNetwork(networkAmong(layer, experiment), spectra, experiment, factor, engine, signal),
  );
  return { spectra, reading };
}

describe('network 0 out of a file', () => {
  const cases: readonly [RecurrentLayer['cell'], Partial<Experiment>][] = [
    ['rnn', { inputScale: 0.4 }],
    ['rnn', { activation: 'relu', loss: 'random' }],
    ['rnn', { cell: 'leaky', leak: 0.3, inputScale: 0.4 }],
    ['gru', { cell: 'gru', inputScale: [0, 1] }],
    ['lstm', { cell: 'lstm', inputScale: 0.4, sharedInput: true }],
  ];
  it.each(cases)('is where it was among the random ones, norm by norm (%s, %o)', async (cell, change) => {
    const experiment = experimentWith({ ...base, ...change });
    const { gain } = networkSettings(experiment, 0);
    const engine = new ReferenceEngine();
    const measured = await networkZero(engine, experiment);
    const { reading } = await read(engine, layerOf(experiment, cell), experiment, gain);
    expect(reading.gradient).toHaveLength(keptTimes(experiment).length);
    for (const [own, random] of [
      [reading.gradient, measured.log10GradientNorm],
      [reading.state, measured.log10StateNorm],
    ] as const) {
      own.forEach((norm, i) => {
        expect(norm).toBeCloseTo(random[i] ?? Number.NaN, 11);
      });
    }
    const collection = new Collection(experiment, { from: 0, to: 1 });
    collection.append(measured);
    const { values } = readNetwork(collection, 0);
    for (const name of quantityNames) {
      // Its biases, and how its entries were drawn, are not in its file.
      if (name === 'gain' || name === 'bias-scale') continue;
      // A network that lives has no step of death; nobody looks at the weights' gradient of one that is given.
      if (name === 'death-step' || name === 'parameter-norm') expect(reading.values[name]).toBe(values[name]);
      else expect(reading.values[name], name).toBeCloseTo(values[name], 11);
    }
    // The root mean square of so few entries is only roughly what they were drawn with.
    expect(reading.values.gain / gain).toBeGreaterThan(0.85);
    expect(reading.values.gain / gain).toBeLessThan(1.15);
  });

  it('is the same on the CPU’s kernels, to their digits', async () => {
    const experiment = experimentWith({ ...base, cell: 'lstm', inputScale: 0.4 });
    const layer = layerOf(experiment, 'lstm');
    const wasm = await WasmEngine.open({ workers: 1 });
    const [single, double] = [
      await read(wasm, layer, experiment, 1.5),
      await read(new ReferenceEngine(), layer, experiment, 1.5),
    ];
    const errors = await checkGivenNetwork(networkAmong(layer, experiment), 1.5, wasm, signal);
    const large = { ...networkAmong(layer, experiment), weights: new Float64Array(1e6) };
    expect(await checkGivenNetwork(large, 1, wasm, signal)).toBeUndefined();
    wasm.dispose();
    expect(errors?.gradient).toBeGreaterThan(0);
    expect(errors?.gradient).toBeLessThan(gradientLimit(21));
    expect(errors?.residual).toBeLessThan(residualLimit);
    single.reading.gradient.forEach((norm, i) => {
      expect(norm).toBeCloseTo(double.reading.gradient[i] ?? Number.NaN, 4);
    });
    expect(single.spectra.norm).toBeCloseTo(double.spectra.norm, 3);
    single.spectra.radii.forEach((radius, block) => {
      expect(radius).toBeCloseTo(double.spectra.radii[block] ?? Number.NaN, 3);
    });
  });
});

describe('what a file holds besides the recurrent weights', () => {
  const experiment = experimentWith({ ...base, gain: 1, inputScale: 0.7, biasScale: 2, forgetBias: 3 });
  const layer = layerOf(experiment, 'rnn');

  it('is added to what the units read, and nothing of the experiment’s biases is', async () => {
    const { hiddenSize: size } = layer;
    const weightIH = Float64Array.from({ length: 2 * size }, (_, i) => Math.sin(i));
    const biasIH = Float64Array.from({ length: size }, (_, i) => i / 7);
    const biasHH = Float64Array.from({ length: size }, (_, i) => -i);
    const plain = await stretchOf(networkAmong({ ...layer, inputSize: 2, weightIH }, experiment));
    const full = await stretchOf(
      networkAmong({ ...layer, inputSize: 2, weightIH, biasIH, biasHH }, experiment),
    );
    expect(full.recurrentBias).toEqual(biasHH);
    expect(plain.recurrentBias).toEqual(new Float64Array(size));
    full.drives.forEach((drive, i) => {
      expect(drive).toBeCloseTo((plain.drives[i] ?? Number.NaN) + (biasIH[i % size] ?? Number.NaN), 12);
    });
    expect(full.drives).toHaveLength(size * (experiment.warmUp + experiment.steps));
    expect(full.settings.forgetBias).toBe(0);
    // Two inputs reach ten units: any two rows of W_ih tell the third.
    const [a = 0, b = 0, c = 0] = plain.drives;
    const [w00 = 0, w01 = 0, w10 = 0, w11 = 0, w20 = 0, w21 = 0] = weightIH;
    const determinant = w00 * w11 - w01 * w10;
    const x = (a * w11 - b * w01) / determinant;
    const y = (b * w00 - a * w10) / determinant;
    expect(c).toBeCloseTo(w20 * x + w21 * y, 12);
  });
});

describe('its place among the random networks', () => {
  it('is among those of its cell, and of its size as far as the page draws them', () => {
    expect(fits({ cell: 'rnn' }, 'residual')).toBe(true);
    expect(fits({ cell: 'rnn' }, 'gru')).toBe(false);
    expect(fits({ cell: 'lstm' }, 'gru')).toBe(false);
    expect(fits({ cell: 'lstm' }, 'leaky')).toBe(false);
    expect([2, 4, 37, 256, 512].map((hiddenSize) => sizeAround({ hiddenSize }))).toEqual([
      4, 4, 37, 256, 256,
    ]);
  });

  it('counts the networks near it, and those below', () => {
    const networks = {
      length: 5,
      x: [0.9, 1, 1.1, 1.2, 1, 1],
      log10Norm: [-3, -Infinity, 2, 9, -1, -9],
    };
    expect(standingAmong(networks, { x: 1, log10Norm: 0 }, 0.11)).toEqual({ near: 4, below: 3 });
    expect(standingAmong(networks, { x: 5, log10Norm: 0 }, 0.11)).toEqual({ near: 0, below: 0 });
    expect(standingAmong(networks, { x: 1, log10Norm: -Infinity }, 1)).toEqual({ near: 5, below: 0 });
  });
});
