/** The mathematics of whole models beyond what a framework's float64 holds: tails, ranges, and who does what where. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryInWords, memoryReading } from '../../src/analysis/memory_words.ts';
import { layerAnalysis } from '../../src/analysis/model_analysis.ts';
import { fastProducts } from '../../src/engines/wasm/products.ts';
import type { CellName } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { type CellSettings, cellOf } from '../../src/networks/cells.ts';
import { ForwardOverflowError } from '../../src/networks/model/forward_peaks.ts';
import type { Layer, Model } from '../../src/networks/model/model.ts';
import { modelGradientSteps, stepsOfGradient } from '../../src/networks/model/model_gradient.ts';
import { layerForward } from '../../src/networks/model/passage.ts';
import { type Products, plainProducts } from '../../src/networks/model/products.ts';
import { normals } from '../../src/networks/normal.ts';
import { runNetwork } from '../../src/networks/run.ts';
import { anyExponent, log10Norm, rescaled } from '../../src/networks/scaled_vector.ts';
import { atOnce } from '../../src/networks/spectra/steps.ts';
import { multiply, multiplyTransposed, outerProduct } from '../../src/networks/vector.ts';
import { weightGradient } from '../../src/networks/weight_gradient.ts';
import { wide, wideVector } from '../../src/networks/wide.ts';

const size = 6;
const inputSize = 3;
const steps = 40;

function settingsOf(cell: CellName): CellSettings {
  return { ...defaultExperiment, cell, leak: 0.3, residualScale: 0.5, forgetBias: 0 };
}

/** A layer of Gaussian weights; its numbers are those of a seed. */
function drawnLayer(settings: CellSettings, scale: number): Layer {
  const rows = cellOf(settings).blocks * size;
  const drawn = (row: number, length: number, by = scale) =>
    normals(7, 0, 0, row, length).map((value) => by * value);
  return {
    ...{
      name: 'weight_hh_l0',
      direction: 'forward',
      settings,
      hiddenSize: size,
      outputSize: size,
      inputSize,
    },
    weightHH: drawn(0, rows * size),
    weightIH: drawn(1, rows * inputSize, 0.5),
    biasIH: drawn(2, rows, 0.2),
    biasHH: drawn(3, rows, 0.2),
  };
}

const inputs = normals(8, 0, 0, 0, steps * inputSize);
const of = (layer: Layer): Model => ({ levels: [[layer]] });

describe('a model of one layer is the network that the oracle knows', () => {
  it.each<[CellName, number, Partial<CellSettings>?]>([
    ['rnn', 0.4],
    ['leaky', 0.4],
    ['residual', 0.4],
    ['gru', 0.4],
    ['lstm', 0.4],
    // Slopes below 1e-200 of some units: their products leave float64.
    ['rnn', 300],
    ['lstm', 300],
    ['gru', 300],
    ['gru', 0.4, { reset: 'before' }],
    ['gru', 300, { reset: 'before' }],
    ['gru', 0.4, { reset: 'before', activation: 'relu' }],
    ['gru', 0.4, { activation: 'softplus' }],
    ['lstm', 0.4, { activation: 'relu', forgetBias: 1 }],
    ['lstm', 0.4, { activation: 'gelu' }],
  ])('%s with weights of %f %o', async (name, scale, changes = {}) => {
    const settings = { ...settingsOf(name), ...changes };
    const layer = drawnLayer(settings, scale);
    const { layers } = atOnce(modelGradientSteps(of(layer), [{ inputs }], 'last'));
    const cell = cellOf(settings);
    const rows = cell.blocks * size;
    const cotangent = new Float64Array(cell.parts * size).fill(1, 0, size);
    const network = {
      ...{ cell, hiddenSize: size, weights: layer.weightHH, gain: 1, cotangent },
      bias: layer.biasIH ?? new Float64Array(rows),
      recurrentBias: layer.biasHH ?? new Float64Array(rows),
      drive: (step: number) =>
        multiply(layer.weightIH, inputs.subarray(step * inputSize, (step + 1) * inputSize)),
      initialState: new Float64Array(cell.parts * size),
    };
    const run = await runNetwork(network, { warmUp: 0, steps });
    const expected = run.gradients.map((gradient) => log10Norm(rescaled(gradient, anyExponent)));
    if (scale > 1) expect(expected[0]).toBeLessThan(-30);
    const found = layers[0]?.sequences[0]?.state ?? [];
    expect(found).toHaveLength(steps + 1);
    expected.forEach((decades, t) => {
      expect(found[t]).toBeCloseTo(decades, 8);
    });
    expect(layers[0]?.log10WeightHH).toBeCloseTo(log10Norm(await weightGradient(network, run)), 8);
  });
});

