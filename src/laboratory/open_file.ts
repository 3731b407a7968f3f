/** A file of weights opened: the layer that is meant, or a question which one is. */
import { readWeightFile } from '../files/weight_file.ts';
import type { LayerSummary } from '../networks/given/layer_summary.ts';
import { type LayerOutline, readLayer } from '../networks/given/recurrent_layer.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import { type Answers, type Question, readingOf } from '../networks/given/weight_reading.ts';
import { GivenFile } from './given_file.ts';
import type { Bench } from './job.ts';
import { type Refusal, refusing } from './refusal.ts';

export interface OpenRequest {
  readonly file: File;
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
  { file, answers }: OpenRequest,
  { id, shelf }: Bench,
): Promise<OpenedFile | FileQuestion | Refusal> {
  return refusing(async () => {
    const weights = await readWeightFile(file.name, new Uint8Array(await bytesOf(file)));
    const reading = readingOf(weights, answers);
    const choices = reading.choices.map(summaryOf);
    if ('about' in reading) return { ...reading, choices };
    shelf.files.set(id, new GivenFile(readLayer(reading.layer)));
    return { layer: summaryOf(reading.layer), layers: choices, read: reading.read };
  });
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
