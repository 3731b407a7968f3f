/** What the scatter needs of every network measured so far, in columns that only grow. */

/** Columns of networks `first` … `first + x.length − 1`, as the worker posts them. */
export interface PointChunk {
  readonly first: number;
  /** What the x axis shows. */
  readonly x: Float32Array;
  readonly gain: Float32Array;
  /** Input scale or bias scale, whichever a phase map varies. */
  readonly scale: Float32Array;
  /** log10‖∂L/∂h_0‖; −Infinity for a dead network. */
  readonly log10Norm: Float32Array;
  /** Nats per step; −Infinity for a dead network. */
  readonly growthRate: Float32Array;
}

/** The columns of a chunk, to walk over them. */
const pointColumns = ['x', 'gain', 'scale', 'log10Norm', 'growthRate'] as const;

export class PointCloud {
  /** How many networks are here. */
  length = 0;
  readonly x: Float32Array;
  readonly gain: Float32Array;
  readonly scale: Float32Array;
  readonly log10Norm: Float32Array;
  readonly growthRate: Float32Array;
  #byX = new Uint32Array();

  constructor(capacity: number) {
    this.x = new Float32Array(capacity);
    this.gain = new Float32Array(capacity);
    this.scale = new Float32Array(capacity);
    this.log10Norm = new Float32Array(capacity);
    this.growthRate = new Float32Array(capacity);
  }

  append(chunk: PointChunk): void {
    for (const name of pointColumns) this[name].set(chunk[name], chunk.first);
    this.length = Math.max(this.length, chunk.first + chunk.x.length);
  }

  /** Indices in order of x. Sorted when asked for, and again once there are more points. */
  get byX(): Uint32Array {
    if (this.#byX.length !== this.length) {
      this.#byX = Uint32Array.from({ length: this.length }, (_, i) => i).sort(
        (a, b) => (this.x[a] ?? 0) - (this.x[b] ?? 0) || a - b,
      );
    }
    return this.#byX;
  }

  /** The network `places` further along the x axis, or the first or last one. */
  along(index: number | undefined, places: number): number | undefined {
    const order = this.byX;
    if (order.length === 0) return undefined;
    if (index === undefined) return places < 0 ? order.at(-1) : order[0];
    const from = order.indexOf(index);
    return order[Math.min(order.length - 1, Math.max(0, from + places))];
  }
}
