/** Every task, a row each. T is the lag: the steps that lie between what is to be remembered and the answer. */
import type { Experiment } from '../../experiment/experiment.ts';
import type { Learning, TaskName } from '../../experiment/learning.ts';
import type { SequenceDraw, Task } from './task.ts';

/** Symbols of the tasks that have symbols, and how many of them copying asks for. */
const symbols = 8;
const copied = 10;
/** Standard deviation of what distracts, beside the ±1 that is to be kept. */
const distraction = 0.5;
/** Steps of a period of the sine: the least and the most. */
const periods = [8, 32] as const;

export const tasks: Readonly<Record<TaskName, Task>> = {
  recall: {
    hint: 'The first input is a standard normal number, the others are 0; it is the answer at the end.',
    ...{ inputs: 1, outputs: 1, judgement: 'squares' },
    length: (lag) => lag,
    baseline: () => 1,
    guess: () => 0,
    draw(lag, { normal }, { inputs, targets }) {
      const value = normal(0);
      inputs[0] = value;
      targets[lag - 1] = value;
    },
  },
  'recall-symbol': {
    hint: `The first input is one of ${symbols} symbols, the others are 0; it is the answer at the end.`,
    ...{ inputs: symbols, outputs: symbols, judgement: 'crossEntropy' },
    length: (lag) => lag,
    baseline: () => Math.log(symbols),
    draw(lag, draw, { inputs, targets }) {
      const symbol = oneOf(symbols, draw, 0);
      inputs[symbol] = 1;
      targets[lag - 1] = symbol;
    },
  },
  copy: {
    hint: `${copied} symbols out of ${symbols}, T steps of blanks, then a mark: all of them are to be said again in order, blanks before (Hochreiter & Schmidhuber 1997).`,
    ...{ inputs: symbols + 2, outputs: symbols + 1, judgement: 'crossEntropy' },
    length: (lag) => lag + 2 * copied,
    baseline: (lag) => (copied * Math.log(symbols)) / (lag + 2 * copied),
    draw(lag, draw, { inputs, targets }) {
      const length = lag + 2 * copied;
      const [blank, mark] = [symbols, symbols + 1];
      targets.fill(blank);
      for (let t = 0; t < length; t++) {
        const symbol = t < copied ? oneOf(symbols, draw, t) : blank;
        inputs[t * (symbols + 2) + (t === length - copied - 1 ? mark : symbol)] = 1;
        if (t < copied) targets[length - copied + t] = symbol;
      }
    },
  },
  adding: {
    hint: 'Uniform numbers on (0, 1), two of them marked, one in each half: their sum is the answer at the end (Hochreiter & Schmidhuber 1997).',
    ...{ inputs: 2, outputs: 1, judgement: 'squares' },
    length: (lag) => Math.max(2, lag),
    // The variance of a sum of two.
    baseline: () => 1 / 6,
    guess: () => 1,
    draw(lag, draw, { inputs, targets }) {
      const length = Math.max(2, lag);
      const half = Math.floor(length / 2);
      const marked = [oneOf(half, draw, length), half + oneOf(length - half, draw, length + 1)];
      let sum = 0;
      for (let t = 0; t < length; t++) {
        const value = draw.uniform(t);
        inputs[2 * t] = value;
        if (!marked.includes(t)) continue;
        inputs[2 * t + 1] = 1;
        sum += value;
      }
      targets[length - 1] = sum;
    },
  },
  parity: {
    hint: 'The first two inputs are ±1, the others are 0; the answer at the end is whether they differ.',
    ...{ inputs: 1, outputs: 2, judgement: 'crossEntropy' },
    length: (lag) => Math.max(2, lag),
    baseline: () => Math.log(2),
    draw(lag, draw, { inputs, targets }) {
      const bits = [oneOf(2, draw, 0), oneOf(2, draw, 1)] as const;
      inputs.set(bits.map((bit) => 2 * bit - 1));
      targets[Math.max(2, lag) - 1] = bits[0] === bits[1] ? 0 : 1;
    },
  },
  latch: {
    hint: 'The first input is ±1, the others are noise; its sign is the answer at the end (Bengio, Simard & Frasconi 1994).',
    ...{ inputs: 1, outputs: 1, judgement: 'squares' },
    length: (lag) => lag,
    baseline: () => 1,
    guess: () => 0,
    draw(lag, draw, { inputs, targets }) {
      const sign = 2 * oneOf(2, draw, 0) - 1;
      for (let t = 0; t < lag; t++) inputs[t] = t === 0 ? sign : distraction * draw.normal(t);
      targets[lag - 1] = sign;
    },
  },
  sine: {
    hint: `The input says how fast, and stays: the answer at every step is a sine of that frequency, ${periods[0]} to ${periods[1]} steps a period.`,
    ...{ inputs: 1, outputs: 1, judgement: 'squares' },
    length: (lag) => lag,
    baseline: (lag) => meanSquareOfSines(lag),
    guess: (t) => meanSine(t + 1),
    draw(lag, draw, { inputs, targets }) {
      const speed = draw.uniform(0);
      inputs.fill(2 * speed - 1);
      for (let t = 0; t < lag; t++) targets[t] = Math.sin(frequencyOf(speed) * (t + 1));
    },
  },
};

/** What knowing nothing of the sequence costs a network that learns. */
export function baselineOf({
  experiment,
  learning,
}: {
  readonly experiment: Pick<Experiment, 'steps'>;
  readonly learning: Pick<Learning, 'task'>;
}): number {
  return tasks[learning.task].baseline(experiment.steps);
}

/** One of 0 … count − 1, each as likely. */
function oneOf(count: number, { uniform }: SequenceDraw, place: number): number {
  return Math.min(count - 1, Math.floor(count * uniform(place)));
}

/** In radians a step, evenly between the longest period and the shortest. */
function frequencyOf(speed: number): number {
  const [shortest, longest] = periods;
  return 2 * Math.PI * (1 / longest + speed * (1 / shortest - 1 / longest));
}

/** The mean of sines of all frequencies after t steps. */
function meanSine(t: number): number {
  const [low, high] = [frequencyOf(0), frequencyOf(1)];
  return (Math.cos(low * t) - Math.cos(high * t)) / (t * (high - low));
}

/**
 * The mean of sin² over steps 1 … T and all frequencies, less what the best curve in time alone would explain: what
 * is left for one that knows the frequency.
 */
function meanSquareOfSines(lag: number): number {
  const [low, high] = [frequencyOf(0), frequencyOf(1)];
  let sum = 0;
  for (let t = 1; t <= lag; t++) {
    const mean = meanSine(t);
    const square = 0.5 - (Math.sin(2 * high * t) - Math.sin(2 * low * t)) / (4 * t * (high - low));
    sum += square - mean ** 2;
  }
  return sum / lag;
}
