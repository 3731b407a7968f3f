/**
 * What of a file of weights is read. What is certain is taken, what is not is asked about, and what would be misread is
 * refused: every tensor is part of the layer, or is named.
 */

import { asClause, quoted } from '../../experiment/field_error.ts';
import { inNumber } from '../../language/nouns.ts';
import { say } from '../../language/say.ts';
import { concatenatedLayers } from './concatenated.ts';
import type { DeclaredLayer } from './declared_layer.ts';
import { flaxLayers, haikuLayers } from './jax_layers.ts';
import { type NamedLayer, namedLayers, nameOf } from './layer_names.ts';
import { bareMatrix, layerOutline, matrixShapes } from './layer_outline.ts';
import type { DeclaredStack } from './layer_stacks.ts';
import { embeddingsIn } from './meant_inputs.ts';
import { type MeantTensor, meantTensors, pathOf } from './meant_tensor.ts';
import { packedInWords } from './quantised.ts';
import { cellWords, type LayerOutline } from './recurrent_layer.ts';
import { inWords, shapeInWords, type Tensor } from './tensor.ts';
import { WeightFileError } from './weight_file_error.ts';

/** The tensors of a file. */
export interface WeightFile {
  readonly tensors: readonly Tensor[];
  /** Whether a file of its format holds one array and no names: a matrix that is given so is meant as W_hh. */
  readonly bare: boolean;
  /** What the file is and holds beside tensors, in sentences. */
  readonly remarks?: readonly string[];
  /** Layers that the file declares by itself: then names tell nothing. */
  readonly declared?: readonly DeclaredLayer[];
  /** Which of those stand on one another, each in one of them. */
  readonly stacks?: readonly DeclaredStack[];
  /** Of a captured training step: what it says of itself, JSON as it stands there. */
  readonly capture?: string;
}

/** What may be a layer: one, perhaps with a doubt whether it is, or a reason why it cannot be read. */
interface Finding {
  readonly name: string;
  readonly layer?: LayerOutline;
  /** A sentence, as is the refusal, without a point. */
  readonly doubt?: string;
  readonly refusal?: string;
}

/** What a person has said of a file. */
export interface Answers {
  /** The layer that is meant, by its name; a doubt about it is dispelled by that. */
  readonly layer?: string;
  /** Whether it is known which ungated cell it is, and with which activation. */
  readonly kindKnown?: boolean;
}

/** What a person must say before a file is read: which layer is meant, or of what kind the one is. */
export interface Question {
  readonly about: 'layer' | 'kind';
  /** Why it is asked, a sentence without a point. */
  readonly sentence: string;
  /** What may be meant; of a kind, the one layer. */
  readonly choices: readonly LayerOutline[];
}

/** A layer that is certain. */
export interface Reading {
  readonly layer: LayerOutline;
  /** What may be meant instead, itself among it. */
  readonly choices: readonly LayerOutline[];
  /** What is read and what is left aside, in sentences: every tensor of the file is in the layer or in one of them. */
  readonly read: readonly string[];
  /** Embeddings of the file whose rows it may read. */
  readonly embeddings: readonly Tensor[];
}

/**
 * The layer that is meant, or what must be asked first. Where nobody names one, it is the first, if all are certain.
 * @param modules those of the file, which may be named too where a layer may be
 * @throws {WeightFileError} where the layer that is meant, or every one, cannot be read
 */
export function readingOf(
  file: WeightFile,
  { layer: name, kindKnown }: Answers,
  modules: readonly Named[] = [],
): Reading | Question {
  const found = findings(file);
  const choices = found.flatMap((finding) => finding.layer ?? []);
  const doubts = [...new Set(found.flatMap(({ doubt, refusal }) => doubt ?? refusal ?? []))];
  if (choices.length === 0) throw new WeightFileError(firstOf(doubts));
  if (name === undefined && doubts.length > 0) return { about: 'layer', sentence: firstOf(doubts), choices };
  const meant = name === undefined ? found[0] : found.find((finding) => finding.name === name);
  if (!meant) {
    throw new WeightFileError(`${quoted(name ?? '')} is ${nothingNamed(modules, choices)}`);
  }
  const { layer, refusal = '', doubt } = meant;
  if (!layer) throw new WeightFileError(refusal);
  if (layer.kindUnknown && !kindKnown) {
    const sentence = `The names beside ${quoted(layer.name)} say neither which cell it is of nor with which activation`;
    return { about: 'kind', sentence, choices: [layer] };
  }
  const read = sentencesOn(layer, file, { count: choices.length, doubt, asked: name !== undefined });
  return { layer, choices, read, embeddings: embeddingsIn(file.tensors, layer.inputSize) };
}

