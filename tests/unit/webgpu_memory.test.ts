/** The GPU engine's plan of its memory: everything together stays within the budget, whatever the fields allow. */
import { describe, expect, it } from 'vitest';
import {
  chunkSizes,
  defaultBudget,
  leastBudget,
  planMemory,
  traceRows,
  traceSizes,
} from '../../src/engines/webgpu/memory.ts';
import { shapeFor } from '../../src/engines/webgpu/shape.ts';
import { cells, keptTimes } from '../../src/experiment/experiment.ts';
import { experimentWith } from '../parity/experiments.ts';

const total = (sizes: object) => Object.values(sizes).reduce((sum: number, size: number) => sum + size, 0);

describe.each([leastBudget, defaultBudget])('with %i bytes', (budget) => {
  it.each(cells)('a run of %s networks and a trace fit beside one another', (cell) => {
    for (const hiddenSize of [4, 64, 256]) {
      for (const steps of [1, 100, 10_000]) {
        const experiment = experimentWith({ cell, hiddenSize, steps, networks: 65_536 });
        const shape = shapeFor(experiment, { software: false, subgroupSize: 32 });
        const times = keptTimes(experiment).length;
        // A network that wants more has room for it.
        const wants = steps === 100 ? [] : (['parameterNorm'] as const);
        const plan = planMemory(experiment, shape, times, wants, budget);
        const pages = (plan.keptPages + 1) * plan.networksPerPage * 4 * shape.blocks * shape.paddedSize ** 2;
        for (const networks of [1, plan.mostNetworks]) {
          const segmentRows = plan.segmentRows(networks);
          const segments = Math.ceil(steps / segmentRows);
          const chunk = chunkSizes(shape, { networks, segmentRows, segments, times }, wants);
          const { sums, restSums, stateNorms, gradientNorms, carriedGradients, parameterNorms } = chunk;
          // Of the chunk that is read, and of the one that is measured meanwhile.
          const stagings =
            2 * (sums + restSums + stateNorms + gradientNorms + carriedGradients + parameterNorms);
          for (const given of [false, true]) {
            const rows = traceRows(shape, { steps, given }, budget);
            const trace = traceSizes(shape, { steps, segmentRows: rows, given });
            const { trajectory, tracedStates, tracedGradients } = trace;
            const tracing = total(trace) + trajectory + tracedStates + tracedGradients + trace.gradientNorms;
            expect(pages + total(chunk) + stagings + tracing).toBeLessThan(0.98 * budget);
          }
        }
      }
    }
  });
});

it('a trace of the largest network is cut, others are taken whole', () => {
  const largest = experimentWith({ cell: 'lstm', hiddenSize: 256, steps: 10_000 });
  const usual = experimentWith({ cell: 'lstm', hiddenSize: 64, steps: 1000 });
  const rowsOf = (experiment: typeof usual, budget: number) => {
    const shape = shapeFor(experiment, { software: false, subgroupSize: 32 });
    return traceRows(shape, { steps: experiment.steps, given: true }, budget);
  };
  expect(rowsOf(usual, defaultBudget)).toBe(1000);
  expect(rowsOf(largest, defaultBudget)).toBe(2500);
  expect(() => rowsOf(largest, 2 ** 20)).toThrow(
    'The webgpu engine has 0.2 MiB for a trace; one of this network takes more',
  );
});
