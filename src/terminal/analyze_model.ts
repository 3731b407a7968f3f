/** `analyze` of a whole model: every layer and direction of a module, on a batch of sequences. */
import type { ModelAnalysis } from '../analysis/model_analysis.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { quoted } from '../experiment/field_error.ts';
import { fieldTable } from '../experiment/fields.ts';
import { modelJson } from '../files/model_json.ts';
import { modelAnalysis } from '../laboratory/model.ts';
import type { CellSettings } from '../networks/cells.ts';
import { kindInWords } from '../networks/given/assumed_words.ts';
import { GivenNetworkError } from '../networks/given/given_network.ts';
import {
  isAllOf,
  type ModelOutline,
  type Module,
  modelInWords,
  modelOfLayer,
  modulesOf,
  readModel,
} from '../networks/given/model_reading.ts';
import {
  type BatchAxis,
  batchAxes,
  batchFor,
  batchInWords,
  type GivenBatch,
} from '../networks/given/model_sequence.ts';
import { settingsOf } from '../networks/given/sequence.ts';
import { inWords } from '../networks/given/tensor.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import { readingOf, type WeightFile } from '../networks/given/weight_reading.ts';
import { changesNothing, type Flags } from './flags.ts';
import { arraysOf } from './given_arrays.ts';
import { kindOf } from './kind_flags.ts';
import { modelTable } from './model_table.ts';
import { writeThrough } from './pieces.ts';
import { ProgressBar } from './progress_bar.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage_error.ts';
import { writeWhole } from './whole_file.ts';

/** Flags that only a whole model has. */
export const modelFlags = ['loss', 'lengths', 'batch'] as const;

/** What --layer takes for the whole of a file's one module. */
const all = 'all';

/**
 * The model that is meant: the module that is named, or the one that the file is of. A file of one layer is read as such,
 * unless something is said that only a model has; undefined then.
 * @throws {WeightFileError} where a model is asked for that cannot be read @throws {UsageError} where there are several
 */
export function modelMeant(file: WeightFile, flags: Flags): ModelOutline | undefined {
  const asked = flags.get('layer');
  const modules = modulesOf(file);
  const named = modules.find(({ name }) => name === asked);
  if (asked !== undefined && asked !== all) return named && requireModel(named);
  const wanted = asked === all || modelFlags.some((flag) => flags.has(flag));
  const [only, ...more] = modules;
  if (only && more.length === 0 && isAllOf(file)) {
    if (wanted) return requireModel(only);
    const { model, doubt } = only;
    const single =
      model?.levels.flat().every(({ weightHR }) => !weightHR) && model.levels.flat().length === 1;
    return model && !single && !doubt ? model : undefined;
  }
  if (!wanted) return undefined;
  if (modules.length > 0) throw new UsageError(`The file has several modules; ${whichModule(modules)}`);
  return modelOfOneLayer(file, flags);
}

function requireModel({ model, refusal = '' }: Module): ModelOutline {
  if (!model) throw new WeightFileError(refusal);
  return model;
}

function whichModule(modules: readonly Module[]): string {
  const meant = modules.map(({ name, model, refusal }) =>
    model ? `${inWords([name])} (${modelInWords(model)})` : `${inWords([name])} (not read: ${refusal})`,
  );
  return `--layer takes one whole: ${meant.join(', ')}`;
}

function modelOfOneLayer(file: WeightFile, flags: Flags): ModelOutline {
  const kindKnown = flags.has('cell') && flags.has('activation');
  const reading = readingOf(file, { kindKnown });
  if ('about' in reading || reading.choices.length > 1) {
    throw new WeightFileError(
      'The layers of the file are not those of one module of PyTorch’s, and nothing says how they stand on one another; --layer NAME takes one',
    );
  }
  return modelOfLayer(reading.layer, reading.read);
}

/** What the command was told. */
interface Told {
  readonly flags: Flags;
  readonly experiment: Experiment;
  readonly out: string | undefined;
}

