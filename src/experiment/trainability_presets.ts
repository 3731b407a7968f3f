/** Places on maps of trainability worth a look: which networks, which two numbers, and what is seen there. */
import { defaultExperiment } from './fields.ts';
import { defaultLearning } from './learning.ts';
import type { LearningPlan } from './learning_axes.ts';

export interface TrainabilityPreset {
  readonly name: string;
  readonly label: string;
  /** What is seen there, in a sentence. */
  readonly sentence: string;
  readonly plan: LearningPlan;
  /** As a link has it. */
  readonly map: string;
}

/** Small networks, so that a whole map learns within a minute. */
const small: LearningPlan = {
  experiment: { ...defaultExperiment, hiddenSize: 16, steps: 16, networks: 64, warmUp: 0, gain: 1 },
  learning: { ...defaultLearning, optimizer: 'sgd', rate: 0.1 },
  ranges: [],
};

/** Those with other ways to learn, or that stand elsewhere. */
function smallWith(
  learning: Partial<LearningPlan['learning']>,
  experiment: Partial<LearningPlan['experiment']> = {},
): LearningPlan {
  return {
    ...small,
    experiment: { ...small.experiment, ...experiment },
    learning: { ...small.learning, ...learning },
  };
}

/** The numbers were measured on the CPU engine, of networks of seed 1. */
export const trainabilityPresets: readonly TrainabilityPreset[] = [
  {
    name: 'whole',
    label: 'Rate against gain',
    sentence:
      'One network learns by plain gradient descent. At small gains its gradient vanishes, and it stays at the baseline. At rates above about 0.1 it diverges, the sooner the larger the rate. Between the two it learns.',
    plan: small,
    map: 'rate=0.001:100,gain=0.1:3,cells=64x64',
  },
  {
    name: 'edge',
    label: 'Its edge, closer',
    sentence:
      'What looked like a line is dust. Of two rates that differ by 5 % one learns and the other diverges, and the next one learns again.',
    plan: small,
    map: 'rate=0.05:1,gain=0.5:1.5,cells=64x64,path=0.001:100:0.1:3',
  },
  {
    name: 'closer',
    label: 'Closer still',
    sentence:
      'A fifth of the window before, and the edge is no smoother. Its dimension is about 1.6 in both windows.',
    plan: small,
    map: 'rate=0.05:0.2,gain=0.8:1.2,cells=64x64,path=0.001:100:0.1:3~0.05:1:0.5:1.5',
  },
  {
    name: 'sine',
    label: 'A sine to follow',
    sentence:
      'This task wants an answer at every step, so the gradient need not travel far. The left side learns at nearly every gain, and its edge has fingers.',
    plan: smallWith({ task: 'sine' }),
    map: 'rate=0.15:0.5,gain=0.5:2,cells=64x64',
  },
  {
    name: 'clip',
    label: 'Rate against clipping',
    sentence:
      'With clipping no network diverges. What counts is the product of the two numbers, the length of the longest update, so the pattern is diagonal. Beyond a product of about 0.3 networks jump about above the baseline and learn nothing.',
    plan: smallWith({}, { gain: 1.2 }),
    map: 'rate=0.001:10,clip=0.01:100,cells=64x64',
  },
  {
    name: 'adam',
    label: 'Adam',
    sentence:
      'Adam moves every parameter by about the rate, whatever the size of the gradient. No network diverges, and gains far above 1 learn, too. Above the best rates the edge is dust here as well.',
    plan: smallWith({ optimizer: 'adam' }),
    map: 'rate=0.0001:1,gain=0.1:3,cells=64x64',
  },
  {
    name: 'lag',
    label: 'Lag against gain',
    sentence:
      'Four networks in each cell learn by Adam. The longer the lag, the narrower the range of gains around 1 that bridges it in 200 updates.',
    plan: smallWith({ optimizer: 'adam', rate: 0.01 }),
    map: 'steps=2:40,gain=0.2:2,cells=32x32,networks=4,reading=learnt',
  },
  {
    name: 'forget',
    label: 'Lag against forget bias',
    sentence:
      'LSTMs learn by Adam. The larger the forget bias, the longer the lag that 200 updates bridge: about 8 steps with a bias of −1, nearly all 64 with a bias of 3.',
    plan: smallWith({ optimizer: 'adam', rate: 0.01 }, { cell: 'lstm' }),
    map: 'steps=2:64,forget-bias=-1:5,cells=32x32,reading=update',
  },
];
