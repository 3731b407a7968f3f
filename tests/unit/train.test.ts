/** `train`: many random networks learn, from a terminal. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultLearning, rateOf } from '../../src/experiment/learning.ts';
import { runCommand } from './terminal_double.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

const few = ['train', '--hidden-size', '8', '--networks', '5', '--seed', '3'];
const short = ['--steps', '4'];

async function json(...words: string[]) {
  const { status, stdout, stderr } = await runCommand([
    ...few,
    ...(words.includes('--steps') ? [] : short),
    ...words,
  ]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('the JSON of train', () => {
  it('has the documented keys, and networks that learn to recall over four steps', async () => {
    const learnt = await json('--updates', '300', '--rate', '0.02', '--gain', '0.8:1.2');
    expect(Object.keys(learnt)).toEqual(
      'experiment training engine version schema baseline networks loss'.split(' '),
    );
    expect(learnt).toMatchObject({ baseline: 1, training: { task: 'recall', updates: 300, rate: 0.02 } });
    expect(learnt.loss.updates).toHaveLength(300);
    expect(learnt.loss.p50).toHaveLength(300);
    expect(learnt.networks).toHaveLength(5);
    for (const { outcome, finalLoss, learntAt, spectralRadius, finalSpectralRadius } of learnt.networks) {
      expect(outcome).toBe('learnt');
      expect(finalLoss).toBeLessThan(0.1);
      expect(learntAt).toBeGreaterThan(9);
      expect(finalSpectralRadius).not.toBe(spectralRadius);
    }
    const gains = learnt.networks.map(({ gain }: { gain: number }) => gain);
    expect(Math.min(...gains)).toBeGreaterThan(0.8);
    expect(Math.max(...gains)).toBeLessThan(1.2);
  });

  it('says which diverged, and with which update; what is no number is null', async () => {
    const { networks, loss } = await json(
      ...[
        '--updates',
        '60',
        '--optimizer',
        'sgd',
        '--rate',
        '900',
        '--activation',
        'identity',
        '--gain',
        '2',
      ],
    );
    for (const { outcome, finalLoss, divergedAt } of networks) {
      expect(outcome).toBe('diverged');
      expect(finalLoss).toBeNull();
      expect(divergedAt).toBeGreaterThan(1);
    }
    expect(loss.p50.at(-1)).toBeNull();
    expect(loss.p50[0]).toBeGreaterThan(0);
  });

  it('spreads networks over any number, which each then has as its own', async () => {
    const { training, networks } = await json(
      ...['--cell', 'lstm', '--forget-bias', '0:3', '--steps', '2:9', '--clip', '0.1:10', '--updates', '3'],
    );
    expect(training.ranges).toEqual([
      { axis: 'forget-bias', from: 0, to: 3 },
      { axis: 'steps', from: 2, to: 9 },
      { axis: 'clip', from: 0.1, to: 10 },
    ]);
    expect(new Set(networks.map(({ finalLoss }: { finalLoss: number }) => finalLoss)).size).toBe(5);
  });

  it('is the same for the same seed, whatever the length of the run', async () => {
    const [short, long] = [await json('--updates', '12'), await json('--updates', '20')];
    expect(long.loss.p50.slice(0, 12)).toEqual(short.loss.p50);
  });
});

it('prints a table on a terminal', async () => {
  const { stdout } = await runCommand([...few, '--updates', '5', '--task', 'parity'], { isTTY: true });
  expect(stdout).toContain('finalSpectralRadius');
  expect(stdout).toMatch(/5 networks after 5 updates: \d learnt, \d baseline, \d diverged/);
});

it('counts one network and one update as one', async () => {
  const one = ['train', '--hidden-size', '4', '--networks', '1', ...short, '--updates', '1'];
  const { stdout, stderr } = await runCommand(one, { isTTY: true });
  expect(stdout).toMatch(/\n1 network after 1 update: /);
  expect(stderr).toMatch(/ 1 of 1 update\r/);
  const shard = await runCommand([...one, '--shard', '1/2']);
  expect(shard.stderr).toMatch(/ at most the 1 network; "1\/2" is not\n$/);
  const saved = await runCommand([...one, '--save', at('one'), '--save-networks', '1']);
  expect(saved.stderr).toMatch(/^--save-networks must be best:K, all, or the index 0; "1" is not\n$/);
});

/** Runs to files alone, and says nothing. */
async function quietly(...words: string[]) {
  expect(await runCommand([...few, ...words])).toEqual({ status: 0, stdout: '', stderr: '' });
}