it.each<CellName>(['rnn', 'residual', 'gru', 'lstm'])(
  '%s: the plain pullback is the wide one, or none',
  (name) => {
    const cell = cellOf(settingsOf(name));
    const numbers = (length: number, most: number) =>
      fc.array(
        fc.integer({ min: -1000, max: 1000 }).map((part) => (most * part) / 1000),
        { minLength: length, maxLength: length },
      );
    let taken = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(1, 40, 700),
        numbers(cell.preActivations, 1),
        numbers(cell.parts, 2),
        numbers(cell.parts, 1),
        (depth, kept, state, cotangent) => {
          const from = {
            preActivation: Float64Array.from(kept, (z) => depth * z),
            state: Float64Array.from(state),
            exponent: 0,
          };
          const rounded = Float64Array.from(cotangent, (delta) => (Math.abs(delta) < 2 ** -500 ? 0 : delta));
          const plain = cell.pullPlain({ ...from, cotangent: rounded });
          if (!plain) return;
          taken++;
          const pulled = cell.pull({ ...from, cotangent: cotangent.map((delta) => wide(delta)) });
          for (const key of ['products', 'drives', 'state'] as const) {
            const { values, exponent } = wideVector(pulled[key]);
            values.forEach((value, i) => {
              const expected = value * 2 ** exponent;
              expect(Math.abs((plain[key][i] ?? Number.NaN) - expected)).toBeLessThanOrEqual(
                1e-12 * Math.abs(expected),
              );
            });
          }
        },
      ),
      { seed: 1, numRuns: 300 },
    );
    expect(taken).toBeGreaterThan(100);
  },
);

it('states beyond float64 go up a stack of layers, and gradients down', () => {
  const settings: CellSettings = { ...settingsOf('rnn'), activation: 'identity' };
  const turn = Float64Array.from({ length: size ** 2 }, (_, k) => {
    const [row, column] = [Math.floor(k / size), k % size];
    return column === (row + 1) % size ? 4 : 0;
  });
  const eye = turn.map((_, k) => (k % (size + 1) === 0 ? 1 : 0));
  const layer: Layer = {
    ...{ name: 'l0', direction: 'forward', settings, hiddenSize: size, outputSize: size, inputSize: size },
    ...{ weightHH: turn, weightIH: eye },
  };
  const both = [layer, { ...layer, direction: 'reverse' as const }];
  const wider = new Float64Array(2 * size ** 2);
  eye.forEach((value, k) => {
    wider[Math.floor(k / size) * 2 * size + (k % size)] = value;
  });
  const upper = { ...layer, inputSize: 2 * size, weightIH: wider };
  const long = 1000;
  const sequence = { inputs: new Float64Array(long * size).fill(1, 0, size) };
  const model = { levels: [both, [upper]] };
  const { layers } = atOnce(modelGradientSteps(model, [sequence], 'last'));
  const [forward, , top] = layers;
  const fourfold = Math.log10(4);
  const start = 0.5 * Math.log10(size) + long * fourfold;
  // Every step of the upper layer is four times the gradient.
  expect(top?.sequences[0]?.state[0]).toBeCloseTo(start, 6);
  // h_0 of the lower one reaches the loss by as many ways as there are steps at which it may change layers.
  expect(forward?.sequences[0]?.state[0]).toBeCloseTo(start + Math.log10(long), 6);
  // Of the upper layer h_t is t·4^(t−1) and δ_t is 4^(T−t): Σ_t δ_t ⊗ h_(t−1) is 4^(T−2)·T(T−1)/2 in every entry.
  const expected = Math.log10(size) + (long - 2) * fourfold + Math.log10((long * (long - 1)) / 2);
  expect(top?.log10WeightHH).toBeCloseTo(expected, 6);
});

