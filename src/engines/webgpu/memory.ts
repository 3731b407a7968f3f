/** Where everything lives on the device, and how the one budget for all of it is shared out. */
import { type Experiment, mostTimes } from '../../experiment/experiment.ts';
import { mostEvery } from '../../networks/lyapunov.ts';
import type { OptionalQuantity } from '../../networks/measurement.ts';
import {
  carriedRecord,
  frameColumnRecord,
  growthRecord,
  normRecord,
  settingsRecord,
  slopesRecord,
} from '../facts/records.ts';
import { levels } from '../spectral_radius.ts';
import type { Sizes } from './buffers.ts';
import type { FrameShape } from './frame_shape.ts';
import type { MatrixShape, Shape } from './shape.ts';

/** Device memory for everything, in bytes, unless the device turns out to have less. */
export const defaultBudget = 256 * 2 ** 20;
/** With so much everything that the fields allow can be done; with less there is no point in trying on. */
export const leastBudget = 16 * 2 ** 20;

/**
 * How the budget is shared out: W kept from run to run, what chunks need, and what one question needs. The rest is for
 * what dispatches are told.
 */
const share = { weights: 0.45, chunks: 0.3, question: 0.22 };
/** What may be copied to and fro, to see how fast that is: as much as a question has. */
export function copyBytes(budget: number): number {
  return share.question * budget;
}

/** Networks that learn have as much as a question beside a measure, and nearly all while nothing is measured. */
export function learningRoom(budget: number, alone: boolean): number {
  return (alone ? share.weights + share.chunks + 0.15 : share.question) * budget;
}

/** Results on their way back: of the chunk being read, and of the one the device works on. */
const stagings = 2;
/** W is kept in this many pages; one more is drawn anew for every chunk when they are all taken. */
const keptPages = 4;

export interface MemoryPlan {
  readonly networksPerPage: number;
  readonly keptPages: number;
  /** Networks in a chunk at most. */
  readonly mostNetworks: number;
  /** Steps of which the pre-activations are stored at once for a chunk of `networks`. */
  readonly segmentRows: (networks: number) => number;
}

/** Shares the budget out for an experiment. A single network always fits. */
export function planMemory(
  { steps }: Experiment,
  { paddedSize, productGroups, blocks, parts, kept, gradientGroups }: Shape,
  times: number,
  wants: readonly OptionalQuantity[],
  budget: number,
): MemoryPlan {
  const matrix = 4 * paddedSize ** 2;
  const state = 4 * parts * paddedSize + carriedRecord.bytes;
  const sums = Number(wants.includes('parameterNorm'));
  const row = 4 * (kept * paddedSize + 1) + sums * 4 * (paddedSize + 1);
  // Fewest rows at once, and as many states to take the forward pass up again from.
  const fewestRows = Math.ceil(Math.sqrt(steps));
  const perNetwork =
    (2 + sums * blocks) * matrix +
    fewestRows * (row + state) +
    (1 + stagings) *
      (normRecord.bytes * (2 * times + sums * gradientGroups) + 2 * 4 * levels * productGroups) +
    4 * state;
  const room = share.chunks * budget;
  const mostNetworks = Math.min(Math.max(1, Math.floor(room / perNetwork)), 32_768);
  return {
    networksPerPage: Math.max(1, Math.floor((share.weights * budget) / ((keptPages + 1) * blocks * matrix))),
    keptPages,
    mostNetworks,
    segmentRows: (networks) => {
      const spare = room - networks * (perNetwork - fewestRows * row);
      return Math.min(steps, Math.max(fewestRows, Math.floor(spare / (networks * row))));
    },
  };
}

/** How many networks go through the recurrence at once, and how their sequence is cut. */
export interface RecurrenceSize {
  readonly networks: number;
  readonly segmentRows: number;
  readonly segments: number;
  readonly times: number;
}

export type RecurrenceBuffer = keyof ReturnType<typeof recurrenceSizes>;

/** What networks are run forward and backward in. */
export function recurrenceSizes(
  { paddedSize, parts, kept }: Shape,
  { networks, segmentRows, segments, times }: RecurrenceSize,
) {
  const vector = 4 * paddedSize * networks;
  const state = parts * vector;
  return {
    settings: settingsRecord.bytes * networks,
    states: state,
    carriedStates: carriedRecord.bytes * networks,
    gradients: state,
    carriedGradients: carriedRecord.bytes * networks,
    trajectory: kept * vector * segmentRows,
    trajectoryExponents: 4 * segmentRows * networks,
    /** States, and what goes with them, at the start of each segment. */
    checkpoints: state * segments,
    carriedCheckpoints: carriedRecord.bytes * segments * networks,
    /** The times at which norms are kept. */
    keptTimes: 4 * mostTimes,
    stateNorms: normRecord.bytes * times * networks,
    gradientNorms: normRecord.bytes * times * networks,
  };
}

export type SpectrumBuffer = keyof ReturnType<typeof spectrumSizes>;

/** What the spectra of matrices are found in. */
function spectrumSizes({ paddedSize, productGroups }: MatrixShape, matrices: number) {
  const matrix = 4 * paddedSize ** 2 * matrices;
  return {
    /** WᵀW and its powers, then those of W, then those of the Jacobian at rest, in turn. */
    evenPowers: matrix,
    oddPowers: matrix,
    /** Σ A_ij² of each product, each workgroup's share. */
    sums: 4 * levels * productGroups * matrices,
  };
}

export type TermBuffer = keyof ReturnType<typeof termSizes>;

