/** What each part of an experiment costs on an engine, for one size of it. */
import type { Engine } from '../src/engines/engine.ts';
import { ReferenceEngine } from '../src/engines/reference/engine.ts';
import { WasmEngine } from '../src/engines/wasm/engine.ts';
import { WebgpuEngine } from '../src/engines/webgpu/engine.ts';
import type { Experiment } from '../src/experiment/experiment.ts';
import { defaultExperiment } from '../src/experiment/fields.ts';
import type { EngineName } from '../src/experiment/provenance.ts';
import type { Costs, Point } from './results.ts';

/** Repeats, and seconds after which there is none. */
const [mostRepeats, enoughSeconds] = [3, 2];
/** Networks that are measured first, so that everything is compiled. */
const warmingNetworks = 16;

/** Matrices that are drawn once are not kept, where one may ask for that: then drawing is timed alone. */
const engines: Readonly<Record<EngineName, () => Promise<Engine>>> = {
  webgpu: () => WebgpuEngine.open(),
  wasm: () => WasmEngine.open({ keeps: false }),
  reference: async () => new ReferenceEngine(),
};
const opened = new Map<EngineName, Promise<Engine>>();
let seed = 1000;

/** The median of some repeats. */
export async function timePoint(
  name: EngineName,
  point: Point,
): Promise<Costs & { readonly device: string }> {
  const opening = opened.get(name) ?? engines[name]();
  opened.set(name, opening);
  const engine = await opening;
  await once(engine, { ...point, networks: Math.min(warmingNetworks, point.networks) });
  const repeats: Costs[] = [];
  const start = performance.now();
  do repeats.push(await once(engine, point));
  while (repeats.length < mostRepeats && performance.now() - start < 1000 * enoughSeconds);
  const median = (part: keyof Costs) => {
    const sorted = repeats.map((costs) => costs[part]).toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  };
  return {
    device: engine.describe().device,
    draw: median('draw'),
    radius: median('radius'),
    forward: median('forward'),
    backward: median('backward'),
    experiment: median('experiment'),
  };
}

async function once(engine: Engine, point: Point): Promise<Costs> {
  seed += 1;
  const base: Experiment = { ...defaultExperiment, ...point, seed };
  const whole = await run(engine, base);
  // The same networks again: their spectra are known.
  const both = await run(engine, { ...base, warmUp: 0 });
  const forward = await run(engine, { ...base, warmUp: point.steps - 1, steps: 1 });
  // Where the matrices are kept too, an identity's spectra take as long as any, and its entries nothing.
  const radius =
    engine.describe().name !== 'webgpu'
      ? whole.drawing - both.drawing
      : (await run(engine, { ...base, ensemble: 'identity', warmUp: 0, steps: 1 })).drawing;
  return {
    radius,
    draw: whole.drawing - radius,
    forward: forward.passes,
    backward: both.passes - forward.passes,
    experiment: whole.wall,
  };
}

async function run(engine: Engine, experiment: Experiment) {
  const start = performance.now();
  let [drawing, passes] = [0, 0];
  for await (const { seconds } of engine.measure(experiment, { signal: new AbortController().signal })) {
    drawing += seconds.drawing;
    passes += seconds.passes;
  }
  return { drawing, passes, wall: (performance.now() - start) / 1000 };
}
