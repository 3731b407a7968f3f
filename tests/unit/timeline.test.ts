/** A folder of captures or checkpoints of one training: in order, measured one by one, and where it first went wrong. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstWrong } from '../../src/analysis/timeline.ts';
import { timelineTable } from '../../src/terminal/timeline_table.ts';
import { runCommand } from './terminal_double.ts';
import { atUpdate, captured, checkpoint } from './training_files.ts';
import { stateDict } from './weight_file_bytes.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
/** A folder with these files. */
function folderOf(files: Readonly<Record<string, Uint8Array | string>>): string {
  const path = join(root, `run${folders++}`);
  mkdirSync(path);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

async function timeline(command: 'analyze' | 'diagnose', ...words: string[]) {
  const { stdout } = await runCommand([command, ...words]);
  return JSON.parse(stdout);
}

const filesOf = ({ timeline }: { timeline: { file: string }[] }) => timeline.map(({ file }) => file);

describe('the order', () => {
  it('is that of the updates, where every file says its own', async () => {
    const files = { 'b.npz': atUpdate(300), 'a.npz': atUpdate(500), 'c.npz': atUpdate(200) };
    const found = await timeline('analyze', folderOf(files));
    expect(found.timeline.map(({ update }: { update: number }) => update)).toEqual([200, 300, 500]);
    expect(filesOf(found)).toEqual(['c.npz', 'b.npz', 'a.npz']);
  });

  it('is that of the names, numbers in them as numbers, where one does not', async () => {
    const names = ['epoch10.safetensors', 'epoch9.safetensors', 'epoch1.safetensors'];
    const folder = folderOf(Object.fromEntries(names.map((name) => [name, checkpoint(0.1)])));
    expect(filesOf(await timeline('analyze', folder))).toEqual(names.toReversed());
  });
});

it('a moment is what analyze and diagnose say of its file', async () => {
  const folder = folderOf({ 'a.npz': atUpdate(100) });
  const [moment] = (await timeline('analyze', folder)).timeline;
  const path = join(folder, 'a.npz');
  const { layers } = await timeline('analyze', path, '--summary');
  expect(moment.layers).toEqual(layers.map(({ batch: _, ...layer }: { batch?: unknown }) => layer));
  expect(moment.findings).toEqual((await timeline('diagnose', path)).findings);
});

describe('where it went wrong', () => {
  const files = {
    'epoch1.safetensors': checkpoint(0.25),
    'epoch2.safetensors': checkpoint(0.01),
    'epoch10.safetensors': checkpoint(Number.NaN),
  };

  it('is the first file with a finding of severity high, and the first that is no number', async () => {
    const found = await timeline('diagnose', folderOf(files), '--steps', '12');
    expect(found.firstWrong).toMatchObject({ file: 'epoch2.safetensors', rule: 'vanishing' });
    expect(found.firstNaN).toMatchObject({
      ...{ file: 'epoch10.safetensors', rule: 'nan' },
      layer: 'rnn.weight_hh_l0',
    });
    expect(found.timeline.at(-1)).toMatchObject({ layers: [], findings: [{ rule: 'nan' }, { rule: 'nan' }] });
  });

  it('is nowhere, where nothing is found', async () => {
    const folder = folderOf({ 'a.npz': atUpdate(100) });
    expect(await timeline('diagnose', folder)).toMatchObject({ firstWrong: null, firstNaN: null });
  });

  it('fails what --fail-on names', async () => {
    const folder = folderOf(files);
    expect((await runCommand(['diagnose', folder, '--fail-on', 'nan'])).status).toBe(1);
    expect((await runCommand(['diagnose', folder, '--fail-on', 'exploding'])).status).toBe(0);
  });

  it('stands under a table of a row a file', async () => {
    const { stdout } = await runCommand(['analyze', folderOf(files), '--steps', '12', '--format', 'table']);
    const lines = stdout.split('\n');
    expect(lines.slice(1, 4).map((line) => line.split(/\s+/)[0])).toEqual(Object.keys(files));
    expect(stdout).toMatch(
      /It first went wrong in epoch2\.safetensors: vanishing, rnn\.weight_hh_l0 \(forward\)/,
    );
    expect(stdout).toContain('The first that is no number: epoch10.safetensors: nan, rnn.weight');
  });
});

describe('what is no moment of it', () => {
  it('is named with the reason, whichever comes first', async () => {
    const folder = folderOf({
      'a_log.txt': 'loss 3.2',
      'a_other.safetensors': stateDict({ 'rnn.weight_ih_l0': [5, 2], 'rnn.weight_hh_l0': [5, 5] }, 0.1),
      'epoch1.safetensors': checkpoint(0.1),
      'epoch2.safetensors': checkpoint(0.1),
    });
    copyFileSync(captured, join(folder, 'step.npz'));
    const found = await timeline('analyze', folder);
    expect(filesOf(found)).toEqual(['epoch1.safetensors', 'epoch2.safetensors']);
    expect(found.misfits).toMatchObject([
      { file: 'a_log.txt', error: expect.stringContaining('is of no kind that is read') },
      { file: 'a_other.safetensors', error: expect.stringContaining('an RNN of 5 units and 2 inputs') },
      { file: 'step.npz', error: expect.stringContaining('It is a captured step of') },
    ]);
  });

  it('is of what comes first, where two kinds are as many', async () => {
    const other = stateDict({ 'rnn.weight_ih_l0': [5, 2], 'rnn.weight_hh_l0': [5, 5] }, 0.1);
    const folder = folderOf({ 'a.safetensors': checkpoint(0.1), 'b.safetensors': other });
    const { misfits } = await timeline('analyze', folder);
    expect(misfits[0].error).toMatch(/; as many here are a checkpoint of .*, and come first$/);
  });

  it('is all of it where nothing is read, and an empty folder is a sentence', async () => {
    const nothing = await runCommand(['analyze', folderOf({ 'log.txt': 'loss', 'notes.txt': 'more' })]);
    expect(nothing).toMatchObject({ status: 2, stdout: '' });
    expect(nothing.stderr).toMatch(/^No file of .* is measured: log\.txt: .*\(and 1 more\)$/m);
    const folder = folderOf({});
    mkdirSync(join(folder, 'inner'));
    const { status, stderr } = await runCommand(['diagnose', folder]);
    expect({ status, lines: stderr.trim().split('\n').length }).toEqual({ status: 2, lines: 1 });
    expect(stderr).toContain('holds no file (folders in it are not looked into)');
  });
});

it('its files each by themselves are what reports of files are of', async () => {
  const folder = folderOf({ 'epoch1.safetensors': checkpoint(0.01), 'epoch2.safetensors': checkpoint(0.25) });
  const { stdout } = await runCommand(['diagnose', folder, '--format', 'junit']);
  expect(stdout.match(/<testsuite /g)).toHaveLength(2);
});

it.each(['github', 'junit'])('what merely lies beside its files fails nothing, as %s', async (format) => {
  const folder = folderOf({ 'epoch1.safetensors': checkpoint(0.1), 'README.md': 'of a training' });
  const { status, stdout, stderr } = await runCommand([
    'diagnose',
    folder,
    '--format',
    format,
    '--fail-on',
    'nan',
  ]);
  expect({ status, named: stdout.includes('README') }).toEqual({ status: 0, named: false });
  expect(stderr).toContain('README.md');
  // One that is named is meant.
  const meant = await runCommand(['diagnose', join(folder, 'README.md'), '--format', format]);
  expect(meant.status).toBe(2);
});

it('where it went wrong says the gate too', () => {
  const place = { layer: 'l', direction: 'forward', step: 3, gate: 'f' } as const;
  const found = {
    severity: 'high',
    harm: 1,
    evidence: {},
    sentence: '',
    cure: { sentence: '', code: {} },
  } as const;
  const moments = [
    { file: 'a.npz', update: 200, layers: [], findings: [{ rule: 'flat', ...found, ...place }] },
  ];
  expect(firstWrong(moments)).toEqual({ file: 'a.npz', update: 200, rule: 'flat', ...place });
  expect(timelineTable(moments, [])).toContain('gate f');
});
