/** Every number that the chapter prints, against the sentence that prints it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quantile } from '../../src/analysis/quantile.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import type { LearningPlan } from '../../src/experiment/learning_axes.ts';
import { figure } from '../../src/laboratory/figure.ts';
import { learning } from '../../src/laboratory/learning.ts';
import { derivativeStatistics } from '../../src/lessons/derivative_statistics.ts';
import { mathMl } from '../../src/lessons/formula.ts';
import { jacobianProducts } from '../../src/lessons/jacobian_products.ts';
import { append, drawn } from '../../src/lessons/learnt.ts';
import { expectedSensitivity } from '../../src/lessons/memory_curse.ts';
import { negligibleTerms } from '../../src/lessons/negligible_terms.ts';
import { questions } from '../../src/lessons/quiz_questions.ts';
import { repeatedProduct } from '../../src/lessons/repeated_product.ts';
import {
  type ScalarRecurrence,
  scalarActivations,
  scalarTrace,
  traceCode,
  written,
} from '../../src/lessons/scalar_trace.ts';
import { distanceOf, longestDistance, ownSentence, sentences } from '../../src/lessons/sentences.ts';
import { smallExperiment, smallGradients, torchGradients } from '../../src/lessons/small_networks.ts';
import torch from '../../src/lessons/torch_chapter.json' with { type: 'json' };
import { oneNetwork, traverse, traverseFirst } from '../../src/lessons/traverse.ts';
import { experimentOf, ways } from '../../src/lessons/ways.ts';
import { stepsTaken } from '../../src/networks/backward.ts';
import { drawWeights } from '../../src/networks/ensemble.ts';
import { drawNetwork } from '../../src/networks/network.ts';
import { parameterGradient } from '../../src/networks/parameter_gradient.ts';
import { log10Norm, plus, timesPowerOfTwo } from '../../src/networks/scaled_vector.ts';
import { spectralNorm } from '../../src/networks/spectrum.ts';
import { entry, norm } from '../../src/networks/vector.ts';
import { weightGradientTerms } from '../../src/networks/weight_gradient.ts';
import { criticalGain } from '../../src/theory/mean_field.ts';
import { benchOf, resultOf } from '../parity/bench.ts';

/** What the figures of many networks are measured with where there is no GPU; other suites hold it to the oracle. */
let engine: WasmEngine;
beforeAll(async () => {
  engine = await WasmEngine.open();
});
afterAll(() => engine.dispose());
const measured = (experiment: Experiment) => resultOf(figure(experiment, benchOf(engine)));
const learnt = async (plan: LearningPlan) => {
  const all = drawn(plan);
  for await (const report of learning({ plan, to: plan.learning.updates }, benchOf(engine)))
    append(all, report);
  return all;
};

describe('one matrix, multiplied again and again', () => {
  const thirty = { ensemble: 'orthogonal', activation: 'identity', steps: 30, seed: 1 } as const;
  const left = (change: Partial<Parameters<typeof repeatedProduct>[0]>, radius: number) =>
    10 ** (repeatedProduct({ ...thirty, ...change }, radius).decades.at(-1) ?? Number.NaN);

  it.each([
    [0.9, 0.04],
    [1.1, 17],
  ])('orthogonal at ρ = %d: thirty steps make %d', (radius, printed) => {
    expect(left({}, radius)).toBeCloseTo(radius ** 30, 4);
    expect(Number((radius ** 30).toPrecision(printed < 1 ? 1 : 2))).toBe(printed);
  });

  it('Gaussian: the bars leave ρ^k, and in the long run keep its rate only', () => {
    const { decades } = repeatedProduct({ ...thirty, ensemble: 'ginibre', steps: 600 }, 0.9);
    const rate = (from: number, to: number) => (entry(decades, to) - entry(decades, from)) / (to - from);
    expect(rate(0, 600) / Math.log10(0.9)).toBeCloseTo(1, 1);
    expect(rate(300, 600) / Math.log10(0.9)).toBeCloseTo(1, 2);
    const behind = decades.map((value, k) => value - k * Math.log10(0.9)).slice(10);
    expect(Math.max(...behind)).toBeLessThan(-0.3);
  });

  it('tanh bends it: at ρ = 1.5, where thirty linear steps make 190 000, it makes 7', () => {
    expect(Number((1.5 ** 30).toPrecision(2))).toBe(190_000);
    expect(left({}, 1.5)).toBeCloseTo(1.5 ** 30, -2);
    expect(Math.round(left({ activation: 'tanh' }, 1.5))).toBe(7);
    // Near the origin it has the linear rate.
    expect(Math.log10(left({ activation: 'tanh' }, 0.5)) / (30 * Math.log10(0.5))).toBeCloseTo(1, 1);
  });
});