/** The rows of a CSV by name, as text, and what stands before them. */
function csv(path: string) {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\r\n');
  const comments = lines.filter((line) => line.startsWith('# '));
  const [head = '', ...rows] = lines.slice(comments.length);
  const keys = head.split(',');
  const named = rows.map((row) => {
    const cells = row.split(',');
    return Object.fromEntries(keys.map((key, i) => [key, cells[i] ?? '']));
  });
  return { comments, keys, rows: named };
}

/** A Parquet file's rows, and its metadata. */
async function parquet(path: string) {
  const { buffer } = new Uint8Array(readFileSync(path));
  const { key_value_metadata: pairs = [] } = parquetMetadata(buffer);
  return {
    rows: await parquetReadObjects({ file: buffer }),
    metadata: Object.fromEntries(pairs.map(({ key, value }) => [key, value ?? ''])),
  };
}

describe('the files of train', () => {
  // Some learn, some stay, one diverges.
  const mixed = [
    ...[
      '--steps',
      '2:6',
      '--rate',
      '0.001:900',
      '--optimizer',
      'sgd',
      '--activation',
      'relu',
      '--gain',
      '0.5:4',
    ],
    ...['--updates', '40', '--engine', 'reference'],
  ];

  it('have the same numbers as JSON, CSV and Parquet, with units and what gives them again', async () => {
    const { networks, ...whole } = await json(...mixed);
    const { outcome } = networks.find(({ outcome }: { outcome: string }) => outcome === 'diverged');
    expect(outcome).toBe('diverged');
    await quietly(...mixed, '--out', at('train.json'));
    await quietly(...mixed, '--out', at('train.csv'));
    await quietly(...mixed, '--out', at('train.parquet'));
    const filed = JSON.parse(readFileSync(at('train.json'), 'utf8'));
    expect(filed).toEqual({ ...whole, networks });
    const { comments, keys, rows } = csv(at('train.csv'));
    expect(keys).toEqual(
      'index gain rate steps baseline spectralRadius finalSpectralRadius outcome finalLoss learntAt divergedAt'.split(
        ' ',
      ),
    );
    for (const line of [
      '# steps: 2:6',
      '# rate: 0.001:900',
      '# seed: 3',
      '# engine: reference, one core, float64',
    ])
      expect(comments).toContain(line);
    expect(comments.at(-1)).toBe(
      '# baseline in squares, finalLoss in squares, learntAt in updates, divergedAt in updates',
    );
    const { rows: typed, metadata } = await parquet(at('train.parquet'));
    for (const [i, network] of networks.entries()) {
      for (const key of keys) {
        expect(rows[i]?.[key]).toBe(String(network[key] ?? ''));
        expect(typed[i]?.[key]).toBe(network[key] ?? null);
      }
    }
    expect(JSON.parse(metadata.experiment ?? '')).toEqual(whole.experiment);
    expect(JSON.parse(metadata.training ?? '')).toEqual(whole.training);
    expect(JSON.parse(metadata.engine ?? '')).toEqual(whole.engine);
    expect(JSON.parse(metadata.units ?? '')).toMatchObject({ finalLoss: 'squares', divergedAt: 'updates' });
  });

  it('have a row a network and update of loss curves, which end where one diverges', async () => {
    const { networks, loss } = await json(...mixed);
    for (const ending of ['csv', 'parquet', 'json'])
      await quietly(...mixed, '--out', at('o.json'), '--curves', at(`curves.${ending}`));
    const { comments, keys, rows } = csv(at('curves.csv'));
    expect(keys).toEqual(['index', 'update', 'loss', 'log10GradientNorm']);
    expect(comments.at(-1)).toContain('log10GradientNorm in decades');
    const { rows: typed } = await parquet(at('curves.parquet'));
    expect(rows).toEqual(
      typed.map((row) =>
        Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, String(cell ?? '')])),
      ),
    );
    const { updates, curves } = JSON.parse(readFileSync(at('curves.json'), 'utf8'));
    expect(updates).toEqual(loss.updates);
    for (const { index, finalLoss, divergedAt } of networks) {
      const own = typed.filter((row) => row.index === index);
      expect(own.map(({ update }) => update)).toEqual(updates.slice(0, divergedAt ? divergedAt - 1 : 40));
      const losses = own.map((row) => row.loss);
      expect(curves[index].loss.slice(0, losses.length)).toEqual(losses);
      expect(curves[index].loss.slice(losses.length).every((value: unknown) => value === null)).toBe(true);
      if (divergedAt) continue;
      expect(losses.slice(-10).reduce((sum, value) => sum + value, 0) / 10).toBeCloseTo(finalLoss, 12);
    }
    const first = curves
      .map((curve: { loss: number[] }) => curve.loss[0])
      .sort((a: number, b: number) => a - b);
    expect(first[2]).toBe(loss.p50[0]);
  });

  it('keep some of many updates, and say so', async () => {
    const long = [
      '--hidden-size',
      '4',
      '--networks',
      '1',
      '--steps',
      '1',
      '--batch',
      '1',
      '--updates',
      '1300',
    ];
    const words = ['train', ...long, '--out', at('long.json'), '--curves', at('long.csv')];
    const { status, stderr } = await runCommand(words);
    const sentence = 'Curves have 512 of 1300 updates, evenly spaced, the first and the last among them.';
    expect([status, stderr]).toEqual([0, `${sentence}\n`]);
    const { comments, rows } = csv(at('long.csv'));
    expect(comments.at(-1)).toBe(`# ${sentence}`);
    expect(rows).toHaveLength(512);
    expect([rows[0]?.update, rows.at(-1)?.update]).toEqual(['1', '1300']);
    expect(new Set(rows.map(({ update }) => update)).size).toBe(512);
    expect(JSON.parse(readFileSync(at('long.json'), 'utf8')).loss.updates).toHaveLength(1300);
  });

  it('floss those of a range that are to be, for as long as is said', async () => {
    const { networks } = await json('--floss', '0:4', '--floss-updates', '3', '--updates', '2');
    expect(new Set(networks.map(({ floss }: { floss: number }) => floss)).size).toBeGreaterThan(2);
  });

  it.each(['reference', 'wasm'])('of shards are the whole, network by network, on %s', async (engine) => {
    // Networks of different batches are no one question to an engine.
    const words = ['--updates', '6', '--batch', '2:5', '--engine', engine];
    const whole = await json(...words);
    const parts = [await json(...words, '--shard', '1/2'), await json(...words, '--shard', '2/2')];
    expect(parts.flatMap(({ networks }) => networks)).toEqual(whole.networks);
    expect(parts.map(({ networks }) => networks.length)).toEqual([2, 3]);
  });
});

