/** `diagnose`: what is wrong with a model, where, and what to write instead. */
import { basename } from 'node:path';
import { ruleNames } from '../analysis/diagnosis/diagnosis.ts';
import type { Diagnosis } from '../analysis/diagnosis/rule.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { quoted } from '../experiment/field_error.ts';
import { diagnosisJson } from '../files/diagnosis_json.ts';
import { findingsOf, notFiniteIn } from '../laboratory/measured_model.ts';
import { type ModelOutline, modelInWords } from '../networks/given/model_reading.ts';
import { analyzeFlagNames, operand, outOf, weightsOf, withoutLoss } from './analyze.ts';
import { experimentOf, type Flags, readFlags } from './flags.ts';
import { understood } from './given_arrays.ts';
import { measuredModel } from './measured_model.ts';
import { anyModel } from './model_meant.ts';
import { writeThrough } from './pieces.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage_error.ts';
import { writeWhole } from './whole_file.ts';

/** Runs the command; resolves to the exit status: 1 where something is found that `--fail-on` names. */
export async function diagnose(words: readonly string[], terminal: Terminal): Promise<number> {
  const { stdout, signal } = terminal;
  const flags = readFlags(words, [...analyzeFlagNames, 'fail-on'], operand);
  const experiment = experimentOf(withoutLoss(flags));
  const fatal = rulesNamed(flags.get('fail-on'));
  const out = await outOf(flags);
  const { path, file } = await weightsOf('diagnose', flags);
  const outline = await understood(path, async () => anyModel(file, flags));
  const { read, findings } = await diagnosed(outline, flags, experiment, terminal);
  const model = { file: basename(path), layers: modelInWords(outline) };
  const json = diagnosisJson(model, read, findings);
  if (out !== undefined) await writeWhole(out, [json], signal);
  else await writeThrough(stdout, [stdout.isTTY ? inText(model, findings) : json], signal);
  return findings.some(({ rule }) => fatal.includes(rule)) ? 1 : 0;
}

/** @throws {UsageError} for a rule that there is not */
function rulesNamed(text: string | undefined): string[] {
  const names = text?.split(',') ?? [];
  const unknown = names.find((name) => !ruleNames.includes(name));
  if (unknown === undefined) return names;
  throw new UsageError(`--fail-on knows no ${quoted(unknown)}; ${ruleNames.join(', ')} are allowed`);
}

interface Found {
  readonly read: readonly string[];
  readonly findings: readonly Diagnosis[];
}

async function diagnosed(
  outline: ModelOutline,
  flags: Flags,
  experiment: Experiment,
  terminal: Terminal,
): Promise<Found> {
  const broken = notFiniteIn(outline);
  if (broken.length > 0) return { read: outline.read, findings: broken };
  const measured = await measuredModel(outline, flags, experiment, terminal);
  return { read: measured.read, findings: findingsOf(measured) };
}

/** For a person. */
function inText(
  { file, layers }: { readonly file: string; readonly layers: string },
  findings: readonly Diagnosis[],
): string {
  const blocks = findings.map(({ rule, severity, layer, direction, step, gate, sentence, cure }, i) => {
    const where = [
      ...(layer === undefined ? [] : [`${layer} (${direction})`]),
      ...(gate === undefined ? [] : [`gate ${gate}`]),
      ...(step === undefined ? [] : [`step ${step}`]),
    ];
    const code = Object.entries(cure.code).map(
      ([framework, lines]) => `   ${framework}:\n${lines.replace(/^/gm, '       ')}\n`,
    );
    return `${i + 1}. ${severity}: ${rule}, ${where.join(', ')}\n   ${sentence}\n   ${cure.sentence}\n${code.join('')}`;
  });
  const count = findings.length === 0 ? 'nothing found' : `${findings.length} found, worst first`;
  return [`${file}: ${layers}; ${count}\n`, ...blocks].join('\n');
}
