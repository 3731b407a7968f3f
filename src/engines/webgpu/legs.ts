/**
 * A long chunk in legs: what comes between two of them can be done then, and what another device needs to go on is left after
 * each.
 */
import { Program } from './program.ts';

/** How far a chunk has come that takes long, so that another device can go on with it. */
export interface Halfway {
  readonly count: number;
  readonly segmentRows: number;
  /** Parts that are done, and all that they have left, by the names of the buffers. */
  readonly parts: number;
  /** Operations that they took. */
  readonly operations: number;
  readonly left: ReadonlyMap<string, ArrayBuffer>;
}

/** How a chunk is submitted. */
export interface Submission {
  readonly device: GPUDevice;
  /** Operations of a dispatch, and of all that is submitted before the chunk is looked after. */
  readonly dispatchOperations: number;
  readonly legOperations: number;
  readonly signal: AbortSignal;
  /** Waits for its turn with every leg: questions are answered between two. */
  readonly alone: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Told how many operations have been done. */
  readonly progress: (operations: number) => void;
  /** Where to go on, and who keeps that for next time. */
  readonly halfway: Halfway | undefined;
  readonly keep: (halfway: Halfway) => void;
}

/** Some bytes of a buffer. */
interface Held {
  readonly buffer: GPUBuffer;
  readonly size: number;
}

/** What a chunk has done. */
interface Legs {
  readonly count: number;
  readonly segmentRows: number;
  /** What comes before all parts, on every device. */
  readonly first: Program;
  readonly parts: readonly ((program: Program) => void)[];
  /** All that there is between two parts, by the names of the buffers. */
  readonly left: ReadonlyMap<string, Held>;
  /** What comes back at the end. */
  readonly results: readonly Held[];
  /** Called whenever a leg has been submitted. */
  readonly submitted: () => void;
}

/** What has been handed to the device. */
interface SubmittedLegs {
  /** Operations that it took, apart from those that were done before. */
  readonly cost: number;
  /** The results, in order. @throws as `Program` does */
  readonly results: () => Promise<ArrayBuffer[]>;
}

/** Submits all parts that are not done yet. @throws the signal's reason, or what the device has to say against the work */
export async function submitLegs(
  { count, segmentRows, first, parts, left, results, submitted }: Legs,
  { device, dispatchOperations, legOperations, signal, alone, progress, halfway, keep }: Submission,
): Promise<SubmittedLegs> {
  for (const [name, bytes] of halfway?.left ?? []) {
    const held = left.get(name);
    if (held) device.queue.writeBuffer(held.buffer, 0, bytes);
  }
  const earlier = halfway?.operations ?? 0;
  let before = earlier;
  const submit = async (leg: Program) => {
    const told = (operations: number) => progress(before + operations);
    await alone(() => leg.submit(device, dispatchOperations, signal, told));
    before += leg.operations;
  };
  let program = first;
  for (const [done, part] of parts.entries()) {
    if (done < (halfway?.parts ?? 0)) continue;
    // The last leg brings back what is wanted, every other one what another device would go on with.
    if (program.operations >= legOperations) {
      for (const { buffer, size } of left.values()) program.bringBack(buffer, size);
      await submit(program);
      const bytes = await program.results();
      submitted();
      const kept = new Map([...left.keys()].map((name, i) => [name, bytes[i] ?? new ArrayBuffer(0)]));
      keep({ count, segmentRows, parts: done, operations: before, left: kept });
      program = new Program();
    }
    part(program);
  }
  for (const { buffer, size } of results) program.bringBack(buffer, size);
  await submit(program);
  submitted();
  const last = program;
  return { cost: before - earlier, results: () => last.results() };
}
