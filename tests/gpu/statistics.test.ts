/** Statistics over many networks, against numbers from elsewhere: the only comparison that chaos allows. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import growthTable from '../fixtures/gradient_growth.csv?raw';
import { experimentWith, growthRates, measureAll } from '../parity/experiments.ts';
import { lenders, lendWasm } from './lenders.ts';

/** Rows of the table: activation, gain, input scale, q*, mean-field λ, mean, standard deviation, median. */
const rows = growthTable
  .split('\n')
  .filter((line) => /^(tanh|sigmoid),/.test(line))
  .map((line) => line.split(','));
const networksOfTable = 2000;

async function meanGrowth(
  engine: Engine,
  experiment: Experiment,
): Promise<{ mean: number; deviation: number }> {
  const rates = growthRates(await measureAll(engine, experiment), experiment);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const variance = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / (rates.length - 1);
  return { mean, deviation: Math.sqrt(variance) };
}

it('has the whole table', () => expect(rows).toHaveLength(30));

describe.each(lenders)('on the %s engine', (_, lend) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await lend();
  });

  it.each(rows.filter((_, i) => i % 4 === 0))(
    '%s at gain %s, input scale %s grows as the table says',
    async (activation, gain, inputScale, _q, _lambda, mean, deviation) => {
      const networks = 512;
      const measured = await meanGrowth(
        engine,
        experimentWith({
          activation: activation === 'tanh' ? 'tanh' : 'sigmoid',
          gain: Number(gain),
          inputScale: Number(inputScale),
          loss: 'random',
          networks,
        }),
      );
      const error = Math.sqrt(measured.deviation ** 2 / networks + Number(deviation) ** 2 / networksOfTable);
      expect(Math.abs(measured.mean - Number(mean))).toBeLessThan(4 * error);
    },
  );
});

// On one engine: that the others measure the same linear networks is another test's.
it('grows linear networks at ln g + 0.040: the spectral radius of finite matrices exceeds g', async () => {
  const experiment = experimentWith({
    activation: 'identity',
    gain: 0.7,
    loss: 'random',
    warmUp: 0,
    networks: 4096,
  });
  const { mean } = await meanGrowth(await lendWasm(), experiment);
  expect(Math.abs(mean - Math.log(0.7) - 0.04)).toBeLessThan(1e-3);
});
