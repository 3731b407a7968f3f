/**
 * This project's engines, through the interface that the page uses. They keep matrices and spectra from run to run, so from the
 * second pass on a run is the two passes and nothing else. Forward alone they do as a warm-up: of a work of T steps
 * T − 1 are warm-up, and the last one goes back as well.
 */
import type { Engine } from '../src/engines/engine.ts';
import { WasmEngine } from '../src/engines/wasm/engine.ts';
import { WebgpuEngine } from '../src/engines/webgpu/engine.ts';
import { type Experiment, keptTimes } from '../src/experiment/experiment.ts';
import { passOperations } from '../src/networks/operations.ts';
import type { Group, Way } from './side.ts';
import type { Work } from './works.ts';

/** Passes in which an engine draws its matrices and finds its pace. */
const warmUps = 4;

export async function ownGroups(work: Work): Promise<Group[]> {
  const engines: Engine[] =
    work.on === 'gpu'
      ? [await WebgpuEngine.open()]
      : [await WasmEngine.open(), await WasmEngine.open({ workers: 1 })];
  // Each counts for itself, the first of them as ours.
  return Promise.all(
    engines.map(async (engine) => ({ peer: 'Vanishing Point', ways: [await ownWay(engine, work)] })),
  );
}

async function ownWay(engine: Engine, work: Work): Promise<Way> {
  const { direction } = work;
  const { networks, steps } = work.experiment;
  const experiment: Experiment =
    direction === 'both' ? work.experiment : { ...work.experiment, warmUp: steps - 1, steps: 1 };
  const times = keptTimes(experiment).length;
  if (times !== experiment.steps + 1) throw new Error('the engine does not keep the norms of all steps');
  const operations = networks * passOperations(experiment, []);
  const measure = async () => {
    const norms = new Float64Array(networks);
    let counted = 0;
    for await (const chunk of engine.measure(experiment, { signal: new AbortController().signal })) {
      const { first, count, log10GradientNorm, log10StateNorm } = chunk;
      for (let i = 0; i < count; i++) {
        norms[first + i] =
          (direction === 'both' ? log10GradientNorm[i * times] : log10StateNorm[(i + 1) * times - 1]) ??
          Number.NaN;
      }
      counted += chunk.operations;
    }
    return { norms, counted };
  };
  for (let pass = 0; pass < warmUps; pass++) await measure();
  return {
    name: `Vanishing Point, ${engine.describe().device}`,
    work,
    async pass() {
      const { norms, counted } = await measure();
      if (counted !== operations)
        throw new Error(`the engine counted ${counted} operations, not ${operations}`);
      return norms;
    },
    dispose: () => engine.dispose(),
  };
}
