/**
 * A field that changes nothing is never said of numbers: the terminal refuses it, links and commands leave it out, files
 * hold what is so instead.
 */
import { describe, expect, it } from 'vitest';
import { Collection } from '../../src/analysis/collection.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { loadComparisons, readAddress, type View, writeAddress } from '../../src/experiment/address.ts';
import { sweepCommand } from '../../src/experiment/command.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { formatField } from '../../src/experiment/field_text.ts';
import { applies, defaultExperiment, effective, fields, fieldTable } from '../../src/experiment/fields.ts';
import { sweepCsv } from '../../src/files/csv.ts';
import { sweepJson } from '../../src/files/json.ts';
import { SweepParquet } from '../../src/files/parquet.ts';
import { provenanceEntries } from '../../src/files/provenance.ts';
import { Exploration } from '../../src/session/exploration.ts';
import { Workplace } from '../../src/session/workplace.ts';
import { runCommand } from './terminal_double.ts';

await loadComparisons();

const view: View = { engine: 'auto', x: 'radius', y: 'decades' };
const small = { networks: 5, hiddenSize: 4, steps: 5, warmUp: 0, gain: 1.2 } as const;

/** A field, a value that is not the usual one, where it changes nothing, and what the terminal says instead. */
const cases: readonly [keyof Experiment, Partial<Experiment>, RegExp][] = [
  ['leak', { leak: 0.3 }, /^--leak .*: only the leaky RNN has a leak; leave it out, or say --cell leaky$/],
  ['leak', { cell: 'residual', leak: 0.3 }, /^--leak .*, or say --cell leaky$/],
  ['residualScale', { residualScale: 0.3 }, /^--residual-scale .*, or say --cell residual$/],
  ['residualScale', { cell: 'leaky', residualScale: 0.3 }, /^--residual-scale .*, or say --cell residual$/],
  ['reset', { reset: 'before' }, /^--reset .*: only the GRU has a reset gate; .*, or say --cell gru$/],
  ['reset', { cell: 'lstm', reset: 'before' }, /^--reset .*, or say --cell gru$/],
  ['forgetBias', { forgetBias: 2 }, /^--forget-bias .*: only the LSTM has a .*, or say --cell lstm$/],
  ['forgetBias', { cell: 'gru', forgetBias: 2 }, /^--forget-bias .*, or say --cell lstm$/],
  ['negativeSlope', { negativeSlope: 0.2 }, /^--negative-slope .*, or say --activation leaky-relu$/],
  ['negativeSlope', { activation: 'relu', negativeSlope: 0.2 }, /^--negative-slope .*only leaky ReLU has/],
  [
    'negativeSlope',
    { cell: 'lstm', negativeSlope: 0.2 },
    /^--negative-slope .*, or say --activation leaky-relu$/,
  ],
  ['density', { density: 0.5 }, /^--density .*: only sparse .*, or say --ensemble sparse$/],
  ['density', { ensemble: 'low-rank', density: 0.5 }, /^--density .*, or say --ensemble sparse$/],
  ['outlier', { outlier: 3 }, /^--outlier .*: only low rank .*, or say --ensemble low-rank$/],
  ['outlier', { ensemble: 'sparse', outlier: 3 }, /^--outlier .*, or say --ensemble low-rank$/],
  ['times', { times: 'log' }, /^--times .*: only sequences of 512 steps or more do not keep .*$/],
  [
    'sharedInput',
    { sharedInput: true },
    /^--shared-input .*: there is no input to share: the input scale is 0; leave it out, or say --input-scale above 0$/,
  ],
];

const named = cases.map(([key, change, message]) => ({
  ...{ key, change, message, field: fieldTable[key] },
  experiment: { ...defaultExperiment, ...small, ...change } as Experiment,
}));

it('are all the fields that may not apply', () => {
  const conditional = fields.filter(({ appliesTo }) => appliesTo).map(({ key }) => key);
  expect(new Set(cases.map(([key]) => key))).toEqual(new Set(conditional));
});

