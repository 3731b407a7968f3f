/** A whole model measured as the flags say: what it reads, what is asked of it, and how far it has come. */
import type { Experiment } from '../experiment/experiment.ts';
import { quoted } from '../experiment/field_error.ts';
import { fieldTable } from '../experiment/fields.ts';
import { readerOf } from '../laboratory/given_array.ts';
import {
  firstLayerOf,
  type MeasuredModel,
  measureModel,
  type SaidOfModel,
} from '../laboratory/measured_model.ts';
import { saidByCapture } from '../networks/given/assumed_words.ts';
import type { Capture } from '../networks/given/capture.ts';
import { GivenNetworkError } from '../networks/given/given_network.ts';
import type { ModelOutline } from '../networks/given/model_reading.ts';
import { type BatchAxis, batchAxes, type GivenBatch } from '../networks/given/model_sequence.ts';
import { kindFields } from '../networks/given/ungated_kind.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import { changesNothing, type Flags } from './flags.ts';
import { arrayFlagNames, arraysOf, lengthsOf } from './given_arrays.ts';
import { kindOf } from './kind_flags.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usage_error.ts';

/** Measures a model. @throws {UsageError} for flags that mean nothing to it, and where it cannot be measured */
export async function measuredModel(
  outline: ModelOutline,
  flags: Flags,
  experiment: Experiment,
  around: Surroundings,
): Promise<MeasuredModel> {
  requireOracle(flags);
  const kind = kindOf(firstLayerOf(outline), flags, experiment);
  return measuring(outline, { kind, batch: await batchOf(outline, flags, experiment, around) }, around);
}

/** @throws {UsageError} for an engine that takes no whole models */
function requireOracle(flags: Flags): void {
  const engine = flags.get('engine') ?? 'auto';
  if (engine !== 'auto' && engine !== 'reference') {
    throw new UsageError(
      `--engine ${engine} measures single layers, and a whole model is measured in float64; leave it out, or take one by --layer NAME`,
    );
  }
}

/** What is read and asked, by flags. @throws {UsageError} for what means nothing, or changes nothing */
async function batchOf(
  outline: ModelOutline,
  flags: Flags,
  { seed, steps }: Experiment,
  around: Surroundings,
): Promise<GivenBatch> {
  const { inputs, cotangent, initial, remarks } = await arraysOf(flags, readerOf(outline), around);
  if (flags.has('seed') && inputs)
    throw new UsageError(changesNothing(fieldTable.seed, 'Nothing is drawn where all of it is given.'));
  const loss = flags.get('loss') ?? 'last';
  if (loss !== 'last' && loss !== 'every')
    throw new UsageError(`--loss must be last or every, not ${quoted(loss)}`);
  if (flags.has('loss') && cotangent)
    throw new UsageError('--loss and --cotangent each say what the gradient is of; one is allowed');
  return {
    ...{ seed, loss: cotangent?.tensor ?? loss, remarks },
    ...(inputs && { inputs: inputs.tensor }),
    ...(initial.length > 0 && { initial: initial.map(({ tensor }) => tensor) }),
    ...(flags.has('steps') && { steps }),
    ...(inputs?.lengths && { lengths: inputs.lengths }),
    ...(await batchFlags(flags, inputs !== undefined, around)),
  };
}

async function batchFlags(
  flags: Flags,
  given: boolean,
  around: Surroundings,
): Promise<Pick<GivenBatch, 'lengths' | 'batchAxis'>> {
  const [lengths, axis] = [flags.get('lengths'), flags.get('batch')];
  if (!given && (lengths ?? axis) !== undefined)
    throw new UsageError(
      '--lengths and --batch are about given inputs; say --inputs X.npy too, or leave them out',
    );
  if (axis !== undefined && !isAxis(axis))
    throw new UsageError(`--batch must be ${batchAxes.join(' or ')}, not ${quoted(axis)}`);
  return {
    ...(lengths !== undefined && { lengths: await lengthsOf(lengths, around) }),
    ...(axis !== undefined && { batchAxis: axis }),
  };
}

function isAxis(text: string): text is BatchAxis {
  return batchAxes.some((axis) => axis === text);
}

/** What of a captured step flags would say otherwise. */
const fixedByCapture = [
  ...arrayFlagNames,
  ...['loss', 'lengths', 'batch', 'seed', 'steps'],
  ...kindFields.map(({ name }) => name),
];

/** Measures a captured step. @throws {UsageError} for flags that say what was captured, and where it cannot be measured */
export async function measuredCapture(
  { outline, kind, batch, recorded }: Capture,
  flags: Flags,
  around: Surroundings,
): Promise<MeasuredModel> {
  requireOracle(flags);
  const idle = fixedByCapture.find((name) => flags.has(name));
  if (idle !== undefined)
    throw new UsageError(
      `--${idle} changes nothing here: a captured step says by itself what was read and asked`,
    );
  return measuring(outline, { kind, batch, recorded, by: saidByCapture }, around);
}

/** A model measured, with a bar of how far it is. @throws {UsageError} where it cannot be */
async function measuring(
  outline: ModelOutline,
  said: SaidOfModel,
  { signal, follow }: Surroundings,
): Promise<MeasuredModel> {
  const progress = follow('measuring');
  try {
    const parts = measureModel(outline, said, { signal });
    for (;;) {
      const next = await parts.next();
      if (next.done) return next.value;
      progress.show(next.value.done, next.value.total, 'layers × steps');
    }
  } catch (error) {
    throw error instanceof WeightFileError || error instanceof GivenNetworkError
      ? new UsageError(error.message, { cause: error })
      : error;
  } finally {
    progress.clear();
  }
}
