/** One chunk of networks through all stages, and its numbers as the kernels left them turned into decades. */

import { type Experiment, keptTimes } from '../../experiment/experiment.ts';
import { networkSettings } from '../../experiment/network_settings.ts';
import { cellOf } from '../../networks/cells.ts';
import type { Measurement, OptionalQuantity } from '../../networks/measurement.ts';
import { passOperations } from '../../networks/operations.ts';
import type { Spectrum } from '../../networks/spectrum.ts';
import { experimentParametersOf } from '../facts/parameters.ts';
import { beyondRange } from '../facts/range.ts';
import { carriedRecord, normRecord, readField, settingsRecord, writeRecord } from '../facts/records.ts';
import {
  addShares,
  levels,
  radiusOperations,
  spectrumFromSums,
  spectrumOperations,
  trustedRadius,
} from '../spectral_radius.ts';
import type { Buffers, Sizes } from './buffers.ts';
import { drawStage } from './draw_stage.ts';
import type { ChunkKernels } from './kernel.ts';
import { type Submission, submitLegs } from './legs.ts';
import type { ChunkBuffer } from './memory.ts';
import type { Parameters } from './parameters.ts';
import { Program } from './program.ts';
import { backStage, recurrenceParts, segmentsOf } from './recurrence_stage.ts';
import type { Shape } from './shape.ts';
import { restStage, spectrumStage } from './spectrum_stage.ts';
import { drawnFrom, noteDrawn, type WeightStore } from './weight_store.ts';

export interface Chunk {
  readonly experiment: Experiment;
  readonly first: number;
  readonly count: number;
  readonly segmentRows: number;
  readonly shape: Shape;
  /** With a kernel for the Jacobian at rest where ρ of that is wanted and takes a spectrum of its own. */
  readonly kernels: ChunkKernels;
  readonly wants: readonly OptionalQuantity[];
  /** Whether ρ and ‖W‖ are found. */
  readonly spectra: boolean;
  readonly buffers: Buffers<ChunkBuffer>;
  /** How many bytes of them it takes. */
  readonly sizes: Sizes<ChunkBuffer>;
  readonly weights: WeightStore;
}

/** Why a result is not to be trusted: not a number came back. */
export class NotFiniteError extends Error {
  override readonly name = 'NotFiniteError';
}

/** A measurement of which nobody has said yet how long it took. */
export type Unclocked = Omit<Measurement, 'seconds'>;

/** A chunk that has been handed to the device. */
export interface SubmittedChunk<Result> {
  /** What it was planned to cost, in operations. */
  readonly cost: number;
  /** Rejects with a NotFiniteError, or with what the device has to say against the work. */
  readonly measurement: Promise<Result>;
  /** When it was handed over, and when its matrices were drawn and their spectra known: undefined where they were before. */
  readonly begun: number;
  readonly drawnAt: () => number | undefined;
}

/** All that a recurrence leaves between two of its parts. */
const leftByRecurrence = [
  ...['states', 'carriedStates', 'gradients', 'carriedGradients', 'checkpoints', 'carriedCheckpoints'],
  ...['stateNorms', 'gradientNorms', 'parameterGradients', 'parameterNorms'],
] as const satisfies readonly ChunkBuffer[];

