/** What the matrices of an experiment depend on: engines keep them, and their spectra, under this name. */
import type { Experiment } from '../experiment/experiment.ts';
import { cellOf } from '../networks/cells.ts';
import { ensembleOf } from '../networks/ensemble.ts';

/** The same for two experiments exactly where every network has the same W in both. */
export function drawName(experiment: Experiment): string {
  const { seed, ensemble, hiddenSize } = experiment;
  const own = ensembleOf(experiment).fields.map((field) => experiment[field]);
  return JSON.stringify([seed, ensemble, hiddenSize, cellOf(experiment).blocks, ...own]);
}
