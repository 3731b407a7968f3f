// The cell at hand: which functions make its next state, and pull a gradient back through it. Each cell is a module in
// cells/ and brings them.
import { activate } from './activation';
import { slopes, state } from './layout';

/**
 * From products and drives, which stand in `z`, and the state, times `scale` and with the exponent, to the next state.
 * Leaves the pre-activations in `z` and factors for the way back in `row`. Returns Σ state².
 */
export type Next = (z: usize, exponent: v128, scale: v128, row: usize) => v128;
/** From `gradient` to `cotangent` and `direct`, with a step's factors. Returns Σ δ². */
export type Pull = (row: usize) => v128;
/**
 * The same of a frame of directions (frame.ts): from `frame`, times `scale`, to `frameCotangents`, which are multiplied by the gain,
 * and `frameDirect`.
 */
export type CarryBack = (row: usize, scale: f32) => void;
/** Whether anything reaches the state before a step beside the matrices. */
export type PullsDirectly = () => bool;

// Null until a cell is chosen: a call would trap.
export let next: Next = changetype<Next>(0);
export let pull: Pull = changetype<Pull>(0);
export let pullsDirectly: PullsDirectly = changetype<PullsDirectly>(0);
export let carryBack: CarryBack = changetype<CarryBack>(0);

/** Makes a cell's functions those of the cell at hand. */
export function takeCell(ownNext: Next, ownPull: Pull, ownPullsDirectly: PullsDirectly): void {
  next = ownNext;
  pull = ownPull;
  pullsDirectly = ownPullsDirectly;
}

/** The same of what frames take, and nobody who learns. */
export function takeCarryBack(own: CarryBack): void {
  carryBack = own;
}

/** From σ_0·z to h before the warm-up, φ(σ_0·z), which is left in `state`. Returns Σ h². */
export function begin(z: usize): v128 {
  return activate(z, i32x4.splat(0), state, slopes);
}

/** For a cell of which something always reaches the state before a step beside the matrices. */
export function always(): bool {
  return true;
}
