/** One chunk of networks whose frames are carried, and what they have gained turned into natural logarithms. */
import type { Experiment } from '../../experiment/experiment.ts';
import { activationOf, masks } from '../../networks/activation.ts';
import { cellOf, isUnscaled } from '../../networks/cells.ts';
import { startingFrame } from '../../networks/frame.ts';
import type { FramePlan, SpectrumMeasurement } from '../../networks/lyapunov.ts';
import { frameOperations } from '../../networks/operations.ts';
import { entry } from '../../networks/vector.ts';
import { frameColumnRecord, growthRecord, normRecord, readField, slopesRecord } from '../facts/records.ts';
import { withPadding } from '../padding.ts';
import type { Buffers, Sizes } from './buffers.ts';
import { NotFiniteError, parametersOf, type SubmittedChunk, settingsOf } from './chunk.ts';
import { drawStage } from './draw_stage.ts';
import type { FrameShape } from './frame_shape.ts';
import { type FrameStage, frameBackStage, windowPlaces } from './frame_stage.ts';
import type { DrawKernels, FrameKernels, RecurrenceKernels } from './kernel.ts';
import { type Submission, submitLegs } from './legs.ts';
import type { CarryingBuffer } from './memory.ts';
import { Program } from './program.ts';
import { recurrenceParts, segmentsOf } from './recurrence_stage.ts';
import type { Shape } from './shape.ts';
import { drawnFrom, noteDrawn, type WeightStore } from './weight_store.ts';

export interface FrameChunk {
  /** As long as the frame is carried. */
  readonly experiment: Experiment;
  /** What was asked for. */
  readonly asked: { readonly experiment: Experiment; readonly exponents: number };
  readonly plan: FramePlan;
  readonly first: number;
  readonly count: number;
  readonly segmentRows: number;
  readonly shape: Shape;
  readonly frame: FrameShape;
  readonly kernels: DrawKernels & RecurrenceKernels & FrameKernels;
  readonly buffers: Buffers<CarryingBuffer>;
  readonly sizes: Sizes<CarryingBuffer>;
  readonly weights: WeightStore;
}

/** What is measured of a chunk, of which nobody has said yet how long it took, and the networks that left float32's range. */
export interface CarriedChunk {
  readonly measurement: Omit<SpectrumMeasurement, 'seconds'>;
  readonly beyond: readonly number[];
}

/** All that there is between two parts. */
const left = [
  ...['states', 'carriedStates', 'checkpoints', 'carriedCheckpoints', 'stateNorms'],
  ...['frames', 'frameColumns', 'growths', 'slopes'],
] as const satisfies readonly CarryingBuffer[];

/** What comes back at the end. */
const results = [
  'growths',
  'slopes',
  'frameColumns',
  'stateNorms',
] as const satisfies readonly CarryingBuffer[];

/** The norms that are kept: of the states at both ends. */
export const keptNorms = 2;

/** Submits a chunk. @throws the signal's reason, or what the device has to say against the work */
export async function submitFrames(
  chunk: FrameChunk,
  submission: Submission,
): Promise<SubmittedChunk<CarriedChunk>> {
  const { experiment, asked, plan, first, count, segmentRows, shape, frame, kernels, weights } = chunk;
  const { device, dispatchOperations, signal } = submission;
  const { of: buffers } = chunk.buffers;
  const page = await weights.page(first);
  const place = first - page.firstNetwork;
  const drawing = new Program();
  const common = {
    ...{ kernels, buffers, weights: page.buffers.of.weights, shape, networks: count, dispatchOperations },
    parameters: { ...parametersOf(experiment, first, place, segmentRows), times: keptNorms },
    frame: { kernels, buffers, shape: frame, plan, exponents: asked.exponents },
  };
  device.queue.writeBuffer(buffers.settings, 0, settingsOf(experiment, first, count));
  device.queue.writeBuffer(buffers.keptTimes, 0, Uint32Array.of(0, experiment.steps));
  beginFrames(device, chunk);
  const drawn = Math.min(count, drawnFrom(page, place));
  if (drawn < count) {
    drawStage({ ...common, program: drawing }, experiment.ensemble, { from: drawn, to: count });
    drawing.mark();
  }
  const held = (name: CarryingBuffer) => ({ buffer: buffers[name], size: chunk.sizes[name] });
  const parts = recurrenceParts<FrameStage>(segmentsOf(experiment, segmentRows), frameBackStage);
  const begun = performance.now();
  const legs = await submitLegs(
    {
      ...{ count, segmentRows, first: drawing },
      parts: parts.map((part) => (program) => part({ ...common, program })),
      left: new Map(left.map((name) => [name, held(name)])),
      results: results.map(held),
      submitted: () => noteDrawn(page, place, place + count),
    },
    submission,
  );
  const settled = async () => {
    const brought = await legs.results();
    signal.throwIfAborted();
    return measurementOf(chunk, brought);
  };
  const measurement = settled();
  measurement.catch(() => undefined);
  return { cost: legs.cost, measurement, begun, drawnAt: () => drawing.markedAt };
}