describe('the chain rule, unrolled', () => {
  const experiment = { ...oneNetwork, hiddenSize: 6, steps: 7, warmUp: 3, inputScale: 0.5, gain: 1.2 };

  it('its terms add up to the derivative of the loss by the matrix', () => {
    const network = drawNetwork(experiment, 0);
    const { start, ...run } = traverse(network, experiment);
    const sum = [...weightGradientTerms(network, { start, ...run })].reduce(plus);
    expect(log10Norm(sum)).toBeCloseTo(
      log10Norm(parameterGradient(network, stepsTaken(start, run.steps)).weights),
      10,
    );
    const loss = (weights: Float64Array) => {
      let state = start.values.map((value) => timesPowerOfTwo(value, start.exponent));
      for (let t = 0; t < experiment.steps; t++) {
        const drive = network.drive(experiment.warmUp + t);
        state = state.map((_, row) => {
          const product = state.reduce(
            (total, value, column) => total + entry(weights, row * 6 + column) * value,
            0,
          );
          return Math.tanh(network.gain * product + entry(drive, row) + entry(network.bias, row));
        });
      }
      return state.reduce((total, value) => total + value, 0);
    };
    const step = 1e-5;
    for (const at of [0, 7, 20, 35]) {
      const moved = (by: number) =>
        network.weights.map((value, i) => (i === at ? value + by / network.gain : value));
      const slope = (loss(moved(step)) - loss(moved(-step))) / (2 * step);
      expect(timesPowerOfTwo(entry(sum.values, at), sum.exponent)).toBeCloseTo(slope, 7);
    }
  });

  it('early terms are nothing while their own sum is less than a hundredth of the whole', () => {
    const terms = (...values: readonly number[][]) =>
      values.map((each) => ({ values: Float64Array.from(each), exponent: 0 }));
    expect(negligibleTerms(terms([1], [1], [1]))).toBe(0);
    expect(negligibleTerms(terms([1e-4], [1e-3], [3e-3], [1]))).toBe(3);
    expect(negligibleTerms(terms([1e-4], [1e-3], [0.03], [1]))).toBe(2);
    // Large terms that cancel leave a small whole.
    expect(negligibleTerms(terms([0.02], [1], [-1]))).toBe(0);
    expect(negligibleTerms(terms([0.005, 0], [0, 0.005], [1, 0]))).toBe(2);
    const far = { values: Float64Array.of(1), exponent: -4000 };
    expect(negligibleTerms([far, far, ...terms([1])])).toBe(2);
    expect(negligibleTerms(terms([0], [0]))).toBe(0);
  });

  it('as drawn at first: fifteen early steps are nothing, and the last terms carry the sum', () => {
    const drawn = { ...oneNetwork, hiddenSize: 16, inputScale: 0.5, gain: 0.9, steps: 30 };
    const network = drawNetwork(drawn, 0);
    const terms = [...weightGradientTerms(network, traverse(network, drawn))];
    expect(negligibleTerms(terms)).toBe(15);
    const whole = log10Norm(terms.reduce(plus));
    expect(log10Norm(terms.slice(-5).reduce(plus)) - whole).toBeGreaterThan(Math.log10(0.9));
  });

  it('a term is as large as the gradient that reaches its step allows', () => {
    const network = drawNetwork(experiment, 0);
    const run = traverse(network, experiment);
    [...weightGradientTerms(network, run)].forEach((term, i) => {
      const gradient = run.gradients[i + 1];
      const before = run.steps[i - 1]?.state ?? run.start;
      expect(gradient && log10Norm(term)).toBeLessThanOrEqual(
        (gradient ? log10Norm(gradient) : 0) + log10Norm(before) + 1e-12,
      );
    });
  });
});

