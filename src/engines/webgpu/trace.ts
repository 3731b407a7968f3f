/** Everything about one network, drawn or given, from the same kernels that measure thousands, segment by segment. */

import type { Experiment } from '../../experiment/experiment.ts';
import { initialGradient } from '../../networks/backward.ts';
import { cellOf, isUnscaled } from '../../networks/cells.ts';
import { initialState } from '../../networks/forward.ts';
import { type GivenNetwork, networkOf } from '../../networks/given/given_network.ts';
import type { ScaledVector } from '../../networks/scaled_vector.ts';
import type { DrawnNetwork } from '../../networks/single_network.ts';
import type { Stretch, Trace, TracedStretch } from '../../networks/trace.ts';
import { beyondRange } from '../facts/range.ts';
import { carriedRecord, normRecord, readField, writeRecord } from '../facts/records.ts';
import { experimentAround, hasZeros } from '../given.ts';
import { matricesWithoutPadding, matricesWithPadding, withoutPadding, withPadding } from '../padding.ts';
import { halfExponent } from '../spectral_radius.ts';
import { steplessly, TraceRows } from '../trace_rows.ts';
import { Buffers } from './buffers.ts';
import { parametersOf, settingsOf } from './chunk.ts';
import { drawStage } from './draw_stage.ts';
import type { DrawKernels, RecurrenceKernels } from './kernel.ts';
import { type TraceBuffer, traceSizes } from './memory.ts';
import type { Parameters } from './parameters.ts';
import { Program } from './program.ts';
import { aheadStage, backStage, type RecurrenceStage, segmentsOf, startStage } from './recurrence_stage.ts';
import type { Shape } from './shape.ts';

/** What a question about one network is answered with. */
export interface Setting {
  readonly device: GPUDevice;
  readonly shape: Shape;
  readonly dispatchOperations: number;
  readonly signal: AbortSignal;
}

/** Where a traced network comes from. */
export interface Origin {
  /** An experiment that it is a network of, at least in cell, size, gain and length. */
  readonly experiment: Experiment;
  readonly index: number;
  readonly given: boolean;
  /** What the kernels are told otherwise than the experiment has it. */
  readonly parameters?: Partial<Parameters>;
  /** Leaves the matrices and both ends where kernels look for them. Resolves to the matrices, as the kernels have them. */
  readonly begin: (work: Workplace) => Promise<Float64Array>;
  /** Leaves a segment's inputs there, where they are not drawn. */
  readonly enter: (work: Workplace, segment: number) => void;
}

/** Where a trace is taken. */
interface Workplace {
  readonly device: GPUDevice;
  readonly shape: Shape;
  readonly buffers: Readonly<Record<TraceBuffer, GPUBuffer>>;
  readonly segmentRows: number;
  /** Has some stages done. Resolves to the results that they ask for. */
  readonly run: (stages: (stage: RecurrenceStage) => void) => Promise<ArrayBuffer[]>;
}

/**
 * Traces a network, with kernels of the variants that keep every state and every gradient of `segmentRows` steps.
 * Resolves to undefined where it leaves float32's range.
 * @throws the signal's reason, or what the device has to say against the work
 */
export async function traceNetwork(
  { device, shape, dispatchOperations, signal }: Setting,
  kernels: RecurrenceKernels,
  { experiment, index, given, parameters, begin, enter }: Origin,
  {
    segmentRows,
    stretch,
    progress,
  }: {
    readonly segmentRows: number;
    readonly stretch: TracedStretch;
    readonly progress?: ((share: number) => void) | undefined;
  },
): Promise<Trace | undefined> {
  const { steps } = experiment;
  const memory = await Buffers.create(device, traceSizes(shape, { steps, segmentRows, given }));
  try {
    const { of: buffers } = memory;
    device.queue.writeBuffer(buffers.settings, 0, settingsOf(experiment, index, 1));
    const stage = {
      ...{ kernels, buffers, weights: buffers.weights, shape, networks: 1, dispatchOperations },
      parameters: {
        ...parametersOf({ ...experiment, networks: 1 }, index, 0, segmentRows),
        ...parameters,
      },
      traced: { states: buffers.tracedStates, gradients: buffers.tracedGradients },
    };
    const run = async (stages: (stage: RecurrenceStage) => void) => {
      const program = new Program();
      stages({ ...stage, program });
      await program.submit(device, dispatchOperations, signal);
      return program.results();
    };
    const work = { device, shape, buffers, segmentRows, run };
    const weights = await begin(work);
    const segments = segmentsOf(experiment, segmentRows);
    for (const place of segments.keys()) {
      enter(work, place);
      await run((own) => aheadStage(own, segments, place));
      progress?.((place + 1) / (3 * segments.length));
    }
    const rows = new Returned(shape, experiment, stretch);
    for (let place = segments.length - 1; place >= 0; place--) {
      if (place < segments.length - 1) enter(work, place);
      const { from, to } = timesOf(segments, place, experiment);
      const results = await run((own) => {
        backStage(own, segments, place);
        rows.bringBack(own, from, to - from);
      });
      rows.take(results, from, to - from);
      progress?.(1 - (2 * place) / (3 * segments.length));
      if (rows.beyondRange) return undefined;
      if (from <= stretch.from) break;
    }
    return { weights, ...rows.whole() };
  } finally {
    memory.destroy();
  }
}

