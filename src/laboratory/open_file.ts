/** A file of weights opened: which recurrent layers it has. */
import { readTensors } from '../files/weight_file.ts';
import type { LayerSummary } from '../networks/given/layer_summary.ts';
import { readLayer, recurrentLayers } from '../networks/given/recurrent_layer.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import { GivenFile } from './given_file.ts';
import type { Bench } from './job.ts';
import { type Refusal, refusing } from './refusal.ts';

export interface OpenRequest {
  readonly file: File;
  /** Which layer is wanted; the last where there are fewer. */
  readonly place: number;
}

/** Opens a file, which stays on the shelf: the layers that it has, one of which is taken. */
export async function openFile(
  { file, place }: OpenRequest,
  { id, shelf }: Bench,
): Promise<{ readonly layers: readonly LayerSummary[] } | Refusal> {
  return refusing(async () => {
    const outlines = recurrentLayers(readTensors(file.name, new Uint8Array(await bytesOf(file))));
    const outline = outlines[place] ?? outlines.at(-1);
    if (outline) shelf.files.set(id, new GivenFile(readLayer(outline)));
    return { layers: outlines.map(({ tensors, ...summary }) => summary) };
  });
}

/** @throws {WeightFileError} where the browser cannot hold the file, or it has gone. */
async function bytesOf(file: File): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch {
    throw new WeightFileError(
      `The browser cannot read the file: it has ${file.size} bytes, or is no longer where it was`,
    );
  }
}