describe('the Jacobian product', () => {
  const experiment = { ...oneNetwork, hiddenSize: 16, warmUp: 20, inputScale: 0.1, steps: 40 };

  it.each(['tanh', 'sigmoid', 'relu', 'gelu'] as const)('%s: gradient ≤ exact norm ≤ bound', (activation) => {
    const { product, bound, gradient } = jacobianProducts({ ...experiment, activation, gain: 1.3 });
    product.forEach((exact, k) => {
      expect(exact).toBeLessThanOrEqual(entry(bound, k) + 1e-9);
      expect(gradient[k]).toBeLessThanOrEqual((exact ?? 0) + 1e-9);
    });
  });

  it('all three meet where W is orthogonal and φ the identity', () => {
    const { product, bound, radius } = jacobianProducts({
      ...experiment,
      activation: 'identity',
      ensemble: 'orthogonal',
      gain: 0.9,
    });
    expect(product.at(-1)).toBeCloseTo(40 * Math.log10(0.9), 6);
    expect(bound.at(-1)).toBeCloseTo(40 * Math.log10(0.9), 6);
    expect(radius.at(-1)).toBeCloseTo(40 * Math.log10(0.9), 6);
  });

  it('as drawn at first: ρ < 1, the exact norm above ρ^k for a while, the bound far off', () => {
    const { product, bound, radius, spectralRadius } = jacobianProducts({ ...experiment, gain: 0.8 });
    expect(spectralRadius).toBeLessThan(1);
    for (const k of [1, 2, 3]) expect(product[k]).toBeGreaterThan(entry(radius, k));
    expect(Math.max(...product.map((exact) => exact ?? -Infinity))).toBeGreaterThan(0.1);
    expect(product.at(-1)).toBeLessThan(-1);
    expect(bound.at(-1)).toBeGreaterThan(5);
  });

  it('the bound overshoots by half a nat a step as drawn, nearer to ln 2 where networks are wide, by nothing if orthogonal', () => {
    const over = (change: Partial<Experiment>) => {
      const { product, bound } = jacobianProducts({ ...experiment, gain: 0.8, ...change });
      return (((bound.at(-1) ?? 0) - (product.at(-1) ?? 0)) * Math.LN10) / 40;
    };
    const small = Float64Array.from({ length: 20 }, (_, i) => over({ seed: i + 1 }));
    expect(quantile(small, 0.5).toFixed(1)).toBe('0.5');
    const wide = over({ hiddenSize: 64, activation: 'identity' });
    expect(wide).toBeGreaterThan(0.57);
    expect(wide).toBeLessThan(Math.LN2);
    expect(over({ ensemble: 'orthogonal' })).toBeLessThan(0.03);
  });

  it('‖W‖ is about 2g for a Gaussian matrix, and ln 2 a step is thirty decades in a hundred', () => {
    const size = 256;
    const largest = spectralNorm(drawWeights({ ...defaultExperiment, hiddenSize: size }, 0), size);
    expect(largest).toBeGreaterThan(1.9);
    expect(largest).toBeLessThan(2.05);
    expect(Math.round((100 * Math.LN2) / Math.LN10)).toBe(30);
  });
});

describe('a scalar intuition', () => {
  it.each([
    [0.5, 9.5e-7, 2],
    [0.7, 8e-4, 1],
    [0.9, 0.12, 2],
    [1, 1, 1],
    [1.1, 6.7, 2],
    [1.5, 3325, 4],
    [2, 1_048_576, 7],
  ])('%d to the power of 20 is %d', (weight, power, digits) => {
    const { product = Number.NaN } =
      scalarTrace({ weight, initialState: 1, input: 0, activation: 'identity', steps: 20 }).at(-1) ?? {};
    expect(Number(product.toPrecision(digits))).toBe(power);
  });
});