/** The times of a segment, whose steps are counted from the start of the warm-up. */
function timesOf(segments: readonly Stretch[], place: number, { warmUp }: Experiment): Stretch {
  const { from, to } = segments[place] ?? { from: warmUp, to: warmUp };
  return { from: from - warmUp, to: to - warmUp };
}

/** A network that the kernels draw. */
export function drawnOrigin(kernels: DrawKernels, { experiment, index }: DrawnNetwork): Origin {
  return {
    ...{ experiment, index, given: false },
    begin: async ({ shape, buffers, run }) => {
      const [stack] = await run((stage) => {
        drawStage({ ...stage, kernels }, experiment.ensemble, { from: 0, to: 1 });
        startStage(stage);
        stage.program.bringBack(buffers.weights, weightBytes(shape));
      });
      return matricesWithoutPadding(new Float32Array(some(stack)), shape.paddedSize, experiment.hiddenSize);
    },
    enter: () => undefined,
  };
}

/** A network that is given: what it brings stands behind its matrices, as shaders/forward.wesl reads it. */
export function givenOrigin(given: GivenNetwork): Origin {
  const { hiddenSize, weights, recurrentBias, drives } = given;
  const stepEntries = recurrentBias.length;
  return {
    ...{ experiment: experimentAround(given), index: 0, given: true },
    parameters: { hasZeros: Number(hasZeros(given)) },
    begin: async ({ device: { queue }, shape, buffers }) => {
      const { paddedSize } = shape;
      const network = networkOf(given);
      const write = (vector: GPUBuffer, carried: GPUBuffer, { values, exponent }: ScaledVector) => {
        queue.writeBuffer(vector, 0, withPadding(values, hiddenSize, paddedSize));
        const record = new DataView(new ArrayBuffer(carriedRecord.bytes));
        writeRecord(carriedRecord, record, 0, { exponent, deathStep: -1 });
        queue.writeBuffer(carried, 0, record.buffer);
      };
      write(buffers.states, buffers.carriedStates, initialState(network));
      write(buffers.gradients, buffers.carriedGradients, initialGradient(network));
      queue.writeBuffer(buffers.weights, 0, matricesWithPadding(weights, hiddenSize, paddedSize));
      const bias = withPadding(recurrentBias, hiddenSize, paddedSize);
      queue.writeBuffer(buffers.weights, weightBytes(shape), bias);
      return weights.map(Math.fround);
    },
    enter: ({ device, shape, buffers, segmentRows }, segment) => {
      const length = segmentRows * stepEntries;
      const inputs = drives.subarray(segment * length, (segment + 1) * length);
      const offset = weightBytes(shape) + 4 * shape.blocks * shape.paddedSize;
      device.queue.writeBuffer(buffers.weights, offset, withPadding(inputs, hiddenSize, shape.paddedSize));
    },
  };
}

/** W of one network at gain 1, the cell's blocks below one another, row-major [blocks·hiddenSize × hiddenSize]. */
export async function readWeights(
  { device, signal, ...setting }: Setting,
  kernels: DrawKernels,
  { experiment, index }: DrawnNetwork,
): Promise<Float64Array> {
  const { shape, dispatchOperations } = setting;
  const size = weightBytes(shape);
  const buffers = await Buffers.create(device, { weights: size });
  try {
    const { weights } = buffers.of;
    const program = new Program();
    const parameters = parametersOf({ ...experiment, networks: 1 }, index, 0, 1);
    drawStage({ ...setting, program, kernels, weights, parameters }, experiment.ensemble, { from: 0, to: 1 });
    program.bringBack(weights, size);
    await program.submit(device, dispatchOperations, signal);
    const [stack] = await program.results();
    return matricesWithoutPadding(new Float32Array(some(stack)), shape.paddedSize, experiment.hiddenSize);
  } finally {
    buffers.destroy();
  }
}

function weightBytes({ blocks, paddedSize }: Shape): number {
  return 4 * blocks * paddedSize ** 2;
}

