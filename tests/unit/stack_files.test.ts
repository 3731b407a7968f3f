/** Models of several layers that are no module of PyTorch's: each state's gradient is what automatic differentiation says, and where a model ends is said. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kerasRuns } from '../../src/networks/given/keras_stacks.ts';
import { runCommand } from './terminal_double.ts';
import { npyBytes, stateDict } from './weight_file_bytes.ts';

interface Case {
  readonly base64: string;
  readonly shape: readonly number[];
  readonly inputs: readonly number[];
  readonly layers: readonly { readonly hidden: (number | null)[]; readonly cell?: (number | null)[] }[];
}

const files: { readonly good: Record<string, Case>; readonly bad: Record<string, string> } = JSON.parse(
  readFileSync(new URL('../fixtures/stack_files.json', import.meta.url), 'utf8'),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const decoded = (base64: string) => new Uint8Array(inflateSync(Buffer.from(base64, 'base64')));

async function json(...words: string[]) {
  const { status, stdout, stderr } = await runCommand(['analyze', ...words]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

async function refusal(...words: string[]) {
  const { status, stderr } = await runCommand(['analyze', ...words]);
  expect(status).toBe(2);
  return stderr;
}

const words: Readonly<Record<string, { flags?: string[]; model: RegExp; remarks: readonly RegExp[] }>> = {
  'sequential.keras': {
    model:
      /one model, 3 layers: an LSTM of 3 units and 2 inputs, both directions; a GRU of 4 units; an RNN of 2 units\.$/,
    remarks: [/^Dropout "thin" between its layers does nothing/, /^As the file says: ".*" has relu\.$/],
  },
  'functional.keras': {
    flags: ['--layer', 'low'],
    model: /one model, 2 layers: an LSTM of 3 units and 2 inputs; an LSTM of 2 units\.$/,
    remarks: [/^SpatialDropout1D "spatial_dropout1d\w*" between its layers does nothing/],
  },
  'functional.h5': {
    flags: ['--layer', 'low'],
    model: /one model, 2 layers: an LSTM of 3 units and 2 inputs; an LSTM of 2 units\.$/,
    remarks: [],
  },
  'stack.onnx': {
    model:
      /one model, 3 layers: an LSTM of 3 units and 2 inputs, both directions; a GRU of 4 units; an RNN of 2 units\.$/,
    remarks: [/^As the file says: "rnn_R" has relu\.$/],
  },
  'cells.npz': {
    model:
      /^"rnn\.cells\.0\.weight_hh", "rnn\.cells\.1\.weight_hh" are read as one model, 2 layers: an LSTM of 3 units and 2 inputs; an LSTM of 4 units\.$/,
    remarks: [/^Assumed: they stand on one another in the order of their numbers/],
  },
  'flax.npz': {
    model:
      /one model, 2 layers: an LSTM of 2 units and 2 inputs, both directions; an LSTM of 3 units, both directions\.$/,
    remarks: [/^Assumed: two and two of them, as they are numbered/],
  },
};

describe('the gradient at every layer, direction and step', () => {
  it.each(Object.entries(files.good))('of %s', async (name, { base64, shape, inputs, layers }) => {
    const { flags = [], model, remarks } = words[name] ?? { model: /never/, remarks: [] };
    const path = written(name, decoded(base64));
    const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
    const X = written(`${name}.npy`, npyBytes(header, new Uint8Array(Float64Array.from(inputs).buffer)));
    const found = await json(path, '--inputs', X, ...flags);
    expect(found.layers).toHaveLength(layers.length);
    layers.forEach(({ hidden, cell }, i) => {
      const { parts, direction } = found.layers[i];
      const about = `${name}, layer ${i}, ${direction}`;
      expectDecades(parts.hidden, hidden, about);
      if (cell) expectDecades(parts.cell, cell, `${about}, c`);
    });
    expect(found.read[0]).toMatch(model);
    for (const remark of remarks) expect(found.read).toContainEqual(expect.stringMatching(remark));
  });
});

/** To 1e-9 of the norm itself. */
function expectDecades(ours: (number | null)[], theirs: (number | null)[], about: string): void {
  expect(ours, about).toHaveLength(theirs.length);
  theirs.forEach((decades, t) => {
    const own = ours[t] ?? null;
    if (decades === null || own === null) expect(own, `${about}, t = ${t}`).toBe(decades);
    else expect(Math.abs(10 ** (own - decades) - 1), `${about}, t = ${t}`).toBeLessThan(1e-9);
  });
}

