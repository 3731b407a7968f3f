/** The recurrence with a single unit, h_t = φ(w·h_{t−1} + x): every value of it, and the code that prints them. */
import { activationOf } from '../networks/activation.ts';

export const scalarActivations = ['tanh', 'sigmoid', 'relu', 'identity'] as const;
export type ScalarActivation = (typeof scalarActivations)[number];

export interface ScalarRecurrence {
  readonly weight: number;
  readonly initialState: number;
  readonly input: number;
  readonly activation: ScalarActivation;
  readonly steps: number;
}

export interface TraceLine {
  readonly step: number;
  /** h_t */
  readonly state: number;
  /** ∂h_t/∂h_{t−1} = w·φ′(z_t) */
  readonly jacobian: number;
  /** ∂h_t/∂h_0 */
  readonly product: number;
}

/** Steps 1 … T. */
export function scalarTrace({
  weight,
  initialState,
  input,
  activation,
  steps,
}: ScalarRecurrence): TraceLine[] {
  const { value, derivative } = activationOf({ activation, negativeSlope: 0 });
  let state = initialState;
  let product = 1;
  return Array.from({ length: steps }, (_, i) => {
    const z = weight * state + input;
    state = value(z);
    const jacobian = weight * derivative(z);
    product *= jacobian;
    return { step: i + 1, state, jacobian, product };
  });
}

/** A number as the table and the code write it. */
export function written(value: number): string {
  return value.toPrecision(4);
}

/** A dozen lines of JavaScript that print the table's numbers. */
export function traceCode({ weight, initialState, input, activation, steps }: ScalarRecurrence): string {
  const { value, slope } = inCode[activation];
  return `const w = ${weight}, x = ${input};
const phi = (z) => ${value};
const slope = (z) => ${slope};

let h = ${initialState}, product = 1;
for (let t = 1; t <= ${steps}; t++) {
  const z = w * h + x;
  h = phi(z);
  const jacobian = w * slope(z);
  product *= jacobian;
  console.log(t, ...[h, jacobian, product].map((value) => value.toPrecision(4)));
}`;
}

const inCode: Record<ScalarActivation, { value: string; slope: string }> = {
  tanh: { value: 'Math.tanh(z)', slope: '1 / Math.cosh(z) ** 2' },
  sigmoid: { value: '1 / (1 + Math.exp(-z))', slope: 'phi(z) * phi(-z)' },
  relu: { value: 'Math.max(z, 0)', slope: 'z > 0 ? 1 : 0' },
  identity: { value: 'z', slope: '1' },
};