/** Submits a chunk. @throws the signal's reason, or what the device has to say against the work */
export async function submitChunk(chunk: Chunk, submission: Submission): Promise<SubmittedChunk<Unclocked>> {
  const { experiment, first, count, weights, shape } = chunk;
  const { device, dispatchOperations, signal } = submission;
  const { of: buffers } = chunk.buffers;
  const page = await weights.page(first);
  const place = first - page.firstNetwork;
  const drawing = new Program();
  const { restJacobian, terms } = chunk.kernels;
  const common = {
    kernels: chunk.kernels,
    buffers,
    weights: page.buffers.of.weights,
    shape,
    networks: count,
    parameters: parametersOf(experiment, first, place, chunk.segmentRows),
    dispatchOperations,
    ...(terms && { summed: { kernels: terms, buffers } }),
  };
  const stage = { ...common, program: drawing };
  device.queue.writeBuffer(buffers.settings, 0, settingsOf(experiment, first, count));
  device.queue.writeBuffer(buffers.keptTimes, 0, Uint32Array.from(keptTimes(experiment)));
  const drawn = Math.min(count, drawnFrom(page, place));
  const known = chunk.spectra ? weights.knownFrom(first, count) : count;
  if (drawn < count) drawStage(stage, experiment.ensemble, { from: drawn, to: count });
  if (known < count) spectrumStage(stage, { from: known, to: count });
  if (restJacobian) restStage(stage, restJacobian);
  if (drawn < count || known < count || restJacobian) drawing.mark();

  const kept = leftByRecurrence.filter((name) => terms || !name.startsWith('parameter'));
  const held = (name: ChunkBuffer, size = chunk.sizes[name]) => ({ buffer: buffers[name], size });
  const times = keptTimes(experiment).length;
  const sumsSize = 4 * levels * shape.productGroups * count;
  const parts = recurrenceParts(segmentsOf(experiment, chunk.segmentRows), backStage);
  const begun = performance.now();
  const { cost, results } = await submitLegs(
    {
      ...{ count, segmentRows: chunk.segmentRows, first: drawing },
      parts: parts.map((part) => (program) => part({ ...common, program })),
      left: new Map(kept.map((name) => [name, held(name)])),
      results: [
        held('sums', sumsSize),
        held('restSums', restJacobian ? sumsSize : 0),
        held('stateNorms', normRecord.bytes * times * count),
        held('gradientNorms', normRecord.bytes * times * count),
        held('carriedGradients', carriedRecord.bytes * count),
        held('parameterNorms', terms ? normRecord.bytes * shape.gradientGroups * count : 0),
      ],
      submitted: () => noteDrawn(page, place, place + count),
    },
    submission,
  );
  const settled = async () => {
    const brought = await results();
    // The store may hold another experiment's matrices by now.
    signal.throwIfAborted();
    return measurementOf(chunk, brought, known);
  };
  const measurement = settled();
  measurement.catch(() => undefined);
  return { cost, measurement, begun, drawnAt: () => drawing.markedAt };
}

/** @param known how many of the chunk's first spectra were known before */
function measurementOf(
  { experiment, first, count, weights, shape, kernels, wants, spectra }: Chunk,
  [sums, restSums, stateNorms, gradientNorms, carried, parameterNorms]: readonly ArrayBuffer[],
  known: number,
): Unclocked {
  if (!sums || !restSums || !stateNorms || !gradientNorms || !carried || !parameterNorms) {
    throw new Error('Nothing came back.');
  }
  const shares = levels * shape.productGroups;
  const sumsOf = (bytes: ArrayBuffer, i: number) =>
    addShares(new Float32Array(bytes, 4 * shares * i, shares));
  for (let i = known; i < count; i++) {
    weights.setSpectrum(first + i, spectrumFromSums(sumsOf(sums, i)));
  }
  const atGain = (quantity: keyof Spectrum) =>
    Float64Array.from({ length: count }, (_, i) => {
      if (!spectra) return Number.NaN;
      const spectrum = weights.spectrum(first + i);
      if (!spectrum) throw new Error(`The spectrum of network ${first + i} is missing`);
      return networkSettings(experiment, first + i).gain * spectrum[quantity];
    });
  const spectralRadius = atGain('radius');
  const { slope } = cellOf(experiment).rest;
  const restRadius = kernels.restJacobian
    ? Float64Array.from({ length: count }, (_, i) => trustedRadius(sumsOf(restSums, i)))
    : spectralRadius.map((radius) => slope * radius);
  const words = new Int32Array(carried);
  const deathStep = Int32Array.from({ length: count }, (_, i) =>
    readField(carriedRecord, 'deathStep', words, i),
  );
  // Of a network that left float32's range nothing else is anybody's.
  const held = (i: number) => deathStep[i] !== beyondRange;
  const times = keptTimes(experiment).length;
  const heldAt = (place: number) => held(Math.floor(place / times));
  return {
    first,
    count,
    spectralRadius,
    spectralNorm: atGain('norm'),
    ...(wants.includes('restRadius') && { restRadius }),
    ...(kernels.terms && { log10ParameterNorm: decades(joined(parameterNorms, count), held) }),
    log10StateNorm: decades(stateNorms, heldAt),
    log10GradientNorm: decades(gradientNorms, heldAt),
    deathStep,
    operations:
      count * passOperations(experiment, wants) +
      (count - known) * spectrumOperations(experiment.hiddenSize) +
      (kernels.restJacobian ? count * radiusOperations(experiment.hiddenSize) : 0),
  };
}

