/** What came of holding the gradients of a captured step against the framework's own, and how it is said. */

/** One gradient beside the framework's. */
export interface GradientCheck {
  /** Of what: the recorded array's name. */
  readonly name: string;
  /** ‖own − recorded‖₂/‖recorded‖₂ */
  readonly relativeDifference: number;
}

export interface CaptureCheck {
  readonly passed: boolean;
  /** The largest relative difference. */
  readonly worst: number;
  /** What the rounding of the framework's numbers explains. */
  readonly limit: number;
  /** What the framework computed in. */
  readonly dtype: string;
  readonly gradients: readonly GradientCheck[];
}

/** What is checked, in signs. */
export function checkedGradients({ gradients }: CaptureCheck): string {
  return gradients.some(({ name }) => name.endsWith('/d_input')) ? '∂L/∂input and ∂L/∂W' : '∂L/∂W';
}

/** What a check says, in a sentence. */
export function checkInWords(check: CaptureCheck): string {
  const { passed, worst, limit, dtype, gradients } = check;
  if (gradients.length === 0)
    return 'The framework’s own ∂L/∂input and ∂L/∂W were not recorded: nothing is checked.';
  const [largest] = gradients.toSorted((a, b) => b.relativeDifference - a.relativeDifference);
  const beside = `${worst.toExponential(0)} at most (${largest?.name}; ${dtype} explains ${limit.toExponential(0)})`;
  return passed
    ? `${checkedGradients(check)} equal the framework’s to ${beside}.`
    : `${checkedGradients(check)} differ from the framework’s by ${beside}: what was captured is not what the framework computed, or its rounding has grown so far; the numbers here are of the recorded weights and inputs, not of its step.`;
}
