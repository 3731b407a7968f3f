// What a worker is told of an experiment before it measures networks: src/engines/wasm/task.ts sets the same names.

export let seed: u32 = 0;
/** Place of the activation in the list of src/experiment/experiment.ts. */
export let activation: u32 = 0;
/** Place of the ensemble in the list of src/experiment/experiment.ts. */
export let ensemble: u32 = 0;
export let negativeSlope: f32 = 0;
/** An ungated cell's h ← keep·h + share·φ(z). */
export let keep: f32 = 0;
export let share: f32 = 1;
/** What an LSTM's forget gate has beside its bias. */
export let forgetBias: f32 = 0;
/** Of sparse matrices, and of low rank plus random ones. */
export let density: f32 = 1;
export let outlier: f32 = 0;
export let warmUp: i32 = 0;
export let steps: i32 = 0;
/** Norms are kept at t = 0, stride, 2·stride, … and T. */
export let stride: i32 = 1;
export let sharedInput: u32 = 0;
export let randomLoss: u32 = 0;
export let initialScale: f32 = 0;
/** The powers of two that a state may carry. */
export let leastExponent: i32 = 0;
export let mostExponent: i32 = 0;
