/** Whole models in files against PyTorch's autograd in float64: every layer, direction, step and sequence. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { readNpy } from '../../src/files/npy.ts';
import { readWeightFile } from '../../src/files/weight_file.ts';
import type { CellSettings } from '../../src/networks/cells.ts';
import { modulesOf, readModel } from '../../src/networks/given/model_reading.ts';
import { batchFor } from '../../src/networks/given/model_sequence.ts';
import { modelGradientSteps } from '../../src/networks/model/model_gradient.ts';
import { anyExponent, log10Norm, rescaled } from '../../src/networks/scaled_vector.ts';
import { atOnce } from '../../src/networks/spectra/steps.ts';
import norms from '../fixtures/torch_models.json' with { type: 'json' };

type Case = (typeof norms.cases)[number];

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/model/${name}`, import.meta.url));
const bytesOf = (name: string) => new Uint8Array(readFileSync(fixture(name)));
const array = (name: string) => readNpy(bytesOf(name), name);

type Decades = readonly (number | null)[];

/** What PyTorch has of a model under one loss. */
interface Expected {
  readonly layers: readonly {
    readonly name: string;
    readonly sequences: readonly {
      readonly state: Decades;
      readonly hidden: Decades;
      readonly cell: Decades | null;
    }[];
    readonly weightHH: number | null;
    readonly weightIH: number | null;
  }[];
  readonly inputs: readonly Decades[];
}

const losses = norms.cases.flatMap((given) =>
  Object.entries<Expected>(given.losses).map(([loss, expected]) => ({ given, loss, expected })),
);

/** Decades as PyTorch has them: an exact zero is null. */
function expectDecades(measured: ArrayLike<number>, expected: Decades): void {
  expect(measured).toHaveLength(expected.length);
  expected.forEach((decades, i) => {
    const own = measured[i] ?? Number.NaN;
    if (decades === null) expect(own).toBe(-Infinity);
    // Decades that are kept to 13 places: 1e-9 of the norm.
    else expect(Math.abs(10 ** (own - decades) - 1)).toBeLessThan(1e-9);
  });
}

async function gradientOf({ name, activation, lengths, initial, parts }: Case, loss: string) {
  const [module] = modulesOf(await readWeightFile(`${name}.safetensors`, bytesOf(`${name}.safetensors`)));
  const outline = module?.model;
  const [first] = outline?.levels[0] ?? [];
  if (!outline || !first) throw new Error(module?.refusal);
  const settings: CellSettings = {
    ...defaultExperiment,
    ...{ cell: first.cell, forgetBias: 0, activation: activation as 'tanh' | 'relu' },
  };
  const { sequences, loss: asked } = batchFor(outline, settings, {
    inputs: array(`${name}_inputs.npy`),
    ...{ batchAxis: 'second', lengths, seed: 1 },
    ...(initial && {
      initial: [array(`${name}_hidden.npy`), ...(parts === 2 ? [array(`${name}_cell.npy`)] : [])],
    }),
    loss: loss === 'given' ? array(`${name}_cotangent.npy`) : loss === 'last' ? 'last' : 'every',
  });
  return atOnce(modelGradientSteps(readModel(outline, settings), sequences, asked));
}

describe('a whole model agrees with PyTorch to 1e-9 at every layer, direction, step and sequence', () => {
  it.each(losses)('$given.name, loss $loss', async ({ given, loss, expected }) => {
    const { layers, inputs } = await gradientOf(given, loss);
    expect(layers.map(({ layer }) => layer.name)).toEqual(expected.layers.map(({ name }) => name));
    expected.layers.forEach((layer, i) => {
      const own = layers[i];
      expectDecades([own?.log10WeightHH ?? Number.NaN], [layer.weightHH]);
      expectDecades([own?.log10WeightIH ?? Number.NaN], [layer.weightIH]);
      layer.sequences.forEach((sequence, element) => {
        expectDecades(own?.sequences[element]?.state ?? [], sequence.state);
        expectDecades(own?.sequences[element]?.hidden ?? [], sequence.hidden);
        if (sequence.cell) expectDecades(own?.sequences[element]?.cell ?? [], sequence.cell);
      });
    });
    expected.inputs.forEach((sequence, element) => {
      expectDecades(
        (inputs[element] ?? []).map((gradient) => log10Norm(rescaled(gradient, anyExponent))),
        sequence,
      );
    });
  });
});
