/** The way back through one direction of one layer, of all sequences of a batch together. */
import { atCandidate, type Cell, candidateMatrix } from '../cell.ts';
import { cellOf } from '../cells.ts';
import type { ScaledVector } from '../scaled_vector.ts';
import type { Steps } from '../spectra/steps.ts';
import {
  type Wide,
  type WideVector,
  wideEntries,
  wideMultiplyTransposed,
  wideVector,
  wideZero,
} from '../wide.ts';
import {
  added,
  inRange,
  isPlain,
  joined,
  log10NormOf,
  normalised,
  part,
  zeroVector,
} from './cotangent_vector.ts';
import { type EndCotangent, type Layer, timeOf } from './model.ts';
import { OuterSum } from './outer_sum.ts';
import { brought, hiddenOf, type Passage, stateOfCell } from './passage.ts';
import type { Products } from './products.ts';

/** What comes of the way back through one direction of a layer. */
export interface ReturnPassage {
  /**
   * ∂L/∂state of each sequence, before its first step … after its last, [T + 1] of h [P] and, of an LSTM, c [N]. h's is the
   * total derivative: by the next step and by what is above the layer; c's as it is fed to the next step.
   */
  readonly gradients: readonly (readonly WideVector[])[];
  /** log10 of ‖∂L/∂h‖ by what is above the layer alone, after the first step … the last, [T], of each sequence. */
  readonly log10Above: readonly Float64Array[];
  /** ∂L/∂x of each sequence in time, [T] of [I]. */
  readonly inputs: readonly (readonly WideVector[])[];
  /** ∂L/∂θ over all sequences, which nobody needs on the way: another core may be adding it still. */
  readonly ofParameters: () => Steps<ParameterSums>;
}

export interface ParameterSums {
  /** log10‖∂L/∂W_hh‖_F and log10‖∂L/∂W_ih‖_F, over all sequences. */
  readonly log10WeightHH: number;
  readonly log10WeightIH: number;
  /** The same of all weights and biases together. */
  readonly log10Parameters: number;
  /** ∂L/∂θ itself, over all sequences. */
  readonly parameters: ParameterGradients;
}

const parameterNames = ['weightIH', 'weightHH', 'biasIH', 'biasHH', 'weightHR'] as const;
/** Weights and biases of a direction of a layer, by their names in it. */
export type ParameterName = (typeof parameterNames)[number];

interface OuterSums extends Readonly<Record<ParameterName, OuterSum | undefined>> {
  readonly weightIH: OuterSum;
  readonly weightHH: OuterSum;
}

/** ∂L/∂θ in the layout of θ, of those that the layer has. */
export type ParameterGradients = ReadonlyMap<ParameterName, ScaledVector>;

/** A sequence on its way back, all of it from the last step on. */
interface Returning {
  readonly passage: Passage;
  /** ∂L/∂h by what is above, in time. */
  readonly above: readonly WideVector[];
  /** ∂L/∂state by later steps alone. */
  later: WideVector;
  readonly gradients: WideVector[];
  readonly inputs: WideVector[];
}

/**
 * Pulls the gradient of every sequence back through a direction of a layer. A step of this is one of all sequences.
 * @param above ∂L/∂h of each sequence by what is above the layer, in time, [T] of [P]
 * @param ends of each sequence, what comes to its last state besides
 */
export function* layerBackward(
  layer: Layer,
  passages: readonly Passage[],
  above: readonly (readonly WideVector[])[],
  products: Products,
  ends: readonly (EndCotangent | undefined)[] = [],
): Steps<ReturnPassage> {
  const cell = cellOf(layer.settings);
  const rows = cell.blocks * layer.hiddenSize;
  const weightHH = new OuterSum(rows, layer.outputSize, products);
  const weightIH = new OuterSum(rows, layer.inputSize, products);
  const biasIH = layer.biasIH && new OuterSum(rows, 1, products);
  const biasHH = layer.biasHH && new OuterSum(rows, 1, products);
  const weightHR = layer.weightHR && new OuterSum(layer.outputSize, layer.hiddenSize, products);
  const all = passages.map((passage, element): Returning => {
    const { hidden, cell: memory } = ends[element] ?? {};
    const later = memory
      ? joined(zeroVector(layer.outputSize), normalised({ values: memory, exponent: 0 }))
      : zeroVector(layer.outputSize + (cell.parts - 1) * layer.hiddenSize);
    const whole = withEnd(layer, above[element] ?? [], hidden);
    return { passage, above: whole, later, gradients: [], inputs: [] };
  });
  const candidate = candidateMatrix(cell, layer.weightHH);
  const longest = Math.max(...passages.map(({ kept }) => kept.length));
  for (let step = longest; step > 0; step--) {
    const taken = all.filter(({ passage }) => step <= passage.kept.length);
    const totals = taken.map((returning) => totalGradient(layer, returning, step));
    const pulled = throughSteps(layer, cell, { taken, totals, step, candidate }, products);
    const toHidden = through(
      layer.weightHH,
      pulled.map(({ toHidden }) => toHidden),
      products,
    );
    const toInputs = through(
      layer.weightIH,
      pulled.map(({ drives }) => drives),
      products,
    );
    for (const [place, returning] of taken.entries()) {
      const { passage, gradients, inputs } = returning;
      const pull = at(pulled, place);
      gradients.push(at(totals, place));
      inputs.push(at(toInputs, place));
      returning.later = beforeStep(layer, pull.state, at(toHidden, place));
      weightHH.add(pull.toHidden, hiddenOf(layer, at(passage.states, step - 1)));
      if (pull.toMultiplied) weightHH.add(pull.toMultiplied, multipliedOf(layer, at(passage.kept, step - 1)));
      weightIH.add(pull.drives, at(passage.inputs, timeOf(layer.direction, step - 1, passage.inputs.length)));
      biasIH?.add(pull.drives, one);
      biasHH?.add(pull.products, one);
      weightHR?.add(part(at(totals, place), 0, layer.outputSize), unprojected(layer, cell, passage, step));
    }
    yield;
  }
  for (const sum of [weightHH, weightIH, biasIH, biasHH, weightHR]) sum?.close();
  return {
    gradients: all.map(({ gradients, later }) => [...gradients, later].reverse()),
    log10Above: all.map(({ above }) => {
      const norms = Float64Array.from(above, log10NormOf);
      return layer.direction === 'forward' ? norms : norms.reverse();
    }),
    // The last read comes first: of the reverse direction that is the first in time.
    inputs: all.map(({ inputs }) => (layer.direction === 'forward' ? inputs.reverse() : inputs)),
    ofParameters: () => sumsOf({ weightIH, weightHH, biasIH, biasHH, weightHR }),
  };
}