it('a gate is as far open as its bias says, and flat where its slope is next to nothing', () => {
  const settings = settingsOf('lstm');
  const drawn = drawnLayer(settings, 0);
  const bias = new Float64Array(4 * size);
  for (const [block, value] of [2, -7, 4, 0].entries()) bias.fill(value, block * size, (block + 1) * size);
  const layer = { ...drawn, weightIH: new Float64Array(4 * size * inputSize), biasIH: bias };
  const { biasHH: _, ...bare } = layer;
  const { layers } = atOnce(modelGradientSteps(of(bare), [{ inputs }], 'last'));
  const gates = layers[0]?.gates ?? [];
  expect(gates.map(({ gate, flat }) => [gate, flat])).toEqual([
    ['i', 0],
    ['f', 1],
    ['g', 1],
    ['o', 0],
  ]);
  expect(gates[0]?.opening).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
  expect(gates[1]?.opening).toBeCloseTo(1 / (1 + Math.exp(7)), 12);
  expect(gates[2]?.opening).toBeUndefined();
});

describe('step by step', () => {
  /** An LSTM that hears nothing: its gates are as its biases say, i, f, g, o of each unit. */
  function deaf(bias: (block: number, unit: number) => number): Layer {
    const drawn = drawnLayer(settingsOf('lstm'), 0);
    const biasIH = Float64Array.from({ length: 4 * size }, (_, k) => bias(Math.floor(k / size), k % size));
    const { biasHH: _, ...bare } = { ...drawn, weightIH: new Float64Array(4 * size * inputSize), biasIH };
    return bare;
  }
  const found = (layer: Layer, batch = [{ inputs }], loss: 'last' | 'every' = 'last') => {
    const [gradient] = atOnce(modelGradientSteps(of(layer), batch, loss)).layers;
    if (!gradient) throw new Error('no layer');
    return gradient;
  };
  const logistic = (z: number) => 1 / (1 + Math.exp(-z));

  it('gates are as far open as their inputs say, over the sequences that have such a step', () => {
    const weightIH = new Float64Array(4 * size * inputSize);
    // Every input gate hears the first input, five times.
    for (let unit = 0; unit < size; unit++) weightIH[unit * inputSize] = 5;
    const short = inputs.slice(inputSize, 4 * inputSize);
    const { gates } = found({ ...deaf(() => 0), weightIH }, [{ inputs }, { inputs: short }]);
    const heard = (step: number) => 5 * (inputs[step * inputSize] ?? Number.NaN);
    const [i, , g] = gates;
    expect(i?.openingByStep).toHaveLength(steps);
    i?.openingByStep?.forEach((opening, step) => {
      const own = logistic(heard(step));
      const both = (own + logistic(heard(step + 1))) / 2;
      expect(opening).toBeCloseTo(step < 3 ? both : own, 12);
    });
    expect([...(i?.flatByStep.subarray(3) ?? [])]).toEqual(
      Array.from({ length: steps - 3 }, (_, k) => (Math.abs(heard(k + 3)) > Math.log(399) ? 1 : 0)),
    );
    expect(g?.openingByStep).toBeUndefined();
    expect(new Set(i?.flatByStep)).toContain(1);
  });

  it('forget gates keep the product of their openings, in both tails', () => {
    const biases = [-800, -3, 0, 2, 40, 0.5];
    const { memory } = found(deaf((block, unit) => (block === 1 ? (biases[unit] ?? 0) : 0)));
    if (!memory) throw new Error('no memory');
    expect(memory.log10).toHaveLength(steps + 1);
    expect([memory.log10[steps], memory.least[steps], memory.most[steps]]).toEqual([0, 0, 0]);
    expect(memory.least[0]).toBeCloseTo((-800 * steps) / Math.LN10, 8);
    expect((memory.most[0] ?? 0) / steps).toBeCloseTo(-Math.exp(-40) / Math.LN10, 30);
    expect(memory.most[0]).toBeLessThan(0);
    for (const t of [0, 17, steps - 1]) {
      const squares = biases.map((z) => logistic(z) ** (2 * (steps - t)));
      const mean = squares.reduce((sum, square) => sum + square, 0) / size;
      expect(memory.log10[t]).toBeCloseTo(0.5 * Math.log10(mean), 12);
    }
    expect(found(drawnLayer(settingsOf('gru'), 0.4)).memory).toBeUndefined();
  });

  it('forget gates that hear nothing are half open beside a state that has left float64', () => {
    // h grows by 1e200 a step, of every unit by itself; forget gates have no weights.
    const [weightHH, biasIH] = [new Float64Array(4 * size * size), new Float64Array(4 * size)];
    for (let unit = 0; unit < size; unit++) {
      weightHH[(2 * size + unit) * size + unit] = 1e200;
      biasIH[2 * size + unit] = 1;
    }
    const layer: Layer = {
      ...deaf(() => 0),
      ...{ settings: { ...settingsOf('lstm'), activation: 'relu' }, weightHH, biasIH },
    };
    const { memory, sequences } = found(layer);
    const half = Math.log10(0.5);
    expect(sequences[0]?.state[0]).toBeGreaterThan(7000);
    memory?.log10.forEach((decades, t) => {
      expect(decades).toBeCloseTo((steps - t) * half, 12);
    });
  });

  it('of sequences that end early nothing is lost before they do', () => {
    const short = inputs.subarray(0, 4 * inputSize);
    const { memory } = found(
      deaf(() => 0),
      [{ inputs }, { inputs: short }],
    );
    const half = Math.log10(0.5);
    expect(memory?.log10[5]).toBeCloseTo((steps - 5) * half, 12);
    expect([memory?.least[4], memory?.most[4]]).toEqual([expect.closeTo((steps - 4) * half, 12), 0]);
    expect(memory?.log10[4]).toBeCloseTo(0.5 * Math.log10((1 + 0.25 ** (steps - 4)) / 2), 12);
  });

  const analysed = (layer: Layer, loss: 'last' | 'every' = 'last') =>
    layerAnalysis(found(layer, undefined, loss), { values: [], radius: 1, radiusError: 0, norm: 1 });

  it('forget gates explain a gradient that goes along c alone, to the last digit', () => {
    const reading = memoryReading(analysed(deaf((block) => (block === 1 ? 1 : 0.3))));
    expect(reading).toMatchObject({ from: steps - 1, explains: 'forget gates' });
    expect(reading?.measured).toBeCloseTo((steps - 1) * Math.log10(logistic(1)), 9);
    expect(reading?.alone).toBeCloseTo(reading?.measured ?? Number.NaN, 9);
    expect(reading && memoryInWords(reading)).toBe(
      'From step 39 back to 0 the gradient on c changes by −5.3 decades (−0.313 nats per step), by forget gates alone −5.3 decades (−0.313 nats per step): they explain it.',
    );
  });

  it('say nothing of a gradient that hardly changes', () => {
    const reading = memoryReading(analysed(deaf((block) => (block === 1 ? 5 : 0.3))));
    expect(reading?.explains).toBe('too little');
    expect(reading && memoryInWords(reading)).toContain(': too little changes to tell by what.');
  });

  it('and do not where W_hh, later steps, or the units it lies on say otherwise', () => {
    const weightHH = normals(7, 0, 0, 9, 4 * size * size).map((value) => 2 * value);
    const shut = deaf((block) => (block === 1 ? -7 : 0));
    expect(memoryReading(analysed({ ...shut, weightHH }))?.explains).toBe('recurrence');
    expect(memoryReading(analysed(shut, 'every'))?.explains).toBe('above');
    // Only units that forget at once put anything out.
    const uneven = deaf((block, unit) =>
      block === 1 ? (unit < 3 ? -7 : 7) : block === 3 && unit > 2 ? -70 : 0,
    );
    expect(memoryReading(analysed(uneven))?.explains).toBe('other units');
    expect(memoryReading(analysed(drawnLayer(settingsOf('gru'), 0.4)))).toBeUndefined();
  });
});

