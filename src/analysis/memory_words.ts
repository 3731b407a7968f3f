/** Which of them explains what becomes of an LSTM's gradient: its forget gates alone, what comes from above, or the way through W_hh. */
import { entry } from '../networks/vector.ts';
import type { LayerAnalysis } from './model_analysis.ts';
import { fixed } from './number_words.ts';

/** Decades, or a share of what was lost, by which two that are said to agree may differ. */
const allowed = { decades: 1, share: 0.1 };

/** A measured gradient on c beside what forget gates alone make of it, over the same steps. */
export interface MemoryReading {
  /** From this t back to 0: one before the gradient arrives, where c has its whole. */
  readonly from: number;
  /** log10 ‖∂L/∂c_0‖/‖∂L/∂c_from‖ */
  readonly measured: number;
  /** The same of forget gates alone, as {@link ForgetMemory} has it. */
  readonly alone: number;
  readonly explains: 'forget gates' | 'above' | 'recurrence' | 'other units' | 'too little';
}

/** Undefined of a layer without forget gates, of a gradient that is exactly zero, and of fewer than two steps. */
export function memoryReading({ memory, decades, arrival }: LayerAnalysis): MemoryReading | undefined {
  const { cell, above } = decades;
  const from = arrival - 1;
  if (!memory || !cell || from < 1) return undefined;
  const kept = (since: number) => entry(memory.log10, 0) - entry(memory.log10, since);
  const [measured, alone] = [entry(cell, 0) - entry(cell, from), kept(from)];
  if (!Number.isFinite(measured)) return undefined;
  const tolerance = Math.max(allowed.decades, allowed.share * Math.abs(measured));
  const reading = { from, measured, alone };
  if (Math.max(Math.abs(measured), Math.abs(alone)) <= allowed.decades)
    return { ...reading, explains: 'too little' };
  if (Math.abs(measured - alone) <= tolerance) return { ...reading, explains: 'forget gates' };
  if (measured < alone) return { ...reading, explains: 'other units' };
  // What arrives after step t + 1, once forget gates have taken theirs of it.
  const fresh = above
    .subarray(0, from)
    .some((arriving, t) => arriving + kept(t + 1) > entry(cell, 0) - tolerance);
  return { ...reading, explains: fresh ? 'above' : 'recurrence' };
}

const explained: Readonly<Record<MemoryReading['explains'], string>> = {
  'too little': 'too little changes to tell by what',
  'forget gates': 'they explain it',
  above: 'what arrives from above at earlier steps makes up for it',
  recurrence: 'the way through h and W_hh carries what they drop',
  'other units': 'more is lost than they drop, as it lies on units that forget faster or W_hh takes it away',
};

/** One sentence. */
export function memoryInWords({ from, measured, alone, explains }: MemoryReading): string {
  const rate = (decades: number) => `${fixed((Math.LN10 * decades) / from, 3)} nats per step`;
  const written = (decades: number) => `${fixed(decades, 1)} decades (${rate(decades)})`;
  return `From step ${from} back to 0 the gradient on c changes by ${written(measured)}, by forget gates alone ${written(alone)}: ${explained[explains]}.`;
}