/** That a name is none, and what names there are. */
function nothingNamed(modules: readonly Named[], layers: readonly Named[]): string {
  const named = modules.filter(({ name }) => name !== '');
  return named.length === 0
    ? `no layer of the file; ${listed(layers)} may be named`
    : `no module and no layer of the file; of modules ${listed(named)}, of layers ${listed(layers)} may be named`;
}

interface Named {
  readonly name: string;
}

/** The first few by name, and how many more there are. */
function listed(all: readonly Named[]): string {
  const names = all.slice(0, mostListed).map(({ name }) => quoted(name));
  return [...names, ...(all.length > mostListed ? [`${all.length - mostListed} more`] : [])].join(', ');
}

const mostListed = 5;

/** Sentences in one, no more than a person reads. */
function firstOf(sentences: readonly string[]): string {
  const more = sentences.length - mostSentences;
  return `${sentences.slice(0, mostSentences).join('. ')}${more > 0 ? ` (and ${more} more like that)` : ''}`;
}

const mostSentences = 2;

/** What names tell, in order; where they tell none, every matrix of a fitting shape. @throws {WeightFileError} */
function findings({ tensors, bare, declared }: WeightFile): Finding[] {
  if (declared) return declared.map((one) => (one.layer ? findingOf(one.layer, []) : one));
  const meant = meantTensors(tensors);
  const named = [...namedLayers(meant), ...flaxLayers(meant), ...haikuLayers(meant)];
  if (named.length > 0) {
    const taken = new Set(
      named.flatMap(({ parts }) => [...parts.values()].flatMap(({ sources }) => sources)),
    );
    const unread = meant.filter(({ sources }) => !sources.some((source) => taken.has(source)));
    return named.map((layer) =>
      findingOf(
        layer,
        unread.filter(({ key }) => !readsOut(layer, key)),
      ),
    );
  }
  const eye = meant.find(({ key }) => peephole.test(key));
  if (eye) throw new WeightFileError(peepholeWords(eye.name));
  const packed = packedInWords(tensors);
  if (packed !== undefined) throw new WeightFileError(packed);
  const concatenated = concatenatedLayers(meant);
  if (concatenated.length > 0) return concatenated.map((one) => ({ name: one.layer.name, ...one }));
  const matrices = meant.flatMap((tensor) => bareMatrix(tensor) ?? []);
  if (matrices.length === 0) throw new WeightFileError(noMatrixIn(tensors));
  return matrices.map((layer) => {
    const doubt = bare ? doubtAboutBare(layer) : 'No name in the file says that a matrix of it is recurrent';
    return { name: layer.name, layer, ...(doubt && { doubt }) };
  });
}

/** A lone square matrix is W_hh: what else would be given? One three or four times as high as wide may as well be inputs through time. */
function doubtAboutBare({ name, cell, hiddenSize, tensors: { weightHH } }: LayerOutline): string | undefined {
  if (cell === 'rnn') return undefined;
  return `${inWords([name])} is ${shapeInWords(weightHH.shape)} and says no more: it may be the recurrent weights of ${cellWords[cell]} of ${hiddenSize} ${inNumber(hiddenSize, 'unit')}, its gates in PyTorch’s order, or no weights at all`;
}

function noMatrixIn(tensors: readonly Tensor[]): string {
  const [first, ...more] = tensors;
  if (first && more.length === 0)
    return `${quoted(first.name)} is ${shapeInWords(first.shape)}; ${matrixShapes}`;
  const found = first ? `it holds ${listed(tensors)}` : 'it is empty';
  return `The file has no recurrent weights (${found}); PyTorch’s names such as weight_hh_l0, after any prefix, or one matrix are allowed: ${matrixShapes}`;
}

function findingOf(layer: NamedLayer, unread: readonly MeantTensor[]): Finding {
  const name = nameIn(layer);
  try {
    requireAllRead(layer, unread);
    const doubt = doubtAbout(layer, unread);
    return { name, layer: layerOutline(layer), ...(doubt && { doubt }) };
  } catch (error) {
    if (!(error instanceof WeightFileError)) throw error;
    return { name, refusal: error.message };
  }
}

/** Names of what changes a recurrence from within: normalisation, and weights that are computed from others. */
const changing = /(?:^|[._/])(?:\w*norm\w*|(?:ln|bn)(?:_\w+|\d+)?|parametrizations)(?:[._/]|$)/i;