describe('the gradient of all weights and biases has the norm of central differences', () => {
  /** L: the sum of what it puts out last. */
  function lossOf(layer: Layer, read: Float64Array): number {
    const time = Array.from({ length: read.length / inputSize }, (_, step) => ({
      values: read.subarray(step * inputSize, (step + 1) * inputSize),
      exponent: 0,
    }));
    const [passage] = atOnce(layerForward(layer, [time], [undefined], plainProducts));
    const last = passage?.states.at(-1);
    if (!last) throw new Error('no state');
    return (
      last.values.subarray(0, layer.outputSize).reduce((sum, value) => sum + value, 0) * 2 ** last.exponent
    );
  }

  const outputSize = 4;
  const projected = (layer: Layer): Layer => ({
    ...layer,
    outputSize,
    weightHH: normals(7, 0, 0, 5, 4 * size * outputSize).map((value) => 0.4 * value),
    weightHR: normals(7, 0, 0, 6, outputSize * size).map((value) => 0.4 * value),
  });

  it.each<[string, Layer]>([
    ['rnn', drawnLayer(settingsOf('rnn'), 0.4)],
    ['gru', drawnLayer(settingsOf('gru'), 0.4)],
    ['lstm', drawnLayer(settingsOf('lstm'), 0.4)],
    ['lstm behind a projection', projected(drawnLayer(settingsOf('lstm'), 0.4))],
  ])('of a %s', (_, layer) => {
    const read = inputs.subarray(0, 5 * inputSize);
    const step = 1e-6;
    let squares = 0;
    for (const key of ['weightHH', 'weightIH', 'biasIH', 'biasHH', 'weightHR'] as const) {
      const values = layer[key];
      values?.forEach((value, i) => {
        const moved = (by: number) => lossOf({ ...layer, [key]: values.with(i, value + by) }, read);
        squares += ((moved(step) - moved(-step)) / (2 * step)) ** 2;
      });
    }
    const { layers } = atOnce(modelGradientSteps(of(layer), [{ inputs: read }], 'last'));
    expect(layers[0]?.log10Parameters).toBeCloseTo(0.5 * Math.log10(squares), 7);
  });
});

