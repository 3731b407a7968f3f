/** `analyze`: a recurrent layer from a file of weights, on a sequence that another file gives or the seed draws. */

import { basename } from 'node:path';
import type { GivenAnalysis } from '../analysis/given_network.ts';
import type { Engine } from '../engines/engine.ts';
import { engineInWords } from '../engines/given.ts';
import { terminalEngine } from '../experiment/command.ts';
import { type Experiment, isGated } from '../experiment/experiment.ts';
import { quoted } from '../experiment/field_error.ts';
import { applies, fieldTable } from '../experiment/fields.ts';
import type { EngineName } from '../experiment/provenance.ts';
import { analysisJson } from '../files/analysis_json.ts';
import { readNpy } from '../files/npy.ts';
import { readWeightFile } from '../files/weight_file.ts';
import { weightFileEndings } from '../files/weight_formats.ts';
import { analysis } from '../laboratory/analysis.ts';
import { cellOf } from '../networks/cells.ts';
import { sequenceInWords } from '../networks/given/assumed_words.ts';
import { type GivenNetwork, GivenNetworkError } from '../networks/given/given_network.ts';
import { fits, ungatedCells } from '../networks/given/layer_summary.ts';
import { cellWords, type LayerOutline, readLayer } from '../networks/given/recurrent_layer.ts';
import {
  type GivenSequence,
  givenNetwork,
  kindFields,
  type UngatedKind,
} from '../networks/given/sequence.ts';
import { inWords, type Tensor } from '../networks/given/tensor.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import { type Question, type Reading, readingOf } from '../networks/given/weight_reading.ts';
import { breather } from '../networks/turn.ts';
import { analysisTable, radiusErrorInWords, radiusInWords } from './analysis_table.ts';
import { changesNothing, experimentOf, type Flags, readFlags, said } from './flags.ts';
import { readWhole } from './given_file.ts';
import { engineNamed, openNodeEngine } from './node_engine.ts';
import { writeThrough } from './pieces.ts';
import { ProgressBar } from './progress_bar.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage_error.ts';
import { requirePlaceFor, writeWhole } from './whole_file.ts';

const operand = `WEIGHTS${weightFileEndings.join('|')}`;
const flagNames = [
  'inputs',
  'initial',
  'cotangent',
  'steps',
  ...kindFields.map(({ name }) => name),
  'layer',
  'seed',
  'engine',
  'out',
];

/** Runs the command; resolves to the exit status. */
export async function analyze(
  words: readonly string[],
  terminal: Terminal,
  open: Opener = (name) => openNodeEngine(name, 'once'),
): Promise<number> {
  const { stdout, signal } = terminal;
  const flags = readFlags(words, flagNames, operand);
  const experiment = experimentOf(flags);
  const engineName = said(() => engineNamed(flags.get('engine') ?? 'auto'));
  const out = flags.get('out');
  if (out !== undefined && !out.endsWith('.json')) {
    throw new UsageError(`--out must end in .json; ${quoted(out)} does not`);
  }
  if (out !== undefined) await requirePlaceFor(out);
  const reading = await readingFor(flags);
  const sequence = await sequenceOf(reading.layer, flags, experiment);
  const { analysis, assumed } = await analysed(
    reading.layer,
    sequence,
    { asked: engineName, open },
    terminal,
  );
  const read = [...reading.read, ...assumed];
  const json = analysisJson(analysis, reading.layer.inputSize, read);
  if (out !== undefined) await writeWhole(out, [json], signal);
  else await writeThrough(stdout, [stdout.isTTY ? analysisTable(analysis, reading, read) : json], signal);
  return 0;
}

/** @throws {UsageError} where the file cannot be read, or something must be said first: by which flags */
async function readingFor(flags: Flags): Promise<Reading> {
  const path = flags.get(operand);
  if (path === undefined) throw new UsageError(`analyze needs a file of weights: ${operand}`);
  const bytes = await readWhole(path);
  const layer = flags.get('layer');
  const answers = {
    ...(layer !== undefined && { layer }),
    kindKnown: flags.has('cell') && flags.has('activation'),
  };
  const reading = await understood(path, async () =>
    readingOf(await readWeightFile(basename(path), bytes), answers),
  );
  if ('about' in reading) throw new UsageError(`${path}: ${reading.sentence}; ${decidingFlags(reading)}`);
  return reading;
}

/** The flags that answer a question. */
function decidingFlags({ about, choices }: Question): string {
  if (about === 'kind')
    return `--cell (${ungatedCells.join(', ')}), with what it needs, and --activation say it`;
  const meant = choices.map(
    (layer) => `${inWords([layer.name])} (${cellWords[layer.cell]} of ${layer.hiddenSize} units)`,
  );
  const more = meant.length - mostChoices;
  return `--layer takes one: ${meant.slice(0, mostChoices).join(', ')}${more > 0 ? `, ${more} more` : ''}`;
}

const mostChoices = 5;

