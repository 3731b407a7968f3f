// Sequences as they come, a batch in float64, and as kernels have them: some at a time, one a lane. Lanes without one have a copy of
// the last, of which nothing is asked.
import { inputs, length, targets } from '../generated/learning';
import { unitBytes } from '../layout';
import { ahead, exchange, stepBytes, stepRows, wanted } from './layout';

const NONE: f64 = NaN;

/** Numbers of a sequence: inputs of all steps, then targets. */
// @ts-ignore: decorator
@inline
export function sequenceNumbers(): i32 {
  return length * (inputs + targets);
}

/** Sequences `from` … of a batch of `count` from a place on, as many as there are lanes. */
export function takeSequences(batch: usize, from: i32, count: i32): void {
  const lanes = <i32>(unitBytes / sizeof<real>());
  for (let lane = 0; lane < lanes; lane++) {
    const isThere = from + lane < count;
    let place = batch + 8 * <usize>(sequenceNumbers() * min(from + lane, count - 1));
    for (let t = 0; t < length; t++) {
      const to = stepRows + stepBytes * t + unitBytes * ahead + sizeof<real>() * lane;
      for (let i = 0; i < inputs; i++) {
        store<real>(to + unitBytes * i, <real>load<f64>(place));
        place += 8;
      }
    }
    const to = wanted + sizeof<real>() * lane;
    for (let i = 0; i < length * targets; i++) {
      store<real>(to + unitBytes * i, isThere ? <real>load<f64>(place) : <real>NONE);
      place += 8;
    }
  }
}

/** How many answers of a batch are asked for, and from which step on there are any. */
export let asked: i32 = 0;
export let firstAsked: i32 = 0;

export function countAsked(batch: usize, count: i32): void {
  asked = 0;
  firstAsked = length;
  for (let sequence = 0; sequence < count; sequence++) {
    const first = batch + 8 * <usize>(sequenceNumbers() * sequence + length * inputs);
    for (let i = 0; i < length * targets; i++) {
      if (isNaN(load<f64>(first + 8 * i))) continue;
      asked += 1;
      firstAsked = min(firstAsked, i / targets);
    }
  }
}
