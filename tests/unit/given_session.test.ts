/** A network out of a file on the page: what the terminal says of it, number by number and sentence by sentence. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instrument } from '../../src/engines/engine.ts';
import { ReferenceEngine } from '../../src/engines/reference/engine.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { networkSettings } from '../../src/experiment/network_settings.ts';
import { work } from '../../src/laboratory/jobs.ts';
import { Shelf } from '../../src/laboratory/shelf.ts';
import { drawWeights } from '../../src/networks/ensemble.ts';
import type { ArrayName } from '../../src/networks/given/array_names.ts';
import { Given } from '../../src/session/given.ts';
import { GivenNetworks } from '../../src/session/given_networks.ts';
import type { Workplace } from '../../src/session/workplace.ts';
import { benchOf } from '../parity/bench.ts';
import { eventually } from './eventually.ts';
import { example, fixtures } from './given_files.ts';
import { runCommand } from './terminal_double.ts';
import { npyBytes, stateDict } from './weight_file_bytes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A file of that shape, every element alike. */
function filled(name: string, shape: readonly number[], value = 0.5): string {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.map((length) => `${length},`).join(' ')}), }`;
  const size = shape.reduce((product, length) => product * length, 1);
  return written(name, header, new Float64Array(size).fill(value));
}

function written(name: string, header: string, values: Float64Array): string {
  const path = join(folder, name);
  writeFileSync(path, npyBytes(header, new Uint8Array(Float64Array.from(values).buffer)));
  return path;
}

/** A file as the browser hands it over. */
const handed = (path: string) => new File([Uint8Array.from(readFileSync(path))], basename(path));

/** The laboratory in this process: Node does not send files to workers. */
function workplace(engine: Instrument = new ReferenceEngine()): Workplace {
  let numbers = 0;
  const shelf = new Shelf();
  const place: Pick<Workplace, 'number' | 'run' | 'stop' | 'forget' | 'remembers'> = {
    number: () => ++numbers,
    run: async (name, id, request, _purpose, { report }) => {
      const bench = { ...benchOf(engine), id, shelf };
      const result = await work(name, request, bench, report);
      return { engine: engine.describe(), waited: 0, result } as never;
    },
    stop: () => undefined,
    forget: (id) => shelf.files.delete(id),
    remembers: (id) => shelf.files.has(id),
  };
  return place as Workplace;
}

type Paths = Readonly<Partial<Record<ArrayName, string>>>;

async function opened(weights: string, arrays: Paths = {}, layer?: string): Promise<Given> {
  const given = new Given(workplace());
  await given.open(handed(weights));
  if (layer !== undefined) {
    expect(given.offer?.question?.about).toBe('layer');
    await given.answer({ layer });
  }
  for (const [name, path] of Object.entries(arrays))
    expect(await given.give({ [name]: handed(path) }), given.offer?.refusal).toBe(true);
  return given;
}

async function measured(given: Given, change: Partial<Experiment> = {}) {
  const steps = given.inputSteps ?? defaultExperiment.steps;
  const layer = given.layer;
  const cell = layer && layer.cell !== 'rnn' ? { cell: layer.cell } : {};
  given.follow({ ...defaultExperiment, steps, ...cell, ...change }, 'reference');
  await eventually(() => given.reading !== undefined || given.problem !== '');
  return given;
}

/** `analyze` with the same files. */
async function analysed(weights: string, { inputs, hidden, cell, cotangent }: Paths, more: string[] = []) {
  const initial = hidden && [hidden, ...(cell ? [cell] : [])].join(',');
  const flags = Object.entries({ inputs, initial, cotangent }).flatMap(([name, path]) =>
    path ? [`--${name}`, path] : [],
  );
  return runCommand(['analyze', weights, ...flags, ...more, '--engine', 'reference']);
}

const paths = (name: string, ...arrays: ArrayName[]): Paths =>
  Object.fromEntries(arrays.map((array) => [array, fixtures(`${name}_${array}.npy`)]));

describe('the page and the terminal say the same', () => {
  const bare = () => {
    const experiment = { ...defaultExperiment, hiddenSize: 6, cell: 'gru' as const };
    const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (18, 6, ), }";
    return written('bare.npy', header, Float64Array.from(drawWeights(experiment, 0)));
  };

  it.each<[string, () => string, Paths, string?]>([
    ['an RNN with nothing beside it', () => fixtures('tanh.safetensors'), {}],
    ['an RNN with inputs', () => fixtures('tanh.safetensors'), paths('tanh', 'inputs')],
    [
      'a GRU with everything',
      () => fixtures('gru.safetensors'),
      paths('gru', 'inputs', 'hidden', 'cotangent'),
    ],
    ['an LSTM with h', () => fixtures('lstm.safetensors'), paths('lstm', 'hidden')],
    [
      'an LSTM with everything',
      () => fixtures('lstm.safetensors'),
      paths('lstm', 'inputs', 'hidden', 'cell', 'cotangent'),
    ],
    ['a bare matrix, which is asked about first', bare, {}, 'bare.npy'],
    [
      'the trained example',
      () => example('first_letter_after.safetensors'),
      { inputs: example('first_letter_inputs.npy') },
    ],
    ['the example without inputs', () => example('first_letter_before.safetensors'), {}],
  ])('of %s', async (_, weights, arrays, layer) => {
    const { reading, assumed, read } = await measured(await opened(weights(), arrays, layer));
    const { status, stdout } = await analysed(weights(), arrays, layer ? ['--layer', layer] : []);
    expect(status).toBe(0);
    const said = JSON.parse(stdout);
    expect(reading?.experiment.steps).toBe(said.steps);
    expect([...(reading?.gradient ?? [])]).toEqual(said.log10GradientNorm);
    expect(reading?.values.rate).toBe(said.growthRate);
    expect(reading?.values.radius).toBeCloseTo(said.spectralRadius, 12);
    // Only who says what kind it is differs, and that of every block the page shows in a row of its own.
    const kind =
      /^(As the controls say, not the file|As was said|Assumed, as the file does not say): .*activation/;
    const sentences = [...read, ...assumed].filter((sentence) => !kind.test(sentence));
    expect(sentences).toEqual(
      said.read.filter((sentence: string) => !kind.test(sentence) && !sentence.startsWith('ρ in float64:')),
    );
    const gated = said.cell !== 'rnn';
    for (const all of [[...read, ...assumed], said.read])
      expect(all.filter((sentence: string) => kind.test(sentence))).toHaveLength(gated ? 0 : 1);
  });

  it('of what a bare matrix with gates is taken for', async () => {
    const { read } = await measured(await opened(bare(), {}, 'bare.npy'));
    expect(read).toContain(
      'Assumed: its gates stand in PyTorch’s order, r, z, n, and are sigmoid, its candidate is tanh, as PyTorch has them.',
    );
  });

  it.each<[string, string, Paths, string[]]>([
    ['too wide inputs', 'tanh', { inputs: 'x.npy:5,4' }, []],
    ['a batch of inputs', 'tanh', { inputs: 'x.npy:5,2,3' }, []],
    ['no inputs', 'tanh', { inputs: 'x.npy:0,3' }, []],
    ['too many inputs', 'tanh', { inputs: 'x.npy:1000001,3' }, []],
    ['a short state', 'lstm', { hidden: 'h.npy:7' }, []],
    ['a state of two rows', 'gru', { hidden: 'h.npy:2,8' }, []],
    ['c for an RNN', 'tanh', { hidden: 'h.npy:8', cell: 'c.npy:8' }, []],
    ['a wrong cotangent', 'tanh', { cotangent: 'v.npy:8,8' }, []],
  ])('of %s', async (_, weights, arrays) => {
    const files = Object.fromEntries(
      Object.entries(arrays).map(([name, said]) => {
        const [file = '', shape = ''] = said.split(':');
        return [name, filled(file, shape.split(',').map(Number))];
      }),
    );
    const { status, stderr } = await analysed(fixtures(`${weights}.safetensors`), files);
    expect(status).toBe(2);
    const given = await opened(fixtures(`${weights}.safetensors`));
    const handedOver = Object.entries(files).map(([name, path]) => [name, handed(path)]);
    expect(await given.give(Object.fromEntries(handedOver))).toBe(false);
    expect(given.offer?.refusal).toBe(`${stderr.trimEnd()}.`);
    expect(given.arrays).toEqual({});
  });

  it('of what is no array at all, and of numbers that are none', async () => {
    const given = await opened(fixtures('tanh.safetensors'), paths('tanh', 'inputs'));
    const before = given.arrays;
    expect(await given.give({ hidden: new File(['h'], 'h.npy') })).toBe(false);
    expect(given.offer).toMatchObject({
      file: 'h.npy',
      refusal: expect.stringMatching(/^The file does not begin as a \.npy file does/),
    });
    expect(await given.give({ inputs: handed(filled('n.npy', [5, 3], Number.NaN)) })).toBe(false);
    expect(given.offer?.refusal).toMatch(/^"n\.npy" holds NaN as its element 0; /);
    // What was there stays.
    expect(given.arrays).toEqual(before);
  });

  it('of more steps than the inputs have', async () => {
    const given = await opened(fixtures('tanh.safetensors'), paths('tanh', 'inputs'));
    await measured(given, { steps: 400 });
    const more = ['--steps', '400'];
    const { stderr } = await analysed(fixtures('tanh.safetensors'), paths('tanh', 'inputs'), more);
    expect(given.problem).toBe(`${stderr.trimEnd()}.`);
    expect(given.reading).toBeUndefined();
  });
});

it('a layer that is too large for the engine is measured on the CPU, which is said', async () => {
  const engine = new ReferenceEngine();
  // What a lease is: the engine at the post, behind which another one stands for what it does not take.
  const lease: Instrument = {
    describe: () => ({ ...engine.describe(), name: 'webgpu', can: { givenUnits: 7 } }),
    measure: (...asked) => engine.measure(...asked),
    spectrum: (...asked) => engine.spectrum(...asked),
    train: (...asked) => engine.train(...asked),
    weights: (...asked) => engine.weights(...asked),
    trace: (...asked) => engine.trace(...asked),
    machine: () => engine.machine(),
    held: () => engine.held(),
  };
  const given = new Given(workplace(lease));
  await given.open(handed(fixtures('tanh.safetensors')));
  await measured(given, { steps: 3 });
  expect(given.assumed.at(-1)).toBe('Engine: wasm, float32, the CPU, as webgpu takes no layer of 8 units.');
});

describe('arrays', () => {
  it('may be given one by one, c only beside h, and taken away again', async () => {
    const given = await opened(fixtures('lstm.safetensors'));
    expect(given.takes).toEqual(['inputs', 'hidden', 'cotangent']);
    await given.give({ hidden: handed(fixtures('lstm_hidden.npy')) });
    expect(given.takes).toEqual(['inputs', 'hidden', 'cell', 'cotangent']);
    await given.give({ cell: handed(fixtures('lstm_cell.npy')) });
    expect(given.arrays).toEqual({
      hidden: { name: 'lstm_hidden.npy', shape: expect.any(Array) },
      cell: { name: 'lstm_cell.npy', shape: expect.any(Array) },
    });
    await given.give({ hidden: undefined });
    expect(given.arrays).toEqual({});
    await measured(given);
    expect(given.assumed).toContain('Initial state: zero.');
    expect((await opened(filled('w.npy', [2, 2]))).takes).toEqual(['hidden', 'cotangent']);
  });

  it('are all taken, however quickly one follows another', async () => {
    const given = await opened(fixtures('lstm.safetensors'));
    const names = ['inputs', 'hidden', 'cell', 'cotangent'] as const;
    await Promise.all(names.map((name) => given.give({ [name]: handed(fixtures(`lstm_${name}.npy`)) })));
    expect(Object.keys(given.arrays).sort()).toEqual([...names].sort());
  });

  it('stay where another layer of the same file is chosen, or nothing is', async () => {
    const given = await opened(fixtures('tanh.safetensors'), paths('tanh', 'inputs'));
    await given.choose('weight_hh_l0');
    expect(given.inputSteps).toBeGreaterThan(1);
    await given.open(handed(fixtures('gru.safetensors')));
    expect(given.arrays).toEqual({});
  });

  it('that do not go with another layer are refused, and it is read without', async () => {
    const shapes = { weight_ih_l0: [8, 3], weight_hh_l0: [8, 8], weight_ih_l1: [8, 8], weight_hh_l1: [8, 8] };
    const path = join(folder, 'two.safetensors');
    writeFileSync(path, stateDict(shapes));
    const given = await opened(path, { inputs: filled('three.npy', [5, 3]) });
    await given.choose('weight_hh_l1');
    expect(given.layer?.name).toBe('weight_hh_l1');
    expect(given.arrays).toEqual({});
    expect(given.offer).toEqual({
      file: 'three.npy',
      refusal: '"three.npy" is 5 × 3; steps × 8 is allowed for the inputs of "weight_hh_l1".',
    });
  });

  it('are measured anew as soon as they are there', async () => {
    const given = await measured(await opened(fixtures('tanh.safetensors')), { steps: 5 });
    const drawn = given.reading?.values.rate;
    await given.give({ inputs: handed(fixtures('tanh_inputs.npy')) });
    await eventually(() => given.reading?.values.rate !== drawn);
    expect(given.assumed).toContain('Inputs: 5 steps of "tanh_inputs.npy".');
  });
});

it('a network driven as the random ones are is network 0 again, at its gain', async () => {
  const experiment: Experiment = {
    ...{ ...defaultExperiment, hiddenSize: 6, steps: 12, warmUp: 5, inputScale: 0.4, networks: 1, gain: 1 },
  };
  const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (6, 6, ), }";
  const path = written('zero.npy', header, Float64Array.from(drawWeights(experiment, 0)));
  const given = await opened(path);
  given.driveBy('random');
  await measured(given, experiment);
  expect(networkSettings(experiment, 0).gain).toBe(1);
  const { signal } = new AbortController();
  for await (const drawn of new ReferenceEngine().measure(experiment, { signal }))
    expect([...(given.reading?.gradient ?? [])]).toEqual([...drawn.log10GradientNorm]);
  expect(given.assumed).toContain('Steps: 12, after 5 of warm-up.');
});

describe('two networks', () => {
  const experiment = { ...defaultExperiment, steps: 7, activation: 'relu' as const };

  async function two() {
    const networks = new GivenNetworks(workplace());
    await networks.open((given) => given.open(handed(fixtures('relu.safetensors'))));
    networks.follow(experiment, 'reference');
    await eventually(() => networks.present.reading);
    const alone = networks.present.reading;
    networks.keep(true);
    await networks.open((given) => given.open(handed(fixtures('lstm.safetensors'))));
    return { networks, alone };
  }

  it('stand beside one another, the first as it was', async () => {
    const { networks, alone } = await two();
    expect(networks.all.map(({ fileName }) => fileName)).toEqual(['relu.safetensors', 'lstm.safetensors']);
    expect(networks.keeping).toBe(false);
    networks.follow({ ...defaultExperiment, cell: 'lstm', steps: 7 }, 'reference');
    await eventually(() => networks.all.every(({ reading }) => reading?.experiment.seed === 1));
    await eventually(() => networks.kept?.assumed.join().includes('activation relu'));
    // It is of the kind that was said of it, whatever the controls say now.
    expect(networks.kept?.reading?.values).toEqual(alone?.values);
    expect(networks.kept?.reading?.gradient).toEqual(alone?.gradient);
    expect(networks.present.reading?.experiment.cell).toBe('lstm');
  });

  it('keep the first until the next is there', async () => {
    const networks = new GivenNetworks(workplace());
    networks.keep(true);
    // There is nothing to keep.
    expect(networks.keeping).toBe(false);
    await networks.open((given) => given.open(handed(fixtures('tanh.safetensors'))));
    networks.keep(true);
    await networks.open((given) => given.open(new File(['no'], 'no.npy')));
    expect(networks.target.offer?.file).toBe('no.npy');
    expect(networks.present.fileName).toBe('tanh.safetensors');
    networks.keep(false);
    expect(networks.target).toBe(networks.present);
    await networks.open((given) => given.open(handed(fixtures('gru.safetensors'))));
    expect(networks.all.map(({ fileName }) => fileName)).toEqual(['gru.safetensors']);
  });

  it('are let go of one by one: what was kept is looked at again', async () => {
    const { networks } = await two();
    networks.remove();
    expect(networks.all.map(({ fileName }) => fileName)).toEqual(['relu.safetensors']);
    expect(networks.kept).toBeUndefined();
    networks.keep(true);
    await networks.open((given) => given.open(handed(fixtures('lstm.safetensors'))));
    networks.removeKept();
    expect(networks.all.map(({ fileName }) => fileName)).toEqual(['lstm.safetensors']);
  });

  it('run over as many steps as the shorter inputs have', async () => {
    const networks = new GivenNetworks(workplace());
    await networks.open((given) =>
      given.open(handed(fixtures('tanh.safetensors')), {}, { inputs: handed(filled('first.npy', [7, 3])) }),
    );
    expect(networks.inputSteps).toBe(7);
    networks.keep(true);
    await networks.open((given) =>
      given.open(handed(fixtures('tanh.safetensors')), {}, { inputs: handed(filled('second.npy', [9, 3])) }),
    );
    expect(networks.inputSteps).toBe(7);
  });
});

describe('a long sequence', () => {
  it('says how far it is, can be stopped, and is measured again', async () => {
    const place = workplace();
    const stops: number[] = [];
    let release: () => void = () => undefined;
    const given = new Given({
      ...place,
      run: async (
        name: string,
        id: number,
        request: never,
        purpose: never,
        told: { report: (r: unknown) => void },
      ) => {
        if (name !== 'given') return place.run(name as never, id, request, purpose, told as never);
        told.report({ share: 0.25 });
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return undefined as never;
      },
      stop: (id: number) => {
        stops.push(id);
        release();
      },
    } as never);
    await given.open([handed(fixtures('tanh.safetensors'))]);
    given.follow({ ...defaultExperiment, hiddenSize: 8, steps: 1_000_000 }, 'reference');
    await eventually(() => given.share === 0.25);
    given.stop();
    await eventually(() => stops.length === 1);
    expect(given).toMatchObject({ share: 0.25, stopped: true, problem: '', reading: undefined });
    given.again();
    await eventually(() => !given.stopped);
    // What is asked for now is not kept waiting by what takes long.
    await eventually(() => given.share === 0.25);
    given.follow({ ...defaultExperiment, hiddenSize: 8, steps: 2_000 }, 'reference');
    await eventually(() => stops.length === 2);
  });
});
