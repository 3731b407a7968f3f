/** `analyze` of whole models: which files are, what is read of arrays, the JSON, the table, and errors of one line. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { courseOf } from '../../src/analysis/model_analysis.ts';
import { normals } from '../../src/networks/normal.ts';
import norms from '../fixtures/torch_models.json' with { type: 'json' };
import { fieldCase, fixtures } from './given_files.ts';
import { runCommand } from './terminal_double.ts';
import { npyBytes, stateDict } from './weight_file_bytes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const model = (name: string) => fileURLToPath(new URL(`../fixtures/model/${name}`, import.meta.url));

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function npy(name: string, shape: readonly number[]): string {
  const size = shape.reduce((product, length) => product * length, 1);
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.map((length) => `${length},`).join(' ')}), }`;
  return file(name, npyBytes(header, new Uint8Array(normals(4, 0, 0, 0, size).slice().buffer)));
}

async function json(...words: string[]) {
  const { status, stdout, stderr } = await runCommand(['analyze', ...words]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** A module of PyTorch's. */
function shapesOf(levels: number, rows: number, hidden: number, inputs: number, prefix = '') {
  const layers = Array.from({ length: levels }, (_, k): [string, number[]][] => [
    [`${prefix}weight_ih_l${k}`, [rows * hidden, k === 0 ? inputs : hidden]],
    [`${prefix}weight_hh_l${k}`, [rows * hidden, hidden]],
  ]);
  return Object.fromEntries(layers.flat());
}

const stack = () => file('stack.safetensors', stateDict(shapesOf(2, 3, 4, 2, 'rnn.'), 0.1));