describe('a model ends where the next layer reads something else', () => {
  it('and each is taken by its name', async () => {
    const { base64 = '' } = files.good['functional.keras'] ?? {};
    const path = written('two.keras', decoded(base64));
    const late = await json(path, '--layer', 'late', '--steps', '3');
    expect(late.layers).toHaveLength(1);
    expect(late.read).toContain('"late" reads Dense "between": a model begins there.');
    expect(await refusal(path, '--layer', 'all')).toMatch(
      /The file has several modules; --layer takes one whole: "low" \(2 layers: .*\), "late" \(1 layer: a GRU of 3 units and 4 inputs\)/,
    );
  });

  it('also where others read the same', async () => {
    const path = written('shared.keras', decoded(files.bad['shared.keras'] ?? ''));
    const high = await json(path, '--layer', 'high', '--steps', '3');
    expect(high.read).toContain('"high" reads "low", which others read too: a model begins there.');
    expect(high.layers).toHaveLength(1);
  });

  it('directions that are not set side by side are refused by name', async () => {
    const path = written('sum.keras', decoded(files.bad['sum.keras'] ?? ''));
    expect(await refusal(path, '--layer', 'all')).toMatch(
      /The directions of "merged" are merged by "sum" \(merge_mode\), which is not computed; "concat" is allowed/,
    );
  });
});

describe('what Keras’s configurations say', () => {
  const layer = (class_name: string, name: string, config: object = {}, inbound_nodes?: unknown) => ({
    ...{ class_name, config: { name, ...config }, name },
    ...(inbound_nodes !== undefined && { inbound_nodes }),
  });
  const sequences = { return_sequences: true };
  const sequential = (...layers: object[]) => kerasRuns({ class_name: 'Sequential', config: { layers } });
  const both = (config: object) => ({ layer: { class_name: 'LSTM', config }, merge_mode: 'concat' });

  it('a layer that reads from the end is none of several, and whole by itself', () => {
    const [alone] = sequential(layer('LSTM', 'a', { go_backwards: true }));
    expect(alone).toMatchObject({ name: 'a', places: [0] });
    expect(alone?.refusal).toBeUndefined();
    const [two] = sequential(layer('LSTM', 'a', { ...sequences, go_backwards: true }), layer('GRU', 'b'));
    expect(two?.refusal).toMatch(/^"a" reads its sequence from the end/);
  });

  it('a layer that puts out its last step alone ends a model', () => {
    const runs = sequential(layer('LSTM', 'a'), layer('RepeatVector', 'again'), layer('LSTM', 'b'));
    expect(runs.map(({ places }) => places)).toEqual([[0], [2]]);
    expect(sequential(layer('LSTM', 'a'), layer('LSTM', 'b'))[1]?.remarks).toEqual([
      '"b" reads "a", which puts out its last step alone: a model begins there.',
    ]);
  });

  it('both directions’ last steps are two times', () => {
    const [last] = sequential(layer('Bidirectional', 'a', both({})));
    expect(last?.remarks).toEqual([
      expect.stringMatching(/^"a" puts out each direction’s own last step in Keras/),
    ]);
    expect(sequential(layer('Bidirectional', 'a', both(sequences)))[0]?.remarks).toEqual([]);
  });

  it('a layer that starts from another one’s state, or is called twice, begins a model', () => {
    const functional = (...layers: object[]) => kerasRuns({ class_name: 'Functional', config: { layers } });
    const from = (...names: string[]) => [names.map((name) => [name, 0, 0, {}])];
    const runs = functional(
      layer('InputLayer', 'x', {}, []),
      layer('LSTM', 'encoder', sequences, from('x')),
      layer('LSTM', 'decoder', sequences, from('encoder', 'encoder')),
      layer('LSTM', 'shared', sequences, [...from('decoder'), ...from('x')]),
    );
    expect(runs.map(({ places }) => places)).toEqual([[1], [2], [3]]);
    expect(runs[1]?.remarks).toEqual([
      '"decoder" reads more than one thing, or is called more than once: a model begins there.',
    ]);
  });

  it('layers are in the order in which they read, however they are listed', () => {
    const node = (name: string) => [
      { args: [{ class_name: '__keras_tensor__', config: { keras_history: [name, 0, 0] } }], kwargs: {} },
    ];
    const runs = kerasRuns({
      class_name: 'Functional',
      config: {
        layers: [
          layer('GRU', 'high', {}, node('low')),
          layer('GRU', 'low', sequences, node('x')),
          layer('InputLayer', 'x', {}, []),
        ],
      },
    });
    expect(runs).toEqual([{ name: 'low', places: [1, 0], remarks: [] }]);
  });

  it('a circle, or what is no configuration, ends', () => {
    const circle = [
      layer('LSTM', 'a', sequences, [[['b', 0, 0, {}]]]),
      layer('LSTM', 'b', sequences, [[['a', 0, 0, {}]]]),
    ];
    expect(() => kerasRuns({ class_name: 'Functional', config: { layers: circle } })).not.toThrow();
    expect(kerasRuns({ class_name: 'Sequential', config: { layers: [1, null, 'x'] } })).toEqual([]);
    expect(kerasRuns({})).toEqual([]);
  });
});

