/** A file of a person's own, read and measured off the main thread. A worker a layer: whoever wants another ends it. */
import { expose } from 'comlink';
import type { Experiment } from './experiment/experiment.ts';
import { type RecurrentLayer, readLayer, recurrentLayers } from './files/recurrent_layer.ts';
import { readTensors } from './files/weight_file.ts';
import { WeightFileError } from './files/weight_file_error.ts';
import type { Network } from './networks/network.ts';
import { fits, type LayerSummary } from './own_layer.ts';
import { type OwnReading, type OwnSpectra, ownNetwork, ownSpectra, readOwnNetwork } from './own_network.ts';

/** The layers of a file, or a sentence on what is wrong with it. */
export type Opened = { readonly layers: readonly LayerSummary[] } | { readonly refusal: string };

export class OwnLaboratory {
  #layer: RecurrentLayer | undefined;
  #spectra: OwnSpectra | undefined;
  #network: { readonly key: string; readonly network: Network } | undefined;

  /** Reads a file and takes one of its layers, the last where there are fewer. */
  async open(file: File, place: number): Promise<Opened> {
    try {
      const outlines = recurrentLayers(readTensors(file.name, new Uint8Array(await bytesOf(file))));
      const outline = outlines[place] ?? outlines.at(-1);
      if (outline) this.#layer = readLayer(outline);
      return { layers: outlines.map(({ tensors, ...summary }) => summary) };
    } catch (error) {
      if (!(error instanceof WeightFileError)) throw error;
      return { refusal: `${error.message.replace(/\.$/, '')}.` };
    }
  }

  /** Of the weights alone; undefined before a file is open. */
  spectra(settings: Experiment): OwnSpectra | undefined {
    if (this.#layer) this.#spectra ??= ownSpectra(this.#layer, settings);
    return this.#spectra;
  }

  /** How the layer does in an experiment; undefined where its cell is another. */
  async read(experiment: Experiment, factor: number): Promise<OwnReading | undefined> {
    const spectra = this.spectra(experiment);
    if (!this.#layer || !spectra || !fits(this.#layer, experiment.cell)) return undefined;
    const key = JSON.stringify(experiment);
    if (this.#network?.key !== key) this.#network = { key, network: ownNetwork(this.#layer, experiment) };
    return readOwnNetwork(this.#network.network, spectra, experiment, factor);
  }
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

expose(new OwnLaboratory());
