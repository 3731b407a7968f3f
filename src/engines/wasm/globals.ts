/**
 * What a worker tells its kernels: global variables of theirs, set by name. `assembly/generated/facts.ts` declares
 * them from these tables.
 */
import type { Kinds } from '../facts/kinds.ts';
import { experimentParameters } from '../facts/parameters.ts';

/** How the memory is laid out, once for each instance of the kernels. */
export const layoutGlobals = {
  /** Place of the cell's module among `cellModules`. */
  cell: 'word',
  /** Recurrent matrices of a network, and the one whose product becomes the candidate for the next state. */
  blocks: 'count',
  candidate: 'count',
  /** Vectors of a state, and of a step's pre-activations; and which of the latter the candidate's product is. */
  parts: 'count',
  preActivationVectors: 'count',
  candidateProduct: 'count',
  /** Networks that go side by side, a lane of a register each: 4, or 1 that has all lanes. */
  abreast: 'count',
  /** N, and N rounded up to whole blocks: entries from the one to the other are zero. */
  hiddenSize: 'count',
  paddedSize: 'count',
  /** Steps whose factors for the way back are stored at once, and how many such segments there may be. */
  segmentRows: 'count',
  segments: 'count',
  /** Norms that may be kept. */
  times: 'count',
  /** Directions of a frame that is carried back (frame.ts), and windows of time in which their growth is kept; 0 where none is. */
  directions: 'count',
  frameWindows: 'count',
  /** Whether everything about a network is kept, and whether its inputs are given. */
  traced: 'word',
  given: 'word',
} as const satisfies Kinds;

/** What they are told before they measure networks of an experiment. */
export const parameterGlobals = {
  ...experimentParameters,
  /** Places among `activations` and `ensembles`. */
  activation: 'word',
  ensemble: 'word',
  /** Of the activation: see src/networks/activations/activation.ts. */
  homogeneous: 'word',
  /** The powers of two that a state may carry. */
  leastExponent: 'integer',
  mostExponent: 'integer',
  /** How a frame is carried: see FramePlan in src/networks/lyapunov.ts. */
  frameAlign: 'count',
  frameEvery: 'count',
  frameWindow: 'count',
  /** Whether ‖∂L/∂W_hh‖ is measured too. */
  wantsParameterNorm: 'word',
} as const satisfies Kinds;

/** What those that learn are told besides: sizes, before their memory is laid out, and how the network at hand learns. */
export const learningGlobals = {
  /** Entries of x, answers, and targets of a step; steps of the longest sequence. */
  inputs: 'count',
  outputs: 'count',
  targets: 'count',
  longest: 'count',
  /** Whether answers are judged by squares of errors, and not by cross-entropies. */
  squares: 'word',
  adam: 'word',
  /** Sequences of an update, steps of each, and steps after which the gradient is cut, 0 for none. */
  batch: 'count',
  length: 'count',
  truncate: 'count',
} as const satisfies Kinds;
