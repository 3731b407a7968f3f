/** The way forward through one direction of one layer, of all sequences of a batch together. */
import { type Cell, candidateMatrix } from '../cell.ts';
import { cellOf } from '../cells.ts';
import {
  allTimesPowerOfTwo,
  type ExponentRange,
  plus,
  rescaled,
  type ScaledVector,
} from '../scaled_vector.ts';
import type { Steps } from '../spectra/steps.ts';
import { entry, largestMagnitude } from '../vector.ts';
import { type Layer, type StartingState, timeOf } from './model.ts';
import type { Products } from './products.ts';

/** What one sequence leaves in one direction of a layer, in the order in which the direction reads. */
export interface Passage {
  /** What it reads in time, x_1 … x_T, [T] of [I]. */
  readonly inputs: readonly ScaledVector[];
  /** State before the first step … after the last, [T + 1] of h [P] and, of an LSTM, c [N]. */
  readonly states: ScaledVector[];
  /** What the cell keeps of each step, [T] of [preActivations·N]. */
  readonly kept: ScaledVector[];
}

/**
 * Takes every sequence through a direction of a layer. A step of this is one of all sequences.
 * @param inputs of each sequence, in time
 * @param initial of each sequence
 */
export function* layerForward(
  layer: Layer,
  inputs: readonly (readonly ScaledVector[])[],
  initial: readonly (StartingState | undefined)[],
  products: Products,
): Steps<Passage[]> {
  const cell = cellOf(layer.settings);
  const passages = inputs.map((sequence, element) => ({
    inputs: sequence,
    states: [startOf(layer, cell, initial[element])],
    kept: [] as ScaledVector[],
  }));
  // One view for all steps: who multiplies knows a matrix that was there before.
  const candidate = candidateMatrix(cell, layer.weightHH);
  const toCandidate = (multiplied: Float64Array) => products.times(candidate, [multiplied])[0] ?? nothing;
  const longest = Math.max(...inputs.map(({ length }) => length));
  for (let step = 0; step < longest; step++) {
    const reading = passages.flatMap((passage) => {
      const { length } = passage.inputs;
      const input = passage.inputs[timeOf(layer.direction, step, length)];
      const state = passage.states[step];
      return step < length && input && state ? [{ passage, input, state }] : [];
    });
    const driven = products.times(
      layer.weightIH,
      reading.map(({ input }) => input.values),
    );
    const fedBack = products.times(
      layer.weightHH,
      reading.map(({ state }) => hiddenOf(layer, state).values),
    );
    for (const [place, { passage, input, state }] of reading.entries()) {
      const drive = { values: driven[place] ?? nothing, exponent: input.exponent };
      const product = { values: fedBack[place] ?? nothing, exponent: state.exponent };
      const taken = cellStep(layer, cell, { drive, product, state }, toCandidate);
      passage.kept.push(taken.kept);
      passage.states.push(taken.state);
    }
    project(
      layer,
      reading.map(({ passage }) => passage.states),
      products,
    );
    yield;
  }
  return passages;
}

const nothing = new Float64Array(0);

/** h of a state, at the state's exponent. */
export function hiddenOf({ outputSize }: Layer, { values, exponent }: ScaledVector): ScaledVector {
  return { values: values.subarray(0, outputSize), exponent };
}

/** A state [P + …] as the cell has it, [parts·N]: no cell that is projected looks at its h. */
export function stateOfCell({ hiddenSize, outputSize, weightHR }: Layer, values: Float64Array): Float64Array {
  if (!weightHR) return values;
  const state = new Float64Array(values.length - outputSize + hiddenSize);
  state.set(values.subarray(outputSize), hiddenSize);
  return state;
}

function startOf(layer: Layer, cell: Cell, initial: StartingState | undefined): ScaledVector {
  const values = new Float64Array(layer.outputSize + (cell.parts - 1) * layer.hiddenSize);
  if (initial) values.set(initial.hidden);
  if (initial?.cell) values.set(initial.cell, layer.outputSize);
  return rescaled({ values, exponent: 0 }, cell.exponents);
}

