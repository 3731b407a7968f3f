/** A recurrent layer out of a file, in PyTorch's layout, whosever it was. */
import type { CellName, Experiment } from '../../experiment/experiment.ts';
import type { Tensor } from './tensor.ts';

/** Blocks of N rows that a weight has, a letter a block, in PyTorch's order. */
export const blocksOf = { rnn: 'h', gru: 'rzn', lstm: 'ifgo' } as const satisfies Partial<
  Record<CellName, string>
>;

export type RecurrentCell = keyof typeof blocksOf;

/** What a person calls a cell, with its article. */
export const cellWords = {
  ...{ rnn: 'an RNN', gru: 'a GRU', lstm: 'an LSTM' },
  ...{ leaky: 'a leaky RNN', residual: 'a residual RNN' },
} as const satisfies Record<CellName, string>;

/** What a file may say of a cell beside which it is. */
export type SaidKind = Partial<Pick<Experiment, 'activation' | 'negativeSlope' | 'reset'>>;

/** A layer that is there, told by the names and shapes of its tensors. */
export interface LayerOutline {
  /** The name of its recurrent weight in the file, such as `encoder.weight_hh_l0`. */
  readonly name: string;
  readonly cell: RecurrentCell;
  /** N */
  readonly hiddenSize: number;
  /** I; 0 for a bare matrix. */
  readonly inputSize: number;
  /** Whether a person must say which ungated cell it is, and with which activation. */
  readonly kindUnknown: boolean;
  /** What of its kind the file says: a person may say otherwise. */
  readonly said?: SaidKind;
  /** How its tensors are understood, in sentences. */
  readonly remarks: readonly string[];
  /** Names in the file of the tensors that it is read from. */
  readonly sources: readonly string[];
  /** How code of Keras's gets the layer, where its file says what it is called. */
  readonly keras?: string;
  readonly tensors: LayerTensors;
}

/** A layer's tensors: everything but the recurrent weight may be missing. G is the number of blocks. */
interface LayerTensors {
  /** [G·N × N] */
  readonly weightHH: Tensor;
  /** [G·N × I] */
  readonly weightIH?: Tensor;
  /** [G·N] */
  readonly biasIH?: Tensor;
  /** [G·N] */
  readonly biasHH?: Tensor;
}

/** A layer's weights in float64, row-major. */
export interface RecurrentLayer
  extends Pick<LayerOutline, 'name' | 'cell' | 'hiddenSize' | 'inputSize' | 'said'> {
  /** [G·N × N] */
  readonly weightHH: Float64Array;
  /** [G·N × I] */
  readonly weightIH?: Float64Array;
  /** [G·N] */
  readonly biasIH?: Float64Array;
  /** [G·N] */
  readonly biasHH?: Float64Array;
}

/** A layer's weights. @throws {WeightFileError} where one is not a finite number, or none of a type that is read */
export function readLayer({
  tensors,
  name,
  cell,
  hiddenSize,
  inputSize,
  said,
}: LayerOutline): RecurrentLayer {
  const { weightHH, weightIH, biasIH, biasHH } = tensors;
  return {
    ...{ name, cell, hiddenSize, inputSize },
    ...(said && { said }),
    weightHH: weightHH.values(),
    ...(weightIH && { weightIH: weightIH.values() }),
    ...(biasIH && { biasIH: biasIH.values() }),
    ...(biasHH && { biasHH: biasHH.values() }),
  };
}
