/** A sweep as a table for a person: its first networks, and percentiles of them all. */

import type { Collection } from '../analysis/collection.ts';
import { percentiles } from '../analysis/quantile.ts';
import type { Experiment, NetworkRange } from '../experiment/experiment.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import type { SweepFile } from '../files/sweep_file.ts';
import { sweepColumns, sweepRow } from '../files/sweep_row.ts';
import { textTable } from './text_table.ts';

/** Networks that are listed. */
const listedNetworks = 20;

/** Everything is written at the end. */
export class SweepTable implements SweepFile<string> {
  readonly #experiment: Experiment;
  readonly #engine: EngineDescription;
  readonly #listed: string[][] = [];
  /** log10 of ‖∂L/∂h_0‖ over ‖∂L/∂h_T‖, [networks]. */
  readonly #ratios: Float64Array;
  #count = 0;
  #dead = 0;

  constructor(experiment: Experiment, { from, to }: NetworkRange, engine: EngineDescription) {
    this.#experiment = experiment;
    this.#engine = engine;
    this.#ratios = new Float64Array(to - from);
  }

  *start(): Generator<string, void, void> {
    // Widths of columns are only known at the end.
  }

  *networks(stretch: Collection): Generator<string, void, void> {
    const columns = sweepColumns(this.#experiment);
    for (let place = 0; place < stretch.count && this.#listed.length < listedNetworks; place++) {
      const row = sweepRow(stretch, place);
      this.#listed.push(
        columns.map((column) => cell(row[column], column === 'index' || column === 'statusStep')),
      );
    }
    this.#ratios.set(stretch.log10GradientRatio, this.#count);
    this.#count += stretch.count;
    this.#dead += stretch.deathStep.filter((step) => step >= 0).length;
  }

  *end(): Generator<string, void, void> {
    yield textTable(
      sweepColumns(this.#experiment).map(
        (title) => ({ title, align: title === 'status' ? 'left' : 'right' }) as const,
      ),
      this.#listed,
    );
    const more = this.#count - this.#listed.length;
    if (more > 0) yield `… and ${more} more (--out FILE keeps them all)\n`;
    yield `\n${this.#summary()}`;
    if (this.#dead > 0) yield `${this.#dead} of them dead: every unit is masked\n`;
  }

  #summary(): string {
    const { name, device } = this.#engine;
    const { p10, p50, p90 } = percentiles(this.#ratios.subarray(0, this.#count));
    const networks = `${this.#count} ${this.#count === 1 ? 'network' : 'networks'}`;
    return textTable(
      [
        { title: `${networks}, ${name} engine on ${device}`, align: 'left' },
        ...['p10', 'p50', 'p90'].map((title) => ({ title, align: 'right' }) as const),
      ],
      [
        [
          `gradient ratio over ${this.#experiment.steps} steps, decades`,
          ...[p10, p50, p90].map((value) => cell(value, false)),
        ],
      ],
    );
  }
}

function cell(value: string | number | null | undefined, whole: boolean): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'string' || whole ? String(value) : value.toFixed(4);
}
