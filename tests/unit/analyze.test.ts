/** `analyze`: its JSON to the letter, its table, and one line with status 2 for whatever a file may hold. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { drawWeights } from '../../src/networks/ensemble.ts';
import { fieldCase, fixtures } from './given_files.ts';
import { runCommand } from './terminal_double.ts';
import { npyBytes, stateDict } from './weight_file_bytes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const reference = ['--engine', 'reference'];

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function npy(name: string, shape: readonly number[], values: ArrayLike<number>): string {
  const tuple = `(${shape.map((length) => `${length},`).join(' ')})`;
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': ${tuple}, }`;
  return file(name, npyBytes(header, new Uint8Array(Float64Array.from(values).buffer)));
}

/** A file of that shape, every element alike. */
function filled(name: string, shape: readonly number[], value = 0.5): string {
  const size = shape.reduce((product, length) => product * length, 1);
  return npy(name, shape, new Float64Array(size).fill(value));
}

async function json(...words: string[]) {
  const { status, stdout, stderr } = await runCommand(['analyze', ...words]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

const keys =
  'cell hiddenSize inputSize spectralRadius spectralRadiusError spectralNorm steps growthRate log10GradientNorm parts status read phase log10GradientRatio schema';

describe('the JSON of analyze', () => {
  it.each([
    ['rnn', 8, ['hidden']],
    ['gru', 24, ['hidden']],
    ['lstm', 32, ['hidden', 'cell']],
  ])('of a %s has the documented keys', async (cell, rows, parts) => {
    const weights = file(
      `${cell}.safetensors`,
      stateDict({ weight_hh_l0: [rows, 8], weight_ih_l0: [rows, 3] }, 0.1),
    );
    const analysis = await json(weights);
    expect(Object.keys(analysis)).toEqual(keys.split(' '));
    expect(analysis).toMatchObject({ cell, hiddenSize: 8, inputSize: 3, steps: 100, status: 'ok' });
    expect(Object.keys(analysis.parts)).toEqual(parts);
    // W is 0.1 everywhere: one eigenvalue of 0.8, and as large a norm.
    expect(analysis.spectralRadius).toBeCloseTo(0.8, 5);
    expect(analysis.spectralNorm).toBeCloseTo(0.8, 5);
    const norms = analysis.log10GradientNorm;
    expect(norms).toHaveLength(101);
    expect(norms[100]).toBeCloseTo(Math.log10(Math.sqrt(8)), 6);
    expect(analysis.growthRate).toBeCloseTo((Math.LN10 * (norms[0] - norms[100])) / 100, 12);
    if (cell === 'lstm') expect(analysis.parts.cell[100]).toBeNull();
  });

  it('takes a bare matrix as the network that would have been drawn', async () => {
    const experiment = { ...defaultExperiment, hiddenSize: 12, steps: 20, warmUp: 0, gain: 1, networks: 1 };
    const path = npy('drawn.npy', [12, 12], drawWeights(experiment, 0));
    const { signal } = new AbortController();
    for await (const drawn of new ReferenceEngine().measure(experiment, { signal })) {
      const given = await json(path, '--steps', '20', ...reference);
      expect(given.log10GradientNorm).toEqual([...drawn.log10GradientNorm]);
      expect(given.spectralRadius).toBeCloseTo(drawn.spectralRadius[0] ?? 0, 12);
      expect(given.spectralNorm).toBeCloseTo(drawn.spectralNorm[0] ?? 0, 12);
    }
    const other = await json(path, '--steps', '20', '--seed', '2', ...reference);
    expect(other.log10GradientNorm[0]).not.toBe((await json(path, ...reference)).log10GradientNorm[0]);
  });

  it('writes an exact zero as null, and says dead', async () => {
    const path = file('minus.csv', '-1,0\n0,-1\n');
    const analysis = await json(
      path,
      '--activation',
      'relu',
      '--initial',
      filled('one.npy', [2]),
      ...reference,
    );
    expect(analysis).toMatchObject({ status: 'dead', growthRate: null });
    expect(analysis.log10GradientNorm.slice(0, 100)).toEqual(new Array(100).fill(null));
  });

  it('is the same for the file’s first steps as for a shorter file', async () => {
    const words = [fixtures('gru.safetensors'), ...reference];
    const inputs = Array.from({ length: 30 }, (_, i) => Math.sin(i));
    const long = await json(...words, '--inputs', npy('long.npy', [10, 3], inputs), '--steps', '7');
    const short = await json(...words, '--inputs', npy('short.npy', [7, 1, 3], inputs.slice(0, 21)));
    expect(long.read).toContain('Inputs: 7 steps of "long.npy".');
    expect({ ...long, read: short.read }).toEqual(short);
    const first = await json(...words, '--inputs', npy('short.npy', [1, 7, 3], inputs.slice(0, 21)));
    expect(first).toEqual(short);
  });

  it('is of the layer that is named, or the first', async () => {
    const layers = { 'a.weight_hh_l0': [4, 4], 'a.weight_hh_l1': [16, 4] } as const;
    const path = file('layers.safetensors', stateDict(layers, 0.2));
    expect((await json(path, ...reference)).cell).toBe('rnn');
    expect((await json(path, '--layer', 'a.weight_hh_l1', ...reference)).cell).toBe('lstm');
  });

  it('agrees between the engines, at sizes that need padding', async () => {
    for (const size of [1, 3, 17]) {
      const experiment = { ...defaultExperiment, cell: 'lstm' as const, hiddenSize: size };
      const path = npy(`lstm${size}.npy`, [4 * size, size], drawWeights(experiment, 0));
      const words = [path, '--layer', `lstm${size}.npy`];
      const [fast, exact] = [await json(...words), await json(...words, ...reference)];
      expect(fast.spectralRadius / exact.spectralRadius).toBeCloseTo(1, 3);
      expect(fast.spectralNorm / exact.spectralNorm).toBeCloseTo(1, 3);
      fast.log10GradientNorm.forEach((decades: number, t: number) => {
        expect(decades).toBeCloseTo(exact.log10GradientNorm[t], 3);
      });
    }
  });

  it('has ρ in float64, whatever the engine, and says how well it is known', async () => {
    const size = 100;
    const matrix = (entryOf: (i: number, j: number) => number) =>
      Float64Array.from({ length: size ** 2 }, (_, k) => entryOf(Math.floor(k / size), k % size));
    const grcar = npy(
      'grcar.npy',
      [size, size],
      matrix((i, j) => (i === j + 1 ? -1 : j >= i && j <= i + 3 ? 1 : 0)),
    );
    const line = (forward: number, back: number) =>
      matrix((i, j) => (i === j + 1 ? forward : j === i + 1 ? back : 0));
    for (const engine of ['wasm', 'reference']) {
      const words = ['--steps', '5', '--engine', engine];
      expect((await json(grcar, ...words)).spectralRadius).toBeCloseTo(2.26293, 5);
      const delays = await json(npy('delays.npy', [size, size], line(0.8, 0.05)), ...words);
      expect(delays.spectralRadius).toBeCloseTo(2 * Math.sqrt(0.04) * Math.cos(Math.PI / 101), 12);
      expect(delays.spectralRadiusError).toBeGreaterThan(0);
      expect(delays.spectralRadiusError).toBeLessThan(1e-11);
      const nilpotent = await json(npy('line.npy', [size, size], line(0.8, 0)), ...words);
      expect(nilpotent).toMatchObject({ spectralRadius: 0, spectralRadiusError: 0 });
    }
  });

  it('holds 1024 units', async () => {
    const size = 1024;
    const path = file('large.safetensors', stateDict({ weight_hh_l0: [size, size] }, 0.5 / size));
    const analysis = await json(path, '--steps', '5');
    expect(analysis).toMatchObject({ cell: 'rnn', hiddenSize: size, steps: 5 });
    expect(analysis.spectralRadius).toBeCloseTo(0.5, 5);
    expect(analysis.spectralNorm).toBeCloseTo(0.5, 5);
  });

  it('follows a gradient that float32 could not square', async () => {
    // φ′ of every unit is about 4e-22 a step.
    const path = filled('saturated.npy', [2, 2], 12.5);
    const words = [path, '--initial', filled('ones.npy', [2], 1)];
    const [fast, exact] = [await json(...words), await json(...words, ...reference)];
    expect(exact.log10GradientNorm[0]).toBeLessThan(-1900);
    expect(fast.log10GradientNorm[0] / exact.log10GradientNorm[0]).toBeCloseTo(1, 5);
  });
});

describe('files as the field has them', () => {
  const inputs = fieldCase('inputs.npy');
  const said = ['--cell', 'leaky', '--leak', '0.2', '--activation', 'relu'];

  /** log10‖∂L/∂state_0‖ of L = Σ h_T from a zero state, by automatic differentiation in float64. */
  it.each<[string, string, string[], number, number]>([
    ['mlx_lstm', inputs, [], -1.7718996424417242, 9],
    ['equinox_gru', inputs, [], -0.8380522981535782, 9],
    ['keras_gru', fieldCase('keras_gru_inputs.npy'), [], -1.0273163404162795, 9],
    ['weight_norm', inputs, [], -17.585345479568318, 9],
    ['ctrnn', inputs, said, -0.2303426276828173, 9],
  ])('%s', async (name, sequence, words, expected, digits) => {
    const given = [fieldCase(`${name}.safetensors`), '--inputs', sequence, ...words];
    const exact = await json(...given, ...reference);
    expect(exact.log10GradientNorm[0]).toBeCloseTo(expected, digits);
    expect((await json(...given)).log10GradientNorm[0]).toBeCloseTo(expected, 3);
  });

  const mlp = { '0.weight': [64, 784], '0.bias': [64], '2.weight': [64, 64], '2.bias': [64] } as const;

  it.each<[string, () => string[], RegExp]>([
    [
      'a rate network',
      () => [fieldCase('ctrnn.safetensors')],
      /ctrnn\.safetensors: .* "rnn\.h2h\.weight" say neither which cell .*; --cell \(rnn, leaky, residual\), with what it needs, and --activation say it$/m,
    ],
    [
      'a projected LSTM beside a GRU',
      () => [fieldCase('proj_size.safetensors'), '--inputs', inputs],
      /"enc\.weight_hr_l0" is the projection .*; --layer takes one: "dec\.weight_hh_l0" \(a GRU of 32 units\); or a module whole: "dec" \(1 layer: a GRU of 32 units and 8 inputs\), "enc" \(1 layer: an LSTM of 32 units with 8 outputs and 20 inputs\)$/m,
    ],
    [
      'a projected LSTM that is named',
      () => [fieldCase('proj_size.safetensors'), '--layer', 'enc.weight_hh_l0'],
      /"enc\.weight_hr_l0" is the projection of an LSTM with proj_size, which the Model view reads, and analyze by --layer enc; LSTMs without one are allowed$/m,
    ],
    [
      'an MLP',
      () => [file('mlp.safetensors', stateDict(mlp))],
      /No name in the file says .*; --layer takes one: "2\.weight" \(an RNN of 64 units\)$/m,
    ],
  ])('%s is asked about, or refused', async (_, words, message) => expectRefused(words(), message));

  it('print what was read, left aside and assumed, a sentence each', async () => {
    const rate = await json(
      fieldCase('ctrnn.safetensors'),
      ...said,
      '--steps',
      '7',
      '--seed',
      '3',
      ...reference,
    );
    expect(rate).toMatchObject({ cell: 'leaky', hiddenSize: 32, inputSize: 20 });
    expect(rate.read).toEqual([
      '"rnn.h2h.weight" is read as a layer without gates of 32 units with 20 inputs.',
      'Its names are those of rate networks.',
      'Left aside: "fc.weight", "fc.bias".',
      'As was said: cell leaky, leak 0.2, activation relu.',
      'Inputs: 7 steps drawn from N(0, 1) with seed 3, as none were given.',
      'Initial state: zero.',
      'Loss: the sum of h after the last step, so that its gradient there is ones.',
      'Engine: reference, float64, one core.',
      expect.stringMatching(/^ρ in float64: W_hh 1\.6346 ± \de-\d+\.$/),
    ]);
    const bare = await json(filled('bare.npy', [2, 2]), '--activation', 'leaky-relu', ...reference);
    expect(bare.read).toEqual([
      '"bare.npy" is read as an RNN of 2 units.',
      'Its file holds one matrix and says no more.',
      'Nothing else is in the file.',
      'As was said: activation leaky-relu.',
      'Assumed, as the file does not say: negative slope 0.01.',
      'Inputs: none, 100 steps.',
      'Initial state: φ(z), z drawn from N(0, 1) with seed 1, as there are no inputs.',
      'Loss: the sum of h after the last step, so that its gradient there is ones.',
      'Engine: reference, float64, one core.',
      expect.stringMatching(/^ρ in float64: W_hh 1\.0000 ± \de-15\.$/),
    ]);
    const lstm = fixtures('lstm.safetensors');
    const words = ['--initial', fixtures('lstm_hidden.npy'), '--cotangent', fixtures('lstm_cotangent.npy')];
    const sentences = (await json(lstm, ...words, ...reference)).read;
    expect(sentences).toContain('Initial state: "lstm_hidden.npy", c zero.');
    expect(sentences).toContain(
      'Loss: its gradient with respect to h after the last step is "lstm_cotangent.npy".',
    );
    expect(sentences.at(-1)).toMatch(
      /^ρ in float64: Wᵢ \d\.\d+ ± \de-1\d, W_f \d\.\d+ ± \de-1\d, W_g \d\.\d+ ± \de-1\d, Wₒ \d\.\d+ ± \de-1\d\.$/,
    );
  });

  it('are a cell without gates of any kind, where that is said', async () => {
    const path = fixtures('tanh.safetensors');
    const residual = await json(path, '--cell', 'residual', '--residual-scale', '0.5', ...reference);
    expect(residual.cell).toBe('residual');
    expect(residual.read).toContain('As was said: cell residual, residual scale 0.5.');
    expect(residual.read).toContain('Assumed, as the file does not say: activation tanh.');
    const whole = await json(path, '--cell', 'leaky', '--leak', '1', ...reference);
    const plain = await json(path, ...reference);
    expect(whole.log10GradientNorm).toEqual(plain.log10GradientNorm);
  });
});

it('prints tables on a terminal', async () => {
  const words = ['analyze', fixtures('lstm.safetensors'), ...reference];
  const { status, stdout } = await runCommand(words, { isTTY: true });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^weight_hh_l0: lstm, hidden size 8, input size 3\n/);
  expect(stdout).toMatch(/^W_g +\d\.\d{4,} +\de-\d+ +\d\.\d{4} +the candidate’s$/m);
  expect(stdout).toMatch(/^100 +0\.4515 +0\.4515 +−∞$/m);
  expect(stdout).toMatch(/^Inputs: 100 steps drawn from N\(0, 1\) with seed 1, as none were given\.$/m);
  expect(stdout).toMatch(/growth rate −\d\.\d{4} nats per step; vanishing over 100 steps/);
});

it('writes a file that appears whole', async () => {
  const out = join(folder, 'analysis.json');
  const words = ['analyze', fixtures('tanh.safetensors'), ...reference];
  expect(await runCommand([...words, '--out', out])).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(readFileSync(out, 'utf8')).toBe((await runCommand(words)).stdout);
  expect(readdirSync(folder).filter((name) => name.includes('part'))).toEqual([]);
});

it('stops with status 130', async () => {
  // Minutes of work in float64, of which a moment is done.
  const large = filled('large.npy', [400, 400], 0.001);
  const words = ['analyze', large, '--steps', '10000', ...reference];
  const { status, stdout } = await runCommand(words, { signal: AbortSignal.timeout(100) });
  expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
});

/** Status 2, one line on stderr that matches, nothing on stdout. */
async function expectRefused(words: readonly string[], message: RegExp): Promise<void> {
  const { status, stdout, stderr } = await runCommand(['analyze', ...words]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^[^\n]+\n$/);
}

describe('a sequence of more than 10 000 steps', () => {
  // ∂L/∂state_t = 2^(t − T)·(1 … 1) of four units: decades are a straight line.
  const linear = () => {
    const halves = Float64Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 0.5 : 0));
    return [npy('halves.npy', [4, 4], halves), '--cell', 'rnn', '--activation', 'identity'];
  };
  const steps = 30_000;
  const at = (t: number) => Math.log10(2) * (1 + t - steps);

  it.each(['linear', 'log'])(
    'has its norms at 512 times at most, and says which (%s)',
    async (spacing) => {
      for (const engine of ['reference', 'wasm']) {
        const words = ['--steps', String(steps), '--times', spacing, '--engine', engine];
        const { times, log10GradientNorm, parts, growthRate, ...others } = await json(...linear(), ...words);
        expect(times.length).toBeLessThanOrEqual(512);
        expect([times[0], times.at(-1)]).toEqual([0, steps]);
        // Log-spaced times have one within ten steps of the end, evenly spaced ones none within fifty.
        expect(steps - times.at(-3) < 10).toBe(spacing === 'log');
        expect(log10GradientNorm).toHaveLength(times.length);
        expect(parts.hidden).toEqual(log10GradientNorm);
        times.forEach((t: number, place: number) => {
          expect(log10GradientNorm[place]).toBeCloseTo(at(t), 4);
        });
        expect(growthRate).toBeCloseTo(-Math.LN2, 9);
        expect(others).toMatchObject({ steps, status: 'ok', phase: 'vanishing' });
        expect(others.log10GradientRatio).toBeCloseTo(-Math.log10(2) * steps, 4);
      }
    },
    60_000,
  );

  it('of 10 000 steps norms are there at every time, and a spacing is refused', async () => {
    const whole = await json(...linear(), '--steps', '10000');
    expect(whole.log10GradientNorm).toHaveLength(10_001);
    expect(whole).not.toHaveProperty('times');
    expect(await json(...linear(), '--steps', '10001', '--summary')).not.toHaveProperty('times');
    const { status, stderr } = await runCommand([
      'analyze',
      ...linear(),
      '--steps',
      '10000',
      '--times',
      'log',
    ]);
    expect(status).toBe(2);
    expect(stderr).toBe(
      '--times changes nothing here: norms of up to 10000 steps are kept at every time; leave it out, or say --steps above 10000\n',
    );
  });

  it('has a table through all of it', async () => {
    const { stdout } = await runCommand([
      'analyze',
      ...linear(),
      '--steps',
      String(steps),
      '--format',
      'table',
    ]);
    expect(stdout).toMatch(/^ *30000 +0\.3010$/m);
    expect(stdout).toMatch(/over 30000 steps \(−9030\.90 decades\)/);
  });
});

