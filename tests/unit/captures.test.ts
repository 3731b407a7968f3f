/** Captured training steps: examples/pytorch/capture.py, what is read of them, and the gradients against PyTorch's. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strFromU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnosis } from '../../src/laboratory/diagnosis.ts';
import { unaltered } from '../../src/networks/model/altered.ts';
import expected from '../fixtures/torch_captures.json' with { type: 'json' };
import { runCommand } from './terminal_double.ts';
import { npyBytes } from './weight_file_bytes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const root = fileURLToPath(new URL('../../', import.meta.url));
const fixture = (name: string) => join(root, `tests/fixtures/captures/${name}.npz`);

type Members = Record<string, Uint8Array>;

/** A fixture with other members: its path. */
function altered(name: string, change: (members: Members) => void): string {
  const members = unzipSync(new Uint8Array(readFileSync(fixture(name))));
  change(members);
  const path = join(folder, `${name}.npz`);
  writeFileSync(path, zipSync(members));
  return path;
}

/** Numbers of a member, to be changed where they stand: the last 8·count bytes of the file. */
function numbersIn(bytes: Uint8Array | undefined, count: number): Float64Array {
  if (!bytes) throw new Error('There is no such member.');
  const start = bytes.byteLength - 8 * count;
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.byteLength));
}

function float64s(shape: string, values: Float64Array): Uint8Array {
  return npyBytes(
    `{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}, }`,
    new Uint8Array(values.slice().buffer),
  );
}

/** What a capture says of itself, changed. */
function saying(members: Members, change: (facts: Record<string, unknown>) => void): void {
  const bytes = members['capture.npy'] ?? new Uint8Array();
  const text = strFromU8(bytes)
    .replace(/^[^{]*\{[^}]*\}\s*/s, '')
    .replaceAll('\0', '');
  const facts = JSON.parse(text);
  change(facts);
  members['capture.npy'] = textArray(JSON.stringify(facts));
}

function textArray(text: string): Uint8Array {
  const letters = Uint32Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  return npyBytes(
    `{'descr': '<U${letters.length}', 'fortran_order': False, 'shape': (), }`,
    new Uint8Array(letters.buffer),
  );
}

