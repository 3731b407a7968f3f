/**
 * Ten models each of every fault that there is a rule for: it is found, first, at its layer and step. Fifty models without a
 * fault: nothing is found above a note.
 */
import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { ruleNames } from '../../src/analysis/diagnosis/diagnosis.ts';
import type { Diagnosis } from '../../src/analysis/diagnosis/rule.ts';
import { readAddress, writeAddress } from '../../src/experiment/address.ts';
import { usualAxes } from '../../src/experiment/axes.ts';
import type { CellName } from '../../src/experiment/experiment.ts';
import type { Layer, Model } from '../../src/networks/model/model.ts';
import { normals } from '../../src/networks/normal.ts';
import {
  atRest,
  biased,
  findingsIn,
  type Kind,
  modelOf,
  nameOf,
  planted,
  type Start,
  scaled,
  type Task,
} from './planted_models.ts';

const rnn: readonly Kind[] = [
  { cell: 'rnn', size: 8, inputSize: 3, levels: 1 },
  { cell: 'rnn', size: 12, inputSize: 2, levels: 3 },
  { cell: 'rnn', size: 16, inputSize: 4, levels: 2, bidirectional: true },
  { cell: 'rnn', size: 9, inputSize: 1, levels: 2 },
];
const relu: readonly Kind[] = [
  { cell: 'rnn', activation: 'relu', size: 10, inputSize: 3, levels: 2 },
  { cell: 'rnn', activation: 'relu', size: 16, inputSize: 5, levels: 1 },
  { cell: 'rnn', activation: 'relu', size: 12, inputSize: 4, levels: 3 },
  { cell: 'rnn', activation: 'relu', size: 8, inputSize: 2, levels: 2, bidirectional: true },
  { cell: 'rnn', activation: 'relu', size: 20, inputSize: 6, levels: 1, bidirectional: true },
];
const lstm: readonly Kind[] = [
  { cell: 'lstm', size: 8, inputSize: 3, levels: 1 },
  { cell: 'lstm', size: 12, inputSize: 4, levels: 3 },
  { cell: 'lstm', size: 7, inputSize: 2, levels: 2, bidirectional: true },
  { cell: 'lstm', size: 16, inputSize: 1, levels: 2 },
  { cell: 'lstm', size: 10, inputSize: 5, levels: 1, bidirectional: true },
];
const gru: readonly Kind[] = [
  { cell: 'gru', size: 9, inputSize: 3, levels: 2 },
  { cell: 'gru', size: 16, inputSize: 2, levels: 1, bidirectional: true },
  { cell: 'gru', size: 8, inputSize: 4, levels: 3 },
  { cell: 'gru', size: 11, inputSize: 1, levels: 2, bidirectional: true },
  { cell: 'gru', size: 12, inputSize: 5, levels: 1 },
];
const residual: Kind = { cell: 'residual', size: 8, inputSize: 3, levels: 1 };
const leaky: readonly Kind[] = [
  { cell: 'leaky', size: 10, inputSize: 3, levels: 2 },
  { cell: 'leaky', size: 8, inputSize: 2, levels: 1 },
];

/** Round and round. */
function at<Item>(items: readonly Item[], i: number): Item {
  const item = items[i % items.length];
  if (item === undefined) throw new RangeError('There are none.');
  return item;
}

/** Ten of these kinds, each of them about as often as the others. */
function ten(kinds: readonly Kind[]): { readonly kind: Kind; readonly seed: number }[] {
  return Array.from({ length: 10 }, (_, i) => ({ kind: at(kinds, i), seed: i + 1 }));
}

const every = [rnn, lstm, gru, relu, leaky].flatMap((kinds) => kinds.slice(0, 2));
const gated = [...lstm, ...gru];
/** Those that are smooth where they rest; and of them those that need not keep what they have. */
const resting = every.filter(({ activation }) => activation !== 'relu');
const forgetting = resting.filter(({ cell }) => cell !== 'leaky');

interface Planted extends Task {
  readonly model: Model;
  readonly finds: Partial<Diagnosis>;
  /** How far the step may be from that of the plain sum: where an LSTM's gradient turns from h to c. */
  readonly within?: number;
}

