/** Everything measured of one network, small enough to be posted. */
import type { Collection } from './collection.ts';
import { type Phase, phaseOf } from './phase.ts';
import { byQuantity, type Values } from './quantities.ts';

export interface NetworkReading {
  readonly index: number;
  readonly values: Values;
  /** log10‖∂L/∂state_T‖. */
  readonly log10FinalNorm: number;
  readonly phase: Phase;
  /** log10 norms at the collection's times; −Infinity for an exact zero. */
  readonly gradient: Float64Array;
  readonly state: Float64Array;
}

/** @throws {RangeError} where the network is not measured yet. */
export function readNetwork(collection: Collection, index: number): NetworkReading {
  const curve = collection.curve(index);
  const values = byQuantity((quantity) => quantity.of(collection, index));
  return {
    index,
    values,
    log10FinalNorm: curve.log10GradientNorm.at(-1) ?? Number.NaN,
    phase: phaseOf(values['gradient-ratio']),
    // Copies: posting a view would post everything beneath it.
    gradient: curve.log10GradientNorm.slice(),
    state: curve.log10StateNorm.slice(),
  };
}
