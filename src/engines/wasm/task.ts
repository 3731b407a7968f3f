/** What the main side and a worker say to each other. */
import { activations, type Experiment, ensembles, mostTimes } from '../../experiment/experiment.ts';
import { mostSteps } from '../../experiment/fields.ts';
import { networkSettings } from '../../experiment/network_settings.ts';
import { activationOf } from '../../networks/activation.ts';
import type { Cell, RestJacobian } from '../../networks/cell.ts';
import { cellModules, cellOf } from '../../networks/cells.ts';
import type { OptionalQuantity, WorkSeconds } from '../../networks/measurement.ts';
import type { DrawnNetwork } from '../../networks/single_network.ts';
import type { TracedStretch } from '../../networks/trace.ts';
import { kernelExponents } from '../facts/exponents.ts';
import type { ValuesOf } from '../facts/kinds.ts';
import { experimentParametersOf } from '../facts/parameters.ts';
import { paddedSizeOf } from '../padding.ts';
import type { layoutGlobals, parameterGlobals } from './globals.ts';
import type { LearnResult, LearnTask } from './learn_task.ts';

/** What the kernels are told of an experiment. */
export type Parameters = ValuesOf<typeof parameterGlobals>;

/** How a memory of a worker is laid out. */
export type Layout = ValuesOf<typeof layoutGlobals>;

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
  readonly layout: Layout;
  readonly parameters: Parameters;
  /** The times at which norms are kept, ascending. */
  readonly times: readonly number[];
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
  /** What is traced. */
  readonly stretch: TracedStretch;
  /** Instead of what would be drawn. */
  readonly given?: GivenTask;
}

/** Frames of directions carried back through networks, each alone: src/networks/lyapunov.ts. */
export interface FrameTask {
  readonly kind: 'frame';
  readonly layout: Layout;
  readonly parameters: Parameters;
  /** What every network's frame is made of, a row an entry of the state with its padding, [parts·paddedSize × directions]. */
  readonly frame: Float32Array<ArrayBuffer>;
  /** Steps that are taken back at once, at most. */
  readonly steps: number;
  readonly networks: readonly NetworkTask[];
}

/**
 * Asks a worker to let go of a memory: that it has measured in, since the next layout is another one, and so are the matrices; or
 * that of questions, or of networks that learn, since these share one.
 */
export interface EmptyTask {
  readonly kind: 'empty';
  readonly what: 'measuring' | 'answering';
}

/** Adds outer products to a sum, Σ x_k·y_kᵀ [rows × columns], which stands in the worker until it is taken. */
export interface OuterTask {
  readonly kind: 'outer';
  /** Which of the worker's sums; one that is not there is zero. */
  readonly sum: number;
  readonly rows: number;
  readonly columns: number;
  /** What the sum so far is multiplied with first. */
  readonly factor: number;
  /** x_k, [count × rows] */
  readonly lefts: Float64Array<ArrayBuffer>;
  /** y_k, [count × columns] */
  readonly rights: Float64Array<ArrayBuffer>;
}

/** Measures what the worker's core can do at most. */
export interface PeakTask {
  readonly kind: 'peak';
  /** Memory that is copied, half of it to the other half; 0 for a task that is none. */
  readonly bytes: number;
  /** Each measurement lasts at least this long. */
  readonly seconds: number;
}

/** Takes a sum out of a worker. */
export interface TotalTask {
  readonly kind: 'total';
  readonly sum: number;
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
  /** Decades, [networks]; empty unless it was wanted. */
  readonly log10ParameterNorm: Float64Array<ArrayBuffer>;
  /** [networks]; `beyondRange` for one whose norms are nobody's. */
  readonly deathStep: Int32Array<ArrayBuffer>;
  /** Σ A_ij² at each level, [networks × levels]; zeros for a network whose spectra were not asked for. */
  readonly sums: Float32Array<ArrayBuffer>;
  /** The same of the step's Jacobian at rest. */
  readonly restSums: Float32Array<ArrayBuffer>;
  readonly seconds: WorkSeconds;
  /** Whether somebody had it stopped: matrices and their spectra are there, norms are not. */
  readonly stopped: boolean;
}

export interface FrameResult {
  readonly kind: 'frame';
  /** Sums of ln R_jj, [networks × windows × directions]. */
  readonly logs: Float64Array<ArrayBuffer>;
  /** [networks × directions] */
  readonly amplification: Float64Array<ArrayBuffer>;
  /** Σ ln |slope| of all steps that count, [networks]: of a cell whose Jacobian is slopes times matrix. */
  readonly logSlopes: Float64Array<ArrayBuffer>;
  /** Whether each left float32's range: then its numbers are nobody's. */
  readonly beyondRange: readonly boolean[];
  readonly seconds: number;
  /** Whether somebody had it stopped. */
  readonly stopped: boolean;
}

export interface TraceResult {
  readonly kind: 'trace';
  /** [blocks × paddedSize × paddedSize] */
  readonly weights: Float32Array<ArrayBuffer>;
  readonly state: PaddedRows;
  readonly preActivation: PaddedRows;
  readonly gradient: PaddedRows;
  /** Whether the network left float32's range, so that its gradient is nobody's. */
  readonly beyondRange: boolean;
}

export interface EmptyResult {
  readonly kind: 'empty';
}

/** What a worker is told after the kernels: a task, to which its answer carries the same number, or to end one. */
export type Order<Own extends Task = Task> =
  | { readonly id: number; readonly task: Own }
  | { readonly stop: number };

/**
 * What it tells: how many of a task's networks are done, in parts of one; or what a task has come to, and how many bytes of
 * memory the kernels hold there now.
 */