/** Names of the diagonals by which gates see the cell: TensorFlow's, those of convolutional LSTMs' authors, and plain ones. */
const peephole = /(?:^|[./_])(?:w_[ifo]_diag|(?:weight_|w_)c[ifo]|peepholes?(?:_\w+)?)$/i;

function peepholeWords(name: string): string {
  return `${quoted(name)} is a peephole, by which a gate sees the cell (Gers & Schmidhuber 2000); an LSTM without is allowed`;
}

/**
 * What stands among a layer's own parameters is part of it, and so is what changes them.
 * @throws {WeightFileError} where such a tensor is not read
 */
export function requireAllRead(layer: NamedLayer, unread: readonly MeantTensor[]): void {
  const module = pathOf(layer.path);
  const eye = unread.find(({ key }) => key.startsWith(module) && peephole.test(key));
  if (eye) throw new WeightFileError(peepholeWords(eye.name));
  const packed = packedInWords(unread.filter(({ key }) => key.startsWith(module)));
  if (packed !== undefined) throw new WeightFileError(packed);
  const own = unread.filter(({ key }) => pathOf(key) === module || changesWithin(module, key));
  const [first] = own;
  if (!first) return;
  const parametrised = own.find(({ key }) => /(?:^|[./])parametrizations[./]/.test(key));
  if (parametrised) {
    throw new WeightFileError(
      `${quoted(parametrised.name)} is what a weight is computed from, and the file does not say how (torch’s orthogonal has several ways); call torch.nn.utils.parametrize.remove_parametrizations(module, name) before saving`,
    );
  }
  const projection = own.find(({ key }) => /weight_hr_l\d+(?:_reverse)?$/.test(key));
  throw new WeightFileError(
    projection
      ? `${quoted(projection.name)} is the projection of an LSTM with proj_size, which the Model view reads, and analyze by --layer ${module === '' ? 'all' : module.slice(0, -1)}; LSTMs without one are allowed`
      : `${listed(own)} beside ${quoted(nameIn(layer))} ${own.length === 1 ? say`is` : say`are`} not understood: it may be another cell; weights and biases alone are allowed`,
  );
}

/** What may be part of a recurrence although it is no parameter of the layer, as a sentence; undefined where nothing is. */
export function doubtAbout(layer: NamedLayer, unread: readonly MeantTensor[]): string | undefined {
  const module = pathOf(layer.path);
  const around = layer.names.stepped ? pathOf(module.slice(0, -1)) : module;
  const doubtful = unread.filter(
    ({ key }) => !readsOut(layer, key) && (key.startsWith(module) || changesWithin(around, key)),
  );
  return doubtful.length === 0
    ? undefined
    : `${listed(doubtful)} may be part of the recurrence of ${quoted(nameIn(layer))}, which is read without`;
}

/** Whether a tensor beside a layer reads its state and is no part of the recurrence. */
function readsOut({ names, path }: NamedLayer, key: string): boolean {
  return names.aside?.some((name) => pathOf(path) + name === key) ?? false;
}

function changesWithin(module: string, key: string): boolean {
  return key.startsWith(module) && changing.test(key.slice(module.length));
}

function nameIn(layer: NamedLayer): string {
  return layer.parts.get('recurrent')?.name ?? nameOf(layer, 'recurrent');
}

/** What is read, and every tensor that is not. */
function sentencesOn(
  { name, cell, kindUnknown, hiddenSize, inputSize, remarks, sources }: LayerOutline,
  { tensors, bare, remarks: onFile = [] }: WeightFile,
  {
    count,
    doubt,
    asked,
  }: { readonly count: number; readonly doubt: string | undefined; readonly asked: boolean },
): string[] {
  const read = new Set(sources);
  const aside = tensors.flatMap((tensor) => (read.has(tensor.name) ? [] : [tensor.name]));
  const units = `${hiddenSize} ${inNumber(hiddenSize, 'unit')}`;
  const what = kindUnknown ? 'a layer without gates' : cellWords[cell];
  const inputs = inputSize === 0 ? '' : ` with ${inputSize} ${inNumber(inputSize, 'input')}`;
  return [
    `${inWords([name])} is read as ${what} of ${units}${inputs}.`,
    ...onFile,
    ...(bare ? ['Its file holds one matrix and says no more.'] : []),
    ...(count > 1
      ? [`The file has ${count} that may be meant: ${asked ? 'it was asked for' : 'it is the first'}.`]
      : []),
    ...(doubt === undefined ? [] : [`It was asked for in spite of a doubt: ${asClause(doubt)}.`]),
    ...remarks,
    aside.length === 0 ? 'Nothing else is in the file.' : `Left aside: ${inWords(aside)}.`,
  ];
}