async function analysisOf(path: string, ...words: string[]) {
  const { status, stdout, stderr } = await runCommand(['analyze', path, ...words]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

type Decades = readonly (number | null)[];

function expectDecades(measured: Decades, right: Decades): void {
  expect(measured).toHaveLength(right.length);
  right.forEach((decades, i) => {
    const own = measured[i];
    if (decades === null || own === null || own === undefined) expect(own).toBe(decades);
    // Decades that are kept to 13 places: 1e-9 of the norm.
    else expect(Math.abs(10 ** (own - decades) - 1)).toBeLessThan(1e-9);
  });
}

describe('a captured step has PyTorch’s gradient at every layer, direction, step and sequence, to 1e-9', () => {
  it.each(expected.cases)('$name', async ({ name, layers }) => {
    const analysis = await analysisOf(fixture(name));
    expect(analysis.layers).toHaveLength(layers.length);
    layers.forEach((sequences, i) => {
      const layer = analysis.layers[i];
      const measured = layer.batch ?? [layer];
      expect(measured).toHaveLength(sequences.length);
      sequences.forEach((right, element) => {
        expectDecades(measured[element].log10GradientNorm, right.state);
        expectDecades(measured[element].parts.hidden, right.hidden);
        if (right.cell) expectDecades(measured[element].parts.cell, right.cell);
      });
    });
    expect(analysis.check).toMatchObject({ passed: true, dtype: 'float64', limit: 2 ** -26 });
    expect(analysis.check.worst).toBeLessThan(1e-13);
  });

  it('checks ∂L/∂input and every weight and bias, where they were recorded', async () => {
    const named = async (name: string) => {
      const { check } = await analysisOf(fixture(name));
      return check.gradients.map((gradient: { name: string }) => gradient.name);
    };
    expect(await named('lstm_projected')).toEqual(
      ['input', 'weight_ih_l0', 'weight_hh_l0', 'bias_ih_l0', 'bias_hh_l0', 'weight_hr_l0'].map(
        (one) => `rnn/d_${one}`,
      ),
    );
    expect(await named('rnn_relu')).not.toContain('rnn/d_input');
  });
});

describe('the check', () => {
  it.each(['weight_hh_l0', 'd_output', 'd_cell', 'd_hidden', 'hidden'])(
    'fails where %s is another',
    async (key) => {
      const path = altered('lstm_packed', (members) => {
        const size = { weight_hh_l0: 36, d_output: 108, d_cell: 36, d_hidden: 36, hidden: 36 }[key] ?? 0;
        const shape = { weight_hh_l0: '(12, 3)', d_output: '(6, 3, 6)' }[key] ?? '(4, 3, 3)';
        const numbers = numbersIn(members[`rnn/${key}.npy`], size);
        members[`rnn/${key}.npy`] = float64s(
          shape,
          numbers.map((value, i) => (i < 3 ? value + 0.1 : value)),
        );
      });
      const { check, read } = await analysisOf(path);
      expect(check.passed).toBe(false);
      expect(check.worst).toBeGreaterThan(1e-4);
      expect(read.join('\n')).toMatch(/∂L\/∂input and ∂L\/∂W differ from the framework’s/);
    },
  );

  it('is a line of the table', async () => {
    const { stdout } = await runCommand(['analyze', fixture('gru_first'), '--format', 'table']);
    expect(stdout).toContain('∂L/∂input and ∂L/∂W equal the framework’s to');
    expect(stdout).toContain('step 100: "rnn", GRU, computed in float64.');
  });

  it('is made on the page too, and its words stand in what is read', async () => {
    const file = new File([readFileSync(fixture('lstm_cell'))], 'step.npz');
    const request = { file, answers: {}, kind: {}, loss: 'last', alteration: unaltered, seed: 1 } as const;
    const parts = diagnosis(request, { signal: new AbortController().signal });
    let next = await parts.next();
    while (!next.done) next = await parts.next();
    expect(next.value).toMatchObject({ batched: true, analysis: { check: { passed: true } } });
    expect(JSON.stringify(next.value)).toContain('∂L/∂input and ∂L/∂W equal the framework’s to');
  });
});

describe('diagnose', () => {
  it('finds a NaN of the step itself, by its array', async () => {
    const path = altered('gru_first', (members) => {
      const numbers = numbersIn(members['rnn/input.npy'], 42);
      numbers[7] = Number.NaN;
      members['rnn/input.npy'] = float64s('(7, 2, 3)', numbers);
    });
    const { status, stdout } = await runCommand(['diagnose', path, '--fail-on', 'nan']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout).findings).toMatchObject([
      { rule: 'nan', severity: 'high', evidence: { element: 7 } },
    ]);
  });

  it('says of finite weights that the loss makes it, once', async () => {
    const path = altered('lstm_packed', (members) => {
      members['rnn/d_output.npy'] = float64s('(6, 3, 6)', new Float64Array(108).fill(Number.NaN));
      members['rnn/d_weight_hh_l0.npy'] = float64s('(12, 3)', new Float64Array(36).fill(Number.NaN));
    });
    const { stdout } = await runCommand(['diagnose', path]);
    const { findings } = JSON.parse(stdout);
    expect(findings).toMatchObject([{ rule: 'nan', evidence: { element: 0 } }]);
    expect(findings[0].sentence).toMatch(
      /^"rnn\/d_\w+" holds NaN .*: weights and inputs are finite, so that the loss/,
    );
  });

  it('says by how many steps a lag may reach', async () => {
    const { status, stderr } = await runCommand(['diagnose', fixture('lstm_packed'), '--lag', '60']);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /--lag 60 lies beyond the 6 steps that are measured; as many or fewer are allowed$/m,
    );
  });

  it('says through which arrays the gradient comes, and what was captured of its kind', async () => {
    const read = async (name: string) => (await analysisOf(fixture(name))).read.join('\n');
    expect(await read('gru_first')).toContain('Loss: what comes to the last states themselves is "');
    expect(await read('lstm_packed')).toContain(
      'Loss: its gradient ∂L/∂output is "rnn/d_output", and what comes to the last states themselves is "rnn/d_hidden", "rnn/d_cell".',
    );
    expect(await read('rnn_relu')).toContain('As was captured: cell rnn, activation relu.');
  });

  it('measures the true cotangents', async () => {
    const { status, stdout } = await runCommand(['diagnose', fixture('lstm_packed')]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).read.join('\n')).toContain('its gradient ∂L/∂output is "rnn/d_output"');
  });
});

