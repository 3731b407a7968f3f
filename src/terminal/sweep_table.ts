/** A sweep as a table for a person: its first networks, and percentiles of them all. */

import type { Collection } from '../analysis/collection.ts';
import { fixed } from '../analysis/number_words.ts';
import { percentiles } from '../analysis/quantile.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import { measuredBy } from '../files/provenance.ts';
import type { Sweep, SweepFile } from '../files/sweep_file.ts';
import { type Cell, type SweepColumn, sweepColumns, sweepRow } from '../files/sweep_row.ts';
import { inNumber } from '../language/nouns.ts';
import { textTable } from './text_table.ts';

/** Networks that are listed. */
const listedNetworks = 20;

/** Everything is written at the end. */
export class SweepTable implements SweepFile<string> {
  readonly #experiment: Experiment;
  readonly #engine: EngineDescription;
  readonly #columns: readonly SweepColumn[];
  readonly #listed: string[][] = [];
  /** log10 of ‖∂L/∂h_0‖ over ‖∂L/∂h_T‖, [networks]. */
  readonly #ratios: Float64Array;
  #count = 0;
  #dead = 0;

  constructor({ experiment, range: { from, to }, engine, asked }: Sweep) {
    this.#experiment = experiment;
    this.#engine = engine;
    this.#columns = sweepColumns(experiment, asked);
    this.#ratios = new Float64Array(to - from);
  }

  *start(): Generator<string, void, void> {
    // Widths of columns are only known at the end.
  }

  *networks(stretch: Collection): Generator<string, void, void> {
    for (let place = 0; place < stretch.count && this.#listed.length < listedNetworks; place++) {
      const cells = sweepRow(this.#columns, stretch, place);
      this.#listed.push(cells.map((cell, i) => written(cell, this.#columns[i]?.type)));
    }
    this.#ratios.set(stretch.log10GradientRatio, this.#count);
    this.#count += stretch.count;
    this.#dead += stretch.deathStep.filter((step) => step >= 0).length;
  }

  *end(): Generator<string, void, void> {
    yield textTable(
      this.#columns.map(({ key, type }) => ({ title: key, align: type === 'word' ? 'left' : 'right' })),
      this.#listed,
    );
    const more = this.#count - this.#listed.length;
    if (more > 0) yield `… and ${more} more (--out FILE keeps them all)\n`;
    yield `\n${this.#summary()}`;
    if (this.#dead > 0) yield `${this.#dead} of them dead: every unit is masked\n`;
  }

  #summary(): string {
    const { name, device } = measuredBy({ experiment: this.#experiment, engine: this.#engine });
    const { p10, p50, p90 } = percentiles(this.#ratios.subarray(0, this.#count));
    const networks = `${this.#count} ${inNumber(this.#count, 'network')}`;
    return textTable(
      [
        { title: `${networks}, ${name} engine on ${device}`, align: 'left' },
        ...['p10', 'p50', 'p90'].map((title) => ({ title, align: 'right' }) as const),
      ],
      [
        [
          `gradient ratio over ${this.#experiment.steps} steps, decades`,
          ...[p10, p50, p90].map((value) => written(value, 'number')),
        ],
      ],
    );
  }
}

function written(cell: Cell, type: SweepColumn['type'] | undefined): string {
  if (cell === null) return '–';
  return typeof cell === 'number' && type === 'number' ? fixed(cell, 4) : String(cell);
}
