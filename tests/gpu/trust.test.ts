import { describe, expect, it } from 'vitest';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import { WebgpuEngine } from '../../src/engines/webgpu/engine.ts';
import { shapeFor } from '../../src/engines/webgpu/shape.ts';
import { entry } from '../../src/networks/vector.ts';
import { column, experimentWith, measureAll } from './experiments.ts';
import { driven, expectTrust, gain, trustSuite } from './trust.ts';

trustSuite('webgpu', () => WebgpuEngine.open());
trustSuite('wasm', () => WasmEngine.open());

describe('the layouts that other adapters get agree too', () => {
  it.each([
    ['a discrete GPU', { software: false, subgroupSize: 32 }],
    ['a software adapter without subgroups', { software: true, subgroupSize: 0 }],
  ])('%s', async (_, adapter) => {
    const other = await WebgpuEngine.open({ shapeOf: (experiment) => shapeFor(experiment, adapter) });
    const usual = await WebgpuEngine.open();
    for (const hiddenSize of [6, 30, 64, 100]) {
      const experiment = experimentWith({ gain, hiddenSize, steps: 50, ...driven });
      await expectTrust(other, experiment, 3);
      const radii = async (on: WebgpuEngine) =>
        column(await measureAll(on, { ...experiment, networks: 9 }), 'spectralNorm');
      const expected = await radii(usual);
      (await radii(other)).forEach((norm, i) => {
        expect(norm / entry(expected, i)).toBeCloseTo(1, 4);
      });
    }
    other.dispose();
    usual.dispose();
  });
});
