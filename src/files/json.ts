/** A sweep as JSON: the form that the page downloads and the command line prints. */

import type { Collection } from '../analysis/collection.ts';
import { GradientRatios } from '../analysis/gradient_ratios.ts';
import type { QuantityName } from '../experiment/axes.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import { filedUnfinished, type Unfinished } from '../experiment/unfinished.ts';
import { experimentJson, measuredBy } from './provenance.ts';
import { schema } from './schema.ts';
import { type Sweep, type SweepFile, wholeFile } from './sweep_file.ts';
import { type Cell, type SweepColumn, sweepColumns } from './sweep_row.ts';
import { version } from './version.ts';

/** `{ experiment, engine, version, schema, networks, time }` of what has been measured so far, in pieces for a Blob. */
export function sweepJson(
  collection: Collection,
  engine: EngineDescription,
  asked: readonly QuantityName[] = [],
): Generator<string, void, void> {
  return wholeFile(SweepJson, collection, { engine, asked });
}

/**
 * A network a line. `time` holds quantiles of gradient ratios over all networks. An exact zero is null. Keeps the
 * gradient ratios until the end, at most 64 MiB whatever the run.
 */
export class SweepJson implements SweepFile<string> {
  readonly #experiment: Experiment;
  readonly #engine: EngineDescription;
  readonly #columns: readonly SweepColumn[];
  readonly #unfinished: Unfinished | undefined;
  readonly #ratios: GradientRatios;

  constructor({ experiment, range, engine, asked, unfinished }: Sweep) {
    this.#unfinished = unfinished;
    this.#experiment = experiment;
    this.#engine = engine;
    this.#columns = sweepColumns(experiment, asked);
    this.#ratios = new GradientRatios(experiment, range);
  }

  /** @param more what stands beside the experiment, besides */
  *start(more: Readonly<Record<string, unknown>> = {}): Generator<string, void, void> {
    const { name, device } = measuredBy({ experiment: this.#experiment, engine: this.#engine });
    yield `{"experiment":${experimentJson(this.#experiment)},\n`;
    yield `"engine":${JSON.stringify({ name, device })},\n`;
    yield `"version":${JSON.stringify(version)},\n"schema":${schema},\n`;
    const unfinished = this.#unfinished && { unfinished: filedUnfinished(this.#unfinished) };
    for (const [key, value] of Object.entries({ ...unfinished, ...more }))
      yield `${JSON.stringify(key)}:${JSON.stringify(value)},\n`;
    yield '"networks":[';
  }

  /** @param more what stands in the row of the network at a place, besides */
  *networks(
    stretch: Collection,
    more: (place: number) => Readonly<Record<string, unknown>> = () => ({}),
  ): Generator<string, void, void> {
    let before = this.#ratios.count > 0 ? ',' : '';
    this.#ratios.append(stretch);
    for (let place = 0; place < stretch.count; place++) {
      yield `${before}\n${JSON.stringify({ ...this.#network(stretch, place), ...more(place) })}`;
      before = ',';
    }
  }

  /** A living network has no step of death: what is in no unit is left out where there is none, an exact zero is null. */
  #network(stretch: Collection, place: number): Record<string, Cell> {
    const cells = this.#columns.map((column) => [column, column.of(stretch, place)] as const);
    const present = cells.filter(([{ unit }, cell]) => cell !== null || unit !== undefined);
    return Object.fromEntries(present.map(([{ key }, cell]) => [key, cell]));
  }

  *end(): Generator<string, void, void> {
    yield `],\n"time":{"steps":${JSON.stringify(this.#ratios.times)}`;
    for (const [percentile, fraction] of [
      ['p10', 0.1],
      ['p50', 0.5],
      ['p90', 0.9],
    ] as const) {
      yield `,\n"${percentile}":`;
      let before = '[';
      for (const value of this.#ratios.quantile(fraction)) {
        yield `${before}${JSON.stringify(value)}`;
        before = ',';
      }
      yield ']';
    }
    yield '}}\n';
  }
}