interface StepFrom {
  /** W_ih·x */
  readonly drive: ScaledVector;
  /** W_hh·h */
  readonly product: ScaledVector;
  readonly state: ScaledVector;
}

/**
 * A step of one sequence; its h is not projected yet.
 * @param toCandidate the candidate's matrix times what a cell's stage gives it
 */
function cellStep(
  layer: Layer,
  cell: Cell,
  { drive, product, state }: StepFrom,
  toCandidate: (multiplied: Float64Array) => Float64Array,
) {
  const { biasIH, biasHH } = layer;
  const entering = biasIH ? plus(drive, { values: biasIH, exponent: 0 }) : drive;
  const beside = { values: biasHH ?? nothing, exponent: 0 };
  const exponent = Math.max(
    state.exponent,
    exponentWithin(entering, cell.exponents),
    exponentWithin(beside, cell.exponents),
  );
  const drives = brought(entering, exponent);
  const products = brought(product, exponent);
  if (biasHH) {
    const bias = brought(beside, exponent);
    for (let i = 0; i < products.length; i++) products[i] = entry(products, i) + entry(bias, i);
  }
  const before = brought({ values: stateOfCell(layer, state.values), exponent: state.exponent }, exponent);
  if (cell.stage) {
    const multiplied = cell.stage.multiplied({ products, drives, state: before, exponent });
    const first = cell.candidate * layer.hiddenSize;
    const bias = biasHH ? brought(beside, exponent) : undefined;
    toCandidate(multiplied).forEach((value, i) => {
      products[first + i] = value + (bias ? entry(bias, first + i) : 0);
    });
  }
  const next = cell.next({ products, drives, state: before, exponent });
  return {
    kept: { values: next.preActivation, exponent },
    state: rescaled({ values: next.state, exponent }, cell.exponents),
  };
}

/** The power of two of the largest entry, as far as a state may carry it. */
function exponentWithin({ values, exponent }: ScaledVector, [least, most]: ExponentRange): number {
  const largest = largestMagnitude(values);
  if (largest === 0) return -Infinity;
  return Math.min(Math.max(exponent + Math.floor(Math.log2(largest)), least), most);
}

/** The values on the scale of another power of two. */
export function brought({ values, exponent }: ScaledVector, to: number): Float64Array {
  const shift = exponent - to;
  return shift === 0 ? values : allTimesPowerOfTwo(values, shift);
}

/** Puts W_hr·h in the place of h in the last of the states. */
function project(
  { weightHR, hiddenSize, outputSize }: Layer,
  states: readonly ScaledVector[][],
  products: Products,
) {
  if (!weightHR) return;
  const last = states.flatMap((all) => all.at(-1) ?? []);
  const projected = products.times(
    weightHR,
    last.map(({ values }) => values.subarray(0, hiddenSize)),
  );
  states.forEach((all, place) => {
    const { values, exponent } = last[place] ?? { values: nothing, exponent: 0 };
    const state = new Float64Array(values.length - hiddenSize + outputSize);
    state.set(projected[place] ?? nothing);
    state.set(values.subarray(hiddenSize), outputSize);
    all[all.length - 1] = { values: state, exponent };
  });
}

/** What a level puts out in time, [T] of [outputs], of one sequence: h of every direction beside one another. */
export function outputsOf(level: readonly Layer[], passages: readonly Passage[]): ScaledVector[] {
  const length = passages[0]?.inputs.length ?? 0;
  return Array.from({ length }, (_, time) => {
    const hidden = level.flatMap((layer, direction) => {
      const state = passages[direction]?.states[timeOf(layer.direction, time, length) + 1];
      return state ? [hiddenOf(layer, state)] : [];
    });
    const [only] = hidden;
    if (only && hidden.length === 1) return only;
    const exponent = Math.max(...hidden.map((part) => part.exponent));
    const values = new Float64Array(hidden.reduce((sum, part) => sum + part.values.length, 0));
    let place = 0;
    for (const part of hidden) {
      values.set(brought(part, exponent), place);
      place += part.values.length;
    }
    return { values, exponent };
  });
}
