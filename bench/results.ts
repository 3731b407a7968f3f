/** What a bench comes to, as its JSON has it. It imports nothing, so that it can be read where no peer is installed. */

export interface Range {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** What a side came to. */
export interface Result {
  readonly name: string;
  readonly peer: string;
  /** Whether it is what one would write first, and not the peer's fastest way. */
  readonly plain: boolean;
  /** Whether it sends all sequences through one network. */
  readonly oneNetwork: boolean;
  readonly networks: number;
  readonly milliseconds: Range;
  readonly gigaflops: Range;
  /** Its rate as a share of ours. */
  readonly ofOurs: number;
  /** Largest distance from float64, in decades, and whether that is within the tolerance. */
  readonly error: number;
  readonly right: boolean;
  /** All ways of the peer. */
  readonly tried: readonly Tried[];
}

interface Tried {
  readonly name: string;
  readonly networks: number;
  readonly gigaflops: number;
  readonly error: number;
  readonly right: boolean;
}

export interface Race {
  readonly work: {
    readonly name: string;
    readonly on: string;
    readonly direction: string;
    readonly cell: string;
    readonly hiddenSize: number;
    readonly steps: number;
    readonly networks: number;
    readonly gigaflop: number;
  };
  readonly rounds: number;
  /** The system's average over the minute before the end. */
  readonly load: number;
  /** Ours first. */
  readonly sides: readonly Result[];
}

/** The default experiment, but for these. */
export interface Point {
  readonly hiddenSize: number;
  readonly steps: number;
  readonly networks: number;
}

/** Seconds. */
export interface Costs {
  /** Drawing the matrices. */
  readonly draw: number;
  /** ρ(W), and ‖W‖₂ with it. */
  readonly radius: number;
  /** T steps forward, and nothing kept of them. */
  readonly forward: number;
  /** What the way back adds, with what is kept for it and the norms of all steps. */
  readonly backward: number;
  /** All of it, by the wall's clock, the default experiment's warm-up included. */
  readonly experiment: number;
}

export interface Scaling {
  readonly engine: string;
  readonly device: string;
  readonly axis: keyof Point;
  /** Seconds of a network, but along `networks` of all of them. */
  readonly points: readonly (Point & { readonly seconds: Costs })[];
  readonly exponents: Readonly<
    Record<string, { readonly exponent: number; readonly from: number; readonly to: number } | null>
  >;
}

/** What learning came to: every side takes the same networks from update to update. */
export interface LearningRace {
  readonly work: {
    readonly name: string;
    readonly cell: string;
    readonly task: string;
    readonly networks: number;
    readonly hiddenSize: number;
    readonly steps: number;
    readonly batch: number;
    readonly updates: number;
    readonly rate: number;
    /** Of an update of all networks. */
    readonly operations: number;
  };
  readonly load: number;
  /** All updates, on our side. */
  readonly ownSeconds: number;
  /** Forward and backward alone on our engine, in 10⁹ operations a second. */
  readonly ownPasses: number;
  /** Ours first. */
  readonly sides: readonly {
    readonly name: string;
    readonly peer: string;
    readonly plain: boolean;
    /** Updates that it was timed over. */
    readonly updates: number;
    readonly millisecondsAnUpdate: Range;
    readonly gigaflops: Range;
    readonly ofOurs: number;
    /** The largest distance of a loss of the first updates from float64's, as a part of one more than that. */
    readonly error: number;
    readonly right: boolean;
  }[];
}

export interface Target {
  readonly work: string;
  readonly peer: string;
  /** Our rate over the peer's: what it should be at least, and is. */
  readonly least: number;
  readonly ratio: number;
  readonly holds: boolean;
}

export interface BenchRecord {
  readonly version: string;
  readonly date: string;
  readonly processor: { readonly model: string; readonly cores: number };
  /** The share of the processors that other programs keep busy, and the system's average; the most while racing. */
  readonly load: { readonly before: { readonly busy: number; readonly average: number }; during: number };
  readonly versions: { [name: string]: string };
  adapter: string | null;
  readonly races: Race[];
  readonly scaling: Scaling[];
  learning: LearningRace | null;
  /** What `adapter` timed. */
  kernels: object | null;
  readonly targets: Target[];
}