async function sequenceOf(layer: LayerOutline, flags: Flags, experiment: Experiment): Promise<GivenSequence> {
  const { seed, steps } = experiment;
  const kind = kindOf(layer, flags, experiment);
  const [inputs, ...moreInputs] = await arraysOf(flags, 'inputs');
  const [cotangent, ...moreCotangents] = await arraysOf(flags, 'cotangent');
  if (moreInputs.length + moreCotangents.length > 0) {
    throw new UsageError('--inputs and --cotangent each take one file; --initial may take H0.npy,C0.npy');
  }
  const initial = await arraysOf(flags, 'initial');
  const draws = layer.inputSize === 0 ? initial.length === 0 : !inputs;
  if (flags.has('seed') && !draws)
    throw new UsageError(changesNothing(fieldTable.seed, 'Nothing is drawn where all of it is given.'));
  return {
    ...{ kind, seed },
    ...(inputs && { inputs }),
    ...(cotangent && { cotangent }),
    ...(initial.length > 0 && { initial }),
    ...(flags.has('steps') && { steps }),
  };
}

/** What is said of a cell without gates. @throws {UsageError} where that does not fit the layer, or is not enough */
function kindOf(
  { name, cell, said = {} }: LayerOutline,
  flags: Flags,
  experiment: Experiment,
): Partial<UngatedKind> {
  if (isGated(cell) && experiment.activation !== 'tanh') {
    throw new UsageError(`--activation is for an RNN; the file’s ${cell} has tanh and sigmoid of its own`);
  }
  const plain = { ...experiment, cell };
  const meant = flags.has('cell') ? experiment : plain;
  if (!fits(plain, meant.cell)) {
    const allowed = isGated(cell) ? cell : ungatedCells.join(', ');
    throw new UsageError(
      `--cell ${meant.cell} does not fit ${quoted(name)}, ${cellWords[cell]}; ${allowed} may be said`,
    );
  }
  let kind: Partial<UngatedKind> = said;
  for (const field of kindFields) {
    const reason = applies(field, meant);
    if (!flags.has(field.name)) {
      // A parameter of the cell that is said, and not of an RNN.
      const needed = reason === true && applies(field, plain) !== true;
      if (needed) throw new UsageError(`--cell ${meant.cell} needs --${field.name}: no file says it`);
    } else if (reason === true) kind = { ...kind, [field.key]: meant[field.key] };
    else if (meant[field.key] !== field.otherwise) throw new UsageError(changesNothing(field, reason));
  }
  return kind;
}

/** The arrays of a flag's files, which stand apart by commas; none where the flag is missing. */
async function arraysOf(flags: Flags, flag: string): Promise<Tensor[]> {
  const arrays: Tensor[] = [];
  for (const path of flags.get(flag)?.split(',') ?? []) {
    const bytes = await readWhole(path);
    arrays.push(await understood(path, async () => readNpy(bytes, basename(path))));
  }
  return arrays;
}

type Opener = (name: EngineName) => Promise<Engine>;

/** The engine of that name; the CPU's for a layer that is too large for it, as on the page. */
async function engineTaking({ hiddenSize }: LayerOutline, name: EngineName, open: Opener): Promise<Engine> {
  const engine = await open(name);
  if (engine.describe().can.givenUnits >= hiddenSize) return engine;
  engine.dispose();
  return open(terminalEngine);
}

/** The analysis, and what had to be assumed for it, in sentences. */
async function analysed(
  layer: LayerOutline,
  sequence: GivenSequence,
  { asked, open }: { readonly asked: EngineName; readonly open: Opener },
  { stderr, signal }: Terminal,
): Promise<{ readonly analysis: GivenAnalysis; readonly assumed: readonly string[] }> {
  try {
    const given = await givenNetwork(readLayer(layer), sequence, breather(signal));
    const engine = await engineTaking(layer, asked, open);
    const progress = new ProgressBar(stderr);
    try {
      const parts = analysis(given, { engine, signal });
      for (;;) {
        const next = await parts.next();
        if (!next.done) progress.show(next.value.done, next.value.total, 'parts of the analysis');
        else
          return {
            analysis: next.value,
            assumed: [
              ...sequenceInWords(layer, sequence, given),
              engineInWords(engine.describe(), layer.hiddenSize, asked),
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

/** ρ of every block of W_hh. */
function radiiInWords({ blocks }: GivenAnalysis, { settings }: GivenNetwork): string {
  const { blockNames = ['W_hh'] } = cellOf(settings);
  const words = blocks.map(
    ({ radius, radiusError }, i) =>
      `${blockNames[i]} ${radiusInWords(radius)} ± ${radiusErrorInWords(radiusError)}`,
  );
  return `ρ in float64: ${words.join(', ')}.`;
}

/** What `read` makes of a file; what is wrong with it is said together with its name. */
async function understood<Value>(path: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof WeightFileError ? new UsageError(`${path}: ${error.message}`) : error;
  }
}
