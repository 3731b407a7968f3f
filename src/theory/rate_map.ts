/** What theory says of the growth rate all over a map of two fields, where it says anything: its line of zero growth. */
import type { Experiment } from '../experiment/experiment.ts';
import { cellExperiment, type MapGrid } from '../experiment/map_grid.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import { cellOf } from '../networks/cells.ts';
import { ensembleOf } from '../networks/ensemble.ts';
import { restSilence } from './at_rest.ts';
import { meanField } from './mean_field.ts';

export interface RateMap {
  /** λ in nats per step of an infinitely wide network in each cell, row-major; NaN where theory is silent. */
  readonly values: Float64Array;
  /** Why it is silent, where it is in any cell: a sentence. */
  readonly silence?: string;
}

/** @param breathe pauses now and then, and throws where nobody waits any more */
export async function rateMap(
  experiment: Experiment,
  grid: MapGrid,
  breathe: () => Promise<void> | undefined = () => undefined,
): Promise<RateMap> {
  const [columns, rows] = [grid.x.centres.length, grid.y.centres.length];
  const values = new Float64Array(columns * rows).fill(Number.NaN);
  for (let cell = 0; cell < values.length; cell++) {
    const of = cellExperiment(experiment, grid, {
      ...{ column: cell % columns, row: Math.floor(cell / columns), networks: 1 },
    });
    const silence = silenceOn(of);
    if (silence) return { values: values.fill(Number.NaN), silence };
    const pause = breathe();
    if (pause) await pause;
    values[cell] = rateOf(of);
  }
  return { values };
}

function silenceOn(experiment: Experiment): string | undefined {
  const { cell } = experiment;
  return ensembleOf(experiment).meanFieldSilence ?? (cell === 'rnn' ? undefined : restSilence(experiment));
}

/** λ in nats per step of infinitely wide networks, where theory is not silent; −∞ where nothing passes. */
export function rateOf(experiment: Experiment): number {
  const settings = networkSettings(experiment, 0);
  if (experiment.cell === 'rnn') return meanField(experiment, settings).growthRate;
  const { direct, slope } = cellOf(experiment).rest;
  return Math.log(direct + slope * settings.gain);
}
