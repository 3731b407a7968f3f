/** Where numbers come from: what a picture of them says of itself. */
import { sweepCommand } from '../experiment/command.ts';
import type { Provenance } from '../experiment/provenance.ts';
import { version } from './version.ts';

/** Everything that gives the numbers again, under the names that a file keeps them by. */
export function provenanceEntries({ experiment, engine }: Provenance): Record<string, string> {
  const { name, device, precision } = engine;
  return {
    Software: `Vanishing Point ${version}`,
    experiment: JSON.stringify(experiment),
    seed: String(experiment.seed),
    engine: JSON.stringify({ name, device, precision }),
    version,
    command: sweepCommand(experiment, name),
  };
}
