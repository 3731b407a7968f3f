import { describe, expect, it } from 'vitest';
import { WebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { type Adapter, layoutsFor, type Shape, shapeFor } from '../../src/engines/webgpu/shape.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { measurementErrors, parameterErrors } from '../../src/laboratory/validation_checks.ts';
import { experimentWith } from '../parity/experiments.ts';
import { driven, expectTrust, gain, trustSuite } from '../parity/trust.ts';
import { lendWasm, lendWebgpu } from './lenders.ts';

trustSuite('webgpu', lendWebgpu);
trustSuite('wasm', lendWasm);

// Of four, as here.
const subgroupSize = 4;
const adapters: readonly Adapter[] = [
  { software: false, subgroupSize: 0 },
  { software: false, subgroupSize },
  { software: true, subgroupSize: 0 },
  { software: true, subgroupSize },
];

describe('every layout that some adapter may choose agrees too', () => {
  it.each<Pick<Experiment, 'cell' | 'hiddenSize'> & Partial<Experiment>>([
    { cell: 'rnn', hiddenSize: 6, activation: 'softplus' },
    { cell: 'gru', hiddenSize: 20 },
    { cell: 'lstm', hiddenSize: 20 },
    { cell: 'rnn', hiddenSize: 68 },
  ])(
    '$cell of $hiddenSize',
    async (changes) => {
      const experiment = experimentWith({ gain, steps: 50, ...driven, ...changes });
      // A trace has a workgroup to itself; in a measure several networks may share one.
      const contracting = { ...experiment, networks: 9, gain: [0.2, 0.6] } as const;
      const { signal } = new AbortController();
      // By what the kernels are made of: some adapters share some. How many networks are side by side is a size of a workgroup and
      // nothing else, of which the largest stands for all.
      const shapes = new Map<string, Shape>();
      for (const adapter of adapters) {
        for (const layout of layoutsFor(experiment, adapter)) {
          const { networksPerWorkgroup, ...kernel } = shapeFor(experiment, adapter, layout);
          const name = JSON.stringify(Object.entries(kernel).toSorted());
          const known = shapes.get(name)?.networksPerWorkgroup ?? 0;
          if (networksPerWorkgroup > known) shapes.set(name, { ...kernel, networksPerWorkgroup });
        }
      }
      let current: Shape | undefined;
      const other = await WebgpuEngine.open({
        shapeOf: (of, adapter) => current ?? shapeFor(of, adapter),
      });
      for (const [name, shape] of shapes) {
        current = shape;
        await expectTrust(other, experiment, 2);
        expect(await measurementErrors(other, contracting, signal), name).toMatchObject([{ passed: true }]);
        if (changes.cell === 'gru')
          expect(await parameterErrors(other, contracting, signal), name).toMatchObject([{ passed: true }]);
      }
      other.dispose();
      expect(shapes.size).toBeGreaterThan(3);
      // Each is compiled for a trace and for a measure.
    },
    600_000,
  );
});
