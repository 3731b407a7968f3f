/** What runs in the page: ways of doing a work, in groups of which only the fastest counts. */
import type { Work } from './works.ts';

export interface Way {
  readonly name: string;
  /** The work as this way does it: perhaps of fewer networks. */
  readonly work: Work;
  /** Kept beside the fastest, as what a person would write first. */
  readonly plain?: boolean;
  /** Does all of it; settles when the device has finished. Gives each network's norm, in decades. */
  pass(): Promise<Float64Array>;
  dispose(): void;
}

/** Ways of one peer to do the same. */
export interface Group {
  readonly peer: string;
  readonly ways: readonly Way[];
}
