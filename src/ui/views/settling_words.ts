/** What is said and shown of the classes of long-time behaviour. */

import type { SettlingKind } from '../../analysis/settling.ts';
import { say } from '../../language/say.ts';
import type { Line } from '../charts/line_chart.ts';
import type { Palette } from '../theme.ts';

interface SettlingWords {
  readonly label: string;
  /** How it is told. */
  readonly told: string;
  readonly color: Readonly<Record<Palette['name'], `#${string}`>>;
  /** Of what is not known. */
  readonly dashed?: true;
}

/** A row a class. Colours are 3 : 1 on the surface at least. */
export const settlingWords: Readonly<Record<SettlingKind, SettlingWords>> = {
  zero: {
    label: say`zero`,
    told: 'λ < 0, and the state has shrunk to nothing',
    color: { light: '#60666f', dark: '#949ba5' },
  },
  fixed: {
    label: 'fixed point',
    told: 'λ < 0, and every step leads back to the same state, which is not zero',
    color: { light: '#1f66a8', dark: '#7db6e6' },
  },
  two: {
    label: say`2-cycle`,
    told: 'λ < 0, and every second step leads back',
    color: { light: '#8a3ab9', dark: '#c9a0f5' },
  },
  cycle: {
    label: 'longer cycle',
    told: 'λ < 0, and it takes 3 to 64 steps to come back, or more than were looked for',
    color: { light: '#00715a', dark: '#4bd3b0' },
  },
  quasi: {
    label: say`quasi-periodic`,
    told: 'λ is zero within its error and 2·10⁻⁴, and no state comes back within 64 steps',
    color: { light: '#9a5b00', dark: '#f0b45a' },
  },
  echo: {
    label: 'echo state',
    told: 'λ < 0, and the mirrored initial state has led to the same state under the same input: the start is forgotten',
    color: { light: '#1f66a8', dark: '#7db6e6' },
  },
  start: {
    label: 'depends on its start',
    told: 'λ < 0, and the mirrored initial state has led elsewhere',
    color: { light: '#8a3ab9', dark: '#c9a0f5' },
  },
  undecided: {
    label: say`undecided`,
    told: 'λ is too near zero to tell slow convergence, a quasi-periodic orbit and weak chaos apart',
    color: { light: '#454b54', dark: '#bcc2ca' },
    dashed: true,
  },
  chaos: {
    label: say`chaos`,
    told: 'λ is above its resolution and above two of its standard errors, and the state keeps within bounds',
    color: { light: '#b0352f', dark: '#f2937f' },
  },
  unbounded: {
    label: say`unbounded`,
    told: 'entries beyond 10 that still grow',
    color: { light: '#a1386f', dark: '#f28cc0' },
    dashed: true,
  },
};

/** What a network has settled into, with its period. */
export function kindWords(kind: SettlingKind, period: number | undefined): string {
  if (kind === 'cycle') return period === undefined ? 'cycle of more than 64' : say`${period}-cycle`;
  return settlingWords[kind].label;
}

/** The colour of a class, as a line has it. */
export function kindColor({ name }: Palette, kind: SettlingKind): Line['color'] {
  return settlingWords[kind].color[name];
}
