/** Which model of a file is meant, as the flags say. */
import {
  isAllOf,
  type ModelOutline,
  type Module,
  modelInWords,
  modelOfLayer,
  modulesOf,
} from '../networks/given/model_reading.ts';
import { inWords } from '../networks/given/tensor.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import { readingOf, type WeightFile } from '../networks/given/weight_reading.ts';
import type { Flags } from './flags.ts';
import { UsageError } from './usage_error.ts';

/** Flags that only a whole model has. */
export const modelFlags = ['loss', 'lengths', 'batch'] as const;

/** What --layer takes for the whole of a file's one module. */
const all = 'all';

/**
 * The model that is meant: the module that is named, or the one that the file is of. A file of one layer is read as such,
 * unless something is said that only a model has; undefined then.
 * @throws {WeightFileError} where a model is asked for that cannot be read @throws {UsageError} where there are several
 */
export function modelMeant(file: WeightFile, flags: Flags): ModelOutline | undefined {
  const asked = flags.get('layer');
  const modules = modulesOf(file);
  const named = modules.find(({ name }) => name === asked);
  if (asked !== undefined && asked !== all) return named && requireModel(named, 'asked');
  const wanted = asked === all || modelFlags.some((flag) => flags.has(flag));
  const [only] = modules;
  if (only && modules.length === 1 && isAllOf(file)) {
    if (wanted) return requireModel(only, asked === all ? 'asked' : 'implied');
    const layers = only.model?.levels.flat() ?? [];
    const plain = layers.length === 1 && layers.every(({ weightHR }) => !weightHR);
    return plain || only.doubt !== undefined ? undefined : only.model;
  }
  if (!wanted) return undefined;
  if (modules.length > 0) throw new UsageError(`The file has several modules; ${whichModule(modules)}`);
  return modelOfOneLayer(file, flags);
}

/** The model, or one layer as a model. @throws as modelMeant */
export function anyModel(file: WeightFile, flags: Flags): ModelOutline {
  const meant = modelMeant(file, flags.has('layer') ? flags : new Map([...flags, ['layer', all]]));
  return meant ?? modelOfOneLayer(file, flags);
}

/** @throws {WeightFileError} where it cannot be read, or something may be part of it and nobody has asked for it by name */
function requireModel({ name, model, doubt, refusal = '' }: Module, how: 'asked' | 'implied'): ModelOutline {
  if (!model) throw new WeightFileError(refusal);
  if (doubt === undefined) return model;
  if (how === 'implied')
    throw new WeightFileError(`${doubt}; --layer ${name === '' ? all : name} takes it so`);
  return { ...model, read: [...model.read, `It was asked for in spite of a doubt: ${doubt}.`] };
}

function whichModule(modules: readonly Module[]): string {
  const meant = modules.map(({ name, model, refusal }) =>
    model ? `${inWords([name])} (${modelInWords(model)})` : `${inWords([name])} (not read: ${refusal})`,
  );
  return `--layer takes one whole: ${meant.join(', ')}`;
}

function modelOfOneLayer(file: WeightFile, flags: Flags): ModelOutline {
  const kindKnown = flags.has('cell') && flags.has('activation');
  const layer = flags.get('layer');
  const named = layer !== undefined && layer !== all;
  const reading = readingOf(file, { kindKnown, ...(named && { layer }) });
  if ('about' in reading) throw new WeightFileError(reading.sentence);
  if (!named && reading.choices.length > 1) {
    throw new WeightFileError(
      'The layers of the file are not those of one module of PyTorch’s, and nothing says how they stand on one another; --layer NAME takes one',
    );
  }
  return modelOfLayer(reading.layer, reading.read);
}
