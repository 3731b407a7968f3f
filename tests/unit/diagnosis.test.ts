/** `diagnose`: a fault of each kind is planted in a model, and found first, at its layer; sound models have no finding above a note. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnose, ruleNames } from '../../src/analysis/diagnosis/diagnosis.ts';
import type { DiagnosedLayer, Diagnosis } from '../../src/analysis/diagnosis/rule.ts';
import { courseOf } from '../../src/analysis/model_analysis.ts';
import type { ActivationName } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { modelAnalysis } from '../../src/laboratory/model.ts';
import { type CellSettings, cellOf } from '../../src/networks/cells.ts';
import type { Layer, ModelLoss } from '../../src/networks/model/model.ts';
import { normals } from '../../src/networks/normal.ts';
import { runCommand } from './terminal_double.ts';
import { safetensorsBytes, stateDict } from './weight_file_bytes.ts';

const size = 8;
const inputSize = 3;
type CellKind = 'rnn' | 'gru' | 'lstm';

/** A stack of three layers as PyTorch starts them, all entries within ±1/√N; its numbers are those of a seed. */
function stackOf(cell: CellKind, seed: number, activation: ActivationName = 'tanh'): Layer[] {
  const settings: CellSettings = { ...defaultExperiment, cell, activation, forgetBias: 0 };
  const rows = cellOf(settings).blocks * size;
  return [0, 1, 2].map((level): Layer => {
    const inputs = level === 0 ? inputSize : size;
    const drawn = (row: number, length: number) =>
      normals(seed, 0, level, row, length).map((z) => (2 / (1 + Math.exp(-1.7 * z)) - 1) / Math.sqrt(size));
    return {
      ...{ name: `rnn.weight_hh_l${level}`, direction: 'forward', settings, inputSize: inputs },
      ...{ hiddenSize: size, outputSize: size },
      weightHH: drawn(0, rows * size),
      weightIH: drawn(1, rows * inputs),
      biasIH: drawn(2, rows),
      biasHH: drawn(3, rows),
    };
  });
}

/** The stack with one layer changed. */
function planted(stack: readonly Layer[], level: number, change: (layer: Layer) => Partial<Layer>): Layer[] {
  return stack.map((layer, k) => (k === level ? { ...layer, ...change(layer) } : layer));
}

const scaled = (values: Float64Array | undefined, factor: number) =>
  (values ?? new Float64Array()).map((value) => factor * value);

/** A bias that is `value` in one block. */
const biased = (layer: Layer, block: number, value: number) => {
  const bias = layer.biasIH?.slice() ?? new Float64Array();
  return { biasIH: bias.fill(value, block * size, (block + 1) * size) };
};

async function findingsIn(
  layers: readonly Layer[],
  steps = 12,
  loss: ModelLoss = 'last',
): Promise<Diagnosis[]> {
  const request = {
    model: { levels: layers.map((layer) => [layer]) },
    batch: [{ inputs: normals(99, 0, 0, 0, steps * inputSize) }],
    loss,
  };
  const { signal } = new AbortController();
  const parts = modelAnalysis(request, { signal });
  for (;;) {
    const next = await parts.next();
    if (!next.done) continue;
    const { layers: found } = next.value;
    return diagnose(
      layers.flatMap((layer, i): DiagnosedLayer[] => {
        const analysis = found[i];
        return analysis ? [{ layer, analysis }] : [];
      }),
    );
  }
}

const cells: readonly CellKind[] = ['rnn', 'gru', 'lstm'];
const seeds = [1, 2, 3];
const everywhere = seeds.flatMap((seed) => [0, 1, 2].map((level) => [seed, level] as const));
const nameOf = (level: number) => `rnn.weight_hh_l${level}`;

it.each(cells.flatMap((cell) => seeds.map((seed) => [cell, seed] as const)))(
  'a %s as PyTorch starts it, of seed %i, is sound over 8 steps',
  async (cell, seed) => {
    const findings = await findingsIn(stackOf(cell, seed), 8);
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
  },
);

