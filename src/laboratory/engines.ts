/** Work that is about engines: the same with one after another. */
import type { Instrument } from '../engines/engine.ts';
import { asClause } from '../experiment/field_error.ts';
import type { EngineName } from '../experiment/provenance.ts';
import type { Bench, Loan } from './job.ts';

/** What such work needs of a bench. */
export type EnginesBench = Pick<Bench, 'borrow' | 'notify' | 'signal'>;

/**
 * Does work with each engine, and gives it back. One of several that is not to be had here is told by a notice.
 * @throws Error in a sentence where the only one asked for is not to be had; and what the work throws
 */
export async function* overEngines<Report>(
  names: readonly EngineName[],
  { borrow, notify, signal }: EnginesBench,
  work: (engine: Instrument, place: number) => AsyncIterable<Report>,
): AsyncGenerator<Report, void, void> {
  for (const [place, name] of names.entries()) {
    signal.throwIfAborted();
    let loan: Loan;
    try {
      loan = await borrow(name);
    } catch (error) {
      if (names.length === 1) throw error;
      notify(`Without ${name}: ${asClause(error instanceof Error ? error.message : String(error))}`);
      continue;
    }
    try {
      yield* work(loan.engine, place);
    } finally {
      loan.giveBack();
    }
  }
}