describe('the way forward', () => {
  const of1 = (changed: Partial<Layer>, cell: CellName = 'rnn') => ({
    ...drawnLayer({ ...settingsOf(cell), activation: 'relu' }, 0.4),
    ...changed,
  });
  const ones = (value: number) => Float64Array.of(value, value, value, value, value, value);

  it('is as large as it is, at every step', () => {
    // h doubles from 1, of every unit by itself.
    const weightHH = Float64Array.from({ length: size ** 2 }, (_, k) => (k % (size + 1) === 0 ? 2 : 0));
    const weightIH = new Float64Array(size * inputSize);
    const layer = of1({ weightHH, weightIH, biasIH: ones(0), biasHH: ones(0) });
    const initial = [[{ hidden: ones(1) }]];
    const [found] = atOnce(modelGradientSteps(of(layer), [{ inputs, initial }], 'last')).layers;
    expect(found?.peaks.map(({ gate }) => gate)).toEqual(['h', undefined]);
    for (const { log10 } of found?.peaks ?? []) {
      expect(log10).toHaveLength(steps);
      log10.forEach((decades, i) => {
        expect(decades).toBeCloseTo((i + 1) * Math.log10(2), 10);
      });
    }
  });

  it('that makes infinity or no number is told by the step and the gate', () => {
    const read = inputs.slice();
    read.fill(1e300, 4 * inputSize, 5 * inputSize);
    const layer = drawnLayer(settingsOf('lstm'), 0.4);
    const faulty = { ...layer, weightIH: layer.weightIH.with(3 * size * inputSize, 1e10) };
    const failing = () => atOnce(modelGradientSteps(of(faulty), [{ inputs: read }], 'last'));
    expect(failing).toThrow(/^Sums in weight_hh_l0 leave the range of float64 at step 5; /);
    try {
      failing();
    } catch (error) {
      if (!(error instanceof ForwardOverflowError)) throw error;
      expect(error.place).toEqual({ layer: 'weight_hh_l0', direction: 'forward', step: 5, gate: 'o' });
    }
  });

  it('says which units no gradient passes, and how much a gate moves', () => {
    const biasIH = ones(0).with(2, -1e3).with(4, -1e3);
    const [relu] = atOnce(modelGradientSteps(of(of1({ biasIH })), [{ inputs }], 'last')).layers;
    expect(relu?.gates[0]?.deadUnits).toBeCloseTo(2 / size, 12);
    const tanh = drawnLayer(settingsOf('rnn'), 0.4);
    const [smooth] = atOnce(modelGradientSteps(of({ ...tanh, biasIH }), [{ inputs }], 'last')).layers;
    expect(smooth?.gates[0]).not.toHaveProperty('deadUnits');
    const gru = drawnLayer(settingsOf('gru'), 0.4);
    const still = { ...gru, weightHH: gru.weightHH.fill(0), weightIH: gru.weightIH.fill(0) };
    const [gated] = atOnce(modelGradientSteps(of(still), [{ inputs }], 'last')).layers;
    expect(gated?.gates.map(({ movement }) => movement?.toFixed(6))).toEqual([
      '0.000000',
      '0.000000',
      undefined,
    ]);
  });
});