/** What ∂L/∂W_hh is summed in. */
function termSizes(
  { paddedSize, blocks, gradientGroups }: Shape,
  { networks, segmentRows }: Pick<RecurrenceSize, 'networks' | 'segmentRows'>,
) {
  const vector = 4 * paddedSize * networks;
  return {
    /** h before every step of a segment; ∂L/∂p stands in the trajectory. */
    hidden: vector * segmentRows,
    termExponents: 4 * segmentRows * networks,
    parameterGradients: vector * blocks * paddedSize,
    parameterNorms: normRecord.bytes * gradientGroups * networks,
  };
}

export type ChunkBuffer = RecurrenceBuffer | TermBuffer | SpectrumBuffer | 'restSums';

/** What a chunk of networks works in. */
export function chunkSizes(
  shape: Shape,
  size: RecurrenceSize,
  wants: readonly OptionalQuantity[],
): Sizes<ChunkBuffer> {
  const spectrum = spectrumSizes(shape, size.networks);
  /** The same as `sums`, of the Jacobian at rest. */
  const restSums = spectrum.sums;
  const networks = wants.includes('parameterNorm') ? size.networks : 0;
  return {
    ...recurrenceSizes(shape, size),
    ...termSizes(shape, { ...size, networks }),
    ...{ ...spectrum, restSums },
  };
}

export type FrameBuffer = keyof ReturnType<typeof frameSizes>;

/** What frames of `directions` are carried in, of which windows are kept. */
function frameSizes(
  { paddedSize, blocks, parts }: Shape,
  { directions }: FrameShape,
  { networks, windows }: { readonly networks: number; readonly windows: number },
) {
  const vector = 4 * paddedSize * networks;
  return {
    frames: vector * parts * directions,
    frameColumns: frameColumnRecord.bytes * directions * networks,
    /** The Jacobians of the steps between two orthonormalisations. */
    factors: vector * mostEvery * parts * (blocks + parts),
    growths: growthRecord.bytes * directions * windows * networks,
    slopes: slopesRecord.bytes * windows * networks,
  };
}

export type CarryingBuffer = RecurrenceBuffer | FrameBuffer;

/** What a chunk of networks works in whose frames are carried. */
export function carryingSizes(
  shape: Shape,
  frame: FrameShape,
  size: RecurrenceSize & { readonly windows: number },
): Sizes<CarryingBuffer> {
  return { ...recurrenceSizes(shape, size), ...frameSizes(shape, frame, size) };
}

/**
 * How many networks' frames are carried at once, and steps of which pre-activations are stored, for the part of the budget that
 * chunks have. A single network always fits.
 */
export function planCarrying(
  { steps }: Pick<Experiment, 'steps'>,
  shape: Shape,
  frame: FrameShape,
  windows: number,
  budget: number,
): Pick<MemoryPlan, 'mostNetworks' | 'segmentRows'> {
  const room = share.chunks * budget;
  const fewestRows = Math.ceil(Math.sqrt(steps));
  const bytesOf = (networks: number, segmentRows: number) => {
    const segments = Math.ceil(steps / segmentRows);
    const sizes = carryingSizes(shape, frame, { networks, segmentRows, segments, times: 2, windows });
    const { frames, growths, slopes, checkpoints } = sizes;
    const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
    // What comes back after a leg, or at the end.
    return total + frames + checkpoints + stagings * (growths + slopes);
  };
  const mostNetworks = Math.min(Math.max(1, Math.floor(room / bytesOf(1, fewestRows))), 32_768);
  return {
    mostNetworks,
    segmentRows: (networks) => {
      let rows = steps;
      while (rows > fewestRows && bytesOf(networks, rows) > room) rows = Math.max(fewestRows, rows >> 1);
      return rows;
    },
  };
}

export type TraceBuffer = keyof ReturnType<typeof traceSizes>;

/** What of a trace its memory depends on. */
export interface TraceSize {
  /** T */
  readonly steps: number;
  readonly segmentRows: number;
  /** Whether a network is given, whose inputs stand behind its weights. */
  readonly given: boolean;
}

/** What one network is traced in: every step of a segment is kept. */
export function traceSizes(shape: Shape, { steps, segmentRows, given }: TraceSize) {
  const { paddedSize, blocks, parts } = shape;
  const vector = 4 * paddedSize;
  const segments = Math.ceil(steps / segmentRows);
  return {
    ...recurrenceSizes(shape, { networks: 1, segmentRows, segments, times: segmentRows + 1 }),
    /** The matrices, and of a network that is given the bias beside their products and a segment's inputs. */
    weights: vector * blocks * (paddedSize + (given ? 1 + segmentRows : 0)),
    tracedStates: vector * parts * (segmentRows + 1),
    tracedGradients: vector * parts * (segmentRows + 1),
  };
}

/** Bytes that one question may take of an engine's. */
export function questionRoom(budget: number): number {
  return share.question * budget;
}

/**
 * Steps that a trace keeps at once: as many as there is room for beside their way back to the processor.
 * @throws {RangeError} in a sentence where there is no room for one
 */
export function traceRows(
  shape: Shape,
  { steps, given }: Omit<TraceSize, 'segmentRows'>,
  budget: number,
): number {
  const room = questionRoom(budget);
  for (let segmentRows = steps; ; segmentRows = Math.ceil(segmentRows / 2)) {
    const sizes = traceSizes(shape, { steps, segmentRows, given });
    const { weights, trajectory, tracedStates, tracedGradients, gradientNorms } = sizes;
    const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
    const staging = Math.max(weights, trajectory + tracedStates + tracedGradients + gradientNorms);
    if (total + staging <= room) return segmentRows;
    if (segmentRows === 1) {
      throw new RangeError(
        `The webgpu engine has ${(room / 2 ** 20).toFixed(1)} MiB for a trace; one of this network takes more`,
      );
    }
  }
}
