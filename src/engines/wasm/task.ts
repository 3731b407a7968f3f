/** What the main side and a worker say to each other. */
import {
  activations,
  type Experiment,
  ensembles,
  isGated,
  keptTimes,
  networkSettings,
  timeStride,
} from '../../experiment/experiment.ts';
import type { CellModule, RestJacobian } from '../../networks/cell.ts';
import { blendOf, type CellSettings, cellModules, cellOf } from '../../networks/cells.ts';
import type { DrawnNetwork } from '../../networks/single_network.ts';
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

/** What a network that is given brings, laid out and padded as the kernels have it. */
export interface GivenTask {
  /** [blocks × paddedSize × paddedSize] */
  readonly weights: Float32Array<ArrayBuffer>;
  /** Rows of pre-activations: [preActivations × paddedSize], and as much for each step. */
  readonly bias: Float32Array<ArrayBuffer>;
  readonly inputs: Float32Array<ArrayBuffer>;
  /** Both ends, mantissas [parts × paddedSize] and their powers of two. */
  readonly state: Float32Array<ArrayBuffer>;
  readonly stateExponent: number;
  readonly gradient: Float32Array<ArrayBuffer>;
  readonly gradientExponent: number;
}

export interface TraceTask {
  readonly kind: 'trace';
  readonly layout: Layout;
  readonly parameters: Parameters;
  readonly network: NetworkTask;
  /** Instead of what would be drawn. */
  readonly given?: GivenTask;
  /** Recurrent matrices, vectors of a state, and vectors that a step keeps for the way back. */
  readonly blocks: number;
  readonly parts: number;
  readonly preActivations: number;
}

/** The spectra of one matrix. */
export interface SpectrumTask {
  readonly kind: 'spectrum';
  readonly layout: Layout;
  /** [paddedSize × paddedSize] */
  readonly matrix: Float32Array<ArrayBuffer>;
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

export interface SpectrumResult {
  readonly kind: 'spectrum';
  /** Σ A_ij² at each level, [levels]. */
  readonly sums: Float32Array<ArrayBuffer>;
}

export type Task = MeasureTask | TraceTask | SpectrumTask;
export type Result = MeasureResult | TraceResult | SpectrumResult;
/** What a worker answers: a result, or why there is none. */
export type Answer = Result | { readonly kind: 'failure'; readonly message: string };

/** N rounded up as the kernels do. */
export function paddedSizeOf(hiddenSize: number): number {
  return Math.ceil(hiddenSize / 8) * 8;
}

/** The kernels have 32-bit exponents: no state of a sequence that fits in memory comes near these. */
const endless = 2 ** 30;

export function parametersOf(experiment: Experiment): Parameters {
  return {
    ...cellParametersOf(experiment),
    seed: experiment.seed,
    ensemble: ensembles.indexOf(experiment.ensemble),
    density: experiment.density,
    outlier: experiment.outlier,
    warmUp: experiment.warmUp,
    steps: experiment.steps,
    stride: timeStride(experiment),
    sharedInput: Number(experiment.sharedInput),
    randomLoss: Number(experiment.loss === 'random'),
    initialScale: experiment.initialScale,
  };
}

/** Of a network that is given, of which nothing is drawn. */
export function givenParametersOf(settings: CellSettings, steps: number): Parameters {
  return {
    ...cellParametersOf(settings),
    ...{ seed: 0, ensemble: 0, density: 1, outlier: 0, sharedInput: 0, randomLoss: 0, initialScale: 0 },
    ...{ warmUp: 0, steps, stride: timeStride({ steps, networks: 1 }) },
  };
}

function cellParametersOf(settings: CellSettings) {
  const { cell, activation, negativeSlope, forgetBias } = settings;
  const [least, most] = cellOf(settings).exponents;
  return {
    activation: activations.indexOf(isGated(cell) ? 'tanh' : activation),
    negativeSlope,
    ...blendOf(settings),
    forgetBias,
    leastExponent: Math.max(least, -endless),
    mostExponent: Math.min(most, endless),
  };
}

export function settingsOf(experiment: Experiment, index: number): NetworkTask['settings'] {
  const { gain, inputScale, biasScale } = networkSettings(experiment, index);
  return [gain, inputScale, biasScale];
}

/** The task of tracing a network that is drawn. */
export function drawnTraceTask({ experiment, index }: DrawnNetwork): TraceTask {
  const { blocks, parts, preActivations } = cellOf(experiment);
  const settings = settingsOf(experiment, index);
  return {
    kind: 'trace',
    layout: traceLayout(experiment),
    parameters: parametersOf({ ...experiment, networks: 1 }),
    network: { index, settings, slot: -1, draws: true, spectrum: false },
    ...{ blocks, parts, preActivations },
  };
}

/** The kernels' cell for an experiment. */
export function kernelCellOf({ cell }: Pick<Experiment, 'cell'>): CellModule {
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
export function traceLayout(experiment: Sized & Pick<Experiment, 'steps'>): Layout {
  const { steps } = experiment;
  const times = keptTimes({ steps, networks: 1 }).length;
  return { ...sizeOf(experiment), segmentRows: steps, segments: 1, times, ...chains };
}

/** The layout of a lone matrix's spectra. */
export function spectrumLayout(hiddenSize: number): Layout {
  return { ...sizeOf({ cell: 'rnn', hiddenSize }), segmentRows: 1, segments: 1, times: 1, ...chains };
}

type Sized = Pick<Experiment, 'cell' | 'hiddenSize'>;

function sizeOf(experiment: Sized): Pick<Layout, 'cell' | 'hiddenSize'> {
  return { cell: cellModules.indexOf(kernelCellOf(experiment)), hiddenSize: experiment.hiddenSize };
}
