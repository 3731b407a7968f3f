/** Where everything of a chunk lives on the device, and how many networks fit into the budget. */
import type { Experiment } from '../../experiment/experiment.ts';
import { carriedRecord, normRecord, settingsRecord } from '../facts/records.ts';
import { levels } from '../spectral_radius.ts';
import type { Shape } from './shape.ts';

/** Device memory for everything, in bytes, unless the device turns out to have less. */
export const defaultBudget = 256 * 2 ** 20;

/** How the budget is shared out: W kept from run to run, and what chunks need; the rest is for a trace. */
const weightsShare = 0.5;
const chunkShare = 0.3;
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
  { paddedSize, productGroups, blocks, parts, kept }: Shape,
  times: number,
  budget: number,
): MemoryPlan {
  const matrix = 4 * paddedSize ** 2;
  const state = 4 * (parts * paddedSize + 2);
  const row = 4 * (kept * paddedSize + 1);
  // Fewest rows at once, and as many states to take the forward pass up again from.
  const fewestRows = Math.ceil(Math.sqrt(steps));
  const perNetwork =
    2 * matrix +
    fewestRows * (row + state) +
    (1 + stagings) * (2 * normRecord.bytes * times + 2 * 4 * levels * productGroups) +
    4 * state;
  const mostNetworks = Math.min(Math.max(1, Math.floor((chunkShare * budget) / perNetwork)), 32_768);
  return {
    networksPerPage: Math.max(1, Math.floor((weightsShare * budget) / ((keptPages + 1) * blocks * matrix))),
    keptPages,
    mostNetworks,
    segmentRows: (networks) => {
      const spare = chunkShare * budget - networks * (perNetwork - fewestRows * row);
      return Math.min(steps, Math.max(fewestRows, Math.floor(spare / (networks * row))));
    },
  };
}

export interface ChunkSize {
  readonly networks: number;
  readonly segmentRows: number;
  readonly segments: number;
  readonly times: number;
}

/** Storage that is copied from and to. */
export const storageUsage = 0x80 | 0x4 | 0x8; // STORAGE | COPY_SRC | COPY_DST, also where the names are not defined

/** Bytes of each buffer that a chunk of networks works in. */
function chunkSizes(
  { paddedSize, productGroups, parts, kept }: Shape,
  { networks, segmentRows, segments, times }: ChunkSize,
) {
  const row = 4 * paddedSize;
  const vector = parts * row;
  return {
    settings: settingsRecord.bytes * networks,
    /** WᵀW and its powers, then those of W, then those of the Jacobian at rest, in turn. */
    evenPowers: row * paddedSize * networks,
    oddPowers: row * paddedSize * networks,
    /** Σ A_ij² of each product, each workgroup's share. */
    sums: 4 * levels * productGroups * networks,
    /** The same of the Jacobian at rest. */
    restSums: 4 * levels * productGroups * networks,
    states: vector * networks,
    carriedStates: carriedRecord.bytes * networks,
    gradients: vector * networks,
    carriedGradients: carriedRecord.bytes * networks,
    trajectory: kept * row * segmentRows * networks,
    trajectoryExponents: 4 * segmentRows * networks,
    /** States, and what goes with them, at the start of each segment. */
    checkpoints: vector * segments * networks,
    carriedCheckpoints: carriedRecord.bytes * segments * networks,
    stateNorms: normRecord.bytes * times * networks,
    gradientNorms: normRecord.bytes * times * networks,
  };
}

export type ChunkBufferName = keyof ReturnType<typeof chunkSizes>;

/** The buffers of chunks of up to `size.networks` networks. */
export class ChunkMemory {
  readonly #bytes: ReturnType<typeof chunkSizes>;
  readonly buffers: Readonly<Record<ChunkBufferName, GPUBuffer>>;

  constructor(device: GPUDevice, shape: Shape, size: ChunkSize) {
    const create = (label: ChunkBufferName, bytes: number) =>
      device.createBuffer({ label, size: bytes, usage: storageUsage });
    const bytes = chunkSizes(shape, size);
    this.#bytes = bytes;
    this.buffers = {
      settings: create('settings', bytes.settings),
      evenPowers: create('evenPowers', bytes.evenPowers),
      oddPowers: create('oddPowers', bytes.oddPowers),
      sums: create('sums', bytes.sums),
      restSums: create('restSums', bytes.restSums),
      states: create('states', bytes.states),
      carriedStates: create('carriedStates', bytes.carriedStates),
      gradients: create('gradients', bytes.gradients),
      carriedGradients: create('carriedGradients', bytes.carriedGradients),
      trajectory: create('trajectory', bytes.trajectory),
      trajectoryExponents: create('trajectoryExponents', bytes.trajectoryExponents),
      checkpoints: create('checkpoints', bytes.checkpoints),
      carriedCheckpoints: create('carriedCheckpoints', bytes.carriedCheckpoints),
      stateNorms: create('stateNorms', bytes.stateNorms),
      gradientNorms: create('gradientNorms', bytes.gradientNorms),
    };
  }

  /** Whether a chunk of this size fits. */
  holds(shape: Shape, size: ChunkSize): boolean {
    const wanted = Object.values(chunkSizes(shape, size));
    const held = Object.values(this.#bytes);
    return wanted.every((bytes, i) => bytes <= (held[i] ?? 0));
  }

  destroy(): void {
    for (const buffer of Object.values(this.buffers)) buffer.destroy();
  }
}
