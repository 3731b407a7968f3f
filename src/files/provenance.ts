/** Where numbers come from: what a picture of them says of itself. */
import type { EngineDescription } from '../engines/engine.ts';
import { sweepCommand } from '../experiment/command.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { version } from './version.ts';

export interface Provenance {
  readonly experiment: Experiment;
  readonly engine: EngineDescription;
}

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