describe('activations', () => {
  const statistics = derivativeStatistics({
    ...oneNetwork,
    hiddenSize: 32,
    warmUp: 20,
    steps: 40,
    inputScale: 0.5,
  });
  const of = (name: string) => statistics.find(({ activation }) => activation === name);

  it.each([
    ['sigmoid', 0.25, 0.2, 0.2],
    ['tanh', 1, 0.42, 0.42],
    ['relu', 1, 1, 0],
    ['identity', 1, 1, 1],
  ])('%s: largest slope %d, typically %d or %d', (name, largest, up, down) => {
    expect(of(name)?.largest).toBe(largest);
    expect(of(name)?.typical[0]).toBeCloseTo(up, 2);
    expect(of(name)?.typical[1]).toBeCloseTo(down, 2);
  });

  it('a measured slope is an average of slopes: between 0 and the largest', () => {
    for (const { measured, largest } of statistics) {
      expect(measured).toBeGreaterThan(0);
      expect(measured).toBeLessThanOrEqual(largest);
    }
    expect(of('identity')?.measured).toBe(1);
    expect(of('tanh')?.measured).toBeLessThan(0.95);
  });

  it('twenty sigmoids leave 9.1e-13 at most, and their edge is at g ≈ 10.15', () => {
    expect((0.25 ** 20).toExponential(1)).toBe('9.1e-13');
    const wide = { ...defaultExperiment, activation: 'sigmoid', gain: [5, 15] } as const;
    expect(criticalGain(wide, { inputScale: 0, biasScale: 0 })).toBeCloseTo(10.15, 1);
  });
});

describe('gradients through an unrolled network', () => {
  /** log10 of what the first of sixteen states gets, in twenty draws. */
  const drawn = (activation: 'tanh' | 'sigmoid', gain: number, steps = 16) =>
    Float64Array.from({ length: 20 }, (_, i) => {
      const experiment = { ...oneNetwork, hiddenSize: 16, warmUp: 0, inputScale: 0.2, steps, seed: i + 1 };
      const norms = traverseFirst({ ...experiment, activation, gain }).gradients.map(log10Norm);
      return entry(norms, 0) - entry(norms, steps);
    });

  it('at scale 1 a sigmoid loses most of it within five steps, tanh less in sixteen', () => {
    expect(Math.max(...drawn('sigmoid', 1, 5))).toBeLessThan(-1);
    expect(quantile(drawn('tanh', 1), 0.5)).toBeGreaterThan(-1.5);
  });

  it('with the scale tanh turns neutral, then mostly warm; the sigmoid stays cool to the end of the slider', () => {
    expect(Math.abs(quantile(drawn('tanh', 1.5), 0.5))).toBeLessThan(0.5);
    expect(drawn('tanh', 4).filter((decades) => decades > 0.5).length).toBeGreaterThan(10);
    expect(Math.max(...drawn('sigmoid', 4))).toBeLessThan(-1);
  });
});

describe('from scratch', () => {
  const printed: ScalarRecurrence = {
    weight: 0.5,
    initialState: 0.1,
    input: 0,
    activation: 'tanh',
    steps: 10,
  };

  it('0.4988 after one step, 9.7e-4 after ten, each factor closer to a half', () => {
    const trace = scalarTrace(printed);
    expect(written(trace[0]?.product ?? 0)).toBe('0.4988');
    expect(trace.at(-1)?.product.toExponential(1)).toBe('9.7e-4');
    const jacobians = trace.map(({ jacobian }) => jacobian);
    expect(jacobians).toEqual([...jacobians].sort((a, b) => a - b));
    expect(Math.max(...jacobians)).toBeLessThan(0.5);
  });

  it.each(scalarActivations)('the code for %s prints the table', (activation) => {
    for (const [weight, initialState, input] of [
      [0.5, 0.1, 0],
      [-1.5, 0.7, 0.3],
      [2, -1, -0.25],
    ] as const) {
      const recurrence = { weight, initialState, input, activation, steps: 10 };
      const lines: unknown[][] = [];
      new Function('console', traceCode(recurrence))({ log: (...line: unknown[]) => lines.push(line) });
      expect(lines).toEqual(
        scalarTrace(recurrence).map(({ step, state, jacobian, product }) => [
          step,
          written(state),
          written(jacobian),
          written(product),
        ]),
      );
    }
  });

  it('is about a dozen lines', () => {
    expect(traceCode(printed).split('\n').filter(Boolean)).toHaveLength(11);
  });
});