describe('the weights that train saves', () => {
  const quick = [...short, '--updates', '15', '--engine', 'reference'];

  it.each(['rnn', 'gru', 'lstm'])('are those of a %s whose ρ `analyze` finds again', async (cell) => {
    const place = at(`saved_${cell}`);
    const { networks } = await json(...quick, '--cell', cell, '--save', place, '--save-networks', '1,4');
    expect(readdirSync(place).sort()).toEqual(['network_1.safetensors', 'network_4.safetensors']);
    for (const index of [1, 4]) {
      const { status, stdout } = await runCommand(['analyze', join(place, `network_${index}.safetensors`)]);
      expect(status).toBe(0);
      const read = JSON.parse(stdout);
      expect([read.cell, read.hiddenSize, read.inputSize]).toEqual([cell, 8, 1]);
      expect(read.spectralRadius).toBeCloseTo(networks[index].finalSpectralRadius, 10);
    }
  });

  it('are those of the least losses unless said, in a folder that is new or empty', async () => {
    mkdirSync(at('best'));
    const words = [...quick, '--save', at('best')];
    const { networks } = await json(...words, '--save-networks', 'best:2');
    const sorted = networks.toSorted(
      (a: { finalLoss: number }, b: { finalLoss: number }) => a.finalLoss - b.finalLoss,
    );
    expect(readdirSync(at('best')).sort()).toEqual(
      sorted
        .slice(0, 2)
        .map(({ index }: { index: number }) => `network_${index}.safetensors`)
        .sort(),
    );
    const again = await runCommand([...few, ...words]);
    expect(again).toMatchObject({ status: 2, stdout: '' });
    expect(again.stderr).toMatch(
      /^--save needs a folder that is empty, or is not there yet; .*best has files in it\n$/,
    );
    expect(readdirSync(at('best'))).toHaveLength(2);
    await quietly(...quick, '--out', at('o.json'), '--save', at('usual'));
    expect(readdirSync(at('usual'))).toHaveLength(5);
  });
});