interface Fault {
  readonly rule: string;
  readonly kinds: readonly Kind[];
  readonly plant: (kind: Kind, seed: number) => Planted;
}

const letters: Partial<Record<CellName, string>> = { lstm: 'ifgo', gru: 'rzn' };
const still = ({ inputSize }: Kind, steps: number) => new Float64Array(steps * inputSize);
const place = (level: number) => ({ layer: nameOf(level), direction: 'forward' }) as const;

/** One bias of a layer, of each kind that there are, at a value. */
function oneBias({ biasIH, biasHH }: Layer, row: number, value: number): Partial<Layer> {
  return {
    ...(biasIH && { biasIH: biasIH.with(row, value) }),
    ...(biasHH && { biasHH: biasHH.with(row, value) }),
  };
}

const faults: readonly Fault[] = [
  {
    rule: 'nan',
    kinds: every,
    plant: (kind, seed) => {
      const level = seed % kind.levels;
      const gate = letters[kind.cell]?.[0] ?? 'h';
      const model = modelOf(kind, seed);
      if (level > 0 || seed > 5) {
        // Either fits float32, and their sum does not.
        const finds = { ...place(level), step: 1, gate };
        return { model: planted(model, level, (layer) => oneBias(layer, 2, 3e38)), finds };
      }
      const inputs = normals(seed, 0, 0, 0, 8 * kind.inputSize);
      inputs[4 * kind.inputSize] = 1e19;
      const faulty = planted(model, 0, ({ weightIH }) => ({ weightIH: weightIH.with(kind.inputSize, 1e20) }));
      return { model: faulty, inputs, finds: { ...place(0), step: 5, gate } };
    },
  },
  {
    rule: 'zero-weights',
    kinds: every,
    plant: (kind, seed) => {
      const level = seed % kind.levels;
      const zeros = ({ weightHH, weightIH }: Layer) => ({
        weightHH: new Float64Array(weightHH.length),
        weightIH: new Float64Array(weightIH.length),
      });
      return {
        model: planted(modelOf(kind, seed), level, zeros),
        finds: { ...place(level), severity: 'high' },
      };
    },
  },
  {
    rule: 'dead',
    kinds: relu,
    plant: (kind, seed) => {
      const level = seed % kind.levels;
      const top = level === kind.levels - 1;
      return {
        model: planted(modelOf(kind, seed), level, (layer) => biased(layer, 0, -30)),
        steps: 10,
        // Into the layer at the top the loss enters at the last step alone.
        finds: { ...place(level), severity: 'high', ...(top && { step: 9 }) },
      };
    },
  },
  {
    rule: 'exploding',
    kinds: resting,
    plant: (kind, seed) => {
      const level = seed % kind.levels;
      const [steps, factor] = [14, 3 + seed / 10];
      const passed = Math.floor(6 / Math.log10(factor)) + 1;
      return {
        model: atRest(modelOf(kind, seed), (k) => (k === level ? factor : 1)),
        inputs: still(kind, steps),
        finds: { ...place(level), severity: 'high', step: steps - passed },
        within: kind.cell === 'lstm' ? 1 : 0,
      };
    },
  },
  {
    rule: 'vanishing',
    kinds: forgetting,
    plant: (kind, seed) => {
      const level = kind.levels - 1;
      const [steps, factor] = [24, 0.3 + seed / 100];
      const passed = Math.floor(-6 / Math.log10(factor)) + 1;
      return {
        model: atRest(modelOf(kind, seed), (k) => (k === level ? factor : 1)),
        inputs: still(kind, steps),
        finds: { ...place(level), severity: 'high', step: steps - passed },
        within: kind.cell === 'lstm' ? 1 : 0,
      };
    },
  },
  {
    rule: 'lag',
    kinds: forgetting,
    plant: (kind, seed) => {
      const level = kind.levels - 1;
      const [steps, lag] = [14, 10];
      const factor = seed > 5 ? 0.35 : 0.2;
      return {
        model: atRest(modelOf(kind, seed), (k) => (k === level ? factor : 1)),
        inputs: still(kind, steps),
        said: { lag },
        finds: { ...place(level), severity: seed > 5 ? 'medium' : 'high', step: steps - lag },
      };
    },
  },
  {
    rule: 'truncation',
    kinds: resting,
    plant: (kind, seed) => {
      const [steps, truncation] = [12, 4];
      if (seed % 2 === 0)
        return {
          model: modelOf(kind, seed),
          said: { truncation, lag: 6 },
          steps: 8,
          finds: { severity: 'high' },
        };
      const single = { ...kind, levels: 1 };
      return {
        model: atRest(modelOf(single, seed), () => 0.98),
        inputs: still(kind, steps),
        said: { truncation },
        finds: { ...place(0), severity: 'medium', step: steps - truncation },
      };
    },
  },
  {
    rule: 'spike',
    kinds: gated,
    plant: (kind, seed) => {
      const [steps, step] = [12, 3 + (seed % 7)];
      const inputs = still(kind, steps);
      inputs[(step - 1) * kind.inputSize] = 1;
      const single = modelOf({ ...kind, levels: 1 }, seed);
      const { cell, size } = kind;
      const lets = cell === 'lstm' ? 0 : 1;
      const model = planted(single, 0, (layer) => {
        // The gate lets the candidate in at one step alone, and the candidate takes the state two thousandfold.
        const weightIH = new Float64Array(layer.weightIH.length);
        for (let unit = 0; unit < size; unit++)
          weightIH[(lets * size + unit) * layer.inputSize] = cell === 'lstm' ? 24 : -24;
        const weightHH = new Float64Array(layer.weightHH.length);
        for (let unit = 0; unit < size; unit++) weightHH[(2 * size + unit) * size + unit] = 4000;
        const bias = new Float64Array(layer.biasIH?.length ?? 0);
        bias.fill(cell === 'lstm' ? -12 : 12, lets * size, (lets + 1) * size);
        if (cell === 'lstm') bias.fill(12, size, 2 * size);
        return { weightIH, weightHH, biasIH: bias, biasHH: new Float64Array(bias.length) };
      });
      return { model, inputs, finds: { ...place(0), severity: 'medium', step } };
    },
  },
  {
    rule: 'start',
    kinds: [...rnn, ...lstm.slice(0, 2), ...gru.slice(0, 2), ...leaky.slice(0, 1), residual],
    plant: (kind, seed) => {
      const level = kind.levels - 1;
      const small = kind.cell === 'rnn';
      return {
        model: planted(modelOf(kind, seed, 'orthogonal'), level, (layer) => ({
          weightHH: scaled(layer.weightHH, small ? 0.2 : 8),
        })),
        steps: 5,
        finds: { ...place(level), severity: 'medium' },
      };
    },
  },
  {
    rule: 'dead-units',
    kinds: relu,
    plant: (kind, seed) => {
      const level = seed % kind.levels;
      const off = Math.ceil(kind.size / 2);
      return {
        model: planted(modelOf(kind, seed, 'orthogonal'), level, ({ biasIH }) => ({
          ...(biasIH && { biasIH: biasIH.map((value, unit) => (unit < off ? -30 : value)) }),
        })),
        steps: 6,
        finds: { ...place(level), gate: 'h', severity: 'medium' },
      };
    },
  },
  {
    rule: 'saturated',
    kinds: gated,
    plant: (kind, seed) => {
      const level = seed % kind.levels;
      const gates = letters[kind.cell] ?? '';
      const block = seed % gates.length;
      const gate = gates[block] ?? '';
      return {
        model: planted(modelOf(kind, seed), level, (layer) => biased(layer, block, block === 1 ? 20 : 12)),
        steps: 6,
        finds: { ...place(level), gate, severity: 'medium' },
      };
    },
  },
  {
    rule: 'stuck',
    kinds: gated,
    plant: (kind, seed) => {
      const level = seed % kind.levels;
      const block = seed % 2;
      const gate = letters[kind.cell]?.[block] ?? '';
      const emptied = (values: Float64Array, width: number) =>
        values.slice().fill(0, block * kind.size * width, (block + 1) * kind.size * width);
      return {
        model: planted(modelOf(kind, seed), level, (layer) => ({
          weightHH: emptied(layer.weightHH, kind.size),
          weightIH: emptied(layer.weightIH, layer.inputSize),
        })),
        steps: 8,
        finds: { ...place(level), gate, severity: 'medium' },
      };
    },
  },
  {
    rule: 'imbalance',
    kinds: [...rnn, ...lstm, ...gru].filter(
      ({ levels, ...kind }) => levels > 1 && !('bidirectional' in kind),
    ),
    plant: (kind, seed) => {
      const level = kind.levels - 1;
      const faulty = planted(modelOf(kind, seed), level, ({ weightIH }) => ({
        weightIH: scaled(weightIH, 1e-5),
      }));
      return { model: faulty, steps: 6, finds: { ...place(level), severity: 'medium' } };
    },
  },
  {
    rule: 'float16',
    kinds: resting,
    plant: (kind, seed) => {
      const level = seed % kind.levels;
      const gate = letters[kind.cell]?.[0] ?? 'h';
      if (seed % 3 === 0) {
        // What is left of a gradient that a scaled loss sends in.
        const said = { lossScale: 2 ** 18 };
        return {
          model: modelOf({ ...kind, levels: 1 }, seed),
          steps: 5,
          said,
          finds: { ...place(0), step: 5 },
        };
      }
      const faulty = planted(modelOf(kind, seed), level, (layer) => oneBias(layer, 1, 1e5));
      return { model: faulty, steps: 5, finds: { ...place(level), step: 1, gate } };
    },
  },
  {
    rule: 'forget-bias',
    kinds: lstm,
    plant: (kind, seed) => {
      const level = seed % kind.levels;
      const faulty = planted(modelOf(kind, seed), level, (layer) => biased(layer, 1, -2));
      return { model: faulty, steps: 5, finds: { ...place(level), gate: 'f', severity: 'note' } };
    },
  },
  {
    rule: 'clipping',
    kinds: resting,
    plant: (kind, seed) => {
      const clip = seed % 2 === 0 ? 1e-3 : 1e7;
      return {
        model: modelOf(kind, seed, 'orthogonal'),
        steps: 6,
        said: { clip },
        finds: { severity: seed % 2 === 0 ? 'medium' : 'note' },
      };
    },
  },
];