describe('what is planted is found first, at its layer', () => {
  it.each(everywhere)('vanishing, seed %i, from layer %i up', async (seed, level) => {
    const stack = stackOf('rnn', seed, 'identity').map((layer) => ({ ...layer, weightHH: orthogonalTurn() }));
    // Below a layer that carries it, one that does not loses nothing: all above must lose it too.
    const faulty = stack.map((layer, k) =>
      k < level ? layer : { ...layer, weightHH: scaled(layer.weightHH, 0.25) },
    );
    const high = (await findingsIn(faulty, 30)).filter(({ severity }) => severity === 'high');
    expect(high.map(({ rule }) => rule)).toEqual(high.map(() => 'vanishing'));
    expect(high.map(({ layer }) => layer).toSorted()).toEqual([0, 1, 2].slice(level).map(nameOf));
    const top = high.find(({ layer }) => layer === nameOf(2));
    // A quarter a step: six decades are gone within ten.
    expect(top?.step).toBe(30 - 10);
    expect(top?.evidence.reach).toBe(10);
    expect(top?.cure.code.pytorch).toContain('weight_hh_l2');
  });

  it.each(everywhere)('exploding, seed %i, layer %i', async (seed, level) => {
    const stack = stackOf('rnn', seed, 'identity').map((layer) => ({ ...layer, weightHH: orthogonalTurn() }));
    const faulty = planted(stack, level, ({ weightHH }) => ({ weightHH: scaled(weightHH, 3) }));
    const [first] = await findingsIn(faulty, 30);
    expect(first).toMatchObject({ rule: 'exploding', severity: 'high', layer: nameOf(level) });
  });

  it.each(seeds)('units that are dead, seed %i', async (seed) => {
    const faulty = planted(stackOf('rnn', seed, 'relu'), 1, (layer) => biased(layer, 0, -20));
    const [first] = await findingsIn(faulty);
    expect(first).toMatchObject({ rule: 'dead', severity: 'high' });
    expect([nameOf(0), nameOf(1)]).toContain(first?.layer);
  });

  it.each(everywhere)('a gate that is shut, seed %i, layer %i', async (seed, level) => {
    for (const [block, gate] of [...'ifgo'].entries()) {
      const sound = stackOf('lstm', seed);
      const faulty = planted(sound, level, (layer) => biased(layer, block, gate === 'f' ? 20 : 12));
      const findings = await findingsIn(faulty, 6);
      expect(findings[0]).toMatchObject({ rule: 'saturated', layer: nameOf(level), gate });
    }
  });

  it.each(everywhere)('a forget gate that forgets, seed %i, layer %i', async (seed, level) => {
    const sound = stackOf('lstm', seed).map((layer) => ({ ...layer, ...biased(layer, 1, 2) }));
    const faulty = planted(sound, level, (layer) => biased(layer, 1, -2));
    const findings = await findingsIn(faulty, 6);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ rule: 'forget-bias', layer: nameOf(level), gate: 'f' });
    expect(findings[0]?.evidence.memorySteps).toBeLessThan(1);
  });

  it.each(seeds)('a loss that float16 does not hold, seed %i', async (seed) => {
    const steps = 6;
    const tiny = new Float64Array(steps * size).fill(1e-9, (steps - 1) * size);
    const [first] = await findingsIn(stackOf('gru', seed), steps, [tiny]);
    expect(first).toMatchObject({ rule: 'float16', severity: 'medium', step: steps });
    const large = tiny.map((value) => 1e16 * value);
    const [over] = await findingsIn(stackOf('gru', seed), steps, [large]);
    expect(over?.sentence).toMatch(/overflows/);
  });

  it.each(seeds)('a layer that gets a thousandth of the gradient, seed %i', async (seed) => {
    const faulty = planted(stackOf('gru', seed), 2, ({ weightIH }) => ({ weightIH: scaled(weightIH, 1e-5) }));
    const [first] = await findingsIn(faulty, 6);
    expect(first).toMatchObject({ rule: 'imbalance', layer: nameOf(2) });
  });

  it('one step that throws the gradient', async () => {
    const findings = await findingsIn(stackOf('rnn', 1), 6);
    expect(findings.map(({ rule }) => rule)).not.toContain('spike');
    const [layer] = stackOf('rnn', 1);
    if (!layer) throw new Error('no layer');
    const state = Float64Array.from({ length: 41 }, (_, t) => (t < 17 ? 4 : 0) + 0.01 * t);
    const course = courseOf({
      state,
      hidden: state,
      above: Float64Array.from({ length: 40 }, (_, t) => (t === 39 ? 0 : -30)),
    });
    const analysis = {
      ...{ ...course, name: layer.name, direction: layer.direction, cell: 'rnn' as const },
      ...{ hiddenSize: size, inputSize, outputSize: size, log10WeightHH: 0, log10WeightIH: 0 },
      ...{
        log10Parameters: 0,
        peaks: [],
        gates: [],
        sequences: [],
        candidate: { values: [], radius: 1, radiusError: 0, norm: 1 },
      },
    };
    const [first] = diagnose([{ layer, analysis }]);
    expect(first).toMatchObject({ rule: 'spike', step: 17, severity: 'medium' });
    expect(first?.evidence.log10Jump).toBeCloseTo(3.99, 9);
  });
});

/** An orthogonal matrix: units handed on in a ring, so that nothing is lost or gained. */
function orthogonalTurn(): Float64Array {
  return Float64Array.from({ length: size ** 2 }, (_, k) =>
    k % size === (Math.floor(k / size) + 1) % size ? 1 : 0,
  );
}

