/** A sweep as CSV (RFC 4180): one row a network, after `#` lines that say what was measured and how. */

import type { Collection } from '../analysis/collection.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { formatField } from '../experiment/field_text.ts';
import { fields } from '../experiment/fields.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import { type SweepFile, wholeFile } from './sweep_file.ts';
import { sweepColumns, sweepRow } from './sweep_row.ts';
import { version } from './version.ts';

/** The rows of what has been measured so far, in pieces for a Blob. */
export function sweepCsv(collection: Collection, engine: EngineDescription): Generator<string, void, void> {
  return wholeFile(new SweepCsv(collection.experiment, engine), collection);
}

/**
 * An exact zero, and the step at which a living network died, are empty cells. No value can hold a comma, a quote
 * or a line break.
 */
export class SweepCsv implements SweepFile<string> {
  readonly #experiment: Experiment;
  readonly #engine: EngineDescription;
  readonly #columns: ReturnType<typeof sweepColumns>;

  constructor(experiment: Experiment, engine: EngineDescription) {
    this.#experiment = experiment;
    this.#engine = engine;
    this.#columns = sweepColumns(experiment);
  }

  *start(): Generator<string, void, void> {
    const { name, device, precision } = this.#engine;
    yield comment('Vanishing Point sweep');
    for (const field of fields) {
      yield comment(`${field.name}: ${formatField(field, this.#experiment[field.key])}`);
    }
    yield comment(`engine: ${name}, ${device}, ${precision}`);
    yield comment(`version: ${version}`);
    yield comment('growthRate in nats per step, log10GradientNorm in decades at t = 0');
    yield line(this.#columns);
  }

  *networks(stretch: Collection): Generator<string, void, void> {
    for (let place = 0; place < stretch.count; place++) {
      const row = sweepRow(stretch, place);
      yield line(this.#columns.map((column) => row[column] ?? ''));
    }
  }

  *end(): Generator<string, void, void> {
    // The last row is the last line.
  }
}

function line(cells: readonly (string | number)[]): string {
  return `${cells.join(',')}\r\n`;
}

/** One line, whatever an adapter calls itself. */
function comment(text: string): string {
  return `# ${text.replace(/\s+/g, ' ')}\r\n`;
}
