/** A file of weights opened: the layer that is meant, or a question which one is. */
import { quoted } from '../experiment/field_error.ts';
import { readWeightFile } from '../files/weight_file.ts';
import type { LayerSummary } from '../networks/given/layer_summary.ts';
import { type LayerOutline, readLayer } from '../networks/given/recurrent_layer.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import { type Answers, type Question, readingOf, type WeightFile } from '../networks/given/weight_reading.ts';
import { GivenFile } from './given_file.ts';
import type { Bench } from './job.ts';
import { type Refusal, refusing } from './refusal.ts';

export interface OpenRequest {
  readonly file: File;
  /** Files that it names, where its weights are in several. */
  readonly beside?: readonly File[];
  readonly answers: Answers;
}

/** A layer that was taken, those that may be meant instead, and what was read of the file. */
export interface OpenedFile {
  readonly layer: LayerSummary;
  readonly layers: readonly LayerSummary[];
  readonly read: readonly string[];
}

/** What a person must say before a file is opened. */
export type FileQuestion = Omit<Question, 'choices'> & { readonly choices: readonly LayerSummary[] };

/** Opens a file, which stays on the shelf with the layer that is meant; or asks which, or what it is. */
export async function openFile(
  { file, beside, answers }: OpenRequest,
  { id, shelf }: Bench,
): Promise<OpenedFile | FileQuestion | Refusal> {
  return refusing(async () => {
    const weights = await weightsOf(file, beside);
    const reading = readingOf(weights, answers);
    const choices = reading.choices.map(summaryOf);
    if ('about' in reading) return { ...reading, choices };
    shelf.files.set(id, new GivenFile(readLayer(reading.layer), reading.embeddings));
    return { layer: summaryOf(reading.layer), layers: choices, read: reading.read };
  });
}

/**
 * What a file holds, and the files beside it that it names.
 * @throws {WeightFileError} where one cannot be read, is missing, or is there for nothing
 */
export async function weightsOf(file: File, beside: readonly File[] = []): Promise<WeightFile> {
  const names = beside.map(({ name }) => quoted(name)).join(', ');
  const asked = new Set<string>();
  const taken = async (wanted: string) => {
    asked.add(wanted);
    const found = beside.find(({ name }) => name === wanted);
    if (found) return new Uint8Array(await bytesOf(found));
    const there = names === '' ? 'it came alone' : `${names} came with it`;
    throw new WeightFileError(
      `The file is an index of shards and names ${quoted(wanted)}, but ${there}; choose or drop the index and its shards together`,
    );
  };
  const weights = await readWeightFile(file.name, new Uint8Array(await bytesOf(file)), taken);
  if (beside.length > 0 && asked.size === 0) {
    throw new WeightFileError(
      `${quoted(file.name)} came together with ${names}, and names none of them; one file is allowed, or an index (.index.json) and its shards`,
    );
  }
  return weights;
}

/** What goes to the page. */
export function summaryOf({ name, cell, hiddenSize, inputSize, said }: LayerOutline): LayerSummary {
  return { name, cell, hiddenSize, inputSize, ...(said && { said }) };
}

/** @throws {WeightFileError} where the browser cannot hold the file, or it has gone. */
export async function bytesOf(file: File): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch {
    throw new WeightFileError(
      `The browser cannot read the file: it has ${file.size} bytes, or is no longer where it was`,
    );
  }
}
