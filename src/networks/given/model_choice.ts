/** Which model of a file is meant: a module whole, or one layer by itself; or what must be said first. */
import { asClause } from '../../experiment/field_error.ts';
import { isAllOf, type ModelOutline, type Module, modelOfLayer, modulesOf } from './model_reading.ts';
import { WeightFileError } from './weight_file_error.ts';
import { type Answers, type Question, readingOf, type WeightFile } from './weight_reading.ts';

/** What a person must say before a file is read as a model. A choice that is a module has the module's name. */
export interface ModelQuestion extends Question {
  /** The modules that it is about, those among them that cannot be read; none where it is about layers. */
  readonly modules: readonly Module[];
}

/**
 * The model that is meant, or what must be asked first. A name is a module's or, where no module has it, a layer's; without
 * one the file's one module is meant, or its one layer.
 * @throws {WeightFileError} where what is meant cannot be read
 */
export function modelIn(file: WeightFile, answers: Answers): ModelOutline | ModelQuestion {
  const modules = modulesOf(file);
  const named = modules.find(({ name }) => name === answers.layer);
  if (named) return inSpiteOfDoubt(named);
  if (answers.layer !== undefined || modules.length === 0) return modelOfOneLayer(file, answers);
  const [only] = modules;
  if (!only || !isAllOf(file)) return asked('The file has several modules', modules);
  const { model, doubt, refusal = '' } = only;
  if (!model) throw new WeightFileError(refusal);
  return doubt === undefined ? model : asked(doubt, modules);
}

/** Asked for by its name, a module is taken whatever may be part of it. */
function inSpiteOfDoubt({ model, doubt, refusal = '' }: Module): ModelOutline {
  if (!model) throw new WeightFileError(refusal);
  if (doubt === undefined) return model;
  return { ...model, read: [...model.read, `It was asked for in spite of a doubt: ${asClause(doubt)}.`] };
}

function asked(sentence: string, modules: readonly Module[]): ModelQuestion {
  const choices = modules.flatMap(({ name, model }) => {
    const [first] = model?.levels[0] ?? [];
    return first ? [{ ...first, name }] : [];
  });
  return { about: 'layer', sentence, choices, modules };
}

function modelOfOneLayer(file: WeightFile, answers: Answers): ModelOutline | ModelQuestion {
  const reading = readingOf(file, answers, modulesOf(file));
  if ('about' in reading) return { ...reading, modules: [] };
  const { choices } = reading;
  if (answers.layer !== undefined || choices.length === 1) return modelOfLayer(reading);
  const sentence =
    'The layers of the file are not those of one module of PyTorch’s, and nothing says how they stand on one another';
  return { about: 'layer', sentence, choices, modules: [] };
}