describe('the JSON of a whole model', () => {
  it('has a layer and direction each, against PyTorch', async () => {
    const packed = model('lstm_packed');
    const analysis = await json(
      ...[`${packed}.safetensors`, '--inputs', `${packed}_inputs.npy`, '--lengths', '6,9,1'],
      ...['--initial', `${packed}_hidden.npy,${packed}_cell.npy`, '--cotangent', `${packed}_cotangent.npy`],
    );
    const expected = norms.cases.find(({ name }) => name === 'lstm_packed')?.losses.given;
    expect(analysis.layers.map(({ name }: { name: string }) => name)).toEqual([
      'weight_hh_l0',
      'weight_hh_l0_reverse',
      'weight_hh_l1',
      'weight_hh_l1_reverse',
    ]);
    expect(analysis.layers[1]).toMatchObject({ direction: 'reverse', cell: 'lstm', inputSize: 3, steps: 9 });
    expected?.layers.forEach(({ sequences, weightHH }, i) => {
      const layer = analysis.layers[i];
      expect(layer.log10ParameterNorm).toBeCloseTo(weightHH ?? Number.NaN, 9);
      expect(layer.batch.map(({ steps }: { steps: number }) => steps)).toEqual([6, 9, 1]);
      sequences.forEach(({ state, cell }, element) => {
        state.forEach((decades, t) => {
          expect(layer.batch[element].log10GradientNorm[t]).toBeCloseTo(decades, 9);
        });
        expect(layer.batch[element].parts.cell.at(-1)).toBe(cell?.at(-1));
      });
      // Together: root of the sum of squares over the sequences that have such a step.
      const first = sequences.reduce((sum, { state }) => sum + 10 ** (2 * (state[0] ?? 0)), 0);
      expect(layer.log10GradientNorm[0]).toBeCloseTo(0.5 * Math.log10(first), 9);
    });
    expect(analysis.log10InputGradientNorm).toHaveLength(9);
  });

  it('is the first layer’s, and that of all layers beside it', async () => {
    const analysis = await json(stack(), '--steps', '5');
    expect(Object.keys(analysis)).toEqual(
      'cell hiddenSize inputSize spectralRadius spectralRadiusError spectralNorm steps growthRate log10GradientNorm parts status phase log10GradientRatio log10ParameterNorm log10InputParameterNorm log10AllParameterNorm gates log10InputGradientNorm layers read schema'.split(
        ' ',
      ),
    );
    const [{ name, direction, ...first }, second] = analysis.layers;
    expect({ name, direction }).toEqual({ name: 'rnn.weight_hh_l0', direction: 'forward' });
    expect(analysis).toMatchObject(first);
    expect(second).toMatchObject({ name: 'rnn.weight_hh_l1', cell: 'gru', hiddenSize: 4, inputSize: 4 });
    // W is 0.1 everywhere.
    expect(second.spectralRadius).toBeCloseTo(0.4, 7);
    expect(second.log10GradientNorm[5]).toBeCloseTo(Math.log10(2), 12);
    expect(second.batch).toBeUndefined();
    expect(analysis.read[0]).toBe(
      '"rnn.weight_hh_l0", "rnn.weight_hh_l1" are read as one model, 2 layers: a GRU of 4 units and 2 inputs.',
    );
  });

  it('says gates and memory step by step, and leaves that out of a summary', async () => {
    const path = model('lstm_packed.safetensors');
    const { layers } = await json(path, '--steps', '8');
    for (const { gates, log10Memory, log10MemoryRange, steps } of layers) {
      expect(log10Memory).toHaveLength(steps + 1);
      expect(log10Memory[steps]).toBe(0);
      for (const t of [0, 3]) {
        expect(log10Memory[t]).toBeGreaterThanOrEqual(log10MemoryRange.least[t]);
        expect(log10Memory[t]).toBeLessThanOrEqual(log10MemoryRange.most[t]);
      }
      for (const { opening, flat, openingByStep, flatByStep } of gates) {
        const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / steps;
        expect(mean(flatByStep)).toBeCloseTo(flat, 12);
        if (opening !== undefined) expect(mean(openingByStep)).toBeCloseTo(opening, 12);
        else expect(openingByStep).toBeUndefined();
      }
    }
    const summary = JSON.stringify(await json(path, '--steps', '8', '--summary'));
    expect(summary).toContain('"flat":');
    expect(summary).not.toMatch(/ByStep|log10Memory/);
  });

  it('has the reverse direction start where the loss hears of it', async () => {
    const { layers } = await json(model('gru_packed.safetensors'), '--steps', '8');
    const top = layers[3];
    expect(top.log10GradientNorm.slice(2)).toEqual(new Array(7).fill(null));
    expect(top).toMatchObject({ direction: 'reverse', status: 'ok', phase: 'alive' });
    const [start, last] = top.log10GradientNorm;
    expect(top.growthRate).toBeCloseTo(Math.LN10 * (start - last), 12);
  });

  it('has ρ of what brings a projected h back', async () => {
    const { layers, hiddenSize } = await json(
      fieldCase('proj_size.safetensors'),
      '--layer',
      'enc',
      '--steps',
      '3',
    );
    expect(hiddenSize).toBe(32);
    expect(layers[0]).toMatchObject({ outputSize: 8, cell: 'lstm', inputSize: 20 });
    expect(layers[0].spectralRadius).toBeLessThanOrEqual(layers[0].spectralNorm);
  });
});

describe('which files are whole models', () => {
  it('a file of one layer is what it was, unless something is asked that only a model has', async () => {
    const path = fixtures('gru.safetensors');
    const single = await json(path, '--engine', 'reference', '--steps', '12');
    expect(Object.keys(single)).not.toContain('layers');
    const whole = await json(path, '--layer', 'all', '--steps', '12');
    expect(whole.layers).toHaveLength(1);
    single.log10GradientNorm.forEach((decades: number, t: number) => {
      expect(whole.log10GradientNorm[t]).toBeCloseTo(decades, 10);
    });
    expect((await json(path, '--loss', 'every', '--steps', '12')).layers).toHaveLength(1);
  });

  it('one layer of a module by its name is as before', async () => {
    const analysis = await json(stack(), '--layer', 'rnn.weight_hh_l1', '--steps', '5');
    expect(Object.keys(analysis)).not.toContain('layers');
    expect(analysis.inputSize).toBe(4);
  });

  it('layers of Keras’s or of cells are models of one', async () => {
    const analysis = await json(fieldCase('keras_gru.safetensors'), '--layer', 'all', '--steps', '4');
    expect(analysis.layers).toHaveLength(1);
  });

  it('a module among others by its name', async () => {
    const path = file(
      'two.safetensors',
      stateDict({ ...shapesOf(2, 4, 3, 2, 'encoder.'), ...shapesOf(1, 1, 5, 3, 'decoder.') }, 0.1),
    );
    expect((await json(path, '--layer', 'encoder', '--steps', '4')).layers).toHaveLength(2);
    expect(Object.keys(await json(path, '--steps', '4'))).not.toContain('layers');
    await expectRefused(
      [path, '--layer', 'all'],
      /several modules; --layer takes one whole: "decoder" \(1 layer: an RNN of 5 units and 3 inputs\), "encoder" \(2 layers: an LSTM of 3 units and 2 inputs\)$/m,
    );
  });
});

