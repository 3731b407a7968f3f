/** What three languages agree on is what TypeScript says; and what nobody has a case for is refused. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { withLoggerAsync } from 'wesl';
import { constants } from '../../src/engines/facts/constants.ts';
import { constantCase, type Kinds, kinds, snakeCase, type ValuesOf } from '../../src/engines/facts/kinds.ts';
import {
  carriedRecord,
  layOut,
  normRecord,
  type RecordLayout,
  readField,
  settingsRecord,
  writeRecord,
} from '../../src/engines/facts/records.ts';
import { generatedSources } from '../../src/engines/wasm/generated.ts';
import { layoutGlobals, parameterGlobals } from '../../src/engines/wasm/globals.ts';
import type { Kernels } from '../../src/engines/wasm/kernels.ts';
import { measureLayout, parametersOf } from '../../src/engines/wasm/task.ts';
import { parametersRecord } from '../../src/engines/webgpu/parameters.ts';
import { type CellVariant, kernelSource, type Variant } from '../../src/engines/webgpu/shaders.ts';
import { shapeFor } from '../../src/engines/webgpu/shape.ts';
import { activations, cells, type Experiment, ensembles } from '../../src/experiment/experiment.ts';
import { activationOf } from '../../src/networks/activation.ts';
import { cellModules, cellOf, isUnscaled } from '../../src/networks/cells.ts';
import { experimentWith } from '../parity/experiments.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const assembly = `${root}src/engines/wasm/assembly`;

describe.each([
  ['cells', cellModules, []],
  ['activations', activations, ['activation']],
  ['ensembles', ensembles, ['ensemble', 'gaussian']],
])('%s', (folder, names, shared) => {
  it.each([
    ['TypeScript', `${root}src/networks/${folder}`, '.ts', shared],
    ['WGSL', `${root}shaders/${folder}`, '.wesl', []],
    ['AssemblyScript', `${assembly}/${folder}`, '.ts', []],
  ])('are a module each in %s, and there is no other', (_, place, extension, others) => {
    const wanted = [...names.map(snakeCase), ...others].map((name) => `${name}${extension}`);
    expect(readdirSync(place).sort()).toEqual(wanted.sort());
  });
});

describe('the CPU kernels', () => {
  const kernelsModule = new WebAssembly.Module(readFileSync(`${root}src/engines/wasm/kernels/simd.wasm`));

  function kernels(): Kernels {
    return new WebAssembly.Instance(kernelsModule).exports as unknown as Kernels;
  }

  /** Kernels that have been told of an experiment. */
  function told(changes: Partial<ValuesOf<typeof layoutGlobals & typeof parameterGlobals>> = {}): Kernels {
    const own = kernels();
    const experiment = experimentWith({ hiddenSize: 8 });
    const values = { ...measureLayout(experiment), ...parametersOf(experiment), ...changes };
    for (const [name, value] of Object.entries(values)) own[name as keyof typeof values].value = value;
    return own;
  }

  it('are built from the sources that TypeScript writes', () => {
    const written = Object.keys(generatedSources()).map((name) => [
      name,
      readFileSync(`${assembly}/generated/${name}`, 'utf8'),
    ]);
    expect(Object.fromEntries(written)).toEqual(generatedSources());
  });

  it('were compiled with the constants of today', () => {
    const places = Object.entries({ cell: cellModules, activation: activations, ensemble: ensembles });
    const wanted = [
      ...Object.entries(constants).map(([name, { kind, value }]) => [
        name,
        kind === 'real' ? Math.fround(value) : value | 0,
      ]),
      ...places.flatMap(([place, names]) =>
        names.map((name, i) => [`${constantCase(place)}_${constantCase(name)}`, i]),
      ),
    ];
    const compiled = Object.entries(new WebAssembly.Instance(kernelsModule).exports).flatMap(
      ([name, exported]) =>
        /^[A-Z]/.test(name) && exported instanceof WebAssembly.Global ? [[name, exported.value]] : [],
    );
    expect(Object.fromEntries(compiled)).toEqual(Object.fromEntries(wanted));
  });

  it.each(Object.entries<string>({ ...layoutGlobals, ...parameterGlobals }))(
    'are told %s, a %s',
    (name, kind) => {
      const global = kernels()[name as keyof typeof layoutGlobals];
      global.value = -1.5;
      expect(global.value).toBe(kind === 'real' ? -1.5 : -1);
    },
  );

  it.each([
    ['cell', cellModules, (own: Kernels) => own.layOut()],
    ['activation', activations, (own: Kernels) => own.start()],
    ['ensemble', ensembles, (own: Kernels) => own.draw(own.matrixAt(-1), 0)],
  ] as const)('stop at the place of a %s that nobody has', (place, names, use) => {
    const at = (index: number) => {
      const own = told({ [place]: index });
      return () => {
        own.layOut();
        own.occupy();
        use(own);
      };
    };
    names.forEach((_, index) => {
      expect(at(index)).not.toThrow();
    });
    expect(at(names.length)).toThrow('unreachable');
    expect(at(-1)).toThrow('unreachable');
  });
});

