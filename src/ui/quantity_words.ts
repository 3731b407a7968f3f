/** How the page writes a quantity: its name on axes, in titles and in tables, and its numbers. */

import { type Quantity, quantityTable, type Scale, units } from '../analysis/quantities.ts';
import type { Axes } from '../experiment/axes.ts';
import { say } from '../language/say.ts';
import { count, decades, fixed, natsPerStep, significant } from './numbers.ts';

interface Numbers {
  /** With the unit, in a sentence. */
  readonly written: (value: number) => string;
  /** Without it, in a table that says what its numbers are in. */
  readonly cell: (value: number) => string;
}

const numbers: Readonly<Record<Scale, Numbers>> = {
  number: { written: (value) => significant(value, 4), cell: (value) => fixed(value, 4) },
  decades: { written: decades, cell: (value) => fixed(value, 2) },
  // What is exactly zero shrinks at no rate.
  rate: {
    written: (value) => (value === -Infinity ? say`none` : natsPerStep(value)),
    cell: (value) => fixed(value, 4),
  },
  step: { written: count, cell: count },
};

/** "0.9301", "−12.3 decades", "exactly zero"; a dash where a network has none. */
export function written({ scale }: Quantity, value: number): string {
  return Number.isNaN(value) ? '–' : numbers[scale].written(value);
}

/** The same for a table whose head says what its numbers are in. */
export function cell({ scale }: Quantity, value: number): string {
  if (Number.isNaN(value)) return '–';
  return value === -Infinity ? say`zero` : numbers[scale].cell(value);
}

/** "ρ 0.9301", "‖∂L/∂h₀‖ −12.3 decades". */
export function reading(quantity: Quantity, value: number): string {
  return `${quantity.field ? quantity.label : quantity.symbol} ${written(quantity, value)}`;
}

/** "gradient norm at t = 0": at the head of a column. */
export function named({ label, at }: Quantity): string {
  return at ? `${label} at t = ${at}` : label;
}

/** "spectral radius ρ", "gradient norm at 0": beside its number, where there is little room. */
export function titled({ label, symbol, at }: Quantity): string {
  return at ? `${label} at ${at}` : `${label} ${symbol}`;
}

/** "Growth rate in nats per step", "log₁₀‖∂L/∂h₀‖ in decades": over a table of its numbers. */
export function captioned({ label, symbol, scale }: Quantity): string {
  const unit = units[scale];
  const name = scale === 'decades' ? `log₁₀${symbol}` : capitalised(label);
  return unit ? `${name} in ${unit}` : name;
}

/** "spectral radius ρ(Wₕₕ)", "growth rate λ, nats/step": along an axis; "ρ", "gain g" where charts stand side by side. */
export function axisLabel(
  { label, symbol, formula = symbol, scale, field }: Quantity,
  brief = false,
): string {
  const name = brief && !field ? symbol : `${label} ${formula}`;
  return scale === 'rate' ? `${name}, nats/step` : name;
}

/** "gradient norm against spectral radius". */
export function against({ x, y }: Axes): string {
  return `${quantityTable[y].label} against ${quantityTable[x].label}`;
}

export function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