it('counts its steps beforehand', () => {
  const layer = drawnLayer(settingsOf('gru'), 0.4);
  const model = { levels: [[layer, { ...layer, direction: 'reverse' as const }]] };
  const batch = [{ inputs }, { inputs: inputs.subarray(0, 4 * inputSize) }];
  const walked = modelGradientSteps(model, batch, 'every');
  let count = 0;
  while (!walked.next().done) count++;
  expect(count).toBe(stepsOfGradient(model, batch));
});

it('a sequence has the same numbers alone and in any batch', () => {
  const layer = drawnLayer(settingsOf('lstm'), 0.4);
  const model = { levels: [[layer, { ...layer, direction: 'reverse' as const }]] };
  const lengths = [40, 3, 17, 1, 22, 9];
  const batch = lengths.map((length) => ({
    inputs: inputs.subarray((steps - length) * inputSize).slice(),
  }));
  const together = atOnce(modelGradientSteps(model, batch, 'last'));
  batch.forEach((sequence, element) => {
    const alone = atOnce(modelGradientSteps(model, [sequence], 'last'));
    together.layers.forEach(({ sequences }, i) => {
      expect(sequences[element]).toEqual(alone.layers[i]?.sequences[0]);
    });
  });
});

describe('many vectors at a time are multiplied as one is', () => {
  const bits = (a: ArrayLike<number> | undefined, b: ArrayLike<number>) => {
    expect(a && Array.from(a)).toEqual(Array.from(b));
  };

  it.each([
    ['plainly', () => plainProducts],
    ['in WebAssembly', fastProducts],
  ] as const)('%s', async (_, open) => {
    const products = await open();
    for (const [rows, columns] of [
      [5, 3],
      [1, 1],
      [8, 17],
      [31, 9],
    ] as const) {
      const matrix = normals(1, 0, 0, 0, rows * columns);
      for (const count of [0, 1, 2, 3, 4, 8, 9, 11, 18]) {
        const right = Array.from({ length: count }, (_, i) => normals(2, 0, 0, i, columns));
        const left = Array.from({ length: count }, (_, i) => normals(3, 0, 0, i, rows));
        // Sums run in the same order: to the last bit, whatever stands beside a vector.
        const forward = products.times(matrix, right);
        expect(forward).toHaveLength(count);
        right.forEach((x, i) => {
          bits(forward[i], multiply(matrix, x));
        });
        const back = products.transposedTimes(matrix, left);
        expect(back).toHaveLength(count);
        left.forEach((x, i) => {
          bits(back[i], multiplyTransposed(matrix, x));
        });
        const sum = new Float64Array(rows * columns).fill(1);
        products.addOuter(sum, left, right);
        const expected = new Float64Array(rows * columns).fill(1);
        left.forEach((x, i) => {
          outerProduct(x, right[i] ?? x).forEach((value, place) => {
            expected[place] = (expected[place] ?? 0) + value;
          });
        });
        expected.forEach((value, place) => {
          expect(sum[place]).toBeCloseTo(value, 12);
        });
      }
    }
  });

  it.each<[CellName, Partial<CellSettings>]>([
    ['gru', { reset: 'before' }],
    ['gru', {}],
    ['lstm', {}],
  ])(
    'in a whole model of %s %o, by matrices that are few, and the same at every step',
    async (name, changes) => {
      const layer = drawnLayer({ ...settingsOf(name), ...changes }, 0.4);
      const gradientBy = (products: Products) =>
        atOnce(modelGradientSteps(of(layer), [{ inputs }], 'last', products));
      const fast = await fastProducts();
      // Sums over steps, of weights, run in another order.
      const [found, expected] = [fast, plainProducts].map((by) => gradientBy(by).layers[0]);
      expect(found?.sequences).toEqual(expected?.sequences);
      expect(found?.log10WeightHH).toBeCloseTo(expected?.log10WeightHH ?? Number.NaN, 10);
      const matrices = new Set<Float64Array>();
      const counted: Products = {
        times: (matrix, vectors) => plainProducts.times(known(matrix), vectors),
        transposedTimes: (matrix, vectors) => plainProducts.transposedTimes(known(matrix), vectors),
        addOuter: plainProducts.addOuter,
      };
      function known(matrix: Float64Array) {
        matrices.add(matrix);
        return matrix;
      }
      gradientBy(counted);
      // W_ih, W_hh, and of each way a view of the candidate's rows.
      expect(matrices.size).toBeLessThanOrEqual(4);
    },
  );

  it('really in WebAssembly', async () => {
    expect(await fastProducts()).not.toBe(plainProducts);
  });
});
