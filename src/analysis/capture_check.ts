/** Whether the gradients of a captured step are the framework's own. */
import { type RecordedGradients, roundingOf } from '../networks/given/capture.ts';
import type { ModelGradient } from '../networks/model/model_gradient.ts';
import type { ScaledVector } from '../networks/scaled_vector.ts';
import { allTimesPowerOfTwo } from '../networks/scaled_vector.ts';
import { entry, largestMagnitude } from '../networks/vector.ts';
import { numberOf, type WideVector } from '../networks/wide.ts';
import type { CaptureCheck } from './capture_words.ts';

/** The least number that each type holds with all its digits. */
const smallest = {
  float64: 2 ** -1022,
  float32: 2 ** -126,
  tf32: 2 ** -126,
  float16: 2 ** -14,
  bfloat16: 2 ** -126,
};

/**
 * Compares ∂L/∂input and every ∂L/∂W. What is below the smallest numbers of the framework's type counts as that much.
 * @throws {WeightFileError} where a recorded gradient holds what is no number
 */
export function captureCheck({ layers, inputs }: ModelGradient, recorded: RecordedGradients): CaptureCheck {
  const least = smallest[recorded.type];
  const { input } = recorded;
  const gradients = [
    ...(input
      ? [{ name: input.name, relativeDifference: apart(inBatch(inputs), laid(input, inputs), least) }]
      : []),
    ...layers.flatMap(({ parameters }, i) =>
      Array.from(recorded.parameters[i] ?? [], ([key, tensor]) => ({
        name: tensor.name,
        relativeDifference: apart(plain(parameters?.get(key)), tensor.values(), least),
      })),
    ),
  ];
  const worst = gradients.reduce((most, { relativeDifference }) => Math.max(most, relativeDifference), 0);
  const limit = roundingOf[recorded.type];
  return { passed: gradients.length > 0 && worst <= limit, worst, limit, dtype: recorded.type, gradients };
}

/** ∂L/∂x of all sequences behind one another, in plain numbers. */
function inBatch(inputs: readonly (readonly WideVector[])[]): Float64Array {
  return Float64Array.from(
    inputs.flatMap((sequence) =>
      sequence.flatMap((vector) => Array.from(vector.entries ? vector.entries.map(numberOf) : plain(vector))),
    ),
  );
}

/** A recorded [T × B × I] in the same order, without what is behind a sequence's end. */
function laid(
  { shape: [, count = 0, size = 0], values }: { readonly shape: readonly number[]; values(): Float64Array },
  inputs: readonly (readonly WideVector[])[],
): Float64Array {
  const all = values();
  return Float64Array.from(
    inputs.flatMap((sequence, element) =>
      sequence.flatMap((_, time) => {
        const start = (time * count + element) * size;
        return Array.from(all.subarray(start, start + size));
      }),
    ),
  );
}

function plain(vector: ScaledVector | undefined): Float64Array {
  return vector ? allTimesPowerOfTwo(vector.values, vector.exponent) : new Float64Array();
}

function apart(own: Float64Array, recorded: Float64Array, least: number): number {
  if (own.length !== recorded.length) return Infinity;
  const difference = norm(own.map((value, i) => value - entry(recorded, i)));
  return difference === 0 ? 0 : difference / Math.max(norm(recorded), least * Math.sqrt(own.length));
}

function norm(values: Float64Array): number {
  const largest = largestMagnitude(values);
  if (!(largest > 0 && largest < Infinity)) return largest;
  return largest * Math.sqrt(values.reduce((sum, value) => sum + (value / largest) ** 2, 0));
}