describe.each(named)('$key of $change', ({ key, change, message, field, experiment }) => {
  const usual = { ...experiment, [key]: defaultExperiment[key] };

  it('changes nothing', async () => {
    expect(applies(field, experiment)).not.toBe(true);
    expect(effective(experiment)).toEqual(usual);
    expect(await measured(experiment)).toEqual(await measured(usual));
  });

  it('is refused by the terminal', async () => {
    const flags = Object.entries({ ...small, ...change }).map(
      ([name, value]) => `--${fieldTable[name as keyof Experiment].name}=${value}`,
    );
    const { status, stdout, stderr } = await runCommand(['sweep', ...flags, '--engine', 'reference']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.trimEnd()).toMatch(message);
  });

  it('is in no link and no command', () => {
    expect(writeAddress(experiment, view)).toBe(writeAddress(usual, view));
    expect(writeAddress(experiment, view)).not.toContain(`${field.name}=`);
    expect(sweepCommand(experiment, 'wasm')).toBe(sweepCommand(usual, 'wasm'));
    expect(sweepCommand(experiment, 'wasm')).not.toContain(field.name);
  });

  it('is ignored in an old link, with a notice', () => {
    const old = fields.map(({ name, key }) => `${name}=${formatField(fieldTable[key], experiment[key])}`);
    const address = readAddress(`?${old.join('&')}`);
    expect(address.experiment).toEqual(usual);
    expect(address.given.has(key)).toBe(false);
    expect(address.notices).toHaveLength(1);
    expect(address.notices[0]).toBe(
      `${field.name} changes nothing, and is ignored. ${applies(field, experiment)}`,
    );
  });

  it('is in no file', () => {
    const engine = new ReferenceEngine().describe();
    const collection = new Collection(experiment);
    const told = JSON.parse([...sweepJson(collection, engine)].join('')).experiment;
    expect(told).toEqual(JSON.parse(JSON.stringify(usual)));
    const csv = [...sweepCsv(collection, engine)].join('');
    expect(csv).toContain(`# ${field.name}: ${formatField(field, defaultExperiment[key])}\r\n`);
    const { experiment: entry = '', command } = provenanceEntries({ experiment, engine });
    expect(JSON.parse(entry)).toEqual(told);
    expect(command).not.toContain(field.name);
    const parquet = new SweepParquet({ experiment, range: { from: 0, to: 5 }, engine, asked: [] });
    const bytes = Buffer.concat([...parquet.start(), ...parquet.end()]).toString('latin1');
    expect(bytes).toContain(JSON.stringify(usual));
  });
});

it('may be said where it is what is so', async () => {
  const words = ['--networks=2', '--hidden-size=4', '--steps=3', '--warm-up=0', '--engine=reference'];
  expect((await runCommand(['sweep', ...words, '--shared-input=false'])).status).toBe(0);
});

it('is no part of a validation', async () => {
  const { status, stderr } = await runCommand(['validate', '--cell', 'lstm', '--leak', '0.5']);
  expect(status).toBe(2);
  expect(stderr).toMatch(/--leak/);
});

it('old links with every field as usual open without a word', () => {
  const old = fields.map((field) => `${field.name}=${formatField(field, defaultExperiment[field.key])}`);
  expect(readAddress(`?${old.join('&')}`)).toMatchObject({ experiment: defaultExperiment, notices: [] });
});

it('of a gated cell an activation in an old link, which was ignored, means what it says', () => {
  const { experiment, notices } = readAddress('?cell=lstm&activation=relu');
  expect(experiment).toMatchObject({ cell: 'lstm', activation: 'relu' });
  expect(notices).toEqual([]);
});

it('of a configuration is ignored in an old link, and in no new one', () => {
  const { view: read, notices } = readAddress('?compare=base~cell=lstm,leak=0.5,forget-bias=1');
  expect(read.compare).toEqual([{ changes: {} }, { changes: { cell: 'lstm', forgetBias: 1 } }]);
  expect(notices).toEqual([
    'leak of configuration 2 of compare changes nothing, and is ignored. Only the leaky RNN has a leak.',
  ]);
  const compare = [{ changes: { cell: 'lstm', leak: 0.5 } }] as const;
  expect(writeAddress(defaultExperiment, { ...view, compare })).toMatch(/&compare=cell=lstm$/);
});

it('is remembered by the page for when it applies again', () => {
  const session = new Exploration(
    new Workplace(),
    { ...defaultExperiment, cell: 'leaky', leak: 0.4 },
    { fitNetworks: false, axes: view, pinned: undefined },
  );
  session.change({ cell: 'lstm' });
  expect(session.experiment).toMatchObject({ cell: 'lstm', leak: 0.1 });
  session.change({ cell: 'leaky' });
  expect(session.experiment.leak).toBe(0.4);
  session.stop();
});

/** The gradient norms of an experiment. */
async function measured(experiment: Experiment): Promise<number[]> {
  const { signal } = new AbortController();
  const norms: number[] = [];
  for await (const { log10GradientNorm } of new ReferenceEngine().measure(experiment, { signal }))
    norms.push(...log10GradientNorm);
  return norms;
}
