/**
 * `npm run bench -- adapter`: how fast the recurrence is on this machine's own adapter, through Node and Dawn: each kernel
 * by the GPU's clock, for sizes, cells and layouts, beside what the adapter can do at most.
 */
import { create, globals } from 'webgpu';
import { WebgpuEngine } from '../src/engines/webgpu/engine.ts';
import { type Shape, shapeFor } from '../src/engines/webgpu/shape.ts';
import type { Experiment } from '../src/experiment/experiment.ts';
import { defaultExperiment } from '../src/experiment/fields.ts';
import { cellOf } from '../src/networks/cells.ts';
import { stepOperations } from '../src/networks/operations.ts';
import { type Peaks, peakRates } from './peak.ts';
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

/** A layout of a network's lanes, as it differs from the usual one. */
type Layout = Partial<Pick<Shape, 'rowsPerLane' | 'networksPerWorkgroup' | 'exchange'>>;

export interface Case {
  readonly cell: Experiment['cell'];
  readonly hiddenSize: number;
  readonly layouts: readonly Layout[];
}

/** Rates in 10⁹ operations a second. */
export interface Timing {
  readonly cell: Experiment['cell'];
  readonly hiddenSize: number;
  readonly networks: number;
  readonly shape: Shape;
  readonly forward: number;
  readonly backward: number;
  readonly both: number;
  /** By the wall's clock, from the call to the last norm in float64. */
  readonly throughEngine: number;
  /** How far norms at t = 0 are from those of the case's first layout, in decades, at most. */
  readonly apart: number;
}

const layouts: readonly Layout[] = [{}, { exchange: 'workgroup' }];
const usualCases: readonly Case[] = [
  ...[16, 32, 64, 128, 256].map((hiddenSize): Case => ({ cell: 'rnn', hiddenSize, layouts })),
  { cell: 'gru', hiddenSize: 64, layouts },
  { cell: 'lstm', hiddenSize: 64, layouts },
];

export interface AdapterTimings {
  readonly peaks: Peaks;
  readonly timings: readonly Timing[];
}

/** Prints a line a layout, as soon as it is timed. @throws where Node has no adapter, or that has no clock */
export async function timeAdapter(cases = usualCases): Promise<AdapterTimings> {
  Object.assign(globalThis, globals);
  // Exact times are a feature of Dawn's that pages do not get.
  const dawn = create(['enable-dawn-features=allow_unsafe_apis']);
  const peaks = await peakRates(dawn);
  console.log(
    `Adapter: ${peaks.adapter}, at most ${rate(peaks.gigaflops)} GFLOP/s and ${rate(peaks.gigabytesPerSecond)} GB/s\n`,
  );
  console.log(
    'cell    N  networks  rows lanes exchange     forward backward    both  of peak  engine  apart',
  );
  const timings: Timing[] = [];
  for (const { cell, hiddenSize, layouts: all } of cases) {
    let usual: readonly number[] | undefined;
    for (const layout of all) {
      const { norms, ...timing } = await timedLayout(dawn, peaks, { cell, hiddenSize, layout });
      usual ??= norms;
      const apart = Math.max(...norms.map((norm, i) => Math.abs(norm - (usual?.[i] ?? norm))));
      timings.push({ ...timing, apart });
      console.log(inColumns({ ...timing, apart }, peaks));
    }
  }
  return { peaks, timings };
}

function inColumns({ cell, hiddenSize, networks, shape, ...rates }: Timing, { gigaflops }: Peaks): string {
  return [
    cell.padEnd(5),
    String(hiddenSize).padStart(4),
    String(networks).padStart(9),
    String(shape.rowsPerLane).padStart(5),
    String(shape.lanes).padStart(5),
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

/** The fastest of some runs, and the gradient norms of the first networks. */
async function timedLayout(
  dawn: GPU,
  { gigaflops }: Peaks,
  { cell, hiddenSize, layout }: Omit<Case, 'layouts'> & { readonly layout: Layout },
): Promise<Omit<Timing, 'apart'> & { readonly norms: readonly number[] }> {
  const { gpu, times } = timedGpu(dawn);
  const base: Experiment = {
    ...defaultExperiment,
    // Contracting, so that layouts, which add in other orders, agree after any number of steps.
    ...{ cell, hiddenSize, steps, warmUp: 0, gain: 0.9, networks: 1 },
  };
  let shape: Shape | undefined;
  const engine = await WebgpuEngine.open({
    ...{ budget, gpu },
    shapeOf: (experiment, adapter) => {
      const usual = shapeFor(experiment, adapter);
      const rowsPerLane = layout.rowsPerLane ?? usual.rowsPerLane;
      shape = { ...usual, ...layout, rowsPerLane, lanes: usual.paddedSize / rowsPerLane };
      return shape;
    },
  });
  try {
    const perNetwork = 2 * steps * stepOperations(base);
    const fitting = (weightsShare * budget) / (4 * cellOf(base).blocks * hiddenSize ** 2);
    const planned = (runSeconds * 0.1 * gigaflops * 1e9) / perNetwork;
    const networks = Math.max(1, Math.floor(Math.min(mostNetworks, fitting, planned)));
    const experiment = { ...base, networks };
    // Compiles, and draws.
    const norms = await run(engine, experiment);
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
    if (!shape) throw new Error('Nothing was measured.');
    const rateOf = (operations: number, seconds: number) => (networks * operations) / seconds / 1e9;
    return {
      ...{ cell, hiddenSize, networks, shape, norms },
      forward: rateOf(perNetwork / 2, forward),
      backward: rateOf(perNetwork / 2, backward),
      both: rateOf(perNetwork, forward + backward),
      throughEngine: rateOf(perNetwork, wall),
    };
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
