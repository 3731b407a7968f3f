/** `train`: many random networks learn a task, from a terminal. */
import type { LearningOutcome, Outcome } from '../analysis/learning.ts';
import { fixed } from '../analysis/number_words.ts';
import { percentiles } from '../analysis/quantile.ts';
import type { Engine } from '../engines/engine.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { parseField } from '../experiment/field_text.ts';
import { defaultLearning, type Learning, learningFields } from '../experiment/learning.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import { float64Engine } from '../experiment/provenance.ts';
import { experimentJson } from '../files/provenance.ts';
import { schema } from '../files/schema.ts';
import { version } from '../files/version.ts';
import { type LearntNetworks, learning } from '../laboratory/learning.ts';
import { candidateMatrix } from '../networks/cell.ts';
import { cellOf } from '../networks/cells.ts';
import { drawWeights } from '../networks/ensemble.ts';
import { thetaSize } from '../networks/learning/learning_measurement.ts';
import { partsOf } from '../networks/learning/parameters.ts';
import { tasks } from '../networks/learning/tasks.ts';
import { spectralRadius } from '../networks/spectrum.ts';
import { experimentOf, type Flags, readFlags, requireApplying, said, terminalFields } from './flags.ts';
import { writtenAsJson } from './json_or_table.ts';
import { openNodeEngine } from './node_engine.ts';
import { ProgressBar } from './progress_bar.ts';
import type { Terminal } from './terminal.ts';
import { textTable } from './text_table.ts';
import { UsageError } from './usage_error.ts';
import { requirePlaceFor, writeWhole } from './whole_file.ts';

/** Fields of an experiment that a sequence to learn from does not have. */
const idle = ['warm-up', 'times', 'input-scale', 'shared-input', 'initial-scale', 'loss'];
export const trainedFields = terminalFields.filter(({ name }) => !idle.includes(name));
const flagNames = [...trainedFields, ...learningFields].map(({ name }) => name);

/** Networks that a table lists. */
const listedNetworks = 20;

/** One network of the answer. */
interface Row extends LearningOutcome {
  readonly index: number;
  readonly gain: number;
  readonly spectralRadius: number;
  readonly finalSpectralRadius: number;
}

/** Runs the command; resolves to the exit status. */
export async function train(
  words: readonly string[],
  { stdout, stderr, signal }: Terminal,
  open: () => Promise<Engine> = () => openNodeEngine('reference', 'once'),
): Promise<number> {
  const flags = readFlags(words, [...flagNames, 'format', 'out']);
  const experiment = { ...experimentOf(flags), warmUp: 0 };
  requireApplying(flags, experiment);
  const asked = learningOf(flags);
  const json = writtenAsJson(flags, stdout);
  const out = flags.get('out');
  if (out !== undefined && !out.endsWith('.json'))
    throw new UsageError(`--out must end in .json; ${out} does not`);
  if (out !== undefined) await requirePlaceFor(out);
  const engine = await open();
  const progress = new ProgressBar(stderr, 'train');
  try {
    const learnt = await followed(
      learning({ experiment, learning: asked }, { engine, signal }),
      asked,
      progress,
    );
    const rows = Array.from({ length: experiment.networks }, (_, place) =>
      rowOf(experiment, asked, learnt, place),
    );
    const text =
      json || out !== undefined ? trainJson(experiment, asked, learnt, rows) : trainTable(learnt, rows);
    if (out === undefined) stdout.write(text);
    else await writeWhole(out, [text], signal);
  } finally {
    progress.clear();
    engine.dispose();
  }
  return 0;
}

async function followed(
  run: ReturnType<typeof learning>,
  { updates }: Learning,
  progress: ProgressBar,
): Promise<LearntNetworks> {
  for (;;) {
    const next = await run.next();
    if (next.done) return next.value;
    progress.show(next.value.updates, updates, 'updates');
  }
}

