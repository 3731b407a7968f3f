/** `analyze`: a recurrent layer from a file of weights, on a sequence that another file gives or the seed draws. */

import { basename } from 'node:path';
import type { GivenAnalysis } from '../analysis/given_network.ts';
import { type Experiment, isGated } from '../experiment/experiment.ts';
import { quoted } from '../experiment/field_error.ts';
import type { EngineName } from '../experiment/provenance.ts';
import { analysisJson } from '../files/analysis_json.ts';
import { readNpy } from '../files/npy.ts';
import { readTensors } from '../files/weight_file.ts';
import { analysis } from '../laboratory/analysis.ts';
import { GivenNetworkError } from '../networks/given/given_network.ts';
import { type LayerOutline, readLayer, recurrentLayers } from '../networks/given/recurrent_layer.ts';
import { type GivenSequence, givenNetwork } from '../networks/given/sequence.ts';
import type { Tensor } from '../networks/given/tensor.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import { breather } from '../networks/turn.ts';
import { analysisTable } from './analysis_table.ts';
import { experimentOf, type Flags, readFlags, said } from './flags.ts';
import { readWhole } from './given_file.ts';
import { engineNamed, openNodeEngine } from './node_engine.ts';
import { writeThrough } from './pieces.ts';
import { ProgressBar } from './progress_bar.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage_error.ts';
import { requirePlaceFor, writeWhole } from './whole_file.ts';

const operand = 'WEIGHTS.safetensors|.npy|.csv';
const flagNames = ['inputs', 'initial', 'cotangent', 'steps', 'activation', 'layer', 'seed', 'engine', 'out'];

/** Runs the command; resolves to the exit status. */
export async function analyze(words: readonly string[], terminal: Terminal): Promise<number> {
  const { stdout, signal } = terminal;
  const flags = readFlags(words, flagNames, operand);
  const experiment = experimentOf(flags);
  const engineName = said(() => engineNamed(flags.get('engine') ?? 'auto'));
  if (engineName === 'webgpu') {
    throw new UsageError('--engine webgpu draws its networks; auto, wasm, reference take one that is given');
  }
  const out = flags.get('out');
  if (out !== undefined && !out.endsWith('.json')) {
    throw new UsageError(`--out must end in .json; ${quoted(out)} does not`);
  }
  if (out !== undefined) await requirePlaceFor(out);
  const layers = await layersOf(flags);
  const outline = chosen(layers, flags.get('layer'));
  const analysis = await analysed(
    outline,
    await sequenceOf(outline, flags, experiment),
    engineName,
    terminal,
  );
  const json = analysisJson(analysis, outline.inputSize);
  if (out !== undefined) await writeWhole(out, [json], signal);
  else await writeThrough(stdout, [stdout.isTTY ? analysisTable(analysis, outline, layers) : json], signal);
  return 0;
}

async function layersOf(flags: Flags): Promise<LayerOutline[]> {
  const path = flags.get(operand);
  if (path === undefined) throw new UsageError(`analyze needs a file of weights: ${operand}`);
  const bytes = await readWhole(path);
  return understood(path, () => recurrentLayers(readTensors(basename(path), bytes)));
}

/** The layer that a person names, or the first. */
function chosen(layers: readonly LayerOutline[], name: string | undefined): LayerOutline {
  const layer = name === undefined ? layers[0] : layers.find((candidate) => candidate.name === name);
  if (layer) return layer;
  const names = layers.map((candidate) => candidate.name).join(', ');
  throw new UsageError(`--layer must be one of ${names}; ${quoted(name ?? '')} is not`);
}

async function sequenceOf(
  { cell }: LayerOutline,
  flags: Flags,
  { activation, seed, steps }: Experiment,
): Promise<GivenSequence> {
  if (isGated(cell) && activation !== 'tanh') {
    throw new UsageError(`--activation is for an RNN; the file’s ${cell} has tanh and sigmoid of its own`);
  }
  const [inputs, ...moreInputs] = await arraysOf(flags, 'inputs');
  const [cotangent, ...moreCotangents] = await arraysOf(flags, 'cotangent');
  if (moreInputs.length + moreCotangents.length > 0) {
    throw new UsageError('--inputs and --cotangent each take one file; --initial may take H0.npy,C0.npy');
  }
  const initial = await arraysOf(flags, 'initial');
  return {
    ...{ activation, seed },
    ...(inputs && { inputs }),
    ...(cotangent && { cotangent }),
    ...(initial.length > 0 && { initial }),
    ...(flags.has('steps') && { steps }),
  };
}

/** The arrays of a flag's files, which stand apart by commas; none where the flag is missing. */
async function arraysOf(flags: Flags, flag: string): Promise<Tensor[]> {
  const arrays: Tensor[] = [];
  for (const path of flags.get(flag)?.split(',') ?? []) {
    const bytes = await readWhole(path);
    arrays.push(understood(path, () => readNpy(bytes, basename(path))));
  }
  return arrays;
}

async function analysed(
  outline: LayerOutline,
  sequence: GivenSequence,
  name: EngineName,
  { stderr, signal }: Terminal,
): Promise<GivenAnalysis> {
  try {
    const given = await givenNetwork(readLayer(outline), sequence, breather(signal));
    const engine = await openNodeEngine(name, 'once');
    const progress = new ProgressBar(stderr);
    try {
      const parts = analysis(given, { engine, signal });
      for (;;) {
        const next = await parts.next();
        if (next.done) return next.value;
        progress.show(next.value.done, next.value.total, 'parts of the analysis');
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

/** What `read` makes of a file; what is wrong with it is said together with its name. */
function understood<Value>(path: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof WeightFileError ? new UsageError(`${path}: ${error.message}`) : error;
  }
}