/** Analyses a model and writes what was found; resolves to the exit status. */
export async function analyzeModel(
  outline: ModelOutline,
  { flags, experiment, out }: Told,
  terminal: Terminal,
): Promise<number> {
  const { stdout, signal } = terminal;
  const [first] = outline.levels[0] ?? [];
  if (!first) throw new RangeError('A model has a layer.');
  const engine = flags.get('engine') ?? 'auto';
  if (engine !== 'auto' && engine !== 'reference') {
    throw new UsageError(
      `--engine ${engine} measures single layers, and a whole model is measured in float64; leave it out, or take one by --layer NAME`,
    );
  }
  const kind = kindOf(first, flags, experiment);
  const settings = settingsOf(first.cell, kind);
  const given = await batchOf(flags, experiment);
  const { analysis, batched, assumed } = await analysed(outline, settings, given, terminal);
  const said = kindInWords(settings, (key) => kind[key] !== undefined);
  const unsaid = kindInWords(settings, (key) => kind[key] === undefined && key !== 'cell');
  const read = [
    ...outline.read,
    ...(said ? [`As was said: ${said}.`] : []),
    ...(unsaid ? [`Assumed, as the file does not say: ${unsaid}.`] : []),
    ...assumed,
    'Engine: reference, float64, one core.',
  ];
  const json = modelJson(analysis, batched, read);
  if (out !== undefined) await writeWhole(out, [json], signal);
  else await writeThrough(stdout, [stdout.isTTY ? modelTable(analysis, outline, read) : json], signal);
  return 0;
}

/** What is read and asked, by flags. @throws {UsageError} for what means nothing, or changes nothing */
async function batchOf(flags: Flags, { seed, steps }: Experiment): Promise<GivenBatch> {
  const [inputs, ...moreInputs] = await arraysOf(flags, 'inputs');
  const [cotangent, ...moreCotangents] = await arraysOf(flags, 'cotangent');
  if (moreInputs.length + moreCotangents.length > 0) {
    throw new UsageError('--inputs and --cotangent each take one file; --initial may take H0.npy,C0.npy');
  }
  const initial = await arraysOf(flags, 'initial');
  if (flags.has('seed') && inputs)
    throw new UsageError(changesNothing(fieldTable.seed, 'Nothing is drawn where all of it is given.'));
  const loss = flags.get('loss') ?? 'last';
  if (loss !== 'last' && loss !== 'every')
    throw new UsageError(`--loss must be last or every, not ${quoted(loss)}`);
  if (flags.has('loss') && cotangent)
    throw new UsageError('--loss and --cotangent each say what the gradient is of; one is allowed');
  return {
    ...{ seed, loss: cotangent ?? loss },
    ...(inputs && { inputs }),
    ...(initial.length > 0 && { initial }),
    ...(flags.has('steps') && { steps }),
    ...batchFlags(flags, inputs !== undefined),
  };
}

function batchFlags(flags: Flags, given: boolean): Pick<GivenBatch, 'lengths' | 'batchAxis'> {
  const [lengths, axis] = [flags.get('lengths'), flags.get('batch')];
  if (!given && (lengths ?? axis) !== undefined)
    throw new UsageError('--lengths and --batch are about given inputs; --inputs is allowed beside them');
  if (lengths !== undefined && !/^\d+(,\d+)*$/.test(lengths))
    throw new UsageError(`--lengths must be whole numbers such as 6,9,1, not ${quoted(lengths)}`);
  if (axis !== undefined && !isAxis(axis))
    throw new UsageError(`--batch must be ${batchAxes.join(' or ')}, not ${quoted(axis)}`);
  return {
    ...(lengths !== undefined && { lengths: lengths.split(',').map(Number) }),
    ...(axis !== undefined && { batchAxis: axis }),
  };
}

function isAxis(text: string): text is BatchAxis {
  return batchAxes.some((axis) => axis === text);
}

interface Analysed {
  readonly analysis: ModelAnalysis;
  readonly batched: boolean;
  readonly assumed: readonly string[];
}

async function analysed(
  outline: ModelOutline,
  settings: CellSettings,
  given: GivenBatch,
  { stderr, signal }: Terminal,
): Promise<Analysed> {
  const progress = new ProgressBar(stderr);
  try {
    const batch = batchFor(outline, settings, given);
    const request = { model: readModel(outline, settings), batch: batch.sequences, loss: batch.loss };
    const parts = modelAnalysis(request, { signal });
    for (;;) {
      const next = await parts.next();
      if (next.done)
        return { analysis: next.value, batched: batch.batched, assumed: batchInWords(given, batch) };
      progress.show(next.value.done, next.value.total, 'layers × steps');
    }
  } catch (error) {
    throw error instanceof WeightFileError || error instanceof GivenNetworkError
      ? new UsageError(error.message)
      : error;
  } finally {
    progress.clear();
  }
}
