/** A training on the page: what the terminal says of the same folder, and what is refused, stopped and looked at. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timelineJson } from '../../src/files/timeline_json.ts';
import { usualSettings } from '../../src/session/model.ts';
import { OwnTraining } from '../../src/session/training.ts';
import { runCommand } from './terminal_double.ts';
import { atUpdate, checkpoint } from './training_files.ts';
import { stateDict } from './weight_file_bytes.ts';
import { workplaceHere } from './workplace_double.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(root, { recursive: true }));

type Files = Readonly<Record<string, Uint8Array | string>>;

async function opened(name: string, files: Files): Promise<OwnTraining> {
  const own = new OwnTraining(workplaceHere());
  const handed = Object.entries(files).map(
    ([file, content]) => new File([typeof content === 'string' ? content : Uint8Array.from(content)], file),
  );
  await own.open({ name, files: handed }, usualSettings);
  return own;
}

const jsonOf = ({ timeline: { moments, misfits } }: OwnTraining) => timelineJson(moments, misfits);

const captures: Files = { 'b.npz': atUpdate(300), 'a.npz': atUpdate(500), 'c.npz': atUpdate(200) };
const checkpoints: Files = {
  'epoch10.safetensors': checkpoint(Number.NaN),
  'epoch2.safetensors': checkpoint(0.01),
  'epoch1.safetensors': checkpoint(0.25),
  '.hidden': 'nothing',
  'log.txt': 'loss 3.2',
  'other.safetensors': stateDict({ 'rnn.weight_ih_l0': [5, 2], 'rnn.weight_hh_l0': [5, 5] }, 0.1),
};

describe('the page and the terminal write the same', () => {
  it.each([
    ['captures', captures],
    ['checkpoints', checkpoints],
  ])('of a folder of %s', async (name, files) => {
    const path = join(root, name);
    mkdirSync(path);
    for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
    const { stdout } = await runCommand(['diagnose', path, '--format', 'json']);
    expect(jsonOf(await opened(name, files))).toBe(stdout);
  });

  it('of one of which nothing is read', async () => {
    const files = { 'log.txt': 'loss', 'notes.txt': 'more' };
    const path = join(root, 'nothing');
    mkdirSync(path);
    for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
    const { stderr } = await runCommand(['diagnose', path]);
    const { refusal, timeline } = await opened(path, files);
    // The page lists the files below it, one by one; the terminal's one line names the first.
    expect(stderr).toContain(`${refusal}: log.txt: `);
    expect(timeline.misfits.map(({ file }) => file)).toEqual(['log.txt', 'notes.txt']);
    expect(timeline.moments).toEqual([]);
    expect((await opened('run', {})).refusal).toMatch(/^run holds no file /);
  });
});

it('looks at the moment that is chosen, in the order of updates, while others come', async () => {
  const own = await opened('run', captures);
  expect(own.timeline.moments.map(({ update }) => update)).toEqual([200, 300, 500]);
  expect(own.moment?.update).toBe(200);
  own.look(2);
  expect(own.moment?.update).toBe(500);
  own.look(99);
  expect(own.place).toBe(2);
  own.look(-1);
  expect(own.place).toBe(0);
});

it('keeps what was measured when it is stopped, and forgets it when another folder comes', async () => {
  const own = new OwnTraining(workplaceHere());
  own.addEventListener('change', () => {
    if (own.timeline.moments.length === 1 && own.state === 'running') own.stop();
  });
  const files = [100, 200, 300].map(
    (update) => new File([Uint8Array.from(atUpdate(update))], `${update}.npz`),
  );
  await own.open({ name: 'run', files }, usualSettings);
  expect(own.state).toBe('stopped');
  expect(own.timeline.moments).toHaveLength(1);
  await own.open({ name: 'other', files: [] }, usualSettings);
  expect(own.timeline.moments).toEqual([]);
});