it('plants what there is a rule for', () => {
  expect(faults.map(({ rule }) => rule).toSorted()).toEqual(ruleNames.toSorted());
});

describe.each(faults)('$rule is found first, at its place', ({ rule, kinds, plant }) => {
  it.each(ten(kinds))('in $kind.levels × $kind.cell of $kind.size, seed $seed', async ({ kind, seed }) => {
    const { model, finds, within = 0, ...task } = plant(kind, seed);
    const findings = await findingsIn(model, task);
    const [first] = findings;
    const { step, ...rest } = finds;
    expect(first, findings.map((one) => `${one.rule} ${one.layer} ${one.step}`).join('; ')).toMatchObject({
      rule,
      ...rest,
    });
    if (step !== undefined) expect(Math.abs((first?.step ?? Number.NaN) - step)).toBeLessThanOrEqual(within);
    for (const value of Object.values(first?.evidence ?? {})) expect(value).not.toBeNaN();
  });
});

describe('what is said of all these', () => {
  const all: Diagnosis[] = [];
  beforeAll(async () => {
    for (const { kinds, plant } of faults) {
      for (const { kind, seed } of ten(kinds)) {
        const { model, finds: _, within: __, ...task } = plant(kind, seed);
        all.push(...(await findingsIn(model, task)));
      }
    }
  });

  it('ends in a sentence, with minus signs', () => {
    expect(all.length).toBeGreaterThan(150);
    for (const { sentence, cure } of all) {
      for (const words of [sentence, cure.sentence]) {
        expect(words).toMatch(/^[A-Z‖∂0-9].*\.$/);
        expect(words).not.toMatch(/NaN nats|undefined|Infinity|(?<![\w.])-\d/);
      }
    }
  });

  it('links to random networks like it, where there are any', () => {
    const linked = all.filter(({ link }) => link !== undefined);
    expect(new Set(linked.map(({ rule }) => rule))).toEqual(
      new Set(['exploding', 'vanishing', 'lag', 'start', 'forget-bias']),
    );
    for (const { link = '' } of linked) {
      const [query = '', fragment] = link.split('#');
      expect(fragment).toBe('explore');
      const { notices, experiment, given } = readAddress(query);
      expect(notices).toEqual([]);
      expect(given.has('networks')).toBe(true);
      expect(writeAddress(experiment, { engine: 'auto', ...usualAxes })).toBe(query);
    }
  });

  it('has cures that Python can read', () => {
    const snippets = new Set(all.flatMap(({ cure }) => Object.values(cure.code)));
    expect(snippets.size).toBeGreaterThan(30);
    const reading = 'import ast, json, sys\nfor code in json.load(sys.stdin): ast.parse(code)';
    const { status, stderr, error } = spawnSync('python3', ['-c', reading], {
      input: JSON.stringify([...snippets]),
      encoding: 'utf8',
    });
    if (error) console.info('python3 is not installed: that cures can be read is not checked here');
    else expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

it('of two layers that overflow names the one that does first, although it is above', async () => {
  const kind = at(lstm, 1);
  const inputs = normals(3, 0, 0, 0, 8 * kind.inputSize);
  inputs[4 * kind.inputSize] = 1e19;
  const below = planted(modelOf(kind, 3), 0, ({ weightIH }) => ({ weightIH: weightIH.with(0, 1e20) }));
  const model = planted(below, 2, (layer) => oneBias(layer, 2 * kind.size, 3e38));
  const found = await findingsIn(model, { inputs });
  expect(found.filter(({ rule }) => rule === 'nan')).toMatchObject([{ ...place(2), step: 1, gate: 'g' }]);
});

it('weights in which one direction stands out are not taken for a start, however small', async () => {
  const kind = at(rnn, 0);
  const faint = (start: Start) =>
    findingsIn(
      planted(modelOf(kind, 2, start), 0, ({ weightHH }) => ({ weightHH: scaled(weightHH, 0.2) })),
      { steps: 4 },
    );
  expect((await faint('torch')).map(({ rule }) => rule)).toContain('start');
  const outstanding = planted(modelOf(kind, 2), 0, ({ weightHH }) => ({
    weightHH: weightHH.map((value, k) => 0.02 * value + (k % kind.size === 0 ? 0.1 : 0)),
  }));
  expect((await findingsIn(outstanding, { steps: 4 })).map(({ rule }) => rule)).not.toContain('start');
});

const starts: readonly Start[] = ['torch', 'orthogonal', 'trained'];
const all = [...rnn, ...relu, ...lstm, ...gru, ...leaky];
const sound: readonly { readonly kind: Kind; readonly seed: number; readonly start: Start }[] = Array.from(
  { length: 51 },
  (_, i) => ({ kind: at(all, i), seed: 100 + i, start: at(starts, i) }),
);

it.each(sound)(
  'nothing above a note ails $kind.levels × $kind.cell of $kind.size, $start, seed $seed',
  async ({ kind, seed, start }) => {
    const findings = await findingsIn(modelOf(kind, seed, start), { steps: 8 });
    expect(findings.filter(({ severity }) => severity !== 'note').map(({ sentence }) => sentence)).toEqual(
      [],
    );
  },
);

it('a layer whose ρ nobody knows is judged by what is known', async () => {
  const kind = at(rnn, 0);
  const model = atRest(modelOf(kind, 1), () => 0.3);
  const found = await findingsIn(model, { inputs: still(kind, 20), radius: NaN });
  expect(found.map(({ rule }) => rule)).toEqual(['vanishing']);
  expect(found[0]).not.toHaveProperty('link');
  expect(found[0]?.cure.sentence).toContain('of which ρ = 1, or take');
});
