/** The questions of the chapter, what is right, and why each wrong answer is wrong. */
import { quantile } from '../analysis/quantile.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { defaultExperiment } from '../experiment/fields.ts';
import type { LearningPlan } from '../experiment/learning_axes.ts';
import type { EnsembleReading } from '../laboratory/figure.ts';
import { say } from '../language/say.ts';
import { asPower, count, withMarks } from '../ui/numbers.ts';
import type { Learnt } from './learnt.ts';
import { outcomeWords } from './outcome.ts';
import { recallPlan } from './recall_plans.ts';
import { scalarTrace } from './scalar_trace.ts';

export interface Answer {
  readonly text: string;
  /** Why it is right, or why it is not. */
  readonly why: string;
}

/** What an experiment has to say about its question. */
export interface Evidence {
  /** What it measured, in a sentence. */
  readonly sentence: string;
  /** Index of the answer that it makes right. */
  readonly right: number;
}

/** Measures an ensemble of networks. */
export type Measure = (experiment: Experiment) => Promise<EnsembleReading>;
/** Lets networks learn. */
type Learn = (plan: LearningPlan) => Promise<Learnt>;

interface Common {
  readonly text: string;
  readonly answers: readonly Answer[];
  /** The section that it is about. */
  readonly section: string;
}

/** A question whose answer is known, or is read from an experiment that runs right there. */
export type Question = Common &
  (
    | { readonly right: number }
    | { readonly doing: string; readonly run: (measure: Measure, learn: Learn) => Promise<Evidence> }
  );

const networks: Experiment = { ...defaultExperiment, networks: 200, hiddenSize: 32 };