/** @throws {UsageError} for a value that is not allowed, or one that changes nothing */
function learningOf(flags: Flags): Learning {
  let asked = defaultLearning;
  for (const field of learningFields) {
    const text = flags.get(field.name);
    if (text !== undefined) asked = { ...asked, [field.key]: said(() => parseField(field, text)) };
  }
  for (const { name, appliesTo } of learningFields) {
    const reason = appliesTo?.(asked) ?? true;
    if (flags.has(name) && reason !== true)
      throw new UsageError(`--${name} changes nothing here: ${reason.replace(/\.$/, '')}; leave it out`);
  }
  return asked;
}

function rowOf(
  experiment: Experiment,
  asked: Learning,
  { curves, states }: LearntNetworks,
  index: number,
): Row {
  const cell = cellOf(experiment);
  const { hiddenSize } = experiment;
  const size = thetaSize(experiment, asked);
  const theta = states.theta.slice(index * size, (index + 1) * size);
  const { weightHH } = partsOf(theta, { cell, hiddenSize, task: tasks[asked.task] });
  const { gain } = networkSettings(experiment, index);
  const radius = (weights: Float64Array) => spectralRadius(candidateMatrix(cell, weights), hiddenSize);
  return {
    ...{ index, gain, spectralRadius: gain * radius(drawWeights(experiment, index)) },
    finalSpectralRadius: radius(weightHH),
    ...curves.outcome(index),
  };
}

/** `{ experiment, training, engine, version, schema, baseline, networks, loss }`, a network a line. */
function trainJson(
  experiment: Experiment,
  asked: Learning,
  { curves }: LearntNetworks,
  rows: readonly Row[],
): string {
  const { name, device } = float64Engine;
  const loss = {
    updates: Array.from({ length: curves.updates }, (_, i) => i + 1),
    ...{ p10: curves.quantile(0.1), p50: curves.quantile(0.5), p90: curves.quantile(0.9) },
  };
  return [
    `{"experiment":${experimentJson(experiment)},\n"training":${JSON.stringify(asked)},\n`,
    `"engine":${JSON.stringify({ name, device })},\n"version":${JSON.stringify(version)},\n"schema":${schema},\n`,
    `"baseline":${JSON.stringify(curves.baseline)},\n"networks":[\n`,
    rows.map((row) => JSON.stringify(row)).join(',\n'),
    `],\n"loss":${JSON.stringify(loss)}}\n`,
  ].join('');
}

function trainTable({ curves }: LearntNetworks, rows: readonly Row[]): string {
  const columns = [
    'index',
    'gain',
    'spectralRadius',
    'finalSpectralRadius',
    'finalLoss',
    'outcome',
    'at update',
  ];
  const number = (value: number | null) => (value === null ? '–' : fixed(value, 4));
  const listed = rows
    .slice(0, listedNetworks)
    .map((row) => [
      String(row.index),
      ...[row.gain, row.spectralRadius, row.finalSpectralRadius, row.finalLoss].map(number),
      row.outcome,
      String(row.learntAt ?? row.divergedAt ?? '–'),
    ]);
  const table = textTable(
    columns.map((title) => ({ title, align: title === 'outcome' ? 'left' : 'right' })),
    listed,
  );
  const more = rows.length - listed.length;
  const part = (outcome: Outcome) => `${rows.filter((row) => row.outcome === outcome).length} ${outcome}`;
  const living = Float64Array.from(rows.flatMap(({ finalLoss }) => finalLoss ?? []));
  const { p10, p50, p90 } = percentiles(living);
  return [
    table,
    more > 0 ? `… and ${more} more (--out FILE keeps them all)\n` : '',
    `\n${rows.length} networks after ${curves.updates} updates: ${part('learnt')}, ${part('baseline')}, ${part('diverged')}\n`,
    `loss at the end, of those that have not diverged: p10 ${number(p10)}, p50 ${number(p50)}, p90 ${number(p90)}; knowing the time alone costs ${number(curves.baseline)}\n`,
  ].join('');
}
