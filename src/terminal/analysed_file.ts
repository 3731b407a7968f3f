/** One file analysed, as the flags say: a layer of it, a whole model, or a captured step. */
import type { GivenAnalysis } from '../analysis/given_network.ts';
import type { Engine } from '../engines/engine.ts';
import { engineInWords } from '../engines/given.ts';
import { terminalEngine } from '../experiment/command.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { fieldTable } from '../experiment/fields.ts';
import type { EngineName } from '../experiment/provenance.ts';
import { analysisJson } from '../files/analysis_json.ts';
import { analysis, mostWhole } from '../laboratory/analysis.ts';
import { cellOf, isStaged } from '../networks/cells.ts';
import { sequenceInWords } from '../networks/given/assumed_words.ts';
import { captureIn } from '../networks/given/capture.ts';
import { type GivenCourse, GivenNetworkError } from '../networks/given/given_network.ts';
import { ungatedCells } from '../networks/given/layer_summary.ts';
import { modelInWords, modulesOf } from '../networks/given/model_reading.ts';
import { type LayerOutline, type RecurrentLayer, readLayer } from '../networks/given/recurrent_layer.ts';
import { type GivenSequence, givenCourse } from '../networks/given/sequence.ts';
import { inWords } from '../networks/given/tensor.ts';
import { kindFields } from '../networks/given/ungated_kind.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import { type Question, type Reading, readingOf, type WeightFile } from '../networks/given/weight_reading.ts';
import { analysisTable, radiusErrorInWords, radiusInWords } from './analysis_table.ts';
import { analyzeCapture, analyzeModel, type Written } from './analyze_model.ts';
import { changesNothing, type Flags, isOn } from './flags.ts';
import { arrayFlagNames, arraysOf, understood } from './given_arrays.ts';
import { kindOf } from './kind_flags.ts';
import { layersInWords, modelFlags, modelMeant } from './model_meant.ts';
import type { Follower, Surroundings } from './surroundings.ts';
import { UsageError } from './usage_error.ts';
import { operand, weightsOf } from './weights_operand.ts';

/** What says which part of a file is meant, and what it reads. */
export const analyzeFields = [
  ...arrayFlagNames,
  'steps',
  ...kindFields.map(({ name }) => name),
  'layer',
  ...modelFlags,
  'seed',
  'summary',
];

export interface Told {
  readonly flags: Flags;
  readonly experiment: Experiment;
  readonly engine: { readonly asked: EngineName; readonly open: Opener };
}

/** What is found of one file, as both. @throws {UsageError} where it cannot be read, or something must be said first */
export async function analysedFile(
  path: string,
  { flags: all, experiment, engine }: Told,
  around: Surroundings,
): Promise<Written> {
  const flags = new Map([...all, [operand, path]]);
  const { file } = await weightsOf('analyze', flags, around);
  if (file.capture !== undefined) {
    const capture = await understood(path, async () => captureIn(file, flags.get('layer')));
    requireNoTimes(flags);
    return analyzeCapture(capture, { flags, experiment, path }, around);
  }
  const model = await understood(path, async () => modelMeant(file, flags));
  if (model) {
    requireNoTimes(flags);
    return analyzeModel(model, { flags, experiment, path }, around);
  }
  const reading = await readingFor(path, file, flags);
  const sequence = await sequenceOf(reading, flags, experiment, around);
  const layer = await understood(path, async () => readLayer(reading.layer));
  const { analysis, assumed } = await analysed(
    reading.layer,
    layer,
    sequence,
    { ...engine, flags, spacing: experiment.times },
    around,
  );
  const read = [...reading.read, ...assumed];
  return {
    json: analysisJson(analysis, reading.layer.inputSize, read, isOn(flags, 'summary')),
    table: analysisTable(analysis, reading, read),
  };
}

/** @throws {UsageError} where times are said of a whole model */
export function requireNoTimes(flags: Flags): void {
  if (flags.has('times'))
    throw new UsageError(
      changesNothing(fieldTable.times, 'Norms of a whole model are kept at every time.', '--layer NAME'),
    );
}

/** A sweep's loss is another: here it is where the outputs of a model are summed. */
export function withoutLoss(flags: Flags): Flags {
  return new Map([...flags].filter(([name]) => name !== 'loss'));
}

/** @throws {UsageError} where the file cannot be read, or something must be said first: by which flags */
async function readingFor(path: string, file: WeightFile, flags: Flags): Promise<Reading> {
  const layer = flags.get('layer');
  const answers = {
    ...(layer !== undefined && { layer }),
    kindKnown: flags.has('cell') && flags.has('activation'),
  };
  const reading = await understood(path, async () => readingOf(file, answers, modulesOf(file)));
  if ('about' in reading)
    throw new UsageError(`${path}: ${reading.sentence}; ${decidingFlags(reading)}${wholeModules(file)}`);
  return reading;
}

