/** `train`: many random networks learn a task, for a program. */
import type { Engine } from '../engines/engine.ts';
import { parseChoice } from '../experiment/field_text.ts';
import {
  LearningCsv,
  type LearningFile,
  LearningJson,
  LearningParquet,
  type LearningRun,
} from '../files/learning_file.ts';
import { learningStretches } from '../laboratory/learning_stretches.ts';
import { inNumber } from '../language/nouns.ts';
import { said } from '../terminal/flags.ts';
import { type TrainingAsked, trainingAsked, trainingFields } from '../terminal/training_asked.ts';
import type { TrainFields } from './asked.ts';
import { onEngine } from './engines.ts';
import { flagsFrom } from './fields.ts';
import { followerOf, type Options, signalOf, withEngine } from './options.ts';
import { bytesOf, textOf } from './pieces.ts';
import type { Trained } from './results.ts';

export type TrainFormat = 'json' | 'csv' | 'parquet';

const formats: Readonly<Record<TrainFormat, new (run: LearningRun) => LearningFile>> = {
  json: LearningJson,
  csv: LearningCsv,
  parquet: LearningParquet,
};

/** What became of the networks, as the terminal's JSON has it. */
export async function trained(fields: TrainFields, options: Options): Promise<Trained> {
  return JSON.parse(await trainedOnEngine(fields, options, LearningJson, textOf));
}

/** The bytes of the terminal's file. */
export function trainedFile(fields: TrainFields, options: Options, format: TrainFormat): Promise<Uint8Array> {
  const known = said(() => parseChoice('format', ['json', 'csv', 'parquet'] as const, format));
  return trainedOnEngine(fields, options, formats[known], bytesOf);
}

function trainedOnEngine<Piece extends string | Uint8Array, Whole>(
  fields: TrainFields,
  options: Options,
  Format: new (run: LearningRun) => LearningFile<Piece>,
  gather: (pieces: AsyncIterable<Piece>) => Promise<Whole>,
): Promise<Whole> {
  const asked = trainingAsked(withEngine(flagsFrom(fields, trainingFields), options));
  return onEngine(asked.engineName, (engine) =>
    gather(learningPieces(new Format(asked), asked, engine, options)),
  );
}

/** The file, networks as soon as they have had their last update. */
async function* learningPieces<Piece extends string | Uint8Array>(
  file: LearningFile<Piece>,
  { plan, range, engineName: _, ...precision }: TrainingAsked,
  engine: Engine,
  options: Options,
): AsyncGenerator<Piece, void, void> {
  const follower = followerOf(options);
  const { updates } = plan.learning;
  let done = 0;
  for await (const event of learningStretches(plan, {
    engine,
    signal: signalOf(options),
    range,
    ...precision,
  })) {
    if ('learnt' in event) {
      yield* file.networks(event.learnt);
      continue;
    }
    if (done === 0) yield* file.start(event.trainedBy);
    file.updates(event.slice);
    done += event.slice.losses.length;
    follower.show(Math.floor(done / (range.to - range.from)), updates, inNumber(updates, 'update'));
  }
  yield* file.end();
}
