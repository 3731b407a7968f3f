/** What a piece of work is, and what it is given to work with. */
import type { Instrument } from '../engines/engine.ts';
import type { EngineName } from '../experiment/provenance.ts';
import type { Shelf } from './shelf.ts';

/** What a job works with: in the laboratory's worker on the page, in the process itself in a terminal. */
export interface Bench {
  /** The job's number: what it leaves on the shelf stands under it. */
  readonly id: number;
  /** The one engine, shared with other jobs: each piece of work waits for its turn. */
  readonly engine: Instrument;
  /** Milliseconds that the job has waited for its turns at the engine. */
  readonly waited: () => number;
  /** Lends the engine of a name, for work that is about engines. @throws Error in a sentence where it is not to be had */
  readonly borrow: (name: EngineName) => Promise<Loan>;
  /** Aborted once nobody waits for the job any more. */
  readonly signal: AbortSignal;
  /** Tells a person, in a sentence, what happened on the way. */
  readonly notify: (sentence: string) => void;
  /** What earlier jobs have left for later ones. */
  readonly shelf: Shelf;
}

/** An engine for a while. */
export interface Loan {
  readonly engine: Instrument;
  readonly giveBack: () => void;
}

/**
 * One piece of work: what it yields is reported while it goes on, what it returns is its result. One that has nothing
 * to report may be a plain promise. It looks at the signal between two pieces of work and throws its reason.
 */
export type Job<Request, Report, Result> = (
  request: Request,
  bench: Bench,
) => AsyncGenerator<Report, Result, void> | Promise<Result>;
