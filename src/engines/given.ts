/** What every engine demands of a network that is given to it: a size that it holds, and numbers that stay within its range. */
import type { Experiment } from '../experiment/experiment.ts';
import { defaultExperiment } from '../experiment/fields.ts';
import { type EngineName, filedEngine } from '../experiment/provenance.ts';
import {
  type GivenNetwork,
  GivenNetworkError,
  lengthOf,
  mostEngineUnits,
} from '../networks/given/given_network.ts';
import type { Trace } from '../networks/trace.ts';
import { largestMagnitude } from '../networks/vector.ts';
import type { Specification } from './engine.ts';

/** @throws {GivenNetworkError} where a network or a matrix that is given has more units than the engine takes */
export function requireUnits(units: number, { name, can }: Pick<Specification, 'name' | 'can'>): void {
  if (units <= can.givenUnits) return;
  const others =
    units <= mostEngineUnits
      ? `; wasm and reference take up to ${mostEngineUnits}`
      : '; the Model view and analyze --layer all take it, in float64';
  throw new GivenNetworkError(
    `The ${name} engine takes given networks of up to ${can.givenUnits} units, and ${units} are too many${others}`,
  );
}

/**
 * What measures a layer of so many units, a sentence.
 * @param asked the engine that was asked for, where that does not take so many
 */
export function engineInWords(
  engine: Pick<Specification, 'name' | 'precision' | 'device' | 'arithmetic'>,
  units: number,
  asked: EngineName = engine.name,
): string {
  const { name, precision, device } = filedEngine(engine);
  const instead = name === asked ? '' : `, as ${asked} takes no layer of ${units} units`;
  return `Engine: ${name}, ${precision}, ${device}${instead}.`;
}

/** Sums of products stay within float32's range, and small factors above its end. */
const [least, most] = [1e-30, 1e30];

/** @throws {GivenNetworkError} where a network's numbers are beyond what float32 can multiply */
export function requireFloat32({ weights, gain, drives, recurrentBias }: GivenNetwork): void {
  const magnitudes = {
    W_hh: gain * largestMagnitude(weights),
    'the input and its bias': largestMagnitude(drives),
    'the recurrent bias': largestMagnitude(recurrentBias),
  };
  for (const [what, largest] of Object.entries(magnitudes)) {
    if (largest === 0 || (largest >= least && largest <= most)) continue;
    throw new GivenNetworkError(
      `The largest entry of ${what} has magnitude ${largest.toExponential(1)}; float32 works from ${least} to ${most}, the reference engine with any`,
    );
  }
}

/**
 * An experiment of one network whose cell, size, gain and length are those of one that is given, and which reads an input:
 * to kernels, a network that is given is one of it of which nothing is drawn.
 */
export function experimentAround(given: GivenNetwork): Experiment {
  const { settings, hiddenSize, gain } = given;
  return {
    ...{ ...defaultExperiment, ...settings, hiddenSize, gain },
    ...{ networks: 1, warmUp: 0, steps: lengthOf(given), inputScale: 1, biasScale: 0 },
  };
}

/** Entries this small beside the largest let next to nothing through, as zeros do. */
const nearlyZero = 2 ** -20;

/** Whether not every unit hears every other one: see facts/range.ts. */
export function hasZeros({ weights }: GivenNetwork): boolean {
  const least = nearlyZero * largestMagnitude(weights);
  return weights.some((weight) => Math.abs(weight) <= least);
}

/** The trace itself. @throws {GivenNetworkError} where the recurrence left the engine's range */
export function requireFiniteTrace(trace: Trace, precision: 'float32' | 'float64'): Trace {
  const { state, preActivation, gradient } = trace;
  for (const { values } of [state, preActivation, gradient]) {
    if (!values.every(Number.isFinite)) {
      const wayOut = precision === 'float32' ? ', or the reference engine, ' : ' ';
      throw new GivenNetworkError(
        `The network’s sums leave the range of ${precision}; smaller weights, biases or inputs${wayOut}are allowed`,
      );
    }
  }
  return trace;
}
