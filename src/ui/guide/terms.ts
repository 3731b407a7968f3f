/** Which words of the field are explained where they stand in a text; what they mean is in the glossary, which is loaded later. */
import { say } from '../../language/say.ts';

/** What is explained, as it is written within a sentence. */
export const termWords = {
  ρ: 'ρ',
  λ: 'λ',
  Ginibre: 'Ginibre',
  'mean field': say`mean field`,
  decades: say`decades`,
  saturation: say`saturation`,
  cotangent: say`cotangent`,
  Jacobian: say`Jacobian`,
  'Lyapunov exponent': say`Lyapunov exponent`,
  'pre-activation': say`pre-activation`,
} as const;

export type Term = keyof typeof termWords;

export const terms = Object.keys(termWords) as readonly Term[];
