/** One linear unit, h ← w·h + x with white inputs: how its state answers to w itself, measured for longer and longer memories. */
import { normals, purpose } from '../networks/normal.ts';
import { entry } from '../networks/vector.ts';

export interface Remembered {
  readonly weight: number;
  /** 1/(1 − w), in steps. */
  readonly memory: number;
  /** √⟨(∂h/∂w)²⟩ over units and times, in the long run. */
  readonly measured: number;
  /** Its relative standard error, about. */
  readonly error: number;
}

/** Decades of 1/(1 − w), from the shortest memory to the longest. */
export const memories: readonly number[] = Array.from({ length: 11 }, (_, i) => 10 ** (0.5 + 0.25 * i));
const units = 8;
/** Memories that pass before anything counts, and then until it is over. */
const before = 10;
const counted = 30;

/** √((1 + w²)/(1 − w²)³) */
export function expectedSensitivity(weight: number): number {
  return Math.sqrt((1 + weight ** 2) / (1 - weight ** 2) ** 3);
}

/** A memory after another: each takes some milliseconds to tenths of a second. */
export function* memoryCurse(seed: number): Generator<Remembered, void, void> {
  for (const [place, memory] of memories.entries()) {
    const weight = 1 - 1 / memory;
    const [wait, steps] = [Math.ceil(before * memory), Math.ceil((before + counted) * memory)];
    let sum = 0;
    for (let unit = 0; unit < units; unit++) {
      const inputs = normals(seed, purpose.input, place, unit, steps);
      let [state, answer] = [0, 0];
      for (let t = 0; t < steps; t++) {
        // The product rule: ∂h_t/∂w = h_(t−1) + w·∂h_(t−1)/∂w.
        answer = state + weight * answer;
        state = weight * state + entry(inputs, t);
        if (t >= wait) sum += answer * answer;
      }
    }
    const times = units * (steps - wait);
    // Answers that far apart in time say something new.
    const independent = times / (forgetting * memory);
    yield {
      ...{ weight, memory, measured: Math.sqrt(sum / times) },
      error: Math.sqrt(2 / independent) / 2,
    };
  }
}

/** Memories over which squares of answers stay alike, on both sides. */
const forgetting = 3;
