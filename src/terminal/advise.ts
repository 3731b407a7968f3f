/** `advise`: how to start a layer that there is no file of yet, for a task that reaches so far back. */
import { snippetsOf } from '../analysis/advice/snippets.ts';
import type { AdviceQuestion } from '../analysis/advice/start.ts';
import { adviceInWords, decadesInWords, shortStart } from '../analysis/advice/words.ts';
import { parseInteger } from '../experiment/field_text.ts';
import { mostGivenSteps } from '../experiment/fields.ts';
import { type AdvisedLayer, adviceJson } from '../files/advice_json.ts';
import { advice } from '../laboratory/advice.ts';
import { kindFields } from '../networks/given/ungated_kind.ts';
import { readFlags } from './command_line.ts';
import { experimentOf, type Flags, requireApplying, said } from './flags.ts';
import { writtenAsJson } from './json_or_table.ts';
import { writeThrough } from './pieces.ts';
import { ProgressBar } from './progress_bar.ts';
import type { Terminal } from './terminal.ts';
import { textTable } from './text_table.ts';
import { UsageError } from './usage_error.ts';

/** Units of a layer, and inputs, that are asked about. */
const mostUnits = 4096;

const flagNames = [
  ...kindFields.map(({ name }) => name),
  ...['hidden-size', 'input-size', 'lag', 'steps', 'seed', 'format'],
];

/** Runs the command; resolves to the exit status. */
export async function advise(words: readonly string[], terminal: Terminal): Promise<number> {
  const { stdout, stderr, signal } = terminal;
  const flags = readFlags(words, flagNames);
  const asJson = writtenAsJson(flags, stdout);
  const { question, seed } = questionOf(flags);
  const progress = new ProgressBar(stderr, 'advise');
  const parts = advice({ question, seed }, { signal });
  let next = await parts.next();
  for (; !next.done; next = await parts.next())
    progress.show(next.value.done, next.value.total, 'networks that were started');
  progress.clear();
  const { advice: found, ...measured } = next.value;
  const code = snippetsOf(question, found.best.start, found);
  const advised = { question, advice: found, ...measured, seed, code };
  await writeThrough(stdout, [asJson ? adviceJson(advised) : inText(advised)], signal);
  return 0;
}

/** @throws {UsageError} for what is not said, not allowed, or changes nothing */
function questionOf(flags: Flags): { readonly question: AdviceQuestion; readonly seed: number } {
  if (!flags.has('lag'))
    throw new UsageError(
      'advise needs --lag: how many steps lie between a cause and the loss that hangs on it',
    );
  const sized = new Map([...flags].filter(([name]) => name !== 'hidden-size'));
  const experiment = experimentOf(sized);
  requireApplying(flags, experiment);
  const whole = (name: string, usual: number, most: number) => {
    const text = flags.get(name);
    return text === undefined ? usual : said(() => parseInteger(name, 1, most, text));
  };
  const hiddenSize = whole('hidden-size', experiment.hiddenSize, mostUnits);
  const lag = whole('lag', 1, mostGivenSteps);
  const steps = flags.has('steps') ? experiment.steps : undefined;
  if (steps !== undefined && steps < lag)
    throw new UsageError(
      `--lag ${lag} is longer than the sequence; --steps ${lag} or more is allowed with it`,
    );
  const { cell, activation, reset, negativeSlope, leak, residualScale } = experiment;
  const settings = { cell, activation, reset, negativeSlope, leak, residualScale, forgetBias: 0 };
  const inputSize = whole('input-size', hiddenSize, mostUnits);
  const question = { settings, hiddenSize, inputSize, lag, ...(steps !== undefined && { steps }) };
  return { question, seed: experiment.seed };
}

/** For a person. */
function inText({ question, advice: found, networks, units, seed, code }: AdvisedLayer): string {
  const { hiddenSize, lag, inputSize, settings } = question;
  const rows = found.starts.map((reading) => [
    reading === found.best ? '→' : '',
    shortStart(reading.start, question),
    decadesInWords(reading),
  ]);
  const table = textTable(
    [
      { title: '', align: 'left' },
      { title: 'start', align: 'left' },
      { title: `decades over ${lag} steps, median (p10 … p90)`, align: 'left' },
    ],
    rows,
  );
  const smaller = units < hiddenSize ? `; ${hiddenSize} units would take too long, and scatter less` : '';
  return [
    `${settings.cell} of ${hiddenSize} units and ${inputSize} inputs\n\n`,
    ...adviceInWords(question, found).map((sentence) => `${sentence}\n`),
    `\n${table}\n`,
    ...Object.entries(code).map(([framework, lines]) => `${framework}:\n${lines.replace(/^/gm, '    ')}\n\n`),
    `Among random networks: ${found.best.link}\n`,
    `Measured in float64 on ${networks} networks of ${units} units a start, inputs N(0, 1), seed ${seed}${smaller}.\n`,
  ].join('');
}
