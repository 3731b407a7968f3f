/** What networks learn on the CPU engine: the parity suite, whichever workers there are, and kernels broken on purpose. */
import { afterAll, expect, it } from 'vitest';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { learners, learningSuite, taught } from '../parity/learning.ts';
import { once } from '../parity/lend.ts';

const lend = once(() => WasmEngine.open({ workers: 2 }));
afterAll(async () => (await lend()).dispose());

learningSuite('wasm', lend);

it('has the same numbers with any number of workers', async () => {
  const networks = learners(9, { learning: { task: 'adding', clip: 0.1 } });
  const engine = await WasmEngine.open({ workers: 1 });
  const [one, two] = [await taught(engine, networks, 20), await taught(await lend(), networks, 20)];
  engine.dispose();
  expect(one.states).toEqual(two.states);
  expect(one.losses).toEqual(two.losses);
});

it('says so where sequences are longer than there is room for', async () => {
  const networks = learners(1, { experiment: { steps: 1_000_000, hiddenSize: 64 }, learning: { batch: 1 } });
  await expect(taught(await lend(), networks, 1)).rejects.toThrow(
    /^The wasm engine needs [\d.]+ MiB for a network of 64 units \(rnn\), and its budget leaves 64\.0 MiB$/,
  );
});
