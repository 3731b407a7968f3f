/** What every engine demands of a network that is given to it: numbers that stay within its range. */
import { GivenNetworkError } from '../networks/given/given_network.ts';
import type { Trace } from '../networks/trace.ts';

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
