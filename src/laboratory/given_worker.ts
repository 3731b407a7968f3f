/** A file of a person's own, read and measured off the main thread. A worker a layer: whoever wants another ends it. */

import { expose } from 'comlink';
import type { OwnTrajectoryErrors } from '../analysis/own_trajectory.ts';
import { openEngine } from '../engines/choose.ts';
import type { Engine } from '../engines/engine.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { EngineName } from '../experiment/provenance.ts';
import { readTensors } from '../files/weight_file.ts';
import type { GivenNetwork } from '../networks/given/given_network.ts';
import { GivenNetworkError } from '../networks/given/given_network.ts';
import { fits, type LayerSummary } from '../networks/given/layer_summary.ts';
import { type RecurrentLayer, readLayer, recurrentLayers } from '../networks/given/recurrent_layer.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import {
  checkGivenNetwork,
  type GivenReading,
  type GivenSpectra,
  givenSpectra,
  networkAmong,
  readGivenNetwork,
} from './given.ts';

/** A sentence for a person on why there is nothing else. */
export interface Refusal {
  readonly refusal: string;
}

export interface GivenMeasured {
  readonly spectra: GivenSpectra;
  readonly reading: GivenReading;
}

export class GivenLaboratory {
  #layer: RecurrentLayer | undefined;
  #engine: Engine | undefined;
  #spectra: GivenSpectra | undefined;
  #network: { readonly key: string; readonly network: GivenNetwork } | undefined;

  /** The layers of a file, one of which is taken: the last where there are fewer. */
  async open(file: File, place: number): Promise<{ readonly layers: readonly LayerSummary[] } | Refusal> {
    return refusing(async () => {
      const outlines = recurrentLayers(readTensors(file.name, new Uint8Array(await bytesOf(file))));
      const outline = outlines[place] ?? outlines.at(-1);
      if (outline) this.#layer = readLayer(outline);
      return { layers: outlines.map(({ tensors, ...summary }) => summary) };
    });
  }

  /**
   * How the layer does in an experiment; undefined where its cell is another. In float64 where that is what the
   * page measures with, else on the CPU's kernels.
   */
  async measure(
    experiment: Experiment,
    factor: number,
    name: EngineName,
  ): Promise<GivenMeasured | Refusal | undefined> {
    const layer = this.#layer;
    if (!layer || !fits(layer, experiment.cell)) return undefined;
    return refusing(async () => {
      const engine = await this.#engineNamed(name === 'reference' ? 'reference' : 'wasm');
      this.#spectra ??= await givenSpectra(layer, experiment, engine);
      const key = JSON.stringify(experiment);
      if (this.#network?.key !== key) this.#network = { key, network: networkAmong(layer, experiment) };
      const reading = await readGivenNetwork(
        this.#network.network,
        this.#spectra,
        experiment,
        factor,
        engine,
      );
      return { spectra: this.#spectra, reading };
    });
  }

  /** How far what was measured last is from float64, at a factor; undefined where that is not looked at. */
  async check(factor: number): Promise<OwnTrajectoryErrors | undefined> {
    return this.#network && this.#engine && checkGivenNetwork(this.#network.network, factor, this.#engine);
  }

  async #engineNamed(name: 'wasm' | 'reference'): Promise<Engine> {
    if (this.#engine?.describe().name !== name) {
      this.#engine?.dispose();
      this.#engine = await openEngine(name, () => undefined);
    }
    return this.#engine;
  }
}

/** What a person should know of the file or the network becomes a refusal; anything else is an error still. */
async function refusing<Value>(work: () => Promise<Value>): Promise<Value | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WeightFileError || error instanceof GivenNetworkError)) throw error;
    return { refusal: `${error.message.replace(/\.$/, '')}.` };
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

expose(new GivenLaboratory());