describe('one and the same place for two things', () => {
  /** A folder of its own, with what each test needs in it. */
  function place() {
    const own = mkdtempSync(join(folder, 'twice-'));
    mkdirSync(join(own, 'in'));
    mkdirSync(join(own, 'in', 'deep'));
    symlinkSync(join(own, 'in'), join(own, 'link'));
    symlinkSync(join(own, 'in', 'deep'), join(own, 'far'));
    return { own, of: (name: string) => `${own}/${name}` };
  }

  it.each([
    [['--out', 'x.json', '--curves', 'x.json'], /^--curves must name another place than --out; /],
    [['--out', 'x.csv', '--curves', './in/../x.csv'], /^--curves must name another place than --out; /],
    [['--out', 'in/x.json', '--curves', 'link/x.json'], /^--curves must name another place than --out; /],
    [['--out', 'in/x.json', '--curves', 'far/../x.json'], /^--curves must name another place than --out; /],
    [['--out', 'x.json', '--save', 'in/../x.json'], /^--save must name another place than --out; /],
    [['--curves', 'x.json', '--save', 'x.json'], /^--save must name another place than --curves; /],
    [['--out', 'far/x.json', '--save', 'in/deep'], /^--save needs a folder of its own; --out .* is in it/],
  ])('is refused before anything learns: %j', async (words, sentence) => {
    const { own, of } = place();
    const flags = words.map((word) => (word.startsWith('--') ? word : of(word)));
    const { status, stdout, stderr } = await runCommand([...few, ...short, '--updates', '2', ...flags]);
    expect(stderr).toMatch(sentence);
    expect([status, stdout]).toEqual([2, '']);
    expect(readdirSync(own)).toEqual(['far', 'in', 'link']);
    expect([readdirSync(of('in')), readdirSync(of('far'))]).toEqual([['deep'], []]);
  });

  it('is not what only looks like it', async () => {
    const { of } = place();
    const words = ['--out', of('x.json'), '--curves', of('far/../x.json'), '--save', of('x')];
    await quietly(...short, '--updates', '2', ...words);
    expect(readdirSync(of('x'))).toHaveLength(5);
    expect(JSON.parse(readFileSync(of('x.json'), 'utf8'))).toHaveProperty('networks');
    expect(JSON.parse(readFileSync(of('in/x.json'), 'utf8'))).toHaveProperty('curves');
  });
});

describe('a place where nothing can be written', () => {
  /** Whatever is called so has no room for what it is called before it is whole, on any file system. */
  const long = 'x'.repeat(248);

  it.each([
    ['--out', /^--out needs a place where a file can be made; .*x\.json is none: its name is too long; say /],
    [
      '--curves',
      /^--curves needs a place where a file can be made; .*: its name is too long; say another\n$/,
    ],
  ])('is refused before anything learns: %s', async (flag, sentence) => {
    const { status, stdout, stderr } = await runCommand([...few, ...short, flag, at(`${long}.json`)]);
    expect(stderr).toMatch(sentence);
    expect([status, stdout]).toEqual([2, '']);
  });

  it.each([
    [
      `${'x'.repeat(250)}`,
      /^--save needs a place where a folder can be made; .*: its name is too long; say /,
    ],
    ['here/.', /^--save needs a place where a folder can be made; .*here\/\. is none: .*; say another\n$/],
  ])('is refused before anything learns: --save %s', async (name, sentence) => {
    mkdirSync(at('here'), { recursive: true });
    const words = [...few, ...short, '--updates', '2', '--save', `${folder}/${name}`];
    const { status, stdout, stderr } = await runCommand(words);
    expect(stderr).toMatch(sentence);
    expect([status, stdout]).toEqual([2, '']);
    expect(readdirSync(at('here'))).toEqual([]);
  });

  it('is refused by every command that writes a file, before it measures or reads', async () => {
    const out = ['--out', at(`${long}.json`)];
    for (const words of [
      ['sweep'],
      ['spectrum'],
      ['map', '--gain', '1:2', '--bias-scale', '0:1'],
      ['analyze', '/nowhere'],
      ['diagnose', '/nowhere'],
    ]) {
      const { status, stdout, stderr } = await runCommand([...words, ...out]);
      expect(stderr).toMatch(/^--out needs a place where a file can be made; .*: its name is too long; say /);
      expect([status, stdout]).toEqual([2, '']);
    }
  });

  it('is tried without a trace: a folder that is there stays itself', async () => {
    mkdirSync(at('kept'));
    const before = statSync(at('kept')).ino;
    const beside = readdirSync(folder);
    const words = ['--save', at('kept'), '--out', at('none.json'), '--floss', '2', '--activation', 'relu'];
    expect((await runCommand([...few, '--cell', 'lstm', ...words])).status).toBe(2);
    expect(statSync(at('kept')).ino).toBe(before);
    expect(readdirSync(folder)).toEqual(beside);
  });
});

