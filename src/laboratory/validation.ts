/**
 * Every kernel of an engine held against its oracle: a table of check × cell × ensemble × activation with the
 * worst error, its limit and a verdict. Small networks and short sequences, so that a processor takes seconds.
 */
import type { ValidationRow } from '../analysis/validation_row.ts';
import type { Instrument } from '../engines/engine.ts';
import type { ActivationName, CellName, EnsembleName } from '../experiment/experiment.ts';
import { defaultExperiment } from '../experiment/fields.ts';
import type { EngineDescription, EngineName } from '../experiment/provenance.ts';
import { oneTurn } from '../networks/turn.ts';
import { type EnginesBench, overEngines } from './engines.ts';
import { parts } from './validation_parts.ts';

/** Rows as they come, and how many of the table's parts are done. */
export interface ValidationProgress {
  readonly rows: readonly ValidationRow[];
  readonly done: number;
  readonly total: number;
}

/** Which parts are wanted; all where nothing is said. Parts that do without an activation belong to each. */
export interface ValidationSelection {
  readonly cell?: CellName;
  readonly ensemble?: EnsembleName;
  readonly activation?: ActivationName;
}

export interface ValidationRequest {
  readonly engines: readonly EngineName[];
  readonly selection?: ValidationSelection;
}

/** What became of a validation since the report before. */
export interface ValidationReport extends ValidationProgress {
  /** The engine that the rows are of. */
  readonly engine: EngineDescription;
}

/** Validates engines, one after another; those that are not to be had here are told by a notice. */
export async function* validation(
  { engines, selection }: ValidationRequest,
  bench: EnginesBench,
): AsyncGenerator<ValidationReport, void, void> {
  yield* overEngines(engines, bench, async function* (engine, place) {
    for await (const { rows, done, total } of validateEngine(engine, bench.signal, selection)) {
      const sum = engines.length * total;
      yield { engine: engine.describe(), rows, done: place * total + done, total: sum };
    }
  });
}

/**
 * Validates an engine, part by part. What it throws, and the reason of an abort (looked at between parts and
 * networks), pass through.
 */
async function* validateEngine(
  engine: Instrument,
  signal: AbortSignal,
  selection: ValidationSelection = {},
): AsyncGenerator<ValidationProgress, void, void> {
  const { name } = engine.describe();
  const wanted = parts.filter(
    ({ cell, ensemble, activation = selection.activation }) =>
      (!selection.cell || cell === selection.cell) &&
      (!selection.ensemble || ensemble === selection.ensemble) &&
      (!selection.activation || activation === selection.activation),
  );
  for (const [i, part] of wanted.entries()) {
    await oneTurn();
    signal.throwIfAborted();
    const { cell, ensemble, activation } = part;
    const experiment = { ...defaultExperiment, ...part.experiment, cell, ensemble };
    const about = { engine: name, cell, ensemble, ...(activation && { activation }) };
    const results = await part.results(
      engine,
      activation ? { ...experiment, activation } : experiment,
      signal,
    );
    const rows = results.map(({ check, ...result }) => ({ ...about, check, ...result }));
    yield { rows, done: i + 1, total: wanted.length };
  }
}
