/** What a sweep has measured so far, for the charts that show it and whoever asks about its networks. */
import { Collection } from '../analysis/collection.ts';
import { type NetworkReading, readNetwork } from '../analysis/network_reading.ts';
import {
  type MapMaker,
  type Summary,
  summarise,
  type TimeBands,
  timeBands,
  type WindowChoice,
} from '../analysis/summary.ts';
import type { Axes, QuantityName } from '../experiment/axes.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import { sweepCsv } from '../files/csv.ts';
import { sweepJson } from '../files/json.ts';
import { wholeFile } from '../files/sweep_file.ts';

/** Files of a sweep that the page offers. */
export type FileFormat = 'csv' | 'json' | 'parquet';

export class SweepRecord {
  readonly collection: Collection;
  /** What summaries are over. */
  axes: Axes;
  window: WindowChoice;
  /** What has measured the newest networks. */
  engine: EngineDescription | undefined;
  readonly #asked: readonly QuantityName[];
  readonly #phaseMap: MapMaker | undefined;

  constructor(
    experiment: Experiment,
    shows: {
      readonly axes: Axes;
      readonly window: WindowChoice;
      /** What is measured beyond what always is. */
      readonly asked: readonly QuantityName[];
      readonly phaseMap?: MapMaker | undefined;
    },
  ) {
    this.collection = new Collection(experiment);
    this.axes = shows.axes;
    this.window = shows.window;
    this.#asked = shows.asked;
    this.#phaseMap = shows.phaseMap;
  }

  /** Everything measured so far over other axes, from now on. */
  look(axes: Axes, window: WindowChoice): Summary {
    this.axes = axes;
    this.window = window;
    return this.summary();
  }

  /** Of everything measured so far. */
  summary(): Summary {
    return summarise(this.collection, this.axes, this.window, this.#phaseMap);
  }

  /** Norms through time over other networks, from now on. */
  select(window: WindowChoice): TimeBands {
    this.window = window;
    return timeBands(this.collection, this.axes, window);
  }

  /** One measured network; undefined where it is not measured (yet). */
  reading(index: number): NetworkReading | undefined {
    return index < this.collection.count ? readNetwork(this.collection, index) : undefined;
  }

  /** Measured networks `from` … `from + count − 1`, as many as there are. */
  readings(from: number, count: number): NetworkReading[] {
    const length = Math.max(0, Math.min(count, this.collection.count - from));
    return Array.from({ length }, (_, i) => readNetwork(this.collection, from + i));
  }

  /** All networks measured so far, as a file. @throws Error where there are none */
  async file(format: FileFormat): Promise<Blob> {
    const { collection, engine } = this;
    const asked = this.#asked;
    if (!engine) throw new Error('nothing is measured yet');
    switch (format) {
      case 'csv':
        return new Blob([...sweepCsv(collection, engine, asked)], { type: 'text/csv' });
      case 'json':
        return new Blob([...sweepJson(collection, engine, asked)], { type: 'application/json' });
      case 'parquet': {
        // Few ask for it, and its writer is larger than the rest of this file.
        const { SweepParquet } = await import('../files/parquet.ts');
        const pieces = wholeFile(SweepParquet, collection, { engine, asked });
        return new Blob([...pieces], { type: 'application/vnd.apache.parquet' });
      }
    }
  }
}