/** @param sums that are closed */
function* sumsOf(sums: OuterSums): Steps<ParameterSums> {
  const { weightHH, weightIH, ...others } = sums;
  const parameters = new Map<ParameterName, ScaledVector>();
  for (const name of parameterNames) {
    const sum = sums[name];
    if (!sum) continue;
    yield* sum.arrived();
    parameters.set(name, sum.total());
  }
  return {
    log10WeightHH: weightHH.log10Norm(),
    log10WeightIH: weightIH.log10Norm(),
    log10Parameters: log10NormTogether(
      [weightHH, weightIH, others.biasIH, others.biasHH, others.weightHR].map(
        (sum) => sum?.log10Norm() ?? -Infinity,
      ),
    ),
    parameters,
  };
}

/** What comes from above, and at the last step also what comes to h_T itself. */
function withEnd(
  { direction }: Layer,
  above: readonly WideVector[],
  hidden: Float64Array | undefined,
): readonly WideVector[] {
  if (!hidden) return above;
  const last = timeOf(direction, above.length - 1, above.length);
  return above.map((own, time) =>
    time === last ? added(own, normalised({ values: hidden, exponent: 0 })) : own,
  );
}

const one: ScaledVector = { values: Float64Array.of(1), exponent: 0 };

/** What a projection multiplied to make h after a step, from 1: it is not kept. */
function unprojected(layer: Layer, cell: Cell, { states, kept }: Passage, step: number): ScaledVector {
  const { values, exponent } = at(kept, step - 1);
  const state = stateOfCell(layer, brought(at(states, step - 1), exponent));
  // What is kept is the whole pre-activation; a layer of a file has its biases there, and b_f = 0 besides.
  const taken = cell.next({ products: values, drives: new Float64Array(values.length), state, exponent });
  return { values: taken.state.subarray(0, layer.hiddenSize), exponent };
}

/** log10 √Σ 10^2x */
function log10NormTogether(decades: readonly number[]): number {
  const largest = Math.max(...decades);
  if (largest === -Infinity) return -Infinity;
  return largest + 0.5 * Math.log10(decades.reduce((sum, value) => sum + 10 ** (2 * (value - largest)), 0));
}

/** @throws RangeError where there is nothing at that place */
function at<Item>(items: readonly Item[], place: number): Item {
  const item = items[place];
  if (item === undefined) throw new RangeError(`There is nothing at place ${place} of ${items.length}.`);
  return item;
}

/** ∂L/∂state after a step, from 1. */
function totalGradient({ direction, outputSize }: Layer, { passage, above, later }: Returning, step: number) {
  const fromAbove = at(above, timeOf(direction, step - 1, passage.inputs.length));
  const rest = later.values.length - outputSize;
  if (rest === 0) return added(later, fromAbove);
  const hidden = added(part(later, 0, outputSize), fromAbove);
  return joined(hidden, part(later, outputSize, later.values.length));
}

/** A vector-Jacobian product of a cell. */
interface Pull {
  /** ∂L/∂(W_hh·h) and ∂L/∂(W_ih·x), [G·N]. */
  readonly products: WideVector;
  readonly drives: WideVector;
  /** What reaches the state before beside the matrices, [parts·N]. */
  readonly state: WideVector;
}

/** A vector-Jacobian product of a whole step, through a second product too. */
interface StepPull extends Pull {
  /** ∂L/∂(W_hh·h), and where the candidate's matrix multiplies something else, its part, [G·N]: all others zero. */
  readonly toHidden: WideVector;
  readonly toMultiplied?: WideVector;
}

