/** A map of what becomes of networks that learn: what is kept of each network, and what is read of a cell. */
import type { TrainabilityReading } from '../experiment/trainability.ts';
import { entry } from '../networks/vector.ts';
import type { CellNumbers } from './level_lines.ts';

/** Cells whose networks have learnt, and what became of these. */
export interface TaughtCells {
  /** Which: row · columns + column. */
  readonly cells: Uint32Array;
  /** The mean loss of the last updates in parts of what the best memoryless answer costs on the same sequences, [cells × networks]; NaN of one that diverged. */
  readonly losses: Float64Array;
  /** The update after which it had learnt, 0 of one that has not, likewise. */
  readonly learntAt: Int32Array;
  /** The update with which it diverged, 0 of one that has not, likewise. */
  readonly divergedAt: Int32Array;
}

/** What has become of one network. */
export type Fate =
  | { readonly kind: 'learns'; readonly loss: number; readonly learntAt: number | undefined }
  | { readonly kind: 'diverged'; readonly at: number };

export interface TrainabilitySize {
  readonly columns: number;
  readonly rows: number;
  readonly networks: number;
}

/** A network is of use from this part of the baseline's loss down: those that learn nothing lie just about 1, on either side by chance. */
const usefulPart = 0.9;
/** Losses beyond so many decades of the baseline's are read as at the end. */
const mostDecades = 6;

export class TrainabilityMap implements TrainabilitySize {
  readonly columns: number;
  readonly rows: number;
  readonly networks: number;
  readonly #losses: Float64Array;
  readonly #learntAt: Int32Array;
  readonly #divergedAt: Int32Array;
  readonly #isTaught: Uint8Array;
  #count = 0;

  constructor({ columns, rows, networks }: TrainabilitySize) {
    this.columns = columns;
    this.rows = rows;
    this.networks = networks;
    const length = columns * rows * networks;
    this.#losses = new Float64Array(length).fill(Number.NaN);
    this.#learntAt = new Int32Array(length);
    this.#divergedAt = new Int32Array(length);
    this.#isTaught = new Uint8Array(columns * rows);
  }

  /** Cells so far. */
  get count(): number {
    return this.#count;
  }

  get isComplete(): boolean {
    return this.#count === this.columns * this.rows;
  }

  has(cell: number): boolean {
    return this.#isTaught[cell] === 1;
  }

  take({ cells, losses, learntAt, divergedAt }: TaughtCells): void {
    const { networks } = this;
    cells.forEach((cell, i) => {
      if (!this.has(cell)) this.#count += 1;
      this.#isTaught[cell] = 1;
      const [from, to] = [i * networks, (i + 1) * networks];
      this.#losses.set(losses.subarray(from, to), cell * networks);
      this.#learntAt.set(learntAt.subarray(from, to), cell * networks);
      this.#divergedAt.set(divergedAt.subarray(from, to), cell * networks);
    });
  }

  /** All that there is: what another run may go on from. */
  taught(): TaughtCells {
    const cells = Uint32Array.from([...this.#isTaught.keys()].filter((cell) => this.has(cell)));
    const places = [...cells].flatMap((cell) =>
      Array.from({ length: this.networks }, (_, i) => cell * this.networks + i),
    );
    return {
      cells,
      losses: Float64Array.from(places, (place) => entry(this.#losses, place)),
      learntAt: Int32Array.from(places, (place) => entry(this.#learntAt, place)),
      divergedAt: Int32Array.from(places, (place) => entry(this.#divergedAt, place)),
    };
  }

  /** What has become of each network of a cell; none where it has not been taught yet. */
  fates(cell: number): Fate[] {
    if (!this.has(cell)) return [];
    return Array.from({ length: this.networks }, (_, i): Fate => {
      const place = cell * this.networks + i;
      const at = entry(this.#divergedAt, place);
      return at > 0
        ? { kind: 'diverged', at }
        : {
            kind: 'learns',
            loss: entry(this.#losses, place),
            learntAt: entry(this.#learntAt, place) || undefined,
          };
    });
  }

  /** The middle one of a cell's networks, from the best to the worst: a network, so that nothing is averaged over fates that are not alike. */
  typical(cell: number, reading: TrainabilityReading): Fate | undefined {
    const fates = this.fates(cell);
    const rank = reading === 'update' ? byUpdate : byLoss;
    return fates.sort((a, b) => rank(a) - rank(b))[Math.floor((fates.length - 1) / 2)];
  }

  /** Networks of a cell that have learnt, in parts of all; NaN where it has not been taught yet. */
  fractionLearnt(cell: number): number {
    return this.#isTaught[cell] === 1
      ? this.fates(cell).filter((fate) => fate.kind === 'learns' && fate.learntAt !== undefined).length /
          this.networks
      : Number.NaN;
  }

  /**
   * What the edge is told by, of every cell, NaN where there is nothing yet: decades of the loss above the baseline's, or how far
   * from having learnt. The edge is at {@link edgeLevel}; above it a cell does not succeed.
   */
  toEdge(reading: TrainabilityReading): CellNumbers {
    const { columns, rows } = this;
    const values = Float64Array.from({ length: columns * rows }, (_, cell) => {
      if (reading === 'learnt') return 1 - this.fractionLearnt(cell);
      const fate = this.typical(cell, reading);
      if (!fate) return Number.NaN;
      if (reading === 'update') return fate.kind === 'learns' && fate.learntAt !== undefined ? 0 : 1;
      return fate.kind === 'diverged' ? mostDecades + 1 : clamp(Math.log10(fate.loss));
    });
    return { columns, rows, values };
  }
}

/** Where the edge is: at the baseline's loss, or where half have learnt. */
export function edgeLevel(reading: TrainabilityReading): number {
  return reading === 'loss' ? Math.log10(usefulPart) : 0.5;
}

/** Which cells succeed: at or below the edge's level. */
export function succeeds(map: TrainabilityMap, reading: TrainabilityReading): Uint8Array {
  const level = edgeLevel(reading);
  return Uint8Array.from(map.toEdge(reading).values, (value) => Number(value <= level));
}

/** Losses first, the least first; then those that diverged, the latest first. */
function byLoss(fate: Fate): number {
  return fate.kind === 'learns' ? -1 / (1 + fate.loss) : 1 / fate.at;
}

/** Those that have learnt first, the soonest first; then those that have not, then those that diverged, the latest first. */
function byUpdate(fate: Fate): number {
  if (fate.kind === 'diverged') return 2 + 1 / fate.at;
  return fate.learntAt === undefined ? 2 : 1 - 1 / fate.learntAt;
}

function clamp(decades: number): number {
  return Math.min(mostDecades, Math.max(-mostDecades, decades));
}