/** Modules that may be taken whole, of a file that is asked about. */
function wholeModules(file: WeightFile): string {
  const models = modulesOf(file).flatMap(({ model }) => model ?? []);
  const meant = models.map((model) => `${inWords([model.name])} (${modelInWords(model)})`);
  return meant.length === 0 ? '' : `; or a module whole: ${meant.slice(0, mostChoices).join(', ')}`;
}

/** The flags that answer a question. */
function decidingFlags({ about, choices }: Question): string {
  if (about === 'kind')
    return `--cell (${ungatedCells.join(', ')}), with what it needs, and --activation say it`;
  return `--layer takes one: ${layersInWords(choices)}`;
}

const mostChoices = 5;

async function sequenceOf(
  { layer, embeddings }: Reading,
  flags: Flags,
  experiment: Experiment,
  around: Surroundings,
): Promise<GivenSequence> {
  const { seed, steps } = experiment;
  const kind = kindOf(layer, flags, experiment);
  const { inputSize, hiddenSize } = layer;
  const reader = { inputSize, hiddenSize, outputSize: hiddenSize, embeddings };
  const { inputs, cotangent, initial, remarks } = await arraysOf(flags, reader, around);
  const draws = layer.inputSize === 0 ? initial.length === 0 : !inputs;
  if (flags.has('seed') && !draws)
    throw new UsageError(changesNothing(fieldTable.seed, 'Nothing is drawn where all of it is given.'));
  return {
    ...{ kind, seed, remarks },
    ...(inputs && { inputs: inputs.tensor }),
    ...(cotangent && { cotangent: cotangent.tensor }),
    ...(initial.length > 0 && { initial: initial.map(({ tensor }) => tensor) }),
    ...(flags.has('steps') && { steps }),
  };
}

export type Opener = (name: EngineName) => Promise<Engine>;

/** The engine of that name; the CPU's for a layer that is too large for it, as on the page. */
async function engineTaking({ hiddenSize }: LayerOutline, name: EngineName, open: Opener): Promise<Engine> {
  const engine = await open(name);
  if (engine.describe().can.givenUnits >= hiddenSize) return engine;
  engine.dispose();
  return open(terminalEngine);
}

/** The analysis, and what had to be assumed for it, in sentences. */
async function analysed(
  outline: LayerOutline,
  layer: RecurrentLayer,
  sequence: GivenSequence,
  {
    asked,
    open,
    flags,
    spacing,
  }: Told['engine'] & { readonly flags: Flags; readonly spacing: Experiment['times'] },
  { signal, follow }: Surroundings,
): Promise<{ readonly analysis: GivenAnalysis; readonly assumed: readonly string[] }> {
  try {
    const given = givenCourse(layer, sequence);
    if (flags.has('times') && given.steps <= mostWhole)
      throw new UsageError(
        changesNothing(
          fieldTable.times,
          `Norms of up to ${mostWhole} steps are kept at every time.`,
          `--steps above ${mostWhole}`,
        ),
      );
    const engine = await engineTaking(outline, asked, open);
    const progress = follow('analyze');
    try {
      const parts = analysis(given, { engine, signal }, spacing);
      for (;;) {
        const next = await parts.next();
        if (!next.done) showPart(progress, next.value, given.steps);
        else
          return {
            analysis: next.value,
            assumed: [
              ...sequenceInWords(outline, sequence, given),
              engineInWords(
                { ...engine.describe(), ...(isStaged(given.settings) && { precision: 'float64' }) },
                layer.hiddenSize,
                asked,
              ),
              radiiInWords(next.value, given),
            ],
          };
      }
    } finally {
      progress.clear();
      engine.dispose();
    }
  } catch (error) {
    throw error instanceof WeightFileError || error instanceof GivenNetworkError
      ? new UsageError(error.message)
      : error;
  }
}

/** How far an analysis is: by steps, on its way through the sequence. */
function showPart(progress: Follower, { done, total }: { done: number; total: number }, steps: number): void {
  if (done > 0 && done < 1) progress.show(Math.floor(done * steps), steps, 'steps');
  else progress.show(done, total, 'parts of the analysis');
}

/** ρ of every block of W_hh. */
function radiiInWords({ blocks }: GivenAnalysis, { settings }: GivenCourse): string {
  const { blockNames = ['W_hh'] } = cellOf(settings);
  const words = blocks.map(
    ({ radius, radiusError }, i) =>
      `${blockNames[i]} ${radiusInWords(radius)} ± ${radiusErrorInWords(radiusError)}`,
  );
  return `ρ in float64: ${words.join(', ')}.`;
}