describe('a capture that is not one is refused in a sentence', () => {
  const wrong: readonly (readonly [what: string, change: (members: Members) => void, sentence: RegExp])[] = [
    [
      'of another version',
      (m) => saying(m, (facts) => Object.assign(facts, { version: 2 })),
      /version 2; 1 is allowed/,
    ],
    ['no JSON', (m) => Object.assign(m, { 'capture.npy': textArray('{"version": 1') }), /no JSON/],
    ['no object', (m) => Object.assign(m, { 'capture.npy': textArray('[1]') }), /no object/],
    [
      'without modules',
      (m) => saying(m, (facts) => Object.assign(facts, { modules: [] })),
      /no list of "modules"/,
    ],
    ['of an unknown type', (m) => said(m, { dtype: 'int8' }), /computed in "int8"; float64/],
    ['of an unknown kind', (m) => said(m, { kind: 'Mamba' }), /"Mamba" for "kind"/],
    [
      'of another kind than its weights',
      (m) => said(m, { kind: 'GRU' }),
      /said to be GRU, and its weights are those of LSTM/,
    ],
    ['with too few lengths', (m) => said(m, { lengths: [3, 6] }), /2 lengths; 3 are allowed/],
    ['with a length too long', (m) => said(m, { lengths: [3, 7, 1] }), /A length is 7/],
    ['with lengths that are words', (m) => said(m, { lengths: ['a', 6, 1] }), /A length is NaN/],
    ['without inputs', (m) => delete m['rnn/input.npy'], /"rnn\/input" is missing/],
    ['without W_hh', (m) => delete m['rnn/weight_hh_l1.npy'], /weight_ih_l1|Layer 1/],
    ['with c and no h', (m) => delete m['rnn/hidden.npy'], /stands without a hidden state/],
    [
      'with ∂L/∂output of another shape',
      (m) => Object.assign(m, { 'rnn/d_output.npy': float64s('(2,)', new Float64Array(2)) }),
      /"rnn\/d_output" is 2; 6 × 3 × 6 is allowed/,
    ],
    [
      'with ∂L/∂W of another shape',
      (m) => Object.assign(m, { 'rnn/d_weight_hh_l0.npy': float64s('(2,)', new Float64Array(2)) }),
      /"rnn\/d_weight_hh_l0" is 2; that of its weight is allowed, 12 × 3/,
    ],
    [
      'with ∂L/∂input of another shape',
      (m) => Object.assign(m, { 'rnn/d_input.npy': float64s('(2,)', new Float64Array(2)) }),
      /"rnn\/d_input" is 2; 6 × 3 × 2/,
    ],
    [
      'with a stranger',
      (m) => Object.assign(m, { 'rnn/mask.npy': float64s('(2,)', new Float64Array(2)) }),
      /"rnn\/mask" is no array of a capture/,
    ],
    [
      'without any gradient',
      (m) => {
        for (const key of ['output', 'hidden', 'cell']) delete m[`rnn/d_${key}.npy`];
      },
      /No gradient was recorded/,
    ],
  ];

  function said(members: Members, module: object): void {
    saying(members, (facts) => {
      const [first] = facts.modules as object[];
      facts.modules = [{ ...first, ...module }];
    });
  }

  it.each(wrong)('%s', async (_, change, sentence) => {
    const { status, stdout, stderr } = await runCommand(['analyze', altered('lstm_packed', change)]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(sentence);
  });

  it('flags that say what was captured are refused', async () => {
    const { status, stderr } = await runCommand(['analyze', fixture('gru_first'), '--loss', 'every']);
    expect(status).toBe(2);
    expect(stderr).toContain(
      '--loss changes nothing here: a captured step says by itself what was read and asked',
    );
  });

  it.each([['--reset', 'before'], ['--negative-slope', '0.1'], ['--one-hot']])(
    'so is %s, which a capture says too',
    async (...flag) => {
      const { status, stderr } = await runCommand(['analyze', fixture('gru_first'), ...flag]);
      expect(status).toBe(2);
      expect(stderr).toContain(`${flag[0]} changes nothing here: a captured step`);
    },
  );

  it('so is an engine that takes no whole models', async () => {
    const { status, stderr } = await runCommand(['analyze', fixture('gru_first'), '--engine', 'wasm']);
    expect(status).toBe(2);
    expect(stderr).toContain('--engine wasm measures single layers');
  });
});

it('a captured step with a number that is none is named by its file, and where several are analysed the others are', async () => {
  const good = fixture('gru_first');
  const bad = altered('gru_first', (members) => {
    const [bytes] = Object.entries(members).flatMap(([key, own]) => (/\/input\.npy$/.test(key) ? [own] : []));
    bytes?.fill(0xff, bytes.length - 8);
  });
  const alone = await runCommand(['analyze', bad]);
  expect(alone).toMatchObject({ status: 2, stdout: '' });
  expect(alone.stderr).toMatch(/gru_first\.npz: "[^"]+\/input" holds NaN /);
  const both = await runCommand(['analyze', bad, good, '--summary']);
  expect(both.status).toBe(2);
  expect(both.stderr).toBe(alone.stderr);
  const { schema, files } = JSON.parse(both.stdout);
  expect(schema).toBeGreaterThan(0);
  expect(files).toMatchObject([
    { model: { path: bad }, error: expect.stringContaining('holds NaN') },
    { model: { file: 'gru_first.npz', path: good }, cell: 'gru', status: 'ok' },
  ]);
  const table = await runCommand(['analyze', good, good], { isTTY: true });
  expect(table.status).toBe(0);
  expect(table.stdout.split(`${good}:\n`)).toHaveLength(3);
});

describe('examples/pytorch/capture.py', () => {
  it('is short enough to be copied', () => {
    const lines = readFileSync(join(root, 'examples/pytorch/capture.py'), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(80);
  });

  it('leaves a training as it is and writes what is analysed, where PyTorch is installed', {
    timeout: 60_000,
  }, async () => {
    const python = ['python3', '/usr/bin/python3'].find(
      (name) => spawnSync(name, ['-c', 'import torch']).status === 0,
    );
    if (python === undefined) {
      process.stdout.write('examples/pytorch/capture.py was not run: python3 has no torch here\n');
      return;
    }
    const script = join(root, 'tests/fixtures/check_torch_capture.py');
    const { status, stdout, stderr } = spawnSync(python, ['-B', script, folder], { encoding: 'utf8' });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    process.stdout.write(`examples/pytorch/capture.py was run in PyTorch ${JSON.parse(stdout).torch}\n`);
    const two = join(folder, 'two_modules.npz');
    const { stderr: question } = await runCommand(['analyze', two]);
    expect(question).toContain('captured of "below", "above"; --layer NAME takes one');
    for (const words of [
      [two, '--layer', 'below'],
      [two, '--layer', 'above'],
      [join(folder, 'loop.npz')],
      [join(folder, 'decoder.npz')],
    ] as const) {
      const [path, ...more] = words;
      const { check } = await analysisOf(path, ...more);
      expect(check).toMatchObject({ passed: true, dtype: 'float32' });
      expect(check.worst).toBeLessThan(1e-5);
    }
    // Of the first input a decoder has no gradient, so that none is checked.
    const { check: decoder } = await analysisOf(join(folder, 'decoder.npz'));
    expect(decoder.gradients).toHaveLength(4);
    expect((await analysisOf(join(folder, 'counted.npz'))).read[0]).toContain(', step 7: ');
    const { check: half } = await analysisOf(join(folder, 'autocast.npz'));
    expect(half).toMatchObject({ passed: true, dtype: 'bfloat16' });
    expect(half.worst).toBeGreaterThan(1e-5);
  });
});
