/** Advice as JSON. */
import type { Advice, StartReading } from '../analysis/advice/advice.ts';
import type { Snippets } from '../analysis/advice/snippets.ts';
import type { AdviceQuestion } from '../analysis/advice/start.ts';
import { adviceInWords, startInWords } from '../analysis/advice/words.ts';
import { finiteOrNull } from './analysis_json.ts';
import { schema } from './schema.ts';

export interface AdvisedLayer {
  readonly question: AdviceQuestion;
  readonly advice: Advice;
  readonly networks: number;
  readonly units: number;
  readonly seed: number;
  readonly code: Snippets;
}

/**
 * `{ cell, activation, hiddenSize, inputSize, lag, steps?, advice: [sentences], start: {name, gain?, sentence}, truncation, clip,
 * log10GradientRatio: {p10, p50, p90}, starts: [{name, gain?, sentence, log10GradientRatio, link}], code: {pytorch, keras}, link,
 * measured: {networks, units, steps, seed}, schema }`
 */
export function adviceJson({ question, advice, networks, units, seed, code }: AdvisedLayer): string {
  const { settings, hiddenSize, inputSize, lag, steps } = question;
  const { best, starts, truncation, clip } = advice;
  const startJson = ({ start, decades, link }: StartReading) => ({
    name: start.name,
    ...(start.gain !== undefined && { gain: start.gain }),
    sentence: startInWords(start, question),
    log10GradientRatio: {
      p10: finiteOrNull(decades.p10),
      p50: finiteOrNull(decades.p50),
      p90: finiteOrNull(decades.p90),
    },
    link,
  });
  const { log10GradientRatio, link, ...start } = startJson(best);
  return `${JSON.stringify({
    ...{ cell: settings.cell, activation: settings.activation, hiddenSize, inputSize, lag },
    ...(steps !== undefined && { steps }),
    advice: adviceInWords(question, advice),
    ...{ start, truncation, clip, log10GradientRatio },
    starts: starts.map(startJson),
    ...{ code, link, measured: { networks, units, steps: lag, seed }, schema },
  })}\n`;
}
