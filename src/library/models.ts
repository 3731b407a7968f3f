/** `analyze` and `diagnose`: what the terminal says of a file of weights, of bytes that a program has. */
import { quoted } from '../experiment/field_error.ts';
import { diagnosisJson } from '../files/diagnosis_json.ts';
import { analysedFile, analyzeFields, withoutLoss } from '../terminal/analysed_file.ts';
import { diagnosedFile } from '../terminal/diagnosed_file.ts';
import { engineNamed } from '../terminal/engine_flag.ts';
import { experimentOf, isOn } from '../terminal/flags.ts';
import type { Surroundings } from '../terminal/surroundings.ts';
import { trainingFlagNames, trainingSaid } from '../terminal/training_said.ts';
import { UsageError } from '../terminal/usage_error.ts';
import type { AnalyzeFields, DiagnoseFields, ModelFiles, NamedFile } from './asked.ts';
import { openLibraryEngine } from './engines.ts';
import { flagsFrom } from './fields.ts';
import { followerOf, type Options, signalOf, withEngine } from './options.ts';
import type { Analysis, ModelDiagnosis } from './results.ts';

/** What the terminal's `analyze` prints as JSON. */
export async function analysed(
  files: ModelFiles,
  fields: AnalyzeFields,
  options: Options,
): Promise<Analysis> {
  const flags = withEngine(flagsFrom(fields, [...analyzeFields, 'times']), options);
  const experiment = experimentOf(withoutLoss(flags));
  const engine = { asked: engineNamed(flags.get('engine')), open: openLibraryEngine };
  const [model, around] = among(files, options);
  const { json } = await analysedFile(model.name, { flags, experiment, engine }, around);
  return JSON.parse(json);
}

/** What the terminal's `diagnose` prints as JSON. */
export async function diagnosed(
  files: ModelFiles,
  fields: DiagnoseFields,
  options: Options,
): Promise<ModelDiagnosis> {
  const flags = withEngine(flagsFrom(fields, [...analyzeFields, ...trainingFlagNames]), options);
  const told = { flags, experiment: experimentOf(withoutLoss(flags)), said: trainingSaid(flags) };
  const [model, around] = among(files, options);
  return JSON.parse(diagnosisJson([await diagnosedFile(model.name, told, around)], isOn(flags, 'summary')));
}

/** The model's file, and all of them to be read by their names. @throws {UsageError} where there is none, or they are no bytes */
function among(given: ModelFiles, options: Options): readonly [NamedFile, Surroundings] {
  const files = given instanceof Uint8Array ? [{ name: 'model', bytes: given }] : given;
  const isFiles = Array.isArray(files) && files.every(isFile);
  const [model] = isFiles ? files : [];
  if (!model)
    throw new UsageError(
      'a model must be the bytes of a file (a Uint8Array), or a list of { name, bytes } whose first is the model',
    );
  const read = async (name: string) => {
    const found = files.find((file) => file.name === name);
    if (found) return found.bytes;
    throw new UsageError(
      `${quoted(name)} is not among the files; ${files.map((file) => quoted(file.name)).join(', ')} are: give it beside the model`,
    );
  };
  return [model, { signal: signalOf(options), read, follow: () => followerOf(options) }];
}

function isFile(file: unknown): file is NamedFile {
  return (
    typeof file === 'object' &&
    file !== null &&
    'name' in file &&
    typeof file.name === 'string' &&
    'bytes' in file &&
    file.bytes instanceof Uint8Array
  );
}
