/** Weight gradients that another core adds: the same bits, and a core that is lost costs only time. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fastProducts, productsOfTwoCores } from '../../src/engines/wasm/products.ts';
import { SecondCoreError } from '../../src/engines/wasm/second_core.ts';
import { Thread } from '../../src/engines/wasm/thread.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { modelAnalysis } from '../../src/laboratory/model.ts';
import type { Layer, Model } from '../../src/networks/model/model.ts';
import { modelGradientSteps } from '../../src/networks/model/model_gradient.ts';
import { OuterSum } from '../../src/networks/model/outer_sum.ts';
import { normals } from '../../src/networks/normal.ts';
import { atOnce } from '../../src/networks/spectra/steps.ts';

function lstm(size: number, seed: number, scale: number): Layer {
  const drawn = (row: number, length: number) => normals(seed, 0, 0, row, length).map((z) => scale * z);
  return {
    ...{
      name: `weight_hh_l${seed}`,
      direction: 'forward',
      hiddenSize: size,
      outputSize: size,
      inputSize: size,
    },
    settings: { ...defaultExperiment, cell: 'lstm' },
    ...{ weightHH: drawn(0, 4 * size ** 2), weightIH: drawn(1, 4 * size ** 2), biasIH: drawn(2, 4 * size) },
  };
}

const batchOf = (size: number, count: number, steps: number) =>
  Array.from({ length: count }, (_, i) => ({ inputs: normals(9, 0, 0, i, steps * size) }));

afterEach(() => {
  vi.restoreAllMocks();
});

async function opened() {
  const products = await productsOfTwoCores();
  if (!products) throw new Error('There is no second core here, or no WebAssembly.');
  return products;
}

/** As the laboratory goes through it. */
async function through<Result>(
  steps: Generator<undefined, Result>,
  behind: () => Promise<void> | undefined,
): Promise<Result> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await behind();
  }
}

describe('a second core', () => {
  const model: Model = { levels: [[lstm(64, 1, 0.6)], [lstm(64, 2, 0.6)]] };
  const batch = batchOf(64, 6, 200);

  it('adds the same bits', async () => {
    const own = atOnce(modelGradientSteps(model, batch, 'last', await fastProducts(), true));
    const products = await opened();
    const asked = vi.spyOn(Thread.prototype, 'run');
    const shared = await through(modelGradientSteps(model, batch, 'last', products, true), () =>
      products.behind?.(),
    );
    products.close();
    const tasks = asked.mock.calls.map(([task]) => task);
    // Two matrices of two layers, in three portions each.
    expect(tasks.filter(({ kind }) => kind === 'outer')).toHaveLength(12);
    expect(tasks.filter(({ kind }) => kind === 'total')).toHaveLength(4);
    expect(shared.layers.map(({ parameters }) => parameters)).toEqual(
      own.layers.map(({ parameters }) => parameters),
    );
    expect(shared).toEqual(own);
  });

  it('scales what it has where a larger power of two comes', async () => {
    const products = await opened();
    const sums = [await fastProducts(), products].map((by) => {
      const sum = new OuterSum(130, 129, by);
      for (let k = 0; k < 700; k++) {
        const left = { values: normals(4, 0, 0, k, 130), exponent: k < 600 ? 0 : 40 };
        sum.add(left, { values: normals(5, 0, 0, k, 129), exponent: 0 });
      }
      sum.close();
      return sum;
    });
    const [own, shared] = await Promise.all(
      sums.map(async (sum) => {
        await through(sum.arrived(), () => products.behind?.());
        return sum.total();
      }),
    );
    products.close();
    expect(own?.exponent).toBe(40);
    expect(shared).toEqual(own);
  });

  it('that is lost is told of, and not waited for', async () => {
    const products = await opened();
    const walk = through(modelGradientSteps(model, batch, 'last', products), () => products.behind?.());
    products.close();
    await expect(walk).rejects.toThrow(SecondCoreError);
  });

  it('that fails leaves the measurement to one', async () => {
    const request = {
      model: { levels: [[lstm(128, 3, 0.1)]] },
      batch: batchOf(128, 8, 100),
      loss: 'last',
    } as const;
    const analysed = async () => {
      const parts = modelAnalysis(request, { signal: new AbortController().signal });
      for (;;) {
        const { done, value } = await parts.next();
        if (done) return value;
      }
    };
    const asked = vi.spyOn(Thread.prototype, 'run');
    const shared = await analysed();
    expect(asked).toHaveBeenCalled();
    asked.mockRejectedValue(new Error('lost'));
    const said = vi.spyOn(console, 'warn').mockReturnValue();
    expect(await analysed()).toEqual(shared);
    expect(said).toHaveBeenCalledWith('lost: the model is measured again, on one core.');
  });
});