describe('in a real network', () => {
  it('the gradient at the end has norm 2 exactly', () => {
    const gradients = smallGradients(smallExperiment('ginibre', 1), 0, 1.5);
    expect(gradients).toHaveLength(21);
    expect(gradients.at(-1)).toBe(Math.log10(2));
  });

  it('an orthogonal matrix at ρ = 0.5 leaves 3.8e-6 where the states are small', () => {
    const rest = { ...smallExperiment('orthogonal', 1), inputScale: 0 };
    const first = 10 ** (smallGradients(rest, 0, 0.5)[1] ?? 0);
    expect(first / (2 * 0.5 ** 19)).toBeCloseTo(1, 9);
    expect(first.toExponential(1)).toBe('3.8e-6');
  });

  it('random draws: 2e-6 in the median at 0.5', () => {
    const experiment = smallExperiment('ginibre', 1);
    const low = Float64Array.from(
      { length: 1000 },
      (_, i) => 10 ** (smallGradients(experiment, i, 0.5)[1] ?? 0),
    );
    expect(Math.abs(quantile(low, 0.5) / 2.1e-6 - 1)).toBeLessThan(0.1);
    expect(Math.max(...low)).toBeLessThan(1e-4);
  });

  it('at 1.5 less than 1 in the median, more than 2 in a third, more than 100 in one of sixty, 1000 at most, not 4400', () => {
    const experiment = smallExperiment('ginibre', 1);
    const high = Float64Array.from(
      { length: 1000 },
      (_, i) => 10 ** (smallGradients(experiment, i, 1.5)[1] ?? 0),
    );
    const share = (least: number) => high.filter((norm) => norm > least).length / 1000;
    expect(share(2)).toBeGreaterThan(1 / 3);
    expect(share(2)).toBeLessThan(0.4);
    expect(Math.round(1 / share(100) / 10)).toBe(6);
    expect(Math.round(Math.max(...high) / 100)).toBe(10);
    expect(quantile(high, 0.5)).toBeGreaterThan(0.5);
    expect(quantile(high, 0.5)).toBeLessThan(0.8);
    expect(Math.round((2 * 1.5 ** 19) / 100) * 100).toBe(4400);
  });

  it.each(torch.cases)('PyTorch printed at rho = $radius what this page computes', (given) => {
    const norms = torchGradients(given).map((decades) => 10 ** decades);
    given.gradientNorms.forEach((norm, i) => {
      expect(Math.abs(entry(norms, i + 1) / norm - 1)).toBeLessThan(1e-10);
    });
    const lines = given.printed.trim().split('\n');
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      const [, time = '', printed = ''] = /t = +(\d+): (\S+)/.exec(line) ?? [];
      expect(entry(norms, Number(time)).toExponential(3)).toBe(printed.replace(/e([+-])0?(\d)/, 'e$1$2'));
    }
    expect(torch.lines).toContain('h.sum().backward()');
  });
});