describe('lists of cells', () => {
  const cell = (path: string, N: number, I: number) => ({
    [`${path}weight_ih`]: [4 * N, I],
    [`${path}weight_hh`]: [4 * N, N],
  });
  const file = (name: string, shapes: Record<string, readonly number[]>) =>
    written(name, stateDict(shapes, 0.1));

  it('whose sizes do not chain are not one model', async () => {
    const path = file('wide.safetensors', { ...cell('cells.0.', 3, 2), ...cell('cells.1.', 3, 2) });
    expect(await refusal(path, '--layer', 'all')).toMatch(
      /"cells\.1\.weight_hh" is an LSTM of 3 units and 2 inputs; above "cells\.0\.weight_hh" it must be an LSTM of 3 units and 3 inputs/,
    );
    // As ever, the first by itself.
    expect((await json(path, '--steps', '3')).layers).toBeUndefined();
  });

  it('with something else between them are not either', async () => {
    const shapes = { ...cell('layers.0.', 3, 2), 'layers.1.weight': [3, 3], ...cell('layers.2.', 3, 3) };
    expect(await refusal(file('between.safetensors', shapes), '--layer', 'all')).toMatch(
      /"layers\.1\.weight" stands between the layers of "layers" and is none/,
    );
  });

  it('of Flax’s that may be directions as well as layers are asked about', async () => {
    const gates = [...'ifgo'];
    const flax = (path: string, N: number, I: number) =>
      Object.fromEntries(
        gates.flatMap((gate) => [
          [`${path}/i${gate}/kernel`, [I, N]],
          [`${path}/h${gate}/kernel`, [N, N]],
        ]),
      );
    const path = file('flax.safetensors', { ...flax('LSTMCell_0', 3, 3), ...flax('LSTMCell_1', 3, 3) });
    expect(await refusal(path, '--loss', 'last')).toMatch(
      /They may be layers on one another, or two and two of them the directions of a layer; --layer LSTMCell takes it so/,
    );
    expect((await json(path, '--layer', 'LSTMCell', '--steps', '3')).layers).toHaveLength(2);
    const apart = file('apart.safetensors', { ...flax('LSTMCell_0', 3, 2), ...flax('LSTMCell_1', 3, 2) });
    expect(await refusal(apart, '--loss', 'last')).toMatch(
      /two directions of a layer, or have nothing to do with/,
    );
  });

  it('beside another one are taken by name', async () => {
    const shapes = { ...cell('enc.cells.0.', 3, 2), ...cell('enc.cells.1.', 2, 3), ...cell('dec.', 3, 2) };
    const path = file('beside.safetensors', shapes);
    expect((await json(path, '--layer', 'enc.cells', '--steps', '3')).layers).toHaveLength(2);
    expect(await refusal(path, '--layer', 'all')).toMatch(
      /The file has several modules; --layer takes one whole: "enc\.cells"/,
    );
  });

  it('have states of their own sizes, which one array does not hold', async () => {
    const path = file('sizes.safetensors', { ...cell('cells.0.', 3, 2), ...cell('cells.1.', 4, 3) });
    const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1, 3), }";
    const state = written('h0.npy', npyBytes(header, new Uint8Array(8 * 6)));
    expect(await refusal(path, '--initial', state)).toMatch(
      /"h0\.npy" is one array for all layers, and "cells\.1\.weight_hh" is not of the first one’s kind and size/,
    );
  });
});
