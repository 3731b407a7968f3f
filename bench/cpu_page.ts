/** The sides of the CPU comparison that run in a page; cpu.mjs opens them and says whose turn it is. */
import { WasmEngine } from '../src/engines/wasm/engine.ts';
import { type Experiment, keptTimes } from '../src/experiment/experiment.ts';
import { jaxSides } from './jax.ts';
import { cpuExperiment, drawWorkload, experiment as jaxExperiment, operationsOf } from './workload.ts';

/** Passes in which the engine draws its matrices and finds its pace. */
const warmUps = 3;
/** Passes of each of jax-js's ways, to find the fastest, after one that compiles it. */
const trials = 2;

export interface Pass {
  readonly milliseconds: number;
  /** log10 ‖∂L/∂h_0‖ of the first networks. */
  readonly norms: readonly number[];
}

export interface Opened {
  readonly name: string;
  readonly operations: number;
  /** What it is checked against: the same networks with this activation. */
  readonly activation: Experiment['activation'];
}

interface PageSide extends Opened {
  readonly pass: () => Promise<Float64Array>;
}

const sides: PageSide[] = [];

const cpu = {
  /** Our engine: one worker, all of them, and all of them with ReLU; then jax-js in two ways. */
  async open(): Promise<Opened[]> {
    const one = await WasmEngine.open({ workers: 1 });
    const all = await WasmEngine.open();
    sides.push(
      await ours(one, cpuExperiment),
      await ours(all, cpuExperiment),
      await ours(all, { ...cpuExperiment, activation: 'relu' }),
      ...(await jaxInTwoWays()),
    );
    return sides.map(({ name, operations, activation }) => ({ name, operations, activation }));
  },

  /** A pass of one side, of whose norms the first `checked` come back. */
  async pass([index, checked]: readonly [number, number]): Promise<Pass> {
    const side = sides[index];
    if (!side) throw new RangeError(`There is no side ${index}.`);
    const start = performance.now();
    const norms = await side.pass();
    const milliseconds = performance.now() - start;
    return { milliseconds, norms: [...norms.subarray(0, checked)] };
  },
};

async function ours(engine: WasmEngine, experiment: Experiment): Promise<PageSide> {
  const { networks, steps, activation } = experiment;
  const operations = operationsOf(experiment);
  const times = keptTimes(experiment).length;
  if (times !== steps + 1) throw new Error('the engine does not keep the norms of all steps');
  const measure = async () => {
    const norms = new Float64Array(networks);
    let counted = 0;
    for await (const chunk of engine.measure(experiment, { signal: new AbortController().signal })) {
      for (let i = 0; i < chunk.count; i++) {
        norms[chunk.first + i] = chunk.log10GradientNorm[i * times] ?? Number.NaN;
      }
      counted += chunk.operations;
    }
    return { norms, counted };
  };
  for (let pass = 0; pass < warmUps; pass++) await measure();
  return {
    name: `Vanishing Point, ${activation}, ${engine.describe().device}`,
    operations,
    activation,
    async pass() {
      const { norms, counted } = await measure();
      if (counted !== operations) {
        throw new Error(`the engine counted ${counted} operations, not ${operations}`);
      }
      return norms;
    },
  };
}

/** The fastest of jax-js's ways, and, where it is another, the one that a person would write first. */
async function jaxInTwoWays(): Promise<PageSide[]> {
  const ways = await jaxSides(drawWorkload(jaxExperiment), 'wasm');
  const trial = async (way: (typeof ways)[number]) => {
    const passes: number[] = [];
    for (let pass = 0; pass <= trials; pass++) {
      const start = performance.now();
      await way.pass();
      passes.push(performance.now() - start);
    }
    return { way, milliseconds: Math.min(...passes) };
  };
  const timed: Awaited<ReturnType<typeof trial>>[] = [];
  for (const way of ways) timed.push(await trial(way));
  const [fastest] = timed.toSorted((a, b) => a.milliseconds - b.milliseconds);
  if (!fastest) throw new Error('jax-js has no way to do it');
  return ways
    .filter((way) => way === fastest.way || way.plain)
    .map((way) => ({
      name: `${way.name}${way.plain ? ', as one writes it first' : ''} (${jaxExperiment.networks} networks)`,
      operations: operationsOf(jaxExperiment),
      activation: jaxExperiment.activation,
      pass: () => way.pass(),
    }));
}

declare global {
  interface Window {
    cpu: typeof cpu;
  }
}
window.cpu = cpu;
