/** What a dispatch is told: the uniform `Parameters`. */

import type { ValuesOf } from '../facts/kinds.ts';
import { experimentParameters } from '../facts/parameters.ts';
import { layOut } from '../facts/records.ts';

export const parametersRecord = layOut({
  ...experimentParameters,
  /** N; rows and columns from here to PADDED_SIZE are zero. */
  hiddenSize: 'count',
  /** Recurrent matrices of a network, and which of them makes the candidate for its next state. */
  blocks: 'count',
  candidate: 'count',
  /** Vectors that a step keeps for the way back. */
  kept: 'count',
  /** Index, in the experiment, of the chunk's first network. */
  firstNetwork: 'count',
  /** The networks of this dispatch, counted within the chunk: fromNetwork … toNetwork − 1. */
  fromNetwork: 'count',
  toNetwork: 'count',
  /** Place of the chunk's first network in the weights buffer. */
  weightsPlace: 'count',
  /** Rows of each matrix that are orthonormalised: fromRow … toRow − 1. */
  fromRow: 'count',
  toRow: 'count',
  /**
   * Steps are counted from the start of the warm-up. Forward from the first up to the second, backward from the first
   * down to the second.
   */
  fromStep: 'count',
  toStep: 'count',
  /** Norms that are kept. */
  times: 'count',
  /** State number that the trajectory's first row starts from, its rows, and whether it is stored. */
  segmentStart: 'count',
  segmentRows: 'count',
  stores: 'word',
  /** Directions of a frame, with those that fill it up, and the groups of them, of all networks, that are carried. */
  directions: 'count',
  fromItem: 'count',
  toItem: 'count',
  /**
   * Of networks that learn: fours of sequences of each, the longest sequence, the most steps of one from which something is
   * asked on, whether sums go on with what is there, the number of the update, and what Adam makes up for at first.
   */
  groups: 'count',
  longest: 'count',
  asked: 'count',
  adds: 'word',
  update: 'count',
  firstCorrection: 'real',
  secondCorrection: 'real',
  /** The window of steps that is at hand, and how many there are with the one that does not count. */
  window: 'count',
  windows: 'count',
  /** Which product of matrices this is: see ../spectral_radius.ts. */
  level: 'count',
  hasInput: 'word',
  /** The step's Jacobian at rest: direct·1 + slope·g·W. */
  restDirect: 'real',
  restSlope: 'real',
});

export type Parameters = ValuesOf<typeof parametersRecord.fields>;

/** Bytes of the uniform, which come by sixteen. */
export const parametersSize = Math.ceil(parametersRecord.bytes / 16) * 16;
/** Bytes between uniforms in one buffer: the largest alignment that any adapter asks of a dynamic offset. */
export const parametersStride = 256;
