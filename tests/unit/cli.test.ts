/** The command line: its numbers are the engine's, its files whole, its errors one line. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Collection } from '../../src/analysis/collection.ts';
import { run } from '../../src/cli.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { formatField } from '../../src/experiment/field_text.ts';
import { applies, defaultExperiment, effective, fields } from '../../src/experiment/fields.ts';
import { networkSettings } from '../../src/experiment/network_settings.ts';
import { sweepCsv } from '../../src/files/csv.ts';
import { sweepJson } from '../../src/files/json.ts';
import { writeWhole } from '../../src/terminal/whole_file.ts';
import { runCommand, terminalDouble } from './terminal_double.ts';

const script = new URL('../../scripts/cli.mjs', import.meta.url).pathname;
const short = ['--steps', '10', '--warm-up', '5', '--engine', 'reference'];
const small = [...short, '--networks', '9', '--hidden-size', '8'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function measured(experiment: Experiment, engine: Engine = new ReferenceEngine()): Promise<Collection> {
  const collection = new Collection(experiment);
  const { signal } = new AbortController();
  for await (const chunk of engine.measure(experiment, { signal })) collection.append(chunk);
  return collection;
}

const description = new ReferenceEngine().describe();
const smallExperiment: Experiment = {
  ...defaultExperiment,
  ...{ networks: 9, hiddenSize: 8, steps: 10, warmUp: 5, gain: 1.2 },
};

describe('sweep on a pipe', () => {
  it('prints the JSON that the page downloads, and nothing else', async () => {
    const { status, stdout, stderr } = await runCommand(['sweep', ...small]);
    expect(status).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toBe([...sweepJson(await measured(smallExperiment), description)].join(''));
  });

  it('measures on the CPU kernels unless told otherwise, with the page’s numbers', async () => {
    const flags = ['--steps', '10', '--warm-up', '5', '--networks', '9', '--hidden-size', '8'];
    const engine = await WasmEngine.open({ workers: 1 });
    const expected = [...sweepJson(await measured(smallExperiment, engine), engine.describe())].join('');
    engine.dispose();
    const { networks, time } = JSON.parse((await runCommand(['sweep', ...flags])).stdout);
    expect({ networks, time }).toEqual({
      networks: JSON.parse(expected).networks,
      time: JSON.parse(expected).time,
    });
  });

  it('has the documented keys', async () => {
    const flags = [...short, '--networks=40', '--activation=relu', '--hidden-size=4'];
    const { stdout } = await runCommand(['sweep', ...flags]);
    const sweep = JSON.parse(stdout);
    expect(Object.keys(sweep)).toEqual(['experiment', 'engine', 'version', 'schema', 'networks', 'time']);
    expect(Object.keys(sweep.engine)).toEqual(['name', 'device']);
    expect(Object.keys(sweep.time)).toEqual(['steps', 'p10', 'p50', 'p90']);
    expect(sweep.time.steps).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const keys = 'index gain spectralRadius spectralNorm growthRate log10GradientNorm status'.split(' ');
    expect(sweep.networks.filter(({ status }: { status: string }) => status === 'dead')).not.toHaveLength(0);
    for (const network of sweep.networks) {
      const dead = network.status === 'dead';
      expect(Object.keys(network)).toEqual([...[...keys, ...(dead ? ['statusStep'] : [])], 'phase']);
      if (dead) expect(network.phase).toBe('dead');
      expect(network.log10GradientNorm === null).toBe(dead);
    }
  });

  it('names float64 where it measures in an engine’s place', async () => {
    const words = [
      'sweep',
      '--cell',
      'gru',
      '--reset',
      'before',
      '--networks',
      '2',
      '--steps',
      '3',
      '--hidden-size',
      '4',
    ];
    const ofEngine = async (name: string) =>
      JSON.parse((await runCommand([...words, '--engine', name])).stdout);
    const [standIn, oracle] = [await ofEngine('wasm'), await ofEngine('reference')];
    expect(standIn.engine).toEqual({ name: 'reference', device: 'one core' });
    expect(standIn).toEqual(oracle);
  });

  it('takes every field that applies by its name', async () => {
    const experiment: Experiment = effective({
      cell: 'leaky',
      reset: 'before',
      leak: 0.4,
      residualScale: 0.3,
      forgetBias: -1,
      activation: 'leaky-relu',
      negativeSlope: 0.2,
      ensemble: 'orthogonal',
      density: 0.5,
      outlier: 2,
      hiddenSize: 6,
      networks: 4,
      steps: 7,
      warmUp: 3,
      times: 'log',
      gain: [0.5, 1.5],
      inputScale: [0.1, 0.4],
      sharedInput: true,
      biasScale: 0.25,
      initialScale: 0.5,
      loss: 'random',
      seed: 4_294_967_295,
    });
    const applying = fields.filter((field) => applies(field, experiment) === true);
    expect(applying).toHaveLength(fields.length - 6);
    const flags = applying.flatMap((field) =>
      field.kind === 'flag'
        ? [`--${field.name}`]
        : [`--${field.name}`, formatField(field, experiment[field.key])],
    );
    const { stdout } = await runCommand(['sweep', ...flags, '--engine', 'reference']);
    expect(stdout).toBe([...sweepJson(await measured(experiment), description)].join(''));
  });

  it('measures and prints quantities that are asked for', async () => {
    const flags = ['--cell', 'gru', '--quantity', 'rest,state-norm'];
    const { stdout } = await runCommand(['sweep', ...small, ...flags]);
    const { networks } = JSON.parse(stdout);
    const collection = await measured({ ...smallExperiment, cell: 'gru' });
    for (const [index, network] of networks.entries()) {
      // At rest a GRU keeps half of its state, and adds a quarter of g·W.
      expect(network.restRadius).toBeGreaterThan(0.3);
      expect(network.restRadius).toBeLessThan(0.5 + 0.25 * network.spectralNorm);
      expect(network.log10StateNorm).toBe(collection.log10StateNorm[index]);
    }
    const table = await runCommand(['sweep', ...small, ...flags], { isTTY: true });
    expect(table.stdout).toMatch(/^index +gain .* status +statusStep +restRadius +log10StateNorm +phase\n/);
  });

  it('gives a shard the numbers that its networks have in the whole', async () => {
    const range = ['--gain', '0.1:2', '--input-scale', '0.3'];
    const networksOf = async (...more: string[]) =>
      JSON.parse((await runCommand(['sweep', ...small, ...range, ...more])).stdout).networks;
    const whole = await networksOf();
    const shards = [];
    for (const shard of ['1/4', '2/4', '3/4', '4/4']) shards.push(await networksOf('--shard', shard));
    expect(shards.map((networks) => networks.length)).toEqual([2, 2, 2, 3]);
    expect(shards.flat()).toEqual(whole);
  });
});

describe('a sweep of a million networks', () => {
  const million = [...short, '--hidden-size', '4', '--networks', '1000000'];

  it('is allowed, and each has its number in the whole', async () => {
    const shard = ['--gain', '0.5:1.5', '--shard', '99999/100000'];
    const { networks } = JSON.parse((await runCommand(['sweep', ...million, ...shard])).stdout);
    expect(networks.map(({ index }: { index: number }) => index)).toEqual(
      Array.from({ length: 10 }, (_, i) => 999_980 + i),
    );
    const { gain } = networkSettings({ ...defaultExperiment, gain: [0.5, 1.5] }, 999_989);
    expect(networks[9].gain).toBe(gain);
  });

  it('is measured in several runs, and nothing shows where they meet', async () => {
    const flags = ['--networks', '66000', '--hidden-size', '4', '--steps', '2', '--warm-up', '0'];
    const networksOf = async (...more: string[]) =>
      JSON.parse((await runCommand(['sweep', ...flags, ...more])).stdout).networks;
    const networks = await networksOf();
    expect(networks.map(({ index }: { index: number }) => index)).toEqual(
      Array.from({ length: 66_000 }, (_, index) => index),
    );
    expect(networks.slice(65_340)).toEqual(await networksOf('--shard', '100/100'));
  });

  it('is written while it is measured, no faster than it is read', async () => {
    const controller = new AbortController();
    let written = '';
    let pieces = 0;
    const stdout = {
      write: (text: string | Uint8Array, taken?: () => void) => {
        written += text;
        // A reader who takes three pieces and no more.
        if (++pieces < 3) taken?.();
        else setTimeout(() => controller.abort(), 500);
      },
    };
    const { terminal } = terminalDouble({ signal: controller.signal });
    expect(await run(['sweep', ...million], { ...terminal, stdout })).toBe(130);
    expect(pieces).toBe(3);
    expect(written).toMatch(/^\{"experiment":/);
    expect(written.split('"status":"ok"').length).toBeGreaterThan(500);
  });
});

describe('sweep on a terminal', () => {
  it('prints a table', async () => {
    const flags = [...short, '--networks', '30', '--hidden-size', '8'];
    const { stdout, stderr } = await runCommand(['sweep', ...flags], { isTTY: true });
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^index +gain +spectralRadius +spectralNorm +growthRate/);
    expect(lines[1]).toMatch(/^ +0 +1\.2000 /);
    expect(lines[21]).toBe('… and 10 more (--out FILE keeps them all)');
    expect(stdout).toContain('30 networks, reference engine on one core');
    expect(stderr).toContain('of 30 networks');
  });
});

describe('files', () => {
  it('appear whole, with the same contents', async () => {
    const collection = await measured(smallExperiment);
    for (const [name, pieces] of [
      ['a.json', sweepJson(collection, description)],
      ['a.csv', sweepCsv(collection, description)],
    ] as const) {
      const out = join(folder, name);
      expect(await runCommand(['sweep', ...small, '--out', out])).toEqual({
        status: 0,
        stdout: '',
        stderr: '',
      });
      expect(readFileSync(out, 'utf8')).toBe([...pieces].join(''));
    }
    expect(readdirSync(folder)).toEqual(['a.csv', 'a.json']);
  });

  it('of Parquet hold the rows of the JSON', async () => {
    const out = join(folder, 'a.parquet');
    expect((await runCommand(['sweep', ...small, '--out', out])).status).toBe(0);
    const { buffer, byteOffset, byteLength } = readFileSync(out);
    const rows = await parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + byteLength) });
    const { networks } = JSON.parse([...sweepJson(await measured(smallExperiment), description)].join(''));
    expect(rows).toEqual(
      networks.map((network: Record<string, unknown>) => ({ statusStep: null, ...network })),
    );
    rmSync(out);
  });

  it('are left as they were by an error halfway', async () => {
    const out = join(folder, 'a.json');
    const before = readFileSync(out, 'utf8');
    const pieces = function* () {
      yield 'x'.repeat(1e6);
      throw new Error('disk on fire');
    };
    const { signal } = new AbortController();
    await expect(writeWhole(out, pieces(), signal)).rejects.toThrow('fire');
    await expect(writeWhole(out, ['x'], AbortSignal.abort())).rejects.toThrow();
    expect(readFileSync(out, 'utf8')).toBe(before);
    expect(readdirSync(folder)).toEqual(['a.csv', 'a.json']);
  });
});

describe('errors are one line on stderr, what was wrong and what is allowed, with status 2', () => {
  it.each([
    [[], /command is missing; commands are sweep, spectrum, analyze, diagnose, validate/],
    [['swep'], /unknown command "swep"; commands are sweep, spectrum, analyze, diagnose, validate/],
    [['bench', '--steps', '3'], /unknown flag "--steps"; flags are --engine/],
    [['bench', '--engine', 'tpu'], /--engine must be one of auto, webgpu, wasm, reference; "tpu" is not/],
    [['sweep', '--gian', '1'], /unknown flag "--gian"; flags are --cell.*--activation.*--out/],
    [['sweep', '-x'], /unknown flag "-x"/],
    [['sweep', 'now'], /"now" belongs to no flag/],
    [['sweep', '--', 'now'], /a lone -- means nothing/],
    [['sweep', '--gain', '11'], /--gain must be a number from 0.01 to 10, or a range.*"11" is not/],
    [['sweep', '--seed', '-1'], /--seed must be a whole number from 0 to 4.294.967.295; "-1" is not/],
    [['sweep', '--seed'], /--seed needs a value/],
    [['sweep', '--seed', '1', '--seed', '2'], /--seed is given twice/],
    [['sweep', '--activation', 'swish'], /--activation must be one of tanh, .*"swish" is not/],
    [['sweep', '--input-scale', '0:1', '--bias-scale', '0:1'], /--bias-scale cannot be a range while/],
    [
      ['sweep', '--quantity', 'rest,colour'],
      /--quantity must be one of rest, gradient-ratio, state-norm, parameter-norm; "colour" is not/,
    ],
    [['sweep', '--quantity', ''], /--quantity must be one of rest, /],
    [['sweep', '--engine', 'tpu'], /--engine must be one of auto, .*reference; "tpu" is not/],
    [['sweep', '--shard', '0/2'], /--shard must be i\/n .*"0\/2" is not/],
    [['sweep', '--shard', '3/2'], /"3\/2" is not/],
    [['sweep', '--networks', '2', '--shard', '1/3'], /n at most the 2 networks/],
    [['sweep', '--out', 'a.txt'], /--out must end in one of .json, .csv, .parquet; "a.txt" does not/],
    [
      ['sweep', '--networks', '1048577'],
      /--networks must be a whole number from 1 to 1.048.576; "1048577" is not/,
    ],
    [['sweep', '--out', '/no/such/folder/a.json'], /--out needs a folder that exists/],
    [['validate', '--gain', '1'], /unknown flag "--gain"; flags are --engine/],
  ])('%j', async (words, message) => {
    const { status, stdout, stderr } = await runCommand(words);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });
});

describe('--version', () => {
  it('is the package’s', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await runCommand(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('--help', () => {
  it('names every field, what it may be and its default', async () => {
    const { status, stdout, stderr } = await runCommand(['--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^vanishing-point bench \[--engine …\] +how fast each engine is/m);
    for (const { name } of fields) expect(stdout).toMatch(new RegExp(`^--${name} .*`, 'm'));
    expect(stdout).toMatch(/^--quantity .*rest \(spectral radius at rest\), gradient-ratio/m);
    expect(stdout).toMatch(/^--gain +0\.01 to 10, or a:b +1\.2 /m);
  });

  it.each([
    ['sweep', ['--gain', '--shard'], ['--inputs', '--lag']],
    ['analyze', ['--inputs', '--times'], ['--shard', '--fail-on']],
    ['diagnose', ['--fail-on', '--inputs'], ['--shard']],
    ['advise', ['--lag', '--input-size'], ['--shard', '--inputs']],
    ['validate', ['--engine', '--ensemble'], ['--gain']],
    ['bench', ['--engine'], ['--gain']],
  ])('behind %s is about that command, its own flags first', async (command, its, others) => {
    const { status, stdout } = await runCommand([command, '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^vanishing-point ${command} `));
    for (const flag of its) expect(stdout).toMatch(new RegExp(`^${flag} `, 'm'));
    for (const flag of others) expect(stdout).not.toMatch(new RegExp(`^${flag} `, 'm'));
    expect(stdout.search(new RegExp(`^flags of ${command} `, 'm'))).toBe(stdout.search(/^flags of /m));
    expect(stdout).toMatch(/^Other commands are .*--help by itself says more\.\n$/m);
  });
});

describe('as a process', () => {
  it('builds itself, and prints JSON on a pipe', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, 'sweep', ...small], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout).networks).toHaveLength(9);
  });

  it('stops at Ctrl-C with status 130 and leaves nothing half-written', async () => {
    const out = join(folder, 'never.json');
    const child = spawn(process.execPath, [script, 'sweep', '--networks', '65536', '--out', out]);
    const status = new Promise((resolve) => child.on('exit', resolve));
    const written = () => readdirSync(folder).filter((name) => name.includes('never'));
    await vi.waitUntil(() => written().length > 0, { timeout: 60_000 });
    child.kill('SIGINT');
    expect(await status).toBe(130);
    expect(existsSync(out)).toBe(false);
    expect(written()).toEqual([]);
  });
});