describe('the command', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const shapes = {
    'rnn.weight_ih_l0': [4, 2],
    'rnn.weight_hh_l0': [4, 4],
    'rnn.weight_ih_l1': [4, 4],
    'rnn.weight_hh_l1': [4, 4],
  };
  function file(name: string, bytes: Uint8Array): string {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  }
  const faint = () => file('faint.safetensors', stateDict(shapes, 0.01));

  it('prints the model, what was read, and findings with the documented keys', async () => {
    const { status, stdout, stderr } = await runCommand(['diagnose', faint(), '--steps', '20']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { model, read, findings } = JSON.parse(stdout);
    expect(model).toEqual({
      file: 'faint.safetensors',
      layers: '2 layers: an RNN of 4 units and 2 inputs',
      path: expect.stringMatching(/faint\.safetensors$/),
    });
    expect(read[0]).toMatch(/(?:is|are) read as one model/);
    expect(Object.keys(findings[0])).toEqual(
      'rule severity layer direction step evidence sentence cure link harm'.split(' '),
    );
    expect(findings[0]).toMatchObject({ rule: 'vanishing', severity: 'high', direction: 'forward' });
    expect(findings[0].cure.code.pytorch).toMatch(
      /^torch\.nn\.init\.orthogonal_\(model\.rnn\.weight_hh_l\d\)$/,
    );
  });

  it.each([
    [[], '2 layers: an RNN of 4 units and 2 inputs'],
    [['--cell', 'leaky', '--leak', '0.5'], '2 layers: a leaky RNN of 4 units and 2 inputs'],
    [['--cell', 'residual', '--residual-scale', '0.1'], '2 layers: a residual RNN of 4 units and 2 inputs'],
  ])('calls a layer what it is said to be: %j', async (words, layers) => {
    const { stdout } = await runCommand(['diagnose', faint(), ...words]);
    expect(JSON.parse(stdout).model.layers).toBe(layers);
    const table = await runCommand(['analyze', faint(), '--layer', 'all', '--format', 'table', ...words]);
    expect(table.stdout).toContain(layers);
  });

  it.each<[string, number]>([
    ['vanishing', 1],
    ['exploding,nan', 0],
    ['nan,vanishing', 1],
  ])('--fail-on %s exits %i', async (names, expected) => {
    const { status } = await runCommand(['diagnose', faint(), '--steps', '20', '--fail-on', names]);
    expect(status).toBe(expected);
  });

  it('finds weights that are no numbers, and says in which tensor', async () => {
    const values = new Float32Array(4 * 2 + 16 + 16 + 16).fill(0.1);
    values[8 + 5] = Number.NaN;
    const header = stateDict(shapes, 0.1);
    const text = new TextDecoder().decode(header.subarray(8, header.byteLength - values.byteLength));
    const path = file('nan.safetensors', safetensorsBytes(text, new Uint8Array(values.buffer)));
    const { status, stdout } = await runCommand(['diagnose', path, '--fail-on', 'nan']);
    expect(status).toBe(1);
    const { findings } = JSON.parse(stdout);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      ...{ rule: 'nan', severity: 'high', layer: 'rnn.weight_hh_l0', evidence: { element: 5 } },
      sentence: expect.stringMatching(
        /^"rnn\.weight_hh_l0" holds NaN as its element 5: an update has overflowed/,
      ),
    });
  });

  it('takes one layer, and says on a terminal that nothing is found', async () => {
    const path = file('ring.safetensors', stateDict({ weight_ih_l0: [1, 1], weight_hh_l0: [1, 1] }, 0.9));
    const words = ['diagnose', path, '--activation', 'identity', '--steps', '20'];
    const { status, stdout } = await runCommand(words, { isTTY: true });
    expect(status).toBe(0);
    const [heading, blank, ...read] = stdout.trimEnd().split('\n');
    expect(heading).toBe(`${path}: 1 layer: an RNN of 1 unit and 1 input; nothing found`);
    // What was read, said and drawn stands there as it does behind `analyze`.
    expect([blank, read[0]]).toEqual([
      '',
      '"weight_hh_l0" is read as one model, 1 layer: an RNN of 1 unit and 1 input.',
    ]);
    expect(read).toContain('Inputs: 20 steps drawn from N(0, 1) with seed 1, as none were given.');
    const named = await runCommand(['diagnose', faint(), '--layer', 'rnn.weight_hh_l1', '--steps', '20'], {
      isTTY: true,
    });
    expect(named.stdout).toMatch(
      /1 layer: an RNN .*; 1 found, worst first\n\n1\. high: vanishing, rnn\.weight_hh_l1 \(forward\), step \d+\n/,
    );
  });

  it.each<[string, string[], RegExp]>([
    ['no file', [], /diagnose needs a file of weights/],
    [
      'an unknown rule',
      ['--fail-on', 'bad'],
      /--fail-on knows no "bad"; nan, zero-weights, dead, exploding, truncation, /,
    ],
    [
      'a rule that would find nothing',
      ['model.pt', '--lag', '5', '--fail-on', 'lag,clipping'],
      /--fail-on clipping finds nothing without --clip; say it, or leave the rule out/,
    ],
  ])('%s is one line, with status 2', async (_, words, message) => {
    const { status, stdout, stderr } = await runCommand(['diagnose', ...words]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it('has the rules that are documented', () => {
    expect(ruleNames).toEqual(
      'nan zero-weights dead exploding truncation lag vanishing spike start dead-units saturated stuck float16 imbalance forget-bias clipping'.split(
        ' ',
      ),
    );
  });
});
