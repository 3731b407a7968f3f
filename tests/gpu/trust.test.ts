import { describe, expect, it } from 'vitest';
import { WebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { type Adapter, shapeFor } from '../../src/engines/webgpu/shape.ts';
import { measurementErrors, parameterErrors } from '../../src/laboratory/validation_checks.ts';
import { experimentWith } from '../parity/experiments.ts';
import { driven, expectTrust, gain, trustSuite } from '../parity/trust.ts';
import { lendWasm, lendWebgpu } from './lenders.ts';

trustSuite('webgpu', lendWebgpu);
trustSuite('wasm', lendWasm);

describe('the layouts that other adapters get agree too', () => {
  it.each<[string, Adapter]>([
    ['a discrete GPU', { software: false, subgroupSize: 0 }],
    // Of four, as here.
    ['a discrete GPU with subgroups', { software: false, subgroupSize: 4 }],
    ['a software adapter without subgroups', { software: true, subgroupSize: 0 }],
  ])('%s', async (_, adapter) => {
    const other = await WebgpuEngine.open({ shapeOf: (experiment) => shapeFor(experiment, adapter) });
    for (const { cell, hiddenSize } of [
      { cell: 'rnn', hiddenSize: 6 },
      { cell: 'gru', hiddenSize: 30 },
      { cell: 'lstm', hiddenSize: 20 },
      { cell: 'rnn', hiddenSize: 100 },
    ] as const) {
      const experiment = experimentWith({ cell, gain, hiddenSize, steps: 50, ...driven });
      await expectTrust(other, experiment, 3);
      // A trace has a workgroup to itself; here several networks share one.
      const contracting = { ...experiment, networks: 9, gain: [0.2, 0.6] } as const;
      const { signal } = new AbortController();
      expect(await measurementErrors(other, contracting, signal)).toMatchObject([{ passed: true }]);
      if (cell !== 'gru') continue;
      expect(await parameterErrors(other, contracting, signal)).toMatchObject([{ passed: true }]);
    }
    other.dispose();
  });
});