function throughSteps(layer: Layer, cell: Cell, on: Taken, products: Products): StepPull[] {
  const pulled = throughCells(layer, cell, on, products);
  const { stage } = cell;
  if (!stage) return pulled.map((pull) => ({ ...pull, toHidden: pull.products }));
  const ofCandidate = pulled.map((pull) => atCandidate(cell, entriesOf(pull.products), wideZero));
  const backs = through(
    on.candidate,
    ofCandidate.map(({ own }) => wideVector(own)),
    products,
  );
  return pulled.map((pull, place): StepPull => {
    const { passage } = at(on.taken, place);
    const kept = at(passage.kept, on.step - 1);
    const { exponent } = kept;
    const state = stateOfCell(layer, brought(at(passage.states, on.step - 1), exponent));
    const first = {
      products: entriesOf(pull.products),
      drives: entriesOf(pull.drives),
      state: entriesOf(pull.state),
    };
    const whole = stage.pull(
      { preActivation: kept.values, state, exponent },
      first,
      entriesOf(at(backs, place)),
    );
    const { own, others } = atCandidate(cell, whole.products, wideZero);
    const alone = whole.products.map(() => wideZero);
    alone.splice(cell.candidate * layer.hiddenSize, layer.hiddenSize, ...own);
    return {
      products: wideVector(whole.products),
      drives: wideVector(whole.drives),
      state: wideVector(whole.state),
      toHidden: wideVector(others),
      toMultiplied: wideVector(alone),
    };
  });
}

function entriesOf(vector: WideVector): readonly Wide[] {
  return vector.entries ?? wideEntries(vector);
}

/** What the candidate's matrix has multiplied, the last of what a step kept. */
function multipliedOf({ hiddenSize }: Layer, { values, exponent }: ScaledVector): ScaledVector {
  return { values: values.subarray(values.length - hiddenSize), exponent };
}

interface Taken {
  readonly taken: readonly Returning[];
  readonly totals: readonly WideVector[];
  readonly step: number;
  /** The candidate's rows of W_hh, one view for all steps. */
  readonly candidate: Float64Array;
}

function throughCells(layer: Layer, cell: Cell, { taken, totals, step }: Taken, products: Products): Pull[] {
  const { weightHR, outputSize } = layer;
  const cotangents = weightHR
    ? through(
        weightHR,
        totals.map((total) => part(total, 0, outputSize)),
        products,
      ).map((hidden, place) => {
        const total = at(totals, place);
        return joined(hidden, part(total, outputSize, total.values.length));
      })
    : totals;
  return taken.map(({ passage }, place) => {
    const kept = at(passage.kept, step - 1);
    const from = at(passage.states, step - 1);
    const { exponent } = kept;
    const state = stateOfCell(layer, brought(from, exponent));
    return throughCell(cell, { preActivation: kept.values, state, exponent }, at(cotangents, place));
  });
}

interface CellTaken {
  readonly preActivation: Float64Array;
  readonly state: Float64Array;
  readonly exponent: number;
}

/** The vector-Jacobian product of a cell: in plain float64 wherever nothing can leave its range. */
export function throughCell(cell: Cell, taken: CellTaken, cotangent: WideVector): Pull {
  const plain = isPlain(cotangent) ? cell.pullPlain({ ...taken, cotangent: cotangent.values }) : undefined;
  if (plain && inRange(plain.products) && inRange(plain.drives) && inRange(plain.state)) {
    const { exponent } = cotangent;
    const products = normalised({ values: plain.products, exponent });
    const drives =
      plain.drives === plain.products ? products : normalised({ values: plain.drives, exponent });
    return { products, drives, state: normalised({ values: plain.state, exponent }) };
  }
  const pulled = cell.pull({ ...taken, cotangent: cotangent.entries ?? wideEntries(cotangent) });
  const products = wideVector(pulled.products);
  const drives = pulled.drives === pulled.products ? products : wideVector(pulled.drives);
  return { products, drives, state: wideVector(pulled.state) };
}

/** Aᵀ·x of every vector. */
function through(matrix: Float64Array, vectors: readonly WideVector[], products: Products): WideVector[] {
  const plain = vectors.filter(isPlain);
  const multiplied = products.transposedTimes(
    matrix,
    plain.map(({ values }) => values),
  );
  const found = new Map(plain.map((vector, place) => [vector, at(multiplied, place)]));
  return vectors.map((vector) => {
    const values = found.get(vector);
    if (values) return normalised({ values, exponent: vector.exponent });
    return wideVector(wideMultiplyTransposed(matrix, vector.entries ?? wideEntries(vector), 1));
  });
}

/** ∂L/∂state before a step by that step: what reaches it beside the matrices, and h through W_hh. */
function beforeStep({ hiddenSize, weightHR }: Layer, state: WideVector, toHidden: WideVector): WideVector {
  const hidden = weightHR ? toHidden : added(part(state, 0, hiddenSize), toHidden);
  if (state.values.length === hiddenSize) return hidden;
  return joined(hidden, part(state, hiddenSize, state.values.length));
}