export const questions: readonly Question[] = [
  {
    text: 'An orthogonal matrix times 0.9 multiplies a gradient thirty times. What is left of it?',
    section: 'one-sentence',
    right: 0,
    answers: [
      { text: 'about 4 %', why: withMarks('0.9³⁰ = 0.042.') },
      { text: 'about 74 %', why: 'That is 0.99³⁰ = 0.74. A tenth lost thirty times over is far more.' },
      { text: 'about a millionth', why: 'That takes 0.63 a step: 0.63³⁰ = 10⁻⁶.' },
    ],
  },
  {
    text: 'The same matrix is used at every step. What does that make of its gradient?',
    section: 'chain-rule',
    right: 1,
    answers: [
      {
        text: 'a product with one factor for each step',
        why: 'Each term holds a product, but the terms are added: every use of the matrix contributes on its own.',
      },
      {
        text: 'a sum with one term for each step',
        why: 'And each term carries its own product of Jacobians, longer the earlier its step.',
      },
      {
        text: 'the gradient of its last use',
        why: 'The last term is often the largest, but all uses count; dropping the others is truncation, not backpropagation.',
      },
    ],
  },
  {
    text: 'You compute ‖W‖ · max φ′ = 1.8. What follows for the gradient?',
    section: 'jacobian-product',
    right: 2,
    answers: [
      {
        text: 'It explodes.',
        why: 'Only permitted: a Gaussian matrix with that norm has g ≈ 0.9, and vanishes.',
      },
      { text: 'It vanishes.', why: 'That would follow from a product below 1, not from one above it.' },
      {
        text: 'Neither: the bound says nothing above 1.',
        why: 'Below 1 it forces vanishing; above 1 it permits explosion without causing it.',
      },
    ],
  },
  {
    text: 'One unit: h ← tanh(2·h), from h₀ = 0.1. How large is ∂h₂₀/∂h₀?',
    section: 'from-scratch',
    doing: 'Compute the twenty Jacobians',
    run: async () => {
      const trace = scalarTrace({ weight: 2, initialState: 0.1, input: 0, activation: 'tanh', steps: 20 });
      const decades = Math.log10(trace.at(-1)?.product ?? Number.NaN);
      return {
        sentence: `The product of the twenty local Jacobians is ${asPower(decades)}.`,
        right: decades > 3 ? 0 : decades > -3 ? 1 : 2,
      };
    },
    answers: [
      {
        text: 'around 2²⁰, a million',
        why: 'Only the first steps multiply by 2. Then the state saturates near 0.96, where the slope is 0.08.',
      },
      {
        text: 'around 1',
        why: 'Growth and saturation do not balance: once at its fixed point, each step multiplies by 0.17.',
      },
      {
        text: 'less than a thousandth',
        why: 'The weight is above 1 and the gradient vanishes all the same: saturation wins.',
      },
    ],
  },
  {
    text: '200 tanh networks of 32 units at gain 0.8, no input. What becomes of the median gradient over 100 steps?',
    section: 'real-network',
    doing: 'Measure 200 networks',
    run: async (measure) => {
      const { log10GradientRatio } = await measure({ ...networks, gain: 0.8 });
      const median = quantile(log10GradientRatio.slice(), 0.5);
      return {
        sentence: `The median network hands back ${asPower(median)} of its gradient.`,
        right: median < -6 ? 0 : median > 6 ? 2 : 1,
      };
    },
    answers: [
      {
        text: 'It falls below a millionth.',
        why: 'Infinitely many units keep 0.8¹⁰⁰ = 2·10⁻¹⁰. Of 32, half the matrices have a ρ above 0.85, and 0.85¹⁰⁰ = 9·10⁻⁸: the median lies between the two.',
      },
      {
        text: 'It stays within a factor of a million.',
        why: '0.8 a step is a fifth lost, a hundred times over.',
      },
      { text: 'It grows beyond a million.', why: 'Nothing here multiplies by more than 1 for long.' },
    ],
  },
  {
    text: 'Gain 1.5, tanh. Which networks hand back more of their gradient?',
    section: 'real-network',
    doing: 'Measure both',
    run: async (measure) => {
      const medians: number[] = [];
      for (const inputScale of [0, 1]) {
        const { log10GradientRatio } = await measure({ ...networks, gain: 1.5, inputScale });
        medians.push(quantile(log10GradientRatio.slice(), 0.5));
      }
      const [quiet = 0, driven = 0] = medians;
      return {
        sentence: `Medians over 100 steps: ${asPower(quiet)} without input, ${asPower(driven)} with inputs of scale 1.`,
        right: quiet > driven ? 0 : 1,
      };
    },
    answers: [
      {
        text: 'those without any input',
        why: 'Inputs that are added push the units into saturation, where slopes are small: they suppress chaos, and gradients with it.',
      },
      {
        text: 'those with random inputs of scale 1',
        why: 'Inputs add nothing to the Jacobian itself; they move the states to where tanh is flatter. (In gated cells they can do the opposite.)',
      },
    ],
  },
  {
    text: '200 ReLU networks of only four units. In how many is the gradient exactly zero?',
    section: 'activations',
    doing: 'Count the dead',
    run: async (measure) => {
      const { dead } = await measure({ ...networks, activation: 'relu', hiddenSize: 4, gain: [0.5, 2.5] });
      const share = dead / networks.networks;
      return {
        sentence: `${count(dead)} of ${networks.networks} networks ${dead === 1 ? say`is` : say`are`} dead: every unit masked at some step.`,
        right: share < 0.02 ? 0 : share < 0.6 ? 1 : 2,
      };
    },
    answers: [
      {
        text: 'in none: ReLU has slope 1',
        why: 'It has slope 1 or 0; with four units all of them are 0 now and then.',
      },
      {
        text: 'in some, but not in most',
        why: 'A step at which all units are masked blocks the gradient for good.',
      },
      { text: 'in nearly all', why: 'Half the units are masked on average, but all four at once is rarer.' },
    ],
  },
  {
    text: 'The loss has been flat at 1 for 600 updates and nothing looks wrong. What would tell you that the gradient vanishes?',
    section: 'symptoms',
    right: 0,
    answers: [
      {
        text: 'gradient norms of early states beside those of late ones',
        why: 'They fall by decades towards the start, while the parameter gradient looks healthy.',
      },
      {
        text: 'the norm of the parameter gradient',
        why: 'It is carried by the late terms and stays healthy.',
      },
      { text: 'a NaN sooner or later', why: 'Vanishing never overflows. That is explosion.' },
    ],
  },
  {
    text: 'The tanh networks of section 6 with a lag of 6 instead of 20 steps. How many have learnt after 300 updates?',
    section: 'symptoms',
    doing: 'Let them learn',
    run: async (_, learn) => {
      const { track } = await learn(recallPlan({ experiment: { steps: 6 } }));
      const { learnt } = track.counts(track.updates);
      return { sentence: `${outcomeWords(track)}.`, right: learnt > 0.9 * track.networks ? 0 : 1 };
    },
    answers: [
      {
        text: 'nearly all',
        why: 'Half of the gradient lost at each of six steps still leaves 1.6 %, enough to begin with; once the weights grow, it is no longer lost.',
      },
      { text: 'hardly any', why: 'A vanishing gradient is a matter of degree: 0.5⁶ is not 0.5²⁰.' },
    ],
  },
  {
    text: 'What does clip_grad_norm_ do to the ratio between the gradient of an early state and that of a late one?',
    section: 'symptoms',
    right: 1,
    answers: [
      {
        text: 'It brings them closer together.',
        why: 'It knows nothing of time: it sees the parameter gradient, once, at the end, and bounds the update.',
      },
      {
        text: 'Nothing.',
        why: 'One factor for everything: the curve along time shifts and keeps its slope.',
      },
      {
        text: 'It makes the early one larger.',
        why: 'It only ever makes gradients smaller, and all by the same factor.',
      },
    ],
  },
  {
    text: 'Sigmoid, no input: beyond which gain would a wide network’s gradient grow?',
    section: 'activations',
    right: 2,
    answers: [
      { text: '1', why: 'The slope is at most a quarter: at gain 1 a step leaves less than 0.25.' },
      {
        text: '4, which is 1 over a quarter',
        why: 'That would need every unit at z = 0. Sigmoids answer about ½, so the pre-activations spread as g grows, and slopes fall.',
      },
      {
        text: 'about 10',
        why: 'Mean field puts the edge at g ≈ 10.15: at every usual scale it vanishes, yet nothing guarantees it.',
      },
    ],
  },
  {
    text: 'Twelve words stand between subject and verb, so thirteen steps lead back, and each keeps 0.7. How much of the gradient arrives?',
    section: 'long-distance',
    right: 1,
    answers: [
      { text: 'about 10 %', why: 'That would be 0.84 a step.' },
      { text: 'about 1 %', why: withMarks('0.7¹³ = 0.0097.') },
      { text: 'about 0.01 %', why: 'That would be 0.49 a step.' },
    ],
  },
  {
    text: 'You start a tanh RNN at an orthogonal matrix. What have you gained?',
    section: 'ways-out',
    right: 0,
    answers: [
      {
        text: 'a good beginning',
        why: 'The gain is right, and for each network alike. Once the weights train, the spectral radius drifts: a start delays.',
      },
      {
        text: 'gradients that never vanish',
        why: 'tanh still saturates, and training moves the matrix away from orthogonal.',
      },
      {
        text: say`nothing`,
        why: 'Where states are small every direction keeps its length, which helps for as long as it lasts.',
      },
    ],
  },
];
