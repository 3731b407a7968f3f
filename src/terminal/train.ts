/** `train`: many random networks learn a task, from a terminal. */

import type { Engine } from '../engines/engine.ts';
import type { NetworkRange } from '../experiment/experiment.ts';
import { type EngineDescription, type EngineName, float64Engine } from '../experiment/provenance.ts';
import {
  LearningCurvesCsv,
  LearningCurvesJson,
  LearningCurvesParquet,
  thinning,
} from '../files/learning_curves_file.ts';
import {
  LearningCsv,
  type LearningFile,
  LearningJson,
  LearningParquet,
  type LearningRun,
} from '../files/learning_file.ts';
import { type LearningEvent, learningStretches } from '../laboratory/learning_stretches.ts';
import { inNumber } from '../language/nouns.ts';
import { readFlags } from './command_line.ts';
import type { Flags } from './flags.ts';
import { writtenAsJson } from './json_or_table.ts';
import { LearningRecord } from './learning_record.ts';
import { LearntFolder, savedNetworks, usuallySaved } from './learnt_folder.ts';
import { type Formats, formatFor } from './measured_file.ts';
import { openNodeEngine } from './node_engine.ts';
import { type Named, requireApart, requireEmptyFolder } from './place.ts';
import { ProgressBar } from './progress_bar.ts';
import { areThere, isResumed, type ResumedFile } from './resume.ts';
import type { Terminal } from './terminal.ts';
import { TrainTable } from './train_table.ts';
import { trainingAsked, trainingFields } from './training_asked.ts';
import { UsageError } from './usage_error.ts';

export const trainFlagNames = [
  ...trainingFields,
  ...['engine', 'format', 'out', 'curves', 'save', 'save-networks', 'resume'],
];

type Format = new (run: LearningRun) => LearningFile;

const formats: Formats<Format> = {
  table: TrainTable,
  files: { '.json': LearningJson, '.csv': LearningCsv, '.parquet': LearningParquet },
};
const curveFormats: Formats<Format> = {
  table: LearningCurvesJson,
  files: { '.json': LearningCurvesJson, '.csv': LearningCurvesCsv, '.parquet': LearningCurvesParquet },
};

/** Runs the command; resolves to the exit status. What is written is forgotten, so that memory does not grow with the networks. */
export async function train(
  words: readonly string[],
  terminal: Terminal,
  open: (name: EngineName) => Promise<Engine> = (name) => openNodeEngine(name, 'once'),
): Promise<number> {
  const { stdout, stderr, signal } = terminal;
  const flags = readFlags(words, trainFlagNames);
  const { plan, range, engineName, ...precision } = trainingAsked(flags);
  const run: LearningRun = { plan, range };
  const asJson = writtenAsJson(flags, stdout);
  const [out, curves] = [flags.get('out'), flags.get('curves')];
  const printed = asJson ? LearningJson : TrainTable;
  const Format = out === undefined ? printed : await formatFor(out, terminal, formats);
  const Curves = curves === undefined ? undefined : await formatFor(curves, terminal, curveFormats, 'curves');
  const folder = await folderOf(flags, range);
  const resumes = isResumed(flags);
  await requireApart([...named(flags, 'out'), ...named(flags, 'curves')], ...named(flags, 'save'));

  const engine = await open(engineName);
  const progress = new ProgressBar(stderr, 'train', 'even');
  const records: LearningRecord[] = [];
  try {
    if (resumes) {
      const present = [
        ...named(flags, 'out').map(({ path }) => ({ path, Format, range })),
        ...named(flags, 'curves').map(({ path }) => ({ path, Format: Curves, range: undefined })),
      ].flatMap(({ path, Format, range }) =>
        Format
          ? [{ path, range, blanks: blanksOf(Format, run, { ...engine.describe(), ...precision }) }]
          : [],
      );
      if (await areThere(present, (sentence) => progress.interrupt(sentence))) return 0;
    }
    records.push(await LearningRecord.begin(new Format(run), terminal, out));
    if (Curves) records.push(await LearningRecord.begin(new Curves(run), terminal, curves));
    const left = Curves && thinning(plan);
    if (left !== undefined) progress.interrupt(left);
    const events = learningStretches(plan, { engine, signal, range, ...precision });
    await recorded(events, { records, folder, run, progress });
    progress.clear();
    await folder?.write(signal);
    for (const record of records) await record.finish();
  } finally {
    progress.clear();
    for (const record of records) await record.discard();
    engine.dispose();
  }
  return 0;
}

/** A file without networks, as each of those would begin it that may reckon: what a GPU cannot, the oracle does. */
function blanksOf(Format: Format, run: LearningRun, engine: EngineDescription): ResumedFile['blanks'] {
  return (engine.name === 'webgpu' ? [engine, float64Engine] : [engine]).map((by) => {
    const file = new Format(run);
    return { start: () => file.start(by), end: () => file.end() };
  });
}

/** What a flag names, where it is given. */
function named(flags: Flags, flag: string): [] | [Named] {
  const path = flags.get(flag);
  return path === undefined ? [] : [{ flag, path }];
}

/** Tells every record of what happens, as it does. */
async function recorded(
  events: AsyncIterable<LearningEvent>,
  {
    records,
    folder,
    run: { plan, range },
    progress,
  }: {
    readonly records: readonly LearningRecord[];
    readonly folder: LearntFolder | undefined;
    readonly run: LearningRun;
    readonly progress: ProgressBar;
  },
): Promise<void> {
  const { updates } = plan.learning;
  let done = 0;
  for await (const event of events) {
    if ('learnt' in event) {
      for (const record of records) await record.networks(event.learnt);
      folder?.take(event.learnt);
      continue;
    }
    if (done === 0) for (const record of records) await record.start(event.trainedBy);
    for (const record of records) record.updates(event.slice);
    done += event.slice.losses.length;
    progress.show(Math.floor(done / (range.to - range.from)), updates, inNumber(updates, 'update'));
  }
  progress.clear();
  for (const record of records) await record.end();
}

/** Where weights are saved; undefined where nobody asks for them. @throws {UsageError} */
async function folderOf(flags: Flags, range: NetworkRange): Promise<LearntFolder | undefined> {
  const path = flags.get('save');
  const which = flags.get('save-networks');
  if (path === undefined) {
    if (which === undefined) return undefined;
    throw new UsageError(
      '--save-networks changes nothing here: no weights are saved; leave it out, or say --save FOLDER',
    );
  }
  const saved = savedNetworks(which ?? usuallySaved, range);
  await requireEmptyFolder(path);
  return new LearntFolder(path, saved, range);
}
