/** Where numbers come from: what a picture of them says of itself. */
import { sweepCommand } from '../experiment/command.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { effective } from '../experiment/fields.ts';
import type { Provenance } from '../experiment/provenance.ts';
import { version } from './version.ts';

/** An experiment as every file holds it: all fields, those that change nothing in it as usual. */
export function experimentJson(experiment: Experiment): string {
  return JSON.stringify(effective(experiment));
}

/** Everything that gives the numbers again, under the names that a file keeps them by. */
export function provenanceEntries({ experiment, engine }: Provenance): Record<string, string> {
  const { name, device, precision } = engine;
  return {
    Software: `Vanishing Point ${version}`,
    experiment: experimentJson(experiment),
    seed: String(experiment.seed),
    engine: JSON.stringify({ name, device, precision }),
    version,
    command: sweepCommand(experiment, name),
  };
}
