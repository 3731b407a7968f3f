/**
 * A trained network as its owner has it: recurrent layers on top of one another, each read in one direction or in both, and
 * a batch of sequences for them to read. Plain data, for it goes to workers.
 */
import type { CellSettings } from '../cells.ts';

export type Direction = 'forward' | 'reverse';

/** One direction of one layer, in PyTorch's layout. G is the number of the cell's blocks. */
export interface Layer {
  /** The name of its recurrent weight, such as `encoder.weight_hh_l0_reverse`. */
  readonly name: string;
  readonly direction: Direction;
  /** What its cell is; an LSTM's forget bias counts besides the biases. */
  readonly settings: CellSettings;
  /** N, units of the cell. */
  readonly hiddenSize: number;
  /** P, entries of h: N, or fewer behind a projection. */
  readonly outputSize: number;
  /** I: of a layer above others, the outputs of all directions below. */
  readonly inputSize: number;
  /** W_hh [G·N × P] */
  readonly weightHH: Float64Array;
  /** W_ih [G·N × I] */
  readonly weightIH: Float64Array;
  /** b_ih [G·N] */
  readonly biasIH?: Float64Array;
  /** b_hh [G·N] */
  readonly biasHH?: Float64Array;
  /** W_hr [P × N] of an LSTM with `proj_size`: h ← W_hr·(o·tanh c) (Sak, Senior & Beaufays 2014). */
  readonly weightHR?: Float64Array;
  /** Names in its file of the tensors that it is read from. */
  readonly sources?: readonly string[];
  /** How code of Keras's gets it: `model.get_layer("lstm")`. */
  readonly keras?: string;
}

export interface Model {
  /** From the inputs up; the directions of each, which read the same and whose outputs stand beside one another. */
  readonly levels: readonly (readonly Layer[])[];
}

/** What a direction of a layer starts from. */
export interface StartingState {
  /** h_0 [P] */
  readonly hidden: Float64Array;
  /** c_0 [N]; zero unless given. */
  readonly cell?: Float64Array;
}

/** ∂L/∂state after a direction's last step by what reads that state itself, not as an output; zero unless given. */
export interface EndCotangent {
  /** ∂L/∂h_T [P] */
  readonly hidden?: Float64Array;
  /** ∂L/∂c_T [N] */
  readonly cell?: Float64Array;
}

/** One sequence of a batch. Sequences need not be of one length: each ends at its own last step, as packed ones do. */
export interface ModelSequence {
  /** x_1 … x_T, row-major [T × I]. */
  readonly inputs: Float64Array;
  /** By level, then by direction; zero unless given. */
  readonly initial?: readonly (readonly StartingState[])[];
  /** By level, then by direction. */
  readonly ends?: readonly (readonly EndCotangent[])[];
}

/**
 * What the gradient is of: L = Σ of the top layer's output (of both directions) at each sequence's last time, or at all
 * times; or ∂L/∂output itself, of each sequence row-major [T × outputs].
 */
export type ModelLoss = 'last' | 'every' | readonly Float64Array[];

/** The model's layers, level by level. */
export function layersOf({ levels }: Model): Layer[] {
  return levels.flat();
}

/** I of the whole model. */
function inputSizeOf({ levels }: Model): number {
  return levels[0]?.[0]?.inputSize ?? 0;
}

/** What the top layer puts out: h of its directions beside one another. */
export function outputSizeOf({ levels }: Model): number {
  return widthOf(levels.at(-1) ?? []);
}

/** What a level puts out. */
function widthOf(level: readonly Layer[]): number {
  return level.reduce((sum, { outputSize }) => sum + outputSize, 0);
}

/** T of each sequence. */
export function lengthsOf(model: Model, batch: readonly ModelSequence[]): number[] {
  const inputSize = inputSizeOf(model);
  return batch.map(({ inputs }) => inputs.length / inputSize);
}

/** The place in time of what a direction reads as its step `step`, from 0, of `length`. */
export function timeOf(direction: Direction, step: number, length: number): number {
  return direction === 'forward' ? step : length - 1 - step;
}