describe('inputs as people have them', () => {
  const inputs = (name: string, shape: readonly number[]) => ['--inputs', npy(name, shape), '--layer', 'all'];

  it('one sequence in any of its shapes', async () => {
    const shapes = [
      [7, 2],
      [7, 1, 2],
      [1, 7, 2],
    ];
    const found = [];
    for (const shape of shapes) {
      const { read, ...numbers } = await json(stack(), ...inputs(`x${shape.join('_')}.npy`, shape));
      expect(read).toContain(`Inputs: 7 steps of "x${shape.join('_')}.npy".`);
      found.push(numbers);
    }
    expect(found[1]).toEqual(found[0]);
    expect(found[2]).toEqual(found[0]);
  });

  it('a batch first or second, where something tells', async () => {
    const path = stack();
    const words = inputs('b.npy', [3, 5, 2]);
    const steps = ({ layers: [layer] }: { layers: { batch: { steps: number }[] }[] }) =>
      layer?.batch.map((sequence) => sequence.steps);
    expect(steps(await json(path, ...words, '--batch', 'first'))).toEqual([5, 5, 5]);
    expect(steps(await json(path, ...words, '--batch', 'second'))).toEqual([3, 3, 3, 3, 3]);
    expect(steps(await json(path, ...words, '--lengths', '5,2,1'))).toEqual([5, 2, 1]);
    expect(steps(await json(path, ...words, '--initial', npy('h.npy', [2, 5, 4])))).toEqual([3, 3, 3, 3, 3]);
    await expectRefused(
      [path, ...words],
      /is 3 × 5 × 2, and nothing tells whether it is 5 sequences of 3 steps or 3 of 5; --batch second or --batch first says it, or “The batch is the axis” in the Model view$/m,
    );
  });

  it('a single input, and the first steps', async () => {
    const path = file('one.safetensors', stateDict(shapesOf(2, 1, 3, 1), 0.2));
    const analysis = await json(path, '--inputs', npy('t.npy', [9]), '--steps', '4');
    expect(analysis.steps).toBe(4);
  });

  it('a gradient of the output at the last time, or at all', async () => {
    const path = stack();
    const words = ['--inputs', npy('x.npy', [6, 2])];
    const ones = (name: string, shape: readonly number[]) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.map((length) => `${length},`).join(' ')}), }`;
      return file(name, npyBytes(header, new Uint8Array(new Float64Array(size).fill(1).buffer)));
    };
    const of = async (...more: string[]) => (await json(path, ...words, ...more)).log10GradientNorm;
    expect(await of('--cotangent', ones('v.npy', [4]))).toEqual(await of('--loss', 'last'));
    expect(await of('--cotangent', ones('vt.npy', [6, 4]))).toEqual(await of('--loss', 'every'));
  });
});

it('a gradient that dies has the step, one that never was is dead from the end', () => {
  const course = (state: number[], above: number[]) => {
    const values = Float64Array.from(state);
    const { status, deathStep, growthRate } = courseOf({
      ...{ state: values, hidden: values, above: Float64Array.from(above) },
    });
    return { status, deathStep, growthRate };
  };
  const dead = { status: 'dead', deathStep: 1, growthRate: -Infinity };
  expect(course([-Infinity, -Infinity, 1, 2], [-Infinity, -Infinity, 2])).toEqual(dead);
  expect(course([-Infinity, -Infinity], [-Infinity])).toEqual(dead);
  expect(course([0, -Infinity, 1], [0, 1]).status).toBe('ok');
  // What arrives decides where the rate begins: after step 1, though a little arrives after step 3.
  expect(course([0, 1, -20, -30], [1, -20, -30]).growthRate).toBeCloseTo(-Math.LN10, 12);
  expect(course([0, 1, 2, 3], [2.5, -Infinity, 3]).growthRate).toBeCloseTo(-Math.LN10, 12);
});

it('prints a row a layer and direction on a terminal', async () => {
  const words = ['analyze', model('lstm_projected.safetensors'), '--steps', '9'];
  const { status, stdout } = await runCommand(words, { isTTY: true });
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^2 layers, both directions: an LSTM of 8 units with 3 outputs and 3 inputs; 9 steps\n/,
  );
  expect(stdout).toMatch(/^weight_hh_l1_reverse {2}reverse +lstm +8 → 3 +6 +\d\.\d+ +\d\.\d{4} .* alive$/m);
});

it('stops with status 130', async () => {
  const path = file('slow.safetensors', stateDict(shapesOf(3, 4, 128, 8), 0.01));
  const words = ['analyze', path, '--steps', '5000'];
  const { status, stdout } = await runCommand(words, { signal: AbortSignal.timeout(100) });
  expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
});

it('writes a file that appears whole', async () => {
  const out = join(folder, 'model.json');
  const words = ['analyze', stack(), '--steps', '4'];
  expect(await runCommand([...words, '--out', out])).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(readFileSync(out, 'utf8')).toBe((await runCommand(words)).stdout);
});

/** Status 2, one line on stderr that matches, nothing on stdout. */
async function expectRefused(words: readonly string[], message: RegExp): Promise<void> {
  const { status, stdout, stderr } = await runCommand(['analyze', ...words]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^[^\n]+\n$/);
}

describe('errors are one line, with status 2', () => {
  const all = (shapes: Record<string, number[]>) => [
    file('f.safetensors', stateDict(shapes, 0.1)),
    '--layer',
    'all',
  ];
  const two = shapesOf(2, 3, 4, 2);

  it.each<[string, () => string[], RegExp]>([
    [
      'a layer that is missing',
      () => all({ ...shapesOf(1, 3, 4, 2), weight_hh_l2: [12, 4], weight_ih_l2: [12, 4] }),
      /Layer 1 has no weights; every layer of a module has one direction, or both, from layer 0 on/,
    ],
    [
      'a direction that is missing',
      () => all({ ...two, weight_hh_l1_reverse: [12, 4], weight_ih_l1_reverse: [12, 4] }),
      /Layer 1 has "weight_hh_l1", "weight_hh_l1_reverse"; every layer/,
    ],
    [
      'a layer that does not read the one below',
      () => all({ ...two, weight_ih_l1: [12, 7] }),
      /"weight_hh_l1" is a GRU of 4 units and 7 inputs; beside "weight_hh_l0" it must be a GRU of 4 units and 4 inputs/,
    ],
    [
      'a projection of another size',
      () => all({ ...shapesOf(1, 4, 4, 2), weight_hr_l0: [3, 4] }),
      /"weight_hr_l0" is 3 × 4 beside W_hh, 16 × 4; P × N beside 4N × P is allowed/,
    ],
    [
      'what is not understood',
      () => all({ ...two, ln_l0: [4] }),
      /"ln_l0" beside "weight_hh_l0" is not understood/,
    ],
    ['an unknown loss', () => [stack(), '--loss', 'sum'], /--loss must be last or every, not "sum"/],
    [
      'a loss and a gradient',
      () => [stack(), '--loss', 'last', '--cotangent', npy('v.npy', [4])],
      /--loss and --cotangent each say what the gradient is of; one is allowed/,
    ],
    ['lengths of nothing', () => [stack(), '--lengths', '3'], /--lengths and --batch are about given inputs/],
    [
      'lengths that are words',
      () => [stack(), '--inputs', npy('x.npy', [6, 2]), '--lengths', 'a'],
      /--lengths must be whole numbers such as 6,9,1, or a file of them, not "a"/,
    ],
    [
      'too many lengths',
      () => [stack(), '--inputs', npy('x.npy', [6, 2]), '--lengths', '3,4'],
      /There are 2 lengths; 1 are allowed, one a sequence/,
    ],
    [
      'a length beyond the inputs',
      () => [stack(), '--inputs', npy('x.npy', [6, 2]), '--lengths', '7'],
      /A length is 7; whole numbers from 1 to 6 are allowed/,
    ],
    [
      'another axis',
      () => [stack(), '--inputs', npy('x.npy', [6, 2]), '--batch', 'third'],
      /--batch must be first or second, not "third"/,
    ],
    [
      'too wide inputs',
      () => [stack(), '--inputs', npy('x.npy', [6, 3])],
      /"x\.npy" is 6 × 3; T × 2, T × batch × 2 and batch × T × 2 are allowed/,
    ],
    [
      'states of other layers',
      () => [stack(), '--initial', npy('h.npy', [3, 1, 4])],
      /"h\.npy" is 3 × 1 × 4; 2 × 1 × 4 is allowed, layers and directions × batch × units/,
    ],
    [
      'c of a GRU',
      () => [stack(), '--initial', `${npy('h.npy', [2, 4])},${npy('c.npy', [2, 4])}`],
      /The initial state has 2 arrays; h alone may be given/,
    ],
    [
      'a gradient of another width',
      () => [stack(), '--inputs', npy('x.npy', [6, 2]), '--cotangent', npy('v.npy', [5, 4])],
      /"v\.npy" is 5 × 4; 4 numbers are allowed for ∂L\/∂output at the last time, 6 × 4 at all times/,
    ],
    ['an engine of layers', () => [stack(), '--engine', 'wasm'], /--engine wasm measures single layers/],
    [
      'a seed of nothing',
      () => [stack(), '--inputs', npy('x.npy', [6, 2]), '--seed', '2'],
      /--seed changes nothing here/,
    ],
    [
      'more than memory holds',
      () => [
        file('wide.safetensors', stateDict(shapesOf(4, 4, 256, 1), 0.01)),
        ...['--inputs', npy('long.npy', [10_000, 10, 1]), '--batch', 'second'],
      ],
      /The sequences have 100000 steps together; a model of this size can have \d+ here/,
    ],
  ])('%s', async (_, words, message) => expectRefused(words(), message));
});

it('whatever tensors a module has, the answer is numbers or one line with status 2', async () => {
  const length = fc.constantFrom(1, 2, 3, 6, 8);
  const name = fc
    .tuple(
      fc.constantFrom('weight_hh', 'weight_ih', 'bias_ih', 'bias_hh', 'weight_hr'),
      fc.constantFrom('_l0', '_l1', '_l0_reverse', '_l1_reverse', '_l3'),
    )
    .map((parts) => parts.join(''));
  const shape = fc.oneof(fc.tuple(length, length), fc.tuple(length));
  /** A sound module, of which some tensors are missing and others put in their place. */
  const module = fc.record({
    rows: fc.constantFrom(1, 3, 4),
    missing: fc.array(name, { maxLength: 2 }),
    others: fc.dictionary(name, shape, { maxKeys: 2 }),
    fill: fc.constantFrom(0, 0.3, -2, 1e30, Number.NaN),
    words: fc.constantFrom(['--layer', 'all'], ['--loss', 'every'], []),
  });
  let [answered, refused] = [0, 0];
  await fc.assert(
    fc.asyncProperty(module, async ({ rows, missing, others, fill, words }) => {
      const shapes: Record<string, readonly number[]> = { ...shapesOf(2, rows, 2, 2), ...others };
      for (const tensor of missing) delete shapes[tensor];
      const path = file('any.safetensors', stateDict(shapes, fill));
      const { status, stdout, stderr } = await runCommand(['analyze', path, '--steps', '3', ...words]);
      expect([0, 2]).toContain(status);
      expect(stderr).toMatch(status === 0 ? /^$/ : /^[^\n]+\n$/);
      if (status === 2) refused++;
      else answered++;
      if (status === 2) return;
      for (const layer of JSON.parse(stdout).layers ?? []) {
        expect(layer.spectralRadius).toBeGreaterThanOrEqual(0);
        if (layer.status === 'ok') expect(layer.log10GradientNorm).not.toContain(null);
      }
    }),
    { seed: 7, numRuns: 150 },
  );
  expect(answered).toBeGreaterThan(20);
  expect(refused).toBeGreaterThan(20);
});

it('a --layer that there is not is told of the modules and the layers that there are', async () => {
  for (const command of ['analyze', 'diagnose']) {
    const { status, stderr } = await runCommand([command, stack(), '--layer', 'foo']);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /"foo" is no module and no layer of the file; of modules "rnn", of layers "rnn\.weight_hh_l0", "rnn\.weight_hh_l1" may be named$/m,
    );
  }
});
