/** How large what a layer computes on its way forward is, step by step; and where that is no number any more. */
import { isGated } from '../../experiment/experiment.ts';
import { GivenNetworkError } from '../given/given_network.ts';
import { blocksOf } from '../given/recurrent_layer.ts';
import type { ScaledVector } from '../scaled_vector.ts';
import { entry } from '../vector.ts';
import type { Direction, Layer } from './model.ts';
import type { Passage } from './passage.ts';

export interface ForwardPeaks {
  /** PyTorch's letter, of a pre-activation; undefined of the state. */
  readonly gate?: string;
  /** log10 of the largest magnitude of any unit and sequence after step 1 … T, [T]; −Infinity where all are zero. */
  readonly log10: Float64Array;
}

/** Where a forward pass leaves float64. */
export interface ForwardPlace {
  readonly layer: string;
  readonly direction: Direction;
  /** From 1, in the order in which the direction reads. */
  readonly step: number;
  readonly gate?: string;
}

/** A forward pass of finite weights and inputs that makes infinities, or what is no number. */
export class ForwardOverflowError extends GivenNetworkError {
  readonly place: ForwardPlace;

  constructor(place: ForwardPlace) {
    const { layer, step } = place;
    super(
      `Sums in ${layer} leave the range of float64 at step ${step}; smaller weights, states or inputs are allowed`,
    );
    this.place = place;
  }
}

/** Letters of the pre-activations that a cell without gates, or with them, has. */
export function lettersOf({ settings }: Layer): string[] {
  return isGated(settings.cell) ? [...blocksOf[settings.cell]] : ['h'];
}

/**
 * Of every pre-activation, in the cell's order, then of the state.
 * @throws {ForwardOverflowError} at the first step at which one of them is not finite
 */
export function forwardPeaks(layer: Layer, passages: readonly Passage[]): ForwardPeaks[] {
  const { hiddenSize, name, direction } = layer;
  const letters = lettersOf(layer);
  const longest = Math.max(...passages.map(({ kept }) => kept.length));
  const peaks = [
    ...letters.map((gate): ForwardPeaks => ({ gate, log10: new Float64Array(longest).fill(-Infinity) })),
    { log10: new Float64Array(longest).fill(-Infinity) },
  ];
  for (let step = 1; step <= longest; step++) {
    for (const { kept, states } of passages) {
      const [taken, state] = [kept[step - 1], states[step]];
      if (!taken || !state) continue;
      for (const [block, { gate, log10 }] of peaks.entries()) {
        const [from, to] = [block * hiddenSize, (block + 1) * hiddenSize];
        const peak =
          gate === undefined ? log10Peak(state, 0, state.values.length) : log10Peak(taken, from, to);
        if (!(peak < Infinity))
          throw new ForwardOverflowError({
            layer: name,
            direction,
            step,
            ...(gate !== undefined && { gate }),
          });
        log10[step - 1] = Math.max(entry(log10, step - 1), peak);
      }
    }
  }
  return peaks;
}

/** Of entries from … to; NaN where one is NaN. */
function log10Peak({ values, exponent }: ScaledVector, from: number, to: number): number {
  let largest = 0;
  for (let i = from; i < to; i++) {
    const size = Math.abs(entry(values, i));
    if (!(size <= largest)) largest = size;
    if (Number.isNaN(size)) return size;
  }
  return Math.log10(largest) + exponent * Math.log10(2);
}