it('leaves nothing of what is interrupted, and what was there before', async () => {
  const place = mkdtempSync(join(folder, 'interrupted-'));
  writeFileSync(join(place, 'out.csv'), 'before');
  const interrupted = new AbortController();
  const files = [
    '--out',
    join(place, 'out.csv'),
    '--curves',
    join(place, 'c.parquet'),
    '--save',
    join(place, 'w'),
  ];
  const run = runCommand([...few, '--updates', '100000', '--steps', '50', ...files], {
    signal: interrupted.signal,
  });
  setTimeout(() => interrupted.abort(), 300);
  expect((await run).status).toBe(130);
  expect(readdirSync(place)).toEqual(['out.csv']);
  expect(readFileSync(join(place, 'out.csv'), 'utf8')).toBe('before');
});

it('says what has really reckoned, and in what', async () => {
  const { engine } = await json('--updates', '2', '--engine', 'reference');
  expect(engine).toEqual({ name: 'reference', device: 'one core', precision: 'float64' });
  const exact = await json('--updates', '2', '--precision', 'float64');
  expect(exact.engine.precision).toBe('float64');
});

it.each([
  [['--task', 'juggle'], /^--task must be one of recall, recall-symbol, copy, adding, parity, latch, sine; /],
  [
    ['--momentum', '0.9'],
    /^--momentum changes nothing here: Only gradient descent has a momentum; leave it out/,
  ],
  [['--warm-up', '3'], /^unknown flag "--warm-up"/],
  [['--out', 'x.txt'], /^--out must end in one of \.json, \.csv, \.parquet; "x\.txt" does not/],
  [['--curves', 'x.txt'], /^--curves must end in one of \.json, \.csv, \.parquet; "x\.txt" does not/],
  [['--curves', '/nowhere/x.csv'], /^--curves needs a folder that exists; \/nowhere is none/],
  [['--save', '/nowhere/x'], /^--save needs a folder to make its own in; \/nowhere is none/],
  [['--save-networks', 'all'], /^--save-networks changes nothing here: .*say --save FOLDER/],
  [
    ['--save', 'x', '--save-networks', '7'],
    /^--save-networks must be best:K, all, or indices such as 0,4, of 0 to 4, and at most 1024 networks; "7" is not/,
  ],
  [['--save', 'x', '--networks', '2000', '--save-networks', 'all'], /at most 1024 networks; "all" is not/],
  [['--engine', 'gpu'], /^--engine must be one of auto, webgpu, wasm, reference; "gpu" is not/],
  [['--precision', 'float16'], /^--precision must be one of auto, float64; "float16" is not/],
  [['--updates', '3:9'], /^--updates must be one number; "3:9" is a range: .*say the most/],
  [['--cell', 'gru', '--reset', 'before'], /^--reset must be after where networks learn/],
  [
    ['--floss', '2', '--cell', 'lstm', '--activation', 'relu'],
    /^--floss changes nothing here: Beside gates the slope of an activation with a kink/,
  ],
  [['--shard', '9/7'], /^--shard must be i\/n/],
])('refuses %j', async (words, sentence) => {
  const usual = ['--networks', '5'].filter(() => !words.includes('--networks'));
  const { status, stdout, stderr } = await runCommand(['train', '--hidden-size', '8', ...usual, ...words]);
  expect(stderr).toMatch(sentence);
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

it('spreads a range of rates evenly by ratio', () => {
  const rates = Array.from({ length: 400 }, (_, i) => rateOf({ ...defaultLearning, rate: [1e-4, 1] }, i));
  const decades = rates.map((rate) => Math.floor(Math.log10(rate)));
  for (const decade of [-4, -3, -2, -1])
    expect(decades.filter((one) => one === decade).length).toBeCloseTo(100, -1);
});