export type Word =
  | { readonly id: number; readonly done: number }
  | { readonly id: number; readonly answer: Answer; readonly held: number };

export interface OuterResult {
  readonly kind: 'outer';
}

export interface PeakResult {
  readonly kind: 'peak';
  readonly operationsPerSecond: number;
  /** Read and written. */
  readonly bytesPerSecond: number;
  /** That the whole task took. */
  readonly seconds: number;
}

export interface TotalResult {
  readonly kind: 'total';
  /** Row-major, [rows × columns]. */
  readonly values: Float64Array<ArrayBuffer>;
}

/** What a worker that measures does, and what any does. */
export type MeasuringTask =
  | MeasureTask
  | FrameTask
  | TraceTask
  | EmptyTask
  | OuterTask
  | TotalTask
  | PeakTask;
export type Task = MeasuringTask | LearnTask;
export type Result =
  | MeasureResult
  | FrameResult
  | TraceResult
  | EmptyResult
  | OuterResult
  | TotalResult
  | PeakResult
  | LearnResult;
/** What a worker answers: a result, or why there is none. */
export type Answer = Result | { readonly kind: 'failure'; readonly message: string };

export function parametersOf(experiment: Experiment, wants: readonly OptionalQuantity[] = []): Parameters {
  const { activation, ensemble } = experiment;
  const { homogeneous, exponents } = activationOf(experiment);
  // A small state of a gated cell carries a power of two as well, whose entries would else end as slow subnormal numbers.
  const [leastExponent] = kernelExponents(exponents);
  const [, mostExponent] = kernelExponents(cellOf(experiment).exponents);
  return {
    ...experimentParametersOf(experiment),
    activation: activations.indexOf(activation),
    ensemble: ensembles.indexOf(ensemble),
    homogeneous: Number(homogeneous),
    ...{ leastExponent, mostExponent },
    ...{ frameAlign: 0, frameEvery: 0, frameWindow: 0 },
    wantsParameterNorm: Number(wants.includes('parameterNorm')),
  };
}

export function settingsOf(experiment: Experiment, index: number): NetworkTask['settings'] {
  const { gain, inputScale, biasScale } = networkSettings(experiment, index);
  return [gain, inputScale, biasScale];
}

/** The task of tracing a network that is drawn. */
export function drawnTraceTask(
  { experiment, index }: DrawnNetwork,
  layout: Layout,
  stretch: TracedStretch,
): TraceTask {
  const settings = settingsOf(experiment, index);
  return {
    kind: 'trace',
    layout,
    parameters: parametersOf({ ...experiment, networks: 1 }),
    network: { index, settings, slot: -1, draws: true, spectrum: false },
    stretch,
  };
}

/** Steps whose factors are stored at once: at N = 64 they stay in the second cache. */
const usualSegmentRows = 256;

/**
 * Steps of a segment, and segments at most: memory grows with √T, and is the same for all sequences that are not very long,
 * so that nothing is laid out anew from one to the next.
 */
export function segmentation(steps: number): { readonly segmentRows: number; readonly segments: number } {
  const rows = steps <= usualSegmentRows ** 2 ? usualSegmentRows : Math.ceil(Math.sqrt(mostSteps));
  return { segmentRows: rows, segments: rows };
}

/** Networks go abreast where the matrices of all of them are smaller than this, in bytes: beyond, measured, it gains nothing. */
const mostBytesAbreast = 64 * 2 ** 10;
/** One for each lane of a register. */
const lanes = 4;

/** Networks that go side by side in a worker. */
export function networksAbreast({ hiddenSize, ...experiment }: Experiment): number {
  const bytes = lanes * 4 * cellOf(experiment).blocks * hiddenSize ** 2;
  return bytes < mostBytesAbreast ? lanes : 1;
}

/** The layout in which networks of a size are measured, whatever else the experiment says. */
export function measureLayout(experiment: Experiment): Layout {
  return {
    ...cellLayout(cellOf(experiment), experiment.hiddenSize),
    abreast: networksAbreast(experiment),
    // Room for what any experiment asks of a memory.
    ...{ ...segmentation(experiment.steps), times: mostTimes },
    ...{ traced: 0, given: 0, directions: 0, frameWindows: 0 },
  };
}

/** The layout of a trace, which keeps every step of a segment. */
export function traceLayout(experiment: Experiment, inputs: 'drawn' | 'given', segmentRows: number): Layout {
  const { hiddenSize, steps } = experiment;
  return {
    ...cellLayout(cellOf(experiment), hiddenSize),
    abreast: 1,
    // Of a trace gradients tell their norms.
    ...{ segmentRows, segments: Math.ceil(steps / segmentRows), times: 1 },
    ...{ traced: 1, given: Number(inputs === 'given'), directions: 0, frameWindows: 0 },
  };
}

/** The layout in which frames of so many directions are carried, which keep no norms. */
export function frameLayout(experiment: Experiment, directions: number, windows: number): Layout {
  return {
    ...cellLayout(cellOf(experiment), experiment.hiddenSize),
    abreast: 1,
    ...{ ...segmentation(experiment.steps), times: 1, traced: 0, given: 0 },
    ...{ directions, frameWindows: windows },
  };
}

/** What is laid out for a cell, whatever is done with it. */
export function cellLayout(
  { module, blocks, candidate, parts, preActivations, recurrentBias }: Cell,
  hiddenSize: number,
) {
  return {
    cell: cellModules.indexOf(module),
    ...{ blocks, candidate, parts, hiddenSize },
    preActivationVectors: preActivations,
    // With a bias of its own the product stands apart from what is beside it.
    candidateProduct: recurrentBias ? blocks : candidate,
    paddedSize: paddedSizeOf(hiddenSize),
  };
}
