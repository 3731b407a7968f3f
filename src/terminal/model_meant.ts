/** Which model of a file is meant, as the flags say. */
import { asClause } from '../experiment/field_error.ts';
import { mostEngineUnits } from '../networks/given/given_network.ts';
import { type ModelQuestion, modelIn } from '../networks/given/model_choice.ts';
import {
  isAllOf,
  type ModelOutline,
  type Module,
  modelInWords,
  modulesOf,
} from '../networks/given/model_reading.ts';
import { cellWords, type LayerOutline } from '../networks/given/recurrent_layer.ts';
import { inWords } from '../networks/given/tensor.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import type { WeightFile } from '../networks/given/weight_reading.ts';
import type { Flags } from './flags.ts';

/** Flags that only a whole model has. */
export const modelFlags = ['loss', 'lengths', 'batch'] as const;

/** What --layer takes for the whole of a file's one module. */
const all = 'all';

/**
 * The model that is meant: the module that is named, or the one that the file is of. A file of one layer is read as such,
 * unless something is said that only a model has; undefined then.
 * @throws {WeightFileError} where a model is asked for that cannot be read, or something must be said first: by which flags
 */
export function modelMeant(file: WeightFile, flags: Flags): ModelOutline | undefined {
  const asked = flags.get('layer');
  const modules = modulesOf(file);
  const named = modules.some(({ name }) => name === asked);
  if (asked !== undefined && asked !== all && !named) return undefined;
  if (asked !== undefined || modelFlags.some((flag) => flags.has(flag))) return modelSaid(file, asked, flags);
  const [only] = modules;
  if (!only || !isAllOf(file)) return undefined;
  const layers = only.model?.levels.flat() ?? [];
  // A layer by itself is an engine's, unless it is too large for any.
  const plain =
    layers.length === 1 &&
    layers.every(({ weightHR, hiddenSize }) => !weightHR && hiddenSize <= mostEngineUnits);
  return plain || only.doubt !== undefined ? undefined : only.model;
}

/** The model, or one layer as a model. @throws as modelMeant */
export function anyModel(file: WeightFile, flags: Flags): ModelOutline {
  return modelSaid(file, flags.get('layer') ?? all, flags);
}

/** @param asked the name of a module or a layer; all of the file; undefined where only a model is meant by what is said */
function modelSaid(file: WeightFile, asked: string | undefined, flags: Flags): ModelOutline {
  const layer = asked === all ? nameOfAll(file) : asked;
  const kindKnown = flags.has('cell') && flags.has('activation');
  const found = modelIn(file, { kindKnown, ...(layer !== undefined && { layer }) });
  if ('about' in found) throw new WeightFileError(inFlags(found));
  return found;
}

/** The name of the module that a file is all of; undefined where it is of several, or of none. */
function nameOfAll(file: WeightFile): string | undefined {
  return isAllOf(file) ? modulesOf(file)[0]?.name : undefined;
}

/** A question, and the flag that answers it. */
function inFlags({ about, sentence, modules, choices }: ModelQuestion): string {
  const [only] = modules;
  if (only?.doubt === sentence) return `${sentence}; --layer ${only.name || all} takes it so`;
  if (only) return `${sentence}; ${whichModule(modules)}`;
  return about === 'kind'
    ? `${sentence}; --cell and --activation say it`
    : `${sentence}; --layer takes one: ${layersInWords(choices)}`;
}

/** Some layers by their names, and what each is. */
export function layersInWords(layers: readonly LayerOutline[]): string {
  const named = layers
    .slice(0, mostChoices)
    .map((layer) => `${inWords([layer.name])} (${cellWords[layer.cell]} of ${layer.hiddenSize} units)`);
  const more = layers.length - named.length;
  return `${named.join(', ')}${more > 0 ? `, ${more} more` : ''}`;
}

const mostChoices = 5;

function whichModule(modules: readonly Module[]): string {
  const meant = modules.map(({ name, model, refusal }) =>
    model
      ? `${inWords([name])} (${modelInWords(model)})`
      : `${inWords([name])} (not read: ${asClause(refusal ?? '')})`,
  );
  return `--layer takes one whole: ${meant.join(', ')}`;
}