/** Leaves every network the same frame, and sums and products of nothing. */
function beginFrames({ queue }: GPUDevice, { asked, plan, count, shape, frame, buffers }: FrameChunk): void {
  const { experiment, exponents } = asked;
  const { hiddenSize, seed } = experiment;
  const own = withPadding(
    startingFrame(seed, shape.parts * hiddenSize, exponents),
    hiddenSize,
    shape.paddedSize,
  );
  const size = shape.parts * shape.paddedSize * frame.directions;
  const frames = new Float32Array(size * count);
  for (let i = 0; i < count; i++) frames.set(own, i * size);
  queue.writeBuffer(buffers.of.frames, 0, frames);
  queue.writeBuffer(
    buffers.of.frameColumns,
    0,
    new ArrayBuffer(frameColumnRecord.bytes * frame.directions * count),
  );
  const windows = windowPlaces(plan) * count;
  const growths = new Float32Array(growthRecord.words * frame.directions * windows);
  for (let i = 0; i < growths.length; i += growthRecord.words) growths[i + growthRecord.place.mantissa] = 1;
  queue.writeBuffer(buffers.of.growths, 0, growths);
  queue.writeBuffer(buffers.of.slopes, 0, new ArrayBuffer(slopesRecord.bytes * windows));
}

function measurementOf(
  { asked, plan, first, count, frame }: FrameChunk,
  [growths, slopes, columns, stateNorms]: readonly ArrayBuffer[],
): CarriedChunk {
  if (!growths || !slopes || !columns || !stateNorms) throw new Error('Nothing came back.');
  const { experiment, exponents: k } = asked;
  const { windows, steps, every } = plan;
  const [reals, words] = [new Float32Array(growths), new Int32Array(growths)];
  const logs = new Float64Array(count * windows * k);
  const amplification = new Float64Array(count * k);
  const logSlopes = new Float64Array(count);
  const beyond: number[] = [];
  const own = new SlopeReader(slopes, windowPlaces(plan));
  for (let i = 0; i < count; i++) {
    if (own.isLost(i) || hasLeft(columns, i, frame, k) || disappears(experiment, stateNorms, i)) {
      beyond.push(first + i);
      continue;
    }
    for (let window = 0; window < windows; window++) {
      for (let j = 0; j < k; j++) {
        const place = (i * windowPlaces(plan) + window) * frame.directions + j;
        const mantissa = finite(readField(growthRecord, 'mantissa', reals, place));
        const log = Math.log(mantissa) + readField(growthRecord, 'exponent', words, place) * Math.LN2;
        logs[(i * windows + window) * k + j] = log;
        const grown = finite(readField(growthRecord, 'amplification', reals, place));
        amplification[i * k + j] = entry(amplification, i * k + j) + grown / Math.ceil(steps / every);
      }
    }
    logSlopes[i] = own.logs(i, windows, masks(experiment)) / steps;
  }
  const measurement = {
    ...{ first, count, logs, amplification },
    ...(cellOf(experiment).logSlopes && { logSlopes }),
    operations: count * frameOperations(experiment, k, every),
  };
  return { measurement, beyond };
}

/** What has been summed of slopes. */
class SlopeReader {
  readonly #reals: Float32Array;
  readonly #words: Int32Array;
  readonly #places: number;

  constructor(slopes: ArrayBuffer, places: number) {
    this.#reals = new Float32Array(slopes);
    this.#words = new Int32Array(slopes);
    this.#places = places;
  }

  /** Whether float32 cannot be trusted with a unit of a network. */
  isLost(network: number): boolean {
    return this.#some(network, this.#places, 'lost');
  }

  /** Σ ln |slope| over all windows that count. */
  logs(network: number, windows: number, masks: boolean): number {
    if (masks && this.#some(network, windows, 'masked')) return -Infinity;
    let sum = 0;
    for (let window = 0; window < windows; window++) {
      const place = network * this.#places + window;
      sum += readField(slopesRecord, 'whole', this.#words, place);
      sum += finite(readField(slopesRecord, 'fraction', this.#reals, place));
    }
    return sum;
  }

  #some(network: number, windows: number, field: 'lost' | 'masked'): boolean {
    for (let window = 0; window < windows; window++)
      if (readField(slopesRecord, field, this.#words, network * this.#places + window) !== 0) return true;
    return false;
  }
}

/** Whether a direction has left float32's range in a step. */
function hasLeft(columns: ArrayBuffer, network: number, { directions }: FrameShape, k: number): boolean {
  const words = new Int32Array(columns);
  for (let j = 0; j < k; j++)
    if (readField(frameColumnRecord, 'beyond', words, network * directions + j) !== 0) return true;
  return false;
}

/** Whether a state that was there is gone: a smooth φ makes it small, never nothing. */
function disappears(experiment: Experiment, norms: ArrayBuffer, network: number): boolean {
  const sums = new Float32Array(norms);
  const at = (end: number) => finite(readField(normRecord, 'sumOfSquares', sums, network * keptNorms + end));
  return !isUnscaled(experiment) && !activationOf(experiment).homogeneous && at(1) === 0 && at(0) > 0;
}

/** The number. @throws NotFiniteError where it is none */
function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new NotFiniteError('The GPU returned a sum that is not a finite number');
}
