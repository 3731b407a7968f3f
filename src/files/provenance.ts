/** Where numbers come from: what a picture of them says of itself. */
import { sweepCommand } from '../experiment/command.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { effective } from '../experiment/fields.ts';
import {
  type EngineDescription,
  filedEngine,
  float64Engine,
  type Provenance,
} from '../experiment/provenance.ts';
import { filedUnfinished } from '../experiment/unfinished.ts';
import { written } from '../language/both.ts';
import { isStaged } from '../networks/cells.ts';
import { version } from './version.ts';

/** An experiment as every file holds it: all fields, those that change nothing in it as usual. */
export function experimentJson(experiment: Experiment): string {
  return JSON.stringify(effective(experiment));
}

/** What measured an experiment: the engine that was asked, or float64 where its kernels have no such cell. */
export function measuredBy({
  experiment,
  engine,
}: Provenance): Pick<EngineDescription, 'name' | 'device' | 'precision'> {
  return written(filedEngine(isStaged(experiment) ? float64Engine : engine));
}

/** Everything that gives the numbers again, under the names that a file keeps them by. */
export function provenanceEntries(provenance: Provenance): Record<string, string> {
  const { experiment, unfinished } = provenance;
  const engine = measuredBy(provenance);
  return {
    Software: `Vanishing Point ${version}`,
    experiment: experimentJson(experiment),
    seed: String(experiment.seed),
    engine: JSON.stringify(engine),
    version,
    ...(unfinished && { unfinished: filedUnfinished(unfinished) }),
    command: sweepCommand(experiment, engine.name),
  };
}
