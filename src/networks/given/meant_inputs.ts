/**
 * Inputs as a layer reads them: numbers as they stand; whole numbers that are places, of a one-hot vector or of a row of an
 * embedding, as what they stand for.
 */
import { quoted } from '../../experiment/field_error.ts';
import { entry } from '../vector.ts';
import { inWords, shapeInWords, type Tensor } from './tensor.ts';
import { WeightFileError } from './weight_file_error.ts';

/** What whole numbers stand for. */
export const placeKinds = ['one-hot', 'tokens'] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** What is known of the layer that reads, and said of the numbers. */
export interface InputReader {
  readonly inputSize: number;
  /** [V × I] */
  readonly embeddings: readonly Tensor[];
  readonly places?: PlaceKind;
  /** Which embedding, by its name. */
  readonly embedding?: string;
}

export interface MeantInputs {
  readonly inputs: Tensor;
  /** How they are understood, in sentences. */
  readonly remarks: readonly string[];
}

/** Numbers that inputs may have, of eight bytes. */
const mostNumbers = 2 ** 27;

/** Embeddings by their names that a layer of so many inputs may read: token ids are rows of one. */
export function embeddingsIn(tensors: readonly Tensor[], inputSize: number): Tensor[] {
  return tensors.filter(
    ({ name, shape }) => shape.length === 2 && shape[1] === inputSize && /emb|wte|lookup_table/i.test(name),
  );
}

/** @throws {WeightFileError} where it is not certain what whole numbers mean, or they do not go with it */
export function meantInputs(given: Tensor, reader: InputReader): MeantInputs {
  const { inputSize, places } = reader;
  const { shape, integers } = given;
  const inputs = integers ? { ...given, values: integers } : given;
  const numbers =
    (shape.length > 1 && shape.length < 4 && shape.at(-1) === inputSize) ||
    (shape.length === 1 && inputSize === 1);
  if (places === undefined && (numbers || !integers)) {
    return {
      inputs,
      remarks: integers ? [`The whole numbers of ${quoted(given.name)} are read as numbers.`] : [],
    };
  }
  if (shape.length > 2 || shape.length === 0) {
    throw new WeightFileError(
      `${quoted(given.name)} is ${shapeInWords(shape)}; T, T × batch or batch × T is allowed of whole numbers that are places`,
    );
  }
  const list = inputs.values();
  const wrong = list.findIndex((value) => !(Number.isSafeInteger(value) && value >= 0));
  if (wrong >= 0) {
    throw new WeightFileError(
      `${quoted(given.name)} holds ${list[wrong]} as its element ${wrong}; whole numbers from 0 are allowed of places`,
    );
  }
  const largest = list.reduce((most, value) => Math.max(most, value), 0);
  if (list.length * inputSize > mostNumbers) {
    throw new WeightFileError(
      `${quoted(given.name)} has ${list.length} places of ${inputSize} inputs each; ${Math.floor(mostNumbers / inputSize)} are allowed: fewer steps`,
    );
  }
  return inPlaces(given.name, { list, largest, shape }, reader);
}

interface Places {
  readonly list: Float64Array;
  readonly largest: number;
  readonly shape: readonly number[];
}

function inPlaces(name: string, { list, largest, shape }: Places, reader: InputReader): MeantInputs {
  const { inputSize, places, embeddings, embedding } = reader;
  const named = embeddings.filter((one) => embedding === undefined || one.name === embedding);
  const tokens = places === 'one-hot' ? [] : named.filter((one) => (one.shape[0] ?? 0) > largest);
  const oneHot = places !== 'tokens' && embedding === undefined && largest < inputSize;
  const [rows, ...more] = tokens;
  const described = `${quoted(name)} is ${shapeInWords(shape)} of whole numbers up to ${largest}`;
  if (more.length > 0 || (rows && oneHot)) {
    const ways = [...tokens.map((one) => `--tokens=${one.name}`), ...(oneHot ? ['--one-hot'] : [])];
    throw new WeightFileError(
      `${described}, which may be ${oneHot ? `places of ${inputSize} inputs, or ` : ''}rows of ${inWords(tokens.map((one) => one.name))}; ${ways.join(' or ')} says it, or “Whole numbers are” in the Model view`,
    );
  }
  const inputs = (values: () => Float64Array): Tensor => ({ name, shape: [...shape, inputSize], values });
  if (rows) {
    return {
      inputs: inputs(() => rowsOf(rows, list, inputSize)),
      remarks: [
        `The whole numbers of ${quoted(name)} are tokens, rows of the embedding ${inWords([rows.name])}.`,
      ],
    };
  }
  if (oneHot) {
    return {
      inputs: inputs(() => {
        const values = new Float64Array(list.length * inputSize);
        list.forEach((place, i) => {
          values[i * inputSize + place] = 1;
        });
        return values;
      }),
      remarks: [`The whole numbers of ${quoted(name)} are one-hot, places of ${inputSize} inputs.`],
    };
  }
  const has = embeddings.map((one) => `${inWords([one.name])} (${one.shape[0]} rows)`).join(', ') || 'none';
  throw new WeightFileError(
    `${described}; below ${inputSize} are allowed for one-hot inputs, and for tokens rows of an embedding of ${inputSize} columns in the file: ${has}`,
  );
}

function rowsOf(embedding: Tensor, list: Float64Array, width: number): Float64Array {
  const rows = embedding.values();
  const values = new Float64Array(list.length * width);
  for (let i = 0; i < list.length; i++) {
    const start = entry(list, i) * width;
    values.set(rows.subarray(start, start + width), i * width);
  }
  return values;
}