describe('the shaders', () => {
  const matrix = { paddedSize: 8, productGroups: 1 };

  function recurrence(experiment: Experiment, changes: Partial<CellVariant> = {}) {
    const { module, exponents, recurrentBias } = cellOf(experiment);
    const { homogeneous, slopeAtRest } = activationOf(experiment);
    const activation = { name: experiment.activation, homogeneous, slopeAtRest };
    const unscaled = isUnscaled(experiment);
    const cell: CellVariant = { module, exponents, recurrentBias, activation, unscaled, ...changes };
    return { matrix, recurrence: { shape: shapeFor(experiment, { software: true, subgroupSize: 4 }), cell } };
  }

  it('have the constants of TypeScript', async () => {
    const linked = [
      await kernelSource('draw', { matrix, ensemble: 'irnn' }),
      await kernelSource('matrix_product', { matrix, conditions: ['square'] }),
    ].join('\n');
    for (const name of [
      'WEIGHTS',
      'IRNN_NOISE',
      'PHILOX_ROUNDS',
      'PHILOX_MULTIPLIER_A',
      'LEVELS',
      'FIRST_SQUARE',
    ]) {
      const [, value = ''] = new RegExp(`const ${name}: \\w+ = ([\\d.]+);`).exec(linked) ?? [];
      expect([name, Number(value)]).toEqual([name, constants[name]?.value]);
    }
  });

  it.each<[string, RecordLayout<Kinds>]>([
    ['Parameters', layOut<Kinds>(parametersRecord.fields)],
    ['Settings', layOut<Kinds>(settingsRecord.fields)],
    ['Carried', layOut<Kinds>(carriedRecord.fields)],
    ['Norm', layOut<Kinds>(normRecord.fields)],
  ])('read each field of %s where TypeScript writes it', async (name, record) => {
    const source = await kernelSource('backward', recurrence(experimentWith({ hiddenSize: 8 })));
    const [, body = ''] = new RegExp(`struct ${name} \\{([^}]*)\\}`).exec(source) ?? [];
    const members = [...body.matchAll(/(\w+): (\w+)/g)].map(([, member, type]) => [member, type]);
    const values = Object.fromEntries(Object.keys(record.fields).map((field, i) => [field, i + 1]));
    const view = new DataView(new ArrayBuffer(record.bytes));
    writeRecord(record, view, 0, values);
    // Members of four bytes stand one behind another.
    const read = members.map(([member, type], i) => [
      member,
      type === 'f32' ? view.getFloat32(4 * i, true) : view.getUint32(4 * i, true),
    ]);
    const wanted = Object.entries(values).map(([field, value]) => [snakeCase(field), value]);
    expect(Object.fromEntries(read)).toEqual(Object.fromEntries(wanted));
    for (const [field, kind] of Object.entries(record.fields)) {
      const numbers = kind === 'real' ? new Float32Array(view.buffer) : new Int32Array(view.buffer);
      expect(readField(record, field, numbers, 0)).toBe(values[field]);
      expect(Object.fromEntries(members)[snakeCase(field)]).toBe(kinds[kind].wgsl);
    }
  });

  it('can be linked for every cell, activation and ensemble', async () => {
    const small = experimentWith({ hiddenSize: 8 });
    for (const ensemble of ensembles) await kernelSource('draw', { matrix, ensemble });
    for (const changes of [
      ...cells.map((cell) => ({ cell })),
      ...activations.flatMap((activation) => [{ activation }, { cell: 'lstm', activation } as const]),
    ]) {
      const variant = recurrence({ ...small, ...changes });
      await kernelSource('start', variant);
      await kernelSource('backward', variant);
      await kernelSource('forward', { ...variant, conditions: ['forward', 'driven'] });
    }
  });

  it('are refused where a name has no module, or no condition says what they do', async () => {
    const nobody = 'nobody' as 'ginibre' & 'tanh' & 'blend';
    const plain = recurrence(experimentWith({ hiddenSize: 8 }));
    const cell = (changes: Partial<CellVariant>) => ({
      ...{ matrix, recurrence: { ...plain.recurrence, cell: { ...plain.recurrence.cell, ...changes } } },
    });
    const refusals: [name: string, variant: Variant, words: string][] = [
      ['draw', { matrix, ensemble: nobody }, 'ensembles/nobody.wesl'],
      ['draw', { matrix }, 'package::ensemble'],
      ['backward', cell({ module: nobody }), 'cells/nobody.wesl'],
      [
        'backward',
        cell({ activation: { name: nobody, homogeneous: false, slopeAtRest: 1 } }),
        'activations/nobody.wesl',
      ],
      ['matrix_product', { matrix }, 'left_block'],
    ];
    for (const [name, variant, words] of refusals) {
      // The linker says it on the console too.
      const linked = withLoggerAsync(
        () => undefined,
        () => kernelSource(name, variant),
      );
      await expect(linked).rejects.toThrow(words);
    }
  });
});
