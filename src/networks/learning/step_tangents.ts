/**
 * How a step answers to small changes: the next state to first order, and the way back through it, which is to say the Jacobian's
 * own derivative. A cell acts unit by unit, so that pulling ones back tells every slope of it.
 */
import type { Cell, PlainPullback } from '../cell.ts';
import { at } from '../vector.ts';
import { type Passed, pull } from './loss_gradient.ts';

/** A change of what a cell is given: of its products, [blocks·N], and of the state before, [parts·N]. */
export interface StepTangent {
  readonly products: Float64Array;
  readonly state: Float64Array;
}

/** For each part of the next state, its slopes by products and states of the same unit. */
export type StepSlopes = readonly PlainPullback[];

/** The slopes of a step. */
export function stepSlopes(cell: Cell, passed: Passed): StepSlopes {
  const size = passed.before.length / cell.parts;
  return Array.from({ length: cell.parts }, (_, part) =>
    pull(cell, passed, new Float64Array(passed.before.length).fill(1, part * size, (part + 1) * size)),
  );
}

/** How the next state changes, [parts·N]. */
export function nextTangent(slopes: StepSlopes, { products, state }: StepTangent): Float64Array {
  const size = state.length / slopes.length;
  const next = new Float64Array(state.length);
  for (const [part, own] of slopes.entries()) {
    const add = (by: Float64Array, change: Float64Array) => {
      for (let i = 0; i < by.length; i++) {
        const unit = part * size + (i % size);
        next[unit] = at(next, unit) + at(by, i) * at(change, i);
      }
    };
    add(own.products, products);
    add(own.state, state);
  }
  return next;
}

/** What a step pulls back of a cotangent, by its slopes. */
export function pulledBy(slopes: StepSlopes, cotangent: Float64Array): PlainPullback {
  const size = cotangent.length / slopes.length;
  const through = (of: (pulled: PlainPullback) => Float64Array): Float64Array => {
    const sum = new Float64Array(slopes[0] ? of(slopes[0]).length : 0);
    for (const [part, own] of slopes.entries()) {
      const by = of(own);
      const from = part * size;
      for (let i = 0; i < sum.length; i++) sum[i] = at(sum, i) + at(by, i) * at(cotangent, from + (i % size));
    }
    return sum;
  };
  return {
    products: through(({ products }) => products),
    drives: through(({ drives }) => drives),
    state: through(({ state }) => state),
  };
}

/**
 * How a pullback of the same cotangent changes. Of a cell without a curvature by differences over five points, whose error is
 * s⁴/30 of the fifth derivative: beside gates and a φ that are smooth, 10⁻¹⁰ of what is found.
 */
export function pullTangent(
  cell: Cell,
  passed: Passed,
  cotangent: Float64Array,
  tangent: StepTangent,
): PlainPullback {
  const { curvature } = cell;
  if (curvature) {
    const products = tangent.products.map(
      (change, unit) => curvature(at(passed.preActivation, unit)) * change * at(cotangent, unit),
    );
    return { products, drives: products, state: new Float64Array(cotangent.length) };
  }
  const greatest = [...tangent.products, ...tangent.state].reduce(
    (most, change) => Math.max(most, Math.abs(change)),
    1,
  );
  const distance = reach / greatest;
  const pulledAt = (part: number): PlainPullback => {
    const moved = (from: Float64Array, change: Float64Array) =>
      from.map((value, i) => value + part * distance * at(change, i));
    const before = moved(passed.before, tangent.state);
    const { preActivation } = cell.next({
      ...{ products: moved(passed.products, tangent.products), drives: passed.drives },
      ...{ state: before, exponent: 0 },
    });
    return pull(cell, { before, preActivation }, cotangent);
  };
  const points = stencil.map(({ place, weight }) => ({ weight, pulled: pulledAt(place) }));
  const along = (of: (pulled: PlainPullback) => Float64Array) =>
    points
      .map(({ weight, pulled }) => of(pulled).map((value) => (weight / distance) * value))
      .reduce((sum, share) => sum.map((value, i) => value + at(share, i)));
  return {
    products: along(({ products }) => products),
    drives: along(({ drives }) => drives),
    state: along(({ state }) => state),
  };
}

/** How far the furthest change goes between two points. */
const reach = 5e-4;
/** The derivative by differences over five points, of which the middle one counts for nothing. */
const stencil = [
  { place: -2, weight: 1 / 12 },
  { place: -1, weight: -8 / 12 },
  { place: 1, weight: 8 / 12 },
  { place: 2, weight: -1 / 12 },
];