describe('the questions', () => {
  it('are at least ten, several of them answered by an experiment', () => {
    expect(questions.length).toBe(13);
    expect(questions.filter((question) => 'run' in question).length).toBeGreaterThanOrEqual(4);
  });

  it('each have a right answer and an explanation for every one', () => {
    for (const question of questions) {
      if ('right' in question) expect(question.answers[question.right]).toBeDefined();
      for (const { why } of question.answers) expect(why.length).toBeGreaterThan(8);
    }
  });

  /** The answer that the explanations take for granted. */
  it.each([
    ['One unit', 2],
    ['200 tanh networks', 0],
    ['Gain 1.5', 0],
    ['200 ReLU networks', 1],
    ['The tanh networks of section 6', 0],
  ])('%s…: the experiment bears its explanation out', async (start, right) => {
    const question = questions.find(({ text }) => text.startsWith(start));
    if (!question || !('run' in question))
      throw new Error(`No question with an experiment begins "${start}".`);
    const evidence = await question.run(measured, learnt);
    expect(evidence.right).toBe(right);
    expect(evidence.sentence).not.toContain('NaN');
  });

  it('quote powers that are what they say', () => {
    expect((0.9 ** 30).toFixed(3)).toBe('0.042');
    expect((0.99 ** 30).toFixed(2)).toBe('0.74');
    expect(Math.log10(0.63 ** 30)).toBeCloseTo(-6, 1);
    expect((0.7 ** 13).toFixed(4)).toBe('0.0097');
    expect((0.84 ** 13).toFixed(1)).toBe('0.1');
    expect(Math.log10(0.49 ** 13)).toBeCloseTo(-4, 1);
    expect((0.8 ** 100).toExponential(0)).toBe('2e-10');
    expect((0.5 ** 6).toFixed(3)).toBe('0.016');
    const [last] = scalarTrace({
      weight: 2,
      initialState: 0.1,
      input: 0,
      activation: 'tanh',
      steps: 60,
    }).slice(-1);
    expect(last?.state.toFixed(2)).toBe('0.96');
    expect(last?.jacobian.toFixed(2)).toBe('0.17');
  });
});

describe('formulas', () => {
  it('are MathML, and a mistake in one is an error', () => {
    expect(mathMl('\\norm{W}^2', false)).toMatch(/<math.*‖/s);
    expect(() => mathMl('\\norm{W', false)).toThrow();
  });
});

describe('a gradient of 1', () => {
  it('has the norm that the figures count from', () => {
    expect(norm(drawNetwork({ ...oneNetwork, loss: 'random' }, 0).cotangent)).toBeCloseTo(1, 12);
  });
});

describe('long-distance dependencies', () => {
  it('its sentences keep subject and verb 1 to more than 20 steps apart', () => {
    expect(sentences.map(distanceOf)).toEqual([1, 4, 9, 13, 21]);
    const words = sentences.map(({ words, subject, verb }) => `${words[subject]} ${words[verb]}`);
    expect(words).toEqual(['lamp hums', 'lamp hums', 'letters arrive', 'keys are', 'boats leave']);
    // Twelve words stand between the two that are thirteen steps apart.
    const keys = sentences[3];
    expect(keys?.words.slice(keys.subject + 1, keys.verb)).toHaveLength(12);
  });

  it('takes the last word of one’s own for the verb', () => {
    const own = ownSentence('  The cats on the roof sing ');
    expect(own).toEqual({ words: ['The', 'cats', 'on', 'the', 'roof', 'sing'], subject: 1, verb: 5 });
    for (const none of ['Hum', 'Hi', '  ', '']) expect(ownSentence(none)).toBeUndefined();
  });

  const experiment = {
    ...oneNetwork,
    networks: 1000,
    hiddenSize: 32,
    steps: longestDistance,
    warmUp: 20,
    inputScale: 0.5,
    gain: 0.9,
  };
  const median = async (change: Partial<Experiment>, distance: number) => {
    const { ratios } = await measured({ ...experiment, ...change });
    return 10 ** (ratios.p50[longestDistance - distance] ?? Number.NaN);
  };

  it('an RNN of gain 0.9 keeps about 0.7 a step: 1 % over thirteen', async () => {
    const kept = await median({}, 13);
    expect(Math.abs(kept ** (1 / 13) - 0.7)).toBeLessThan(0.03);
    expect((0.7 ** 13).toFixed(4)).toBe('0.0097');
  });

  it('an LSTM keeps far more with its forget gate open, and less than the RNN with it half open', async () => {
    expect(await median({ cell: 'lstm', forgetBias: 2 }, 13)).toBeGreaterThan(0.1);
    expect(await median({ cell: 'lstm', forgetBias: 0 }, 13)).toBeLessThan(await median({}, 13));
  });
});

