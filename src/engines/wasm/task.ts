/** What the main side and a worker say to each other. */
import {
  activations,
  type Experiment,
  ensembles,
  gatedCells,
  isGated,
  keptTimes,
  networkSettings,
  timeStride,
} from '../../experiment/experiment.ts';
import type { RestJacobian } from '../../networks/cell.ts';
import { blendOf, cellOf } from '../../networks/cells.ts';
import { gramChain, levels, weightsChain } from '../spectral_radius.ts';

/** What the kernels are told of an experiment: the names of `assembly/parameters.ts`. */
export interface Parameters {
  readonly seed: number;
  readonly activation: number;
  readonly ensemble: number;
  readonly negativeSlope: number;
  readonly keep: number;
  readonly share: number;
  readonly forgetBias: number;
  readonly density: number;
  readonly outlier: number;
  readonly warmUp: number;
  readonly steps: number;
  readonly stride: number;
  readonly sharedInput: number;
  readonly randomLoss: number;
  readonly initialScale: number;
  readonly leastExponent: number;
  readonly mostExponent: number;
}

/** How a worker's memory is laid out. Another layout is another memory, and no matrix is kept. */
export interface Layout {
  /** Place of the cell in the list below. */
  readonly cell: number;
  readonly hiddenSize: number;
  /** Steps whose factors for the way back are stored at once, and how many such segments there may be. */
  readonly segmentRows: number;
  readonly segments: number;
  readonly times: number;
  /** Products of matrices on the way to the spectra, and the two chains they are of. */
  readonly levels: number;
  readonly lastSquare: number;
  readonly firstGram: number;
  readonly lastGram: number;
}

/** One network of a task. */
export interface NetworkTask {
  readonly index: number;
  /** Gain, input scale, bias scale. */
  readonly settings: readonly [gain: number, inputScale: number, biasScale: number];
  /** Where its matrix is kept in the worker's memory, or −1 for one that is not. */
  readonly slot: number;
  /** Whether the matrix is to be drawn, and its spectra computed. */
  readonly draws: boolean;
  readonly spectrum: boolean;
}

export interface MeasureTask {
  readonly kind: 'measure';
  /** The memory that the matrices belong to: a new name empties it. */
  readonly memory: string;
  readonly layout: Layout;
  readonly parameters: Parameters;
  readonly times: number;
  /** The step's Jacobian at rest, where a spectrum of its own is wanted of it. */
  readonly rest: RestJacobian | undefined;
  readonly networks: readonly NetworkTask[];
}

export interface TraceTask {
  readonly kind: 'trace';
  readonly layout: Layout;
  readonly parameters: Parameters;
  readonly network: NetworkTask;
  /** Recurrent matrices, vectors of a state, and vectors that a step keeps for the way back. */
  readonly blocks: number;
  readonly parts: number;
  readonly preActivations: number;
}

/** Rows of padded vectors as they lie in a worker's memory, and each row's power of two. */
export interface PaddedRows {
  /** [rows × vectors × paddedSize] */
  readonly values: Float32Array<ArrayBuffer>;
  /** [rows] */
  readonly exponents: Int32Array<ArrayBuffer>;
}

export interface MeasureResult {
  readonly kind: 'measure';
  /** Decades, [networks × times]. */
  readonly log10StateNorm: Float64Array<ArrayBuffer>;
  readonly log10GradientNorm: Float64Array<ArrayBuffer>;
  /** [networks] */
  readonly deathStep: Int32Array<ArrayBuffer>;
  /** Σ A_ij² at each level, [networks × levels]; zeros for a network whose spectra were not asked for. */
  readonly sums: Float32Array<ArrayBuffer>;
  /** The same of the step's Jacobian at rest. */
  readonly restSums: Float32Array<ArrayBuffer>;
}

export interface TraceResult {
  readonly kind: 'trace';
  readonly paddedSize: number;
  /** [blocks × paddedSize × paddedSize] */
  readonly weights: Float32Array<ArrayBuffer>;
  readonly state: PaddedRows;
  readonly preActivation: PaddedRows;
  readonly gradient: PaddedRows;
}

export type Task = MeasureTask | TraceTask;
/** What a worker answers: a result, or why there is none. */
export type Answer = MeasureResult | TraceResult | { readonly kind: 'failure'; readonly message: string };

/** The kernels have 32-bit exponents: no state of a sequence that fits in memory comes near these. */
const endless = 2 ** 30;

export function parametersOf(experiment: Experiment): Parameters {
  const [least, most] = cellOf(experiment).exponents;
  return {
    seed: experiment.seed,
    activation: activations.indexOf(isGated(experiment.cell) ? 'tanh' : experiment.activation),
    ensemble: ensembles.indexOf(experiment.ensemble),
    negativeSlope: experiment.negativeSlope,
    ...blendOf(experiment),
    forgetBias: experiment.forgetBias,
    density: experiment.density,
    outlier: experiment.outlier,
    warmUp: experiment.warmUp,
    steps: experiment.steps,
    stride: timeStride(experiment),
    sharedInput: Number(experiment.sharedInput),
    randomLoss: Number(experiment.loss === 'random'),
    initialScale: experiment.initialScale,
    leastExponent: Math.max(least, -endless),
    mostExponent: Math.min(most, endless),
  };
}

export function settingsOf(experiment: Experiment, index: number): NetworkTask['settings'] {
  const { gain, inputScale, biasScale } = networkSettings(experiment, index);
  return [gain, inputScale, biasScale];
}

/** The kernels' cells: `assembly/cells.ts` has the same list. Ungated ones differ in parameters only. */
const kernelCells = ['blend', ...gatedCells] as const;

/** The kernels' cell for an experiment. */
export function kernelCellOf({ cell }: Pick<Experiment, 'cell'>): (typeof kernelCells)[number] {
  return isGated(cell) ? cell : 'blend';
}

/** Steps whose factors are stored at once: at N = 64 they stay in the second cache. */
const segmentRows = 256;
/** Room for what any experiment asks of a memory: the longest sequence and the most kept norms. */
const longest = 10_000;
const mostTimes = 513;

const chains = {
  levels,
  lastSquare: weightsChain.last,
  firstGram: gramChain.first,
  lastGram: gramChain.last,
};

/** The layout in which networks of a size are measured, whatever else the experiment says. */
export function measureLayout(experiment: Experiment): Layout {
  const segments = Math.ceil(longest / segmentRows);
  return { ...sizeOf(experiment), segmentRows, segments, times: mostTimes, ...chains };
}

/** The layout of a trace, which keeps every step. */
export function traceLayout(experiment: Experiment): Layout {
  const { steps } = experiment;
  const times = keptTimes({ steps, networks: 1 }).length;
  return { ...sizeOf(experiment), segmentRows: steps, segments: 1, times, ...chains };
}

function sizeOf(experiment: Experiment): Pick<Layout, 'cell' | 'hiddenSize'> {
  return { cell: kernelCells.indexOf(kernelCellOf(experiment)), hiddenSize: experiment.hiddenSize };
}