/** Those parameters that are the same in every dispatch of a chunk. */
export function parametersOf(
  experiment: Experiment,
  first: number,
  weightsPlace: number,
  segmentRows: number,
): Parameters {
  const { inputScale, hiddenSize } = experiment;
  const { blocks, candidate, rest } = cellOf(experiment);
  return {
    ...experimentParametersOf(experiment),
    ...{ hiddenSize, blocks, candidate, weightsPlace, segmentRows },
    firstNetwork: first,
    times: keptTimes(experiment).length,
    hasInput: Number(inputScale !== 0),
    restDirect: rest.direct,
    restSlope: rest.slope,
    ...{ fromNetwork: 0, toNetwork: 0, fromRow: 0, toRow: 0, fromStep: 0, toStep: 0 },
    ...{ segmentStart: 0, stores: 0, level: 0, kept: 0 },
    ...{ directions: 0, fromItem: 0, toItem: 0, window: 0, windows: 0 },
    ...{ groups: 0, longest: 0, asked: 0, adds: 0, update: 0, firstCorrection: 0, secondCorrection: 0 },
  };
}

/** What distinguishes each network from the others, as the kernels read it. */
export function settingsOf(experiment: Experiment, first: number, count: number): ArrayBuffer {
  const settings = new DataView(new ArrayBuffer(settingsRecord.bytes * count));
  for (let i = 0; i < count; i++) {
    writeRecord(settingsRecord, settings, settingsRecord.bytes * i, networkSettings(experiment, first + i));
  }
  return settings.buffer;
}

/** Norms of `count` networks, of each of which several workgroups have left a share at the same power of two. */
function joined(shares: ArrayBuffer, count: number): ArrayBuffer {
  const [sums, exponents] = [new Float32Array(shares), new Int32Array(shares)];
  const groups = sums.length / normRecord.words / count;
  const norms = new DataView(new ArrayBuffer(normRecord.bytes * count));
  for (let i = 0; i < count; i++) {
    let sumOfSquares = 0;
    for (let share = i * groups; share < (i + 1) * groups; share++) {
      sumOfSquares += readField(normRecord, 'sumOfSquares', sums, share);
    }
    const exponent = readField(normRecord, 'exponent', exponents, i * groups);
    writeRecord(normRecord, norms, normRecord.bytes * i, { sumOfSquares, exponent });
  }
  return norms.buffer;
}

/**
 * log10 of kept norms: ½·log10 Σ v² + E·log10 2, once, in float64. NaN and infinity are looked for by their
 * bits. Norms that nobody holds are −∞. @throws NotFiniteError
 */
function decades(norms: ArrayBuffer, held: (place: number) => boolean): Float64Array {
  const bits = new Uint32Array(norms);
  const sums = new Float32Array(norms);
  const exponents = new Int32Array(norms);
  const { words, place } = normRecord;
  const all = new Float64Array(bits.length / words);
  // Bare indices in a plain loop, millions of times: with a call an element this took two hundred times as long as an
  // H100 does for what it reads.
  for (let i = 0; i < all.length; i++) {
    const sum = words * i + place.sumOfSquares;
    if (!held(i)) {
      all[i] = -Infinity;
      continue;
    }
    if (((bits[sum] ?? 0) & 0x7f800000) === 0x7f800000) {
      throw new NotFiniteError('The GPU returned a norm that is not a finite number');
    }
    all[i] = 0.5 * Math.log10(sums[sum] ?? 0) + (exponents[words * i + place.exponent] ?? 0) * Math.log10(2);
  }
  return all;
}
