/** Where networks that learn live on the device, and how many of them at once. */
import { learnerRecord, learningOutcomeRecord, learningSlotRecord } from './learner_facts.ts';
import type { LearnerShape } from './learner_shape.ts';

/** Bytes of a buffer that kernels may bind at most, by WebGPU's default limits. */
const mostBytes = 128 * 2 ** 20;
/** Part of the room that networks may stay in between two updates; the rest is for the batches at hand. */
const residentShare = 0.6;
/** θ comes back a piece after another: so many bytes at once, of a room that has so many of them. */
const mostPiece = 8 * 2 ** 20;
const pieces = 16;
/** Networks of a chunk at most: the largest number of workgroups in a dimension is 65 535. */
const mostSlots = 32_768;

/** What stays on the device from one update to the next. */
export type ResidentBuffer = keyof ReturnType<typeof residentSizes>;
export function residentSizes(
  { stride }: LearnerShape,
  { networks, adam }: { readonly networks: number; readonly adam: boolean },
) {
  return {
    learners: learnerRecord.bytes * networks,
    theta: 4 * stride * networks,
    firstMoment: 4 * stride * networks,
    /** Of Adam: the root of the mean of squares. */
    rootMoment: adam ? 4 * stride * networks : 4,
    divergedAt: 4 * networks,
  };
}

/** A batch of some networks, or a part of it. */
export interface BatchSize {
  /** Networks at hand. */
  readonly slots: number;
  /** Fours of sequences of each. */
  readonly groups: number;
  /** Steps of the longest sequence. */
  readonly longest: number;
}

/** What a batch is worked on in. */
export type BatchBuffer = keyof ReturnType<typeof batchSizes>;
export function batchSizes(
  { paddedSize, kept, parts, inputs, outputs, columns, stride }: LearnerShape,
  { slots, groups, longest }: BatchSize,
) {
  const four = 16 * slots * groups;
  return {
    slots: learningSlotRecord.bytes * slots,
    inputs: four * longest * inputs,
    targets: four * longest * columns,
    trajectory: four * longest * kept * paddedSize,
    hidden: four * longest * paddedSize,
    carried: four * parts * paddedSize,
    slopes: four * longest * outputs,
    losses: (four / 4) * longest,
    gradients: 4 * stride * slots,
    outcomes: learningOutcomeRecord.bytes * slots,
  };
}

export interface LearningMemory {
  /** Networks that stay on the device together. */
  readonly residents: number;
  /** Networks whose batches are at hand at once, … */
  readonly slots: number;
  /** … and fours of sequences of each: a batch for which there is no room is taken in parts. */
  readonly groups: number;
  /** Bytes of θ that come back at once. */
  readonly piece: number;
}

/** What fits in so many bytes; undefined where not even four sequences of one network do. */
export function planLearning(
  shape: LearnerShape,
  wanted: {
    readonly networks: number;
    readonly adam: boolean;
    readonly longest: number;
    readonly batch: number;
  },
  room: number,
): LearningMemory | undefined {
  const { networks, adam, longest, batch } = wanted;
  const piece = Math.min(mostPiece, 16 * Math.floor(room / pieces / 16));
  const spare = room - piece;
  const resident = sum(residentSizes(shape, { networks: 1, adam }));
  const residents = Math.min(
    networks,
    Math.floor((residentShare * spare) / resident),
    Math.floor(mostBytes / (4 * shape.stride)),
  );
  if (residents === 0) return undefined;
  for (let groups = Math.ceil(batch / 4); ; groups = Math.ceil(groups / 2)) {
    const sizes = batchSizes(shape, { slots: 1, groups, longest });
    // Outcomes come back while the next are made.
    const each = sum(sizes) + 2 * sizes.outcomes;
    const slots = Math.min(
      ...[residents, mostSlots, Math.floor((spare - residents * resident) / each)],
      ...[Math.floor(mostBytes / sizes.trajectory), Math.floor(mostBytes / sizes.inputs)],
    );
    if (slots > 0) return { residents, slots, groups, piece };
    if (groups === 1) return undefined;
  }
}

function sum(sizes: Readonly<Record<string, number>>): number {
  return Object.values(sizes).reduce((all, size) => all + size, 0);
}
