/** How a slider's position becomes a value: even steps, or even in ln(1 + value/step) for many orders of magnitude. */

export interface SliderLimits {
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
  readonly logarithmic: boolean;
}

/** Part of a wide span that its slider covers while the value lies within. */
const usual = 0.4;

/** Limits of the slider of a span: the usual part of it, or all of it once a value lies beyond. */
export function usualLimits<Limits extends SliderLimits>(limits: Limits, value: number): Limits {
  const maximum = usual * limits.maximum;
  return value <= maximum ? { ...limits, maximum } : limits;
}

/** Positions are 0 … 1. */
export function positionOf(limits: SliderLimits, value: number): number {
  const { minimum, maximum, step, logarithmic } = limits;
  if (!logarithmic) return (value - minimum) / (maximum - minimum);
  const stretch = (v: number) => Math.log1p(v / step);
  return (stretch(value) - stretch(minimum)) / (stretch(maximum) - stretch(minimum));
}

/** The round value nearest to a position: a whole step, and two digits where orders of magnitude matter. */
export function valueAt(limits: SliderLimits, position: number): number {
  const { minimum, maximum, step, logarithmic } = limits;
  if (!logarithmic) return onStep(limits, minimum + (maximum - minimum) * position);
  const stretch = (v: number) => Math.log1p(v / step);
  const stretched = stretch(minimum) + (stretch(maximum) - stretch(minimum)) * position;
  const value = step * Math.expm1(stretched);
  // The ends of the slider are the ends of the field, whatever their digits.
  if (position >= 1) return maximum;
  return onStep(limits, Number(value.toPrecision(2)));
}

/** The value `times` arrow steps further. */
export function stepped(limits: SliderLimits, value: number, times: number): number {
  const { step, logarithmic } = limits;
  const size = logarithmic && value > 0 ? Math.max(step, 10 ** (Math.floor(Math.log10(value)) - 1)) : step;
  return onStep(limits, value + times * size);
}

function onStep({ minimum, maximum, step }: SliderLimits, value: number): number {
  const whole = minimum + Math.round((value - minimum) / step) * step;
  return Number(Math.min(maximum, Math.max(minimum, whole)).toPrecision(12));
}