function some(result: ArrayBuffer | undefined): ArrayBuffer {
  if (!result) throw new Error('Nothing came back.');
  return result;
}

/** What of a trace comes back, segment by segment. */
class Returned {
  readonly #shape: Shape;
  readonly #experiment: Experiment;
  readonly #stretch: TracedStretch;
  readonly #state: TraceRows;
  readonly #preActivation: TraceRows;
  readonly #gradient: TraceRows;
  /** Whether the network has left float32's range. */
  beyondRange = false;

  constructor(shape: Shape, experiment: Experiment, stretch: TracedStretch) {
    const { hiddenSize } = experiment;
    const { parts, preActivations } = cellOf(experiment);
    const { from, to } = stretch;
    this.#shape = shape;
    this.#experiment = experiment;
    this.#stretch = stretch;
    this.#state = new TraceRows(stretch, to - from + 1, parts * hiddenSize);
    this.#preActivation = new TraceRows(steplessly(stretch), to - from, preActivations * hiddenSize);
    this.#gradient = new TraceRows(stretch, to - from + 1, parts * hiddenSize);
  }

  /** Asks for what a segment of `length` steps from t = `from` on leaves, as far as it is wanted. */
  bringBack({ program, buffers, traced }: RecurrenceStage, from: number, length: number): void {
    const { paddedSize, parts, kept } = this.#shape;
    if (!traced) throw new Error('The stage keeps nothing of a trace.');
    program.bringBack(buffers.carriedGradients, carriedRecord.bytes);
    if (!isWanted(this.#stretch, from, from + length)) return;
    program.bringBack(traced.states, 4 * parts * paddedSize * (length + 1));
    program.bringBack(buffers.carriedStates, carriedRecord.bytes);
    program.bringBack(buffers.trajectory, 4 * kept * paddedSize * length);
    program.bringBack(buffers.trajectoryExponents, 4 * length);
    program.bringBack(traced.gradients, 4 * parts * paddedSize * (length + 1));
    program.bringBack(buffers.gradientNorms, normRecord.bytes * (length + 1));
  }

  /** Takes what has come of it, after the segments behind it. */
  take(results: readonly ArrayBuffer[], from: number, length: number): void {
    const [back, states, carried, kept, exponents, gradients, norms] = results;
    this.beyondRange ||= readField(carriedRecord, 'deathStep', new Int32Array(some(back)), 0) === beyondRange;
    if (!states) return;
    const { hiddenSize } = this.#experiment;
    const trueSize = (bytes: ArrayBuffer | undefined) =>
      withoutPadding(new Float32Array(some(bytes)), this.#shape.paddedSize, hiddenSize);
    const stepExponents = new Int32Array(some(exponents));
    const stateExponents = new Int32Array(length + 1);
    stateExponents.set(stepExponents);
    if (!isUnscaled(this.#experiment)) {
      stateExponents[length] = readField(carriedRecord, 'exponent', new Int32Array(some(carried)), 0);
    }
    this.#state.take({ values: trueSize(states), exponents: stateExponents }, from);
    const values = this.#preActivations(trueSize(kept), length);
    this.#preActivation.take({ values, exponents: stepExponents }, from);
    this.#gradient.take({ values: trueSize(gradients), exponents: gradientExponents(some(norms)) }, from);
  }

  /** A step keeps more than its pre-activations. */
  #preActivations(kept: Float64Array, rows: number): Float64Array {
    const { hiddenSize } = this.#experiment;
    const { preActivations } = cellOf(this.#experiment);
    const [width, keptWidth] = [preActivations * hiddenSize, this.#shape.kept * hiddenSize];
    if (width === keptWidth) return kept;
    const own = new Float64Array(rows * width);
    for (let row = 0; row < rows; row++) {
      own.set(kept.subarray(row * keptWidth, row * keptWidth + width), row * width);
    }
    return own;
  }

  whole(): Omit<Trace, 'weights'> {
    return { state: this.#state, preActivation: this.#preActivation, gradient: this.#gradient };
  }
}

/** Whether something between two times is asked for. */
function isWanted({ from, to, times }: TracedStretch, first: number, last: number): boolean {
  return times ? times.some((t) => t >= first && t <= last) : first <= to && last >= from;
}

/** The exponent each gradient was rescaled to: its norm's own exponent and half that of its sum of squares. */
function gradientExponents(norms: ArrayBuffer): Int32Array<ArrayBuffer> {
  const sums = new Float32Array(norms);
  const exponents = new Int32Array(norms);
  return Int32Array.from(
    { length: sums.length / normRecord.words },
    (_, t) =>
      readField(normRecord, 'exponent', exponents, t) +
      halfExponent(readField(normRecord, 'sumOfSquares', sums, t)),
  );
}
