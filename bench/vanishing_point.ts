/**
 * This project's WebGPU engine, through the interface that the page uses. It keeps the matrices and their spectra
 * from run to run, so from the second pass on a run is the forward and the backward pass and nothing else.
 */

import { WebgpuEngine } from '../src/engines/webgpu/engine.ts';
import { keptTimes } from '../src/experiment/experiment.ts';
import { operationsOf, type Side, type Workload } from './workload.ts';

/** Passes in which the engine draws its matrices and finds its pace. */
const warmUps = 4;

export async function vanishingPointSide({ experiment }: Workload): Promise<Side> {
  const engine = await WebgpuEngine.open();
  const operations = operationsOf(experiment);
  const times = keptTimes(experiment).length;
  const measure = async () => {
    const norms = new Float64Array(experiment.networks);
    let counted = 0;
    for await (const chunk of engine.measure(experiment, { signal: new AbortController().signal })) {
      for (let i = 0; i < chunk.count; i++)
        norms[chunk.first + i] = chunk.log10GradientNorm[i * times] ?? Number.NaN;
      counted += chunk.operations;
    }
    return { norms, counted };
  };
  for (let pass = 0; pass < warmUps; pass++) await measure();
  return {
    name: 'Vanishing Point',
    async pass() {
      const { norms, counted } = await measure();
      if (counted !== operations)
        throw new Error(`the engine counted ${counted} operations, not ${operations}`);
      return norms;
    },
    dispose: () => engine.dispose(),
  };
}