describe('three ways out', () => {
  const arrives = async (name: string, change: Partial<Experiment> = {}) => {
    const way = ways.find((candidate) => candidate.name === name);
    if (!way) throw new Error(`There is no way called ${name}.`);
    return (await measured({ ...experimentOf(way, 200, 1), ...change })).ratios;
  };

  it.each([
    ['tanh, PyTorch’s start', -30, -18],
    ['Gaussian, g = 1', -4, -1.5],
    ['orthogonal, g = 1', -3.5, -2],
    ['ReLU, Gaussian, g = √2', 0, 4],
    ['ReLU, identity start', -0.3, 0.3],
    ['GRU, zero biases', -17, -11],
    ['LSTM, forget bias 3', -1, 0.5],
    ['residual, α = 0.1', 0.3, 1.6],
  ])('%s: after 100 steps between 10^%d and 10^%d', async (name, low, high) => {
    const { p50 } = await arrives(name);
    expect(p50[0]).toBeGreaterThan(low);
    expect(p50[0]).toBeLessThan(high);
  });

  it('the start: gain 1 keeps a thousandth, 0.58 less than 10⁻²², orthogonal or not; orthogonal ones differ less', async () => {
    const ginibre = await arrives('Gaussian, g = 1');
    const orthogonal = await arrives('orthogonal, g = 1');
    const small = await arrives('tanh, PyTorch’s start');
    const smallOrthogonal = await arrives('tanh, PyTorch’s start', { ensemble: 'orthogonal' });
    for (const { p50 } of [ginibre, orthogonal]) expect(p50[0]).toBeGreaterThan(-3);
    expect(Math.abs((ginibre.p50[0] ?? 0) - (orthogonal.p50[0] ?? 0))).toBeLessThan(0.6);
    expect(small.p50[0]).toBeLessThan(-22);
    expect(smallOrthogonal.p50[0]).toBeLessThan(small.p50[0] ?? 0);
    const spread = ({ p10, p90 }: typeof ginibre) => (p90[0] ?? 0) - (p10[0] ?? 0);
    expect(spread(ginibre)).toBeGreaterThan(2);
    expect(spread(orthogonal)).toBeLessThan(0.6);
  });

  it('a gate half open is none: 10⁻¹⁴', async () => {
    expect(Math.round((await arrives('GRU, zero biases')).p50[0] ?? 0)).toBe(-14);
  });

  it('fewer factors: of thirteen steps skips over four leave four', () => {
    expect(3 * 4 + 1).toBe(13);
    expect((0.7 ** (3 + 1)).toFixed(2)).toBe('0.24');
  });

  it('are all measured on one seed, and PyTorch’s start is g = 1/√3', () => {
    expect(ways).toHaveLength(8);
    expect(new Set(ways.map((way) => experimentOf(way, 5, 7).seed))).toEqual(new Set([7]));
    expect((1 / Math.sqrt(3)).toFixed(2)).toBe('0.58');
  });
});

describe('parameters, not only states', () => {
  /** E[(∂h/∂w)²] of h ← w·h + x, term by term: h = Σ w^k·x_k, so its derivative is Σ k·w^(k−1)·x_k. */
  const sensitivity = (w: number) => {
    let sum = 0;
    for (let k = 1, power = 1; k < 20_000; k++, power *= w) sum += (k * power) ** 2;
    return sum;
  };

  it.each([0.9, 0.99, 0.999])('⟨(∂h/∂w)²⟩ is what the formula says at w = %d', (w) => {
    expect(sensitivity(w) / ((1 + w ** 2) / (1 - w ** 2) ** 3)).toBeCloseTo(1, 6);
    expect(expectedSensitivity(w) ** 2 / sensitivity(w)).toBeCloseTo(1, 6);
  });

  it('a memory ten times as long: about thirty times', () => {
    for (const memory of [10, 30, 100])
      expect(expectedSensitivity(1 - 0.1 / memory) / expectedSensitivity(1 - 1 / memory)).toBeCloseTo(
        10 ** 1.5,
        -1,
      );
  });
});
