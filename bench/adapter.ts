/**
 * `npm run bench -- adapter`: how fast the recurrence is on this machine's own adapter, through Node and Dawn: each kernel
 * by the GPU's clock, for some sizes and cells in
 * every layout that the adapter may choose, beside what it can do at most.
 */
import { create, globals } from 'webgpu';
import type { Machine } from '../src/analysis/roofline.ts';
import { WebgpuEngine } from '../src/engines/webgpu/engine.ts';
import { type Layout, layoutsFor, type Shape, shapeFor } from '../src/engines/webgpu/shape.ts';
import type { NamedAdapter } from '../src/engines/webgpu/tuning.ts';
import type { Experiment } from '../src/experiment/experiment.ts';
import { defaultExperiment } from '../src/experiment/fields.ts';
import { cellOf } from '../src/networks/cells.ts';
import { stepOperations } from '../src/networks/operations.ts';
import { timedGpu } from './timed_gpu.ts';

/** Device memory that an engine may take: enough for thousands of networks of every size at once. */
const budget = 2 ** 30;
/** The share of it that matrices have. */
const weightsShare = 0.36;
const mostNetworks = 16_384;
const steps = 200;
/** A run, forward and backward, is planned to take this long at a tenth of the adapter's peak, in seconds. */
const runSeconds = 0.05;
const repeats = 3;

/** Layouts that are not the usual one are passed over once all have taken this long, in seconds. */
const mostSeconds = 100;
/** Networks at least, so that a workgroup each keeps all cores of a processor busy. */
const fewestNetworks = 16;

interface Case {
  readonly cell: Experiment['cell'];
  readonly hiddenSize: number;
}

/** Rates in 10⁹ operations a second. */
interface Timing extends Case {
  readonly networks: number;
  readonly shape: Shape;
  readonly forward: number;
  readonly backward: number;
  readonly both: number;
  /** By the wall's clock, from the call to the last norm in float64. */
  readonly throughEngine: number;
  /** How far norms at t = 0 are from those of the usual layout, in decades, at most. */
  readonly apart: number;
}

const cases: readonly Case[] = [
  ...[64, 128, 256, 32, 16].map((hiddenSize): Case => ({ cell: 'rnn', hiddenSize })),
  { cell: 'lstm', hiddenSize: 64 },
  { cell: 'gru', hiddenSize: 64 },
];

/** What was timed, for the record. */
export interface AdapterTimings {
  readonly peaks: Machine['peaks'];
  readonly timings: readonly Timing[];
}

/** Prints a line a layout, the usual one first, as soon as it is timed. @throws where Node has no adapter, or that has no clock */
export async function timeAdapter(): Promise<AdapterTimings> {
  const until = performance.now() + 1000 * mostSeconds;
  Object.assign(globalThis, globals);
  // Exact times are a feature of Dawn's that pages do not get.
  const dawn = create(['enable-dawn-features=allow_unsafe_apis']);
  const { device, peaks } = await whatItIs(dawn);
  const gigaflops = peaks.operationsPerSecond / 1e9;
  console.log(
    `Adapter: ${device}, at most ${rate(gigaflops)} GFLOP/s and ${rate(peaks.bytesPerSecond / 1e9)} GB/s\n`,
  );
  console.log(
    'cell    N  networks  rows lanes  networks/workgroup exchange     forward backward    both  of peak  engine  apart',
  );
  const timings: Timing[] = [];
  let passedOver = 0;
  for (const one of cases) {
    for await (const timing of timedLayouts(dawn, gigaflops, one, () => performance.now() < until)) {
      if (timing === 'passed over') {
        passedOver += 1;
        continue;
      }
      timings.push(timing);
      console.log(inColumns(timing, gigaflops));
    }
  }
  if (passedOver > 0) console.log(`\n${passedOver} layouts were passed over: there was no time left.`);
  return { peaks, timings };
}

/** What the adapter is called, and what it can do at most. */
async function whatItIs(gpu: GPU): Promise<{ readonly device: string } & Pick<Machine, 'peaks'>> {
  const engine = await WebgpuEngine.open({ gpu });
  try {
    return { device: engine.describe().device, peaks: (await engine.machine()).peaks };
  } finally {
    engine.dispose();
  }
}