describe('errors are one line, with status 2', () => {
  const tanh = fixtures('tanh.safetensors');
  const lstm = fixtures('lstm.safetensors');

  it.each<[string, () => string[], RegExp]>([
    ['no file', () => [], /analyze needs a file of weights: WEIGHTS\.safetensors/],
    ['a file that is not there', () => [join(folder, 'no.npy')], /no\.npy cannot be read \(ENOENT/],
    ['a device that never ends', () => ['/dev/zero'], /\/dev\/zero is no plain file/],
    ['an empty file', () => [file('none.pt', '')], /"none\.pt" is empty; files of weights are allowed as /],
    [
      'another ending',
      () => [file('w.pt', 'x')],
      /"w\.pt" is no zip archive, not what its ending says; .* \.safetensors, /,
    ],
    [
      'a seed of nothing',
      () => [tanh, '--inputs', fixtures('tanh_inputs.npy'), '--seed', '2'],
      /--seed changes nothing here: nothing is drawn where all of it is given; leave it out$/m,
    ],
    ['an unknown flag', () => [tanh, '--gain', '2'], /unknown flag "--gain"; flags are --inputs/],
    ['an unknown activation', () => [tanh, '--activation', 'swish'], /--activation must be one of tanh/],
    [
      'an unknown layer',
      () => [tanh, '--layer', 'l9'],
      /"l9" is no layer of the file; "weight_hh_l0" may be/,
    ],
    [
      'gates that a file has not',
      () => [tanh, '--cell', 'gru'],
      /--cell gru does not fit "weight_hh_l0", an RNN; rnn, /,
    ],
    [
      'a cell without gates',
      () => [lstm, '--cell', 'rnn'],
      /--cell rnn does not fit "weight_hh_l0", an LSTM; lstm/,
    ],
    [
      'α of gates',
      () => [lstm, '--leak', '0.1'],
      /--leak changes nothing here: only the leaky RNN has a leak; leave it out$/m,
    ],
    ['a leaky cell without α', () => [tanh, '--cell', 'leaky'], /--cell leaky needs --leak: no file says it/],
    [
      'α of another cell',
      () => [tanh, '--residual-scale', '1'],
      /--residual-scale changes nothing here: only the res/,
    ],
    ['no steps', () => [tanh, '--steps', '0'], /--steps must be a whole number from 1/],
    ['another ending of --out', () => [tanh, '--out', 'a.csv'], /--out must end in \.json/],
    ['too wide inputs', () => [tanh, '--inputs', filled('x4.npy', [5, 4])], /is 5 × 4; steps × 3 is allowed/],
    [
      'a batch of inputs',
      () => [tanh, '--inputs', filled('xb.npy', [5, 2, 3])],
      /is 5 × 2 × 3; steps × 3 is allowed .*, a batch by --layer all or in the Model view$/m,
    ],
    ['no inputs', () => [tanh, '--inputs', filled('x0.npy', [0, 3])], /is 0 × 3; steps × 3/],
    [
      'NaN inputs',
      () => [tanh, '--inputs', filled('xn.npy', [5, 3], Number.NaN)],
      /holds NaN as its element 0/,
    ],
    [
      'more steps than inputs',
      () => [tanh, '--inputs', filled('x5.npy', [5, 3]), '--steps', '6'],
      /x5\.npy" has 5 steps; 6 are too many, 5 or fewer are allowed$/m,
    ],
    [
      'more steps than are kept',
      () => [tanh, '--inputs', filled('x.npy', [1_000_001, 3])],
      /1000001 steps are too many; up to 1000000 are allowed$/m,
    ],
    [
      'inputs of a bare matrix',
      () => [filled('w.npy', [2, 2]), '--inputs', filled('x2.npy', [5, 2])],
      /has no input weights beside it/,
    ],
    [
      'a short state',
      () => [tanh, '--initial', filled('h7.npy', [7])],
      /is 7; 8 numbers are allowed for an initial/,
    ],
    [
      'c for an RNN',
      () => [tanh, '--initial', `${filled('h8.npy', [8])},${filled('c8.npy', [8])}`],
      /The initial state has 2 arrays; h alone may be given/,
    ],
    ['a comma at the end', () => [lstm, '--initial', `${filled('h8.npy', [8])},`], /cannot be read/],
    [
      'a wrong cotangent',
      () => [tanh, '--cotangent', filled('v.npy', [8, 8])],
      /is 8 × 8; 8 numbers are allowed/,
    ],
    [
      'sums beyond float64',
      () => [filled('huge.npy', [2, 2], 1.7e308), '--initial', filled('h.npy', [2], 1), ...reference],
      /sums leave the range of float64; smaller weights/,
    ],
    [
      'weights beyond float32',
      () => [filled('big.npy', [2, 2], 1e40)],
      /W_hh has magnitude 1\.0e\+40; float32 works/,
    ],
  ])('%s', async (_, words, message) => expectRefused(words(), message));
});

describe('whatever a file holds, the answer is numbers or one line with status 2', () => {
  const tanh = fixtures('tanh.safetensors');

  async function expectAnswer(words: readonly string[]): Promise<void> {
    const { status, stdout, stderr } = await runCommand(['analyze', ...words, ...reference]);
    expect([0, 2]).toContain(status);
    expect(stderr).toMatch(status === 0 ? /^$/ : /^[^\n]+\n$/);
    expect(stdout === '').toBe(status === 2);
    if (status === 2) return;
    const { log10GradientNorm, parts, spectralRadius, spectralNorm } = JSON.parse(stdout);
    // JSON has no NaN: it would be a null, which stands for an exact zero.
    expect(spectralRadius).toBeGreaterThanOrEqual(0);
    expect(spectralNorm).toBeGreaterThanOrEqual(spectralRadius * (1 - 1e-6));
    const zeros = (norms: (number | null)[]) => norms.filter((norm) => norm === null).length;
    if (!parts.cell) expect(zeros(parts.hidden)).toBe(zeros(log10GradientNorm));
  }

  it.each(['.safetensors', '.npy', '.csv', '.pt'])('bytes at random: %s', async (ending) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        await expectAnswer([file(`random${ending}`, bytes)]);
      }),
    );
  });

  it('a state dict with bytes changed, cut off or put in', async () => {
    const sound = readFileSync(fixtures('lstm.safetensors'));
    const place = fc.integer({ min: 0, max: sound.byteLength });
    await fc.assert(
      fc.asyncProperty(place, place, fc.uint8Array({ maxLength: 9 }), async (from, to, bytes) => {
        const [first, last] = [Math.min(from, to), Math.max(from, to)];
        // Often no byte is lost, only changed.
        const end = last % 2 ? last : first + bytes.length;
        const changed = Buffer.concat([sound.subarray(0, first), bytes, sound.subarray(end)]);
        await expectAnswer([file('changed.safetensors', changed), '--steps', '3']);
      }),
      { numRuns: 500 },
    );
  });

  it('arrays of any shape and any values beside sound weights', async () => {
    const shape = fc.array(fc.constantFrom(0, 1, 2, 3, 8), { maxLength: 3 });
    const value = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, 1e308, 5e-324, 0));
    const flag = fc.constantFrom('inputs', 'initial', 'cotangent');
    await fc.assert(
      fc.asyncProperty(flag, shape, value, async (name, lengths, x) => {
        await expectAnswer([tanh, `--${name}`, filled('any.npy', lengths, x), '--steps', '2']);
      }),
      { numRuns: 500 },
    );
  });

  it('any matrix, of many equal and many missing entries', async () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const few = fc.uniqueArray(fc.oneof(fc.constantFrom(0, 1, -1, 0.5), number), {
      minLength: 1,
      maxLength: 3,
    });
    const matrix = fc
      .tuple(fc.integer({ min: 1, max: 7 }), few)
      .chain(([size, entries]) =>
        fc.array(fc.constantFrom(...entries), { minLength: size ** 2, maxLength: size ** 2 }),
      );
    const activation = fc.constantFrom('tanh', 'relu', 'softplus', 'gelu');
    await fc.assert(
      fc.asyncProperty(matrix, activation, async (entries, name) => {
        const size = Math.sqrt(entries.length);
        const path = npy('any.npy', [size, size], entries);
        await expectAnswer([path, '--activation', name, '--steps', '5']);
      }),
      { numRuns: 500 },
    );
  });
});
