/** Advice in sentences. */

import { cells, choices, isGated } from '../../experiment/experiment.ts';
import { say } from '../../language/say.ts';
import { fixed, significant } from '../number_words.ts';
import type { Advice, StartReading } from './advice.ts';
import type { AdviceQuestion, Start, StartName } from './start.ts';

/** What a start is called, and whose it is. */
export function startInWords(start: Start, question: AdviceQuestion): string {
  const source = sources[start.name];
  return `${shortStart(start, question)}${source === undefined ? '' : ` (${source})`}`;
}

/** What a start is called. */
export function shortStart({ name, gain }: Start, { settings, lag }: AdviceQuestion): string {
  const gate = settings.cell === 'lstm' ? say`forget` : say`update`;
  switch (name) {
    case 'default':
      return 'PyTorch’s own: all within ±1/√N';
    case 'identity':
      return 'W_hh the identity, no biases';
    case 'orthogonal':
      return `an orthogonal W_hh times ${significant(gain ?? 1, 3)}, no biases`;
    case 'forget-one':
      return 'a forget bias of 1';
    case 'chrono':
      return `${gate} biases drawn as ln U(1, ${Math.max(2, lag - 1)})${settings.cell === 'lstm' ? ', input biases their negatives' : ''}`;
  }
}

const sources: Readonly<Partial<Record<StartName, string>>> = {
  identity: 'Le, Jaitly & Hinton 2015',
  orthogonal: 'Saxe, McClelland & Ganguli 2014',
  'forget-one': 'Jozefowicz, Zaremba & Sutskever 2015',
  chrono: 'Tallec & Ollivier 2018',
};

/** What to do and what to expect of it, a sentence each. */
export function adviceInWords(question: AdviceQuestion, advice: Advice): string[] {
  const { best, outOfReach, truncation, clip, usual } = advice;
  const { lag, steps, settings } = question;
  return [
    `Start with ${startInWords(best.start, question)}: over ${lag} steps the gradient then ${changeInWords(best)}.`,
    ...(outOfReach
      ? [
          `None of the starts carries a gradient over ${lag} steps within a thousandfold: ${isGated(settings.cell) ? 'shorten the way (fewer, longer steps, or attention over them)' : `take ${gatedInWords()}, or shorten the way`}.`,
        ]
      : []),
    steps !== undefined && truncation >= steps
      ? `Backpropagate through the whole sequence: ${steps} steps are no more than two lags.`
      : `Cut backpropagation off after ${truncation} steps at the soonest: in windows of twice the lag half of all targets have their cause in their own window.`,
    clip === usual
      ? `Clip the norm of the gradient at ${significant(clip, 1)}, twice what is usual at the start of a loss whose gradient at the last output has length 1; times that length for another.`
      : `Clip the norm of the gradient at ${significant(clip, 1)}: twice what is usual at the start would be ${significant(usual, 1)}, of a loss whose gradient at the last output has length 1, and nobody clips there. ${usual > clip ? 'Most updates of such a loss are then clipped, and the rate alone says how long they are; one that is averaged over a batch is smaller.' : 'Few updates of such a loss are then clipped.'}`,
  ];
}

function gatedInWords(): string {
  return cells
    .filter(isGated)
    .map((cell) => choices.cell[cell].label)
    .join(' or ');
}

/** −3.2 decades, from −4 to −2.1. */
export function decadesInWords({ decades: { p10, p50, p90 } }: StartReading): string {
  return `${fixed(p50, 2)} (${fixed(p10, 2)} … ${fixed(p90, 2)})`;
}

function changeInWords(reading: StartReading): string {
  const { p50 } = reading.decades;
  if (p50 === -Infinity) return 'is lost in every sense: exactly zero';
  return `${p50 < 0 ? say`loses` : say`gains`} ${fixed(Math.abs(p50), 2)} decades in the median (${fixed(reading.decades.p10, 2)} to ${fixed(reading.decades.p90, 2)} for eight networks of ten)`;
}