function inColumns({ cell, hiddenSize, networks, shape, ...rates }: Timing, gigaflops: number): string {
  return [
    cell.padEnd(5),
    String(hiddenSize).padStart(4),
    String(networks).padStart(9),
    String(shape.rowsPerLane).padStart(5),
    String(shape.lanes).padStart(5),
    String(shape.networksPerWorkgroup).padStart(19),
    ` ${shape.exchange.padEnd(10)}`,
    rate(rates.forward).padStart(8),
    rate(rates.backward).padStart(8),
    rate(rates.both).padStart(7),
    `${((100 * rates.both) / gigaflops).toFixed(1)} %`.padStart(8),
    rate(rates.throughEngine).padStart(7),
    rates.apart.toExponential(1).padStart(8),
  ].join(' ');
}

function rate(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The fastest of some runs in each layout of a case. */
async function* timedLayouts(
  dawn: GPU,
  gigaflops: number,
  { cell, hiddenSize }: Case,
  isTime: () => boolean,
): AsyncGenerator<Timing | 'passed over'> {
  const base: Experiment = {
    ...defaultExperiment,
    // Contracting, so that layouts, which add in other orders, agree after any number of steps.
    ...{ cell, hiddenSize, steps, warmUp: 0, gain: 0.9, networks: 1 },
  };
  const perNetwork = 2 * steps * stepOperations(base);
  const fitting = (weightsShare * budget) / (4 * cellOf(base).blocks * hiddenSize ** 2);
  const planned = Math.max(fewestNetworks, (runSeconds * 0.1 * gigaflops * 1e9) / perNetwork);
  const networks = Math.max(1, Math.floor(Math.min(mostNetworks, fitting, planned)));
  const experiment = { ...base, networks };

  const usual = await timedLayout(dawn, experiment, undefined);
  const rateOf = (operations: number, seconds: number) => (networks * operations) / seconds / 1e9;
  const timingOf = ({ adapter, layout, norms, forward, backward, wall }: typeof usual): Timing => ({
    ...{ cell, hiddenSize, networks, shape: shapeFor(base, adapter, layout) },
    forward: rateOf(perNetwork / 2, forward),
    backward: rateOf(perNetwork / 2, backward),
    both: rateOf(perNetwork, forward + backward),
    throughEngine: rateOf(perNetwork, wall),
    apart: Math.max(...norms.map((norm, i) => Math.abs(norm - (usual.norms[i] ?? NaN)))),
  });
  yield timingOf(usual);
  for (const layout of layoutsFor(base, usual.adapter).slice(1)) {
    yield isTime() ? timingOf(await timedLayout(dawn, experiment, layout)) : 'passed over';
  }
}

/**
 * In seconds. An engine of its own: one that has waited for the page's side of a layout before plans its dispatches by that,
 * and they are short then.
 */
async function timedLayout(dawn: GPU, experiment: Experiment, layout: Layout | undefined) {
  const { gpu, times } = timedGpu(dawn);
  let adapter: NamedAdapter | undefined;
  const engine = await WebgpuEngine.open({
    ...{ budget, gpu },
    shapeOf: (of, seen) => {
      adapter = seen;
      return shapeFor(of, seen, layout);
    },
  });
  try {
    // Compiles, and draws.
    const norms = await run(engine, experiment);
    if (!adapter) throw new Error('Nothing was measured.');
    await times();
    let [forward, backward, wall] = [Infinity, Infinity, Infinity];
    for (let i = 0; i < repeats; i++) {
      const start = performance.now();
      await run(engine, experiment);
      wall = Math.min(wall, (performance.now() - start) / 1000);
      const seconds = await times();
      forward = Math.min(forward, seconds.get('forward') ?? Infinity);
      backward = Math.min(backward, seconds.get('backward') ?? Infinity);
    }
    return { adapter, layout, norms, forward, backward, wall };
  } finally {
    engine.dispose();
  }
}

const comparedNetworks = 64;

/** The gradient norms at t = 0 of the first networks. */
async function run(engine: WebgpuEngine, experiment: Experiment): Promise<number[]> {
  const norms: number[] = [];
  const { signal } = new AbortController();
  for await (const { log10GradientNorm, count } of engine.measure(experiment, { signal })) {
    const times = log10GradientNorm.length / count;
    for (let i = 0; i < count && norms.length < comparedNetworks; i++)
      norms.push(log10GradientNorm[i * times] ?? NaN);
  }
  return norms;
}
