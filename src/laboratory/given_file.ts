/** A file of weights that is open: the layer that was chosen of it, and what has been found out about that. */
import type { GivenSpectra } from '../analysis/given_network.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { GivenNetwork } from '../networks/given/given_network.ts';
import { networkAmong } from '../networks/given/network_among.ts';
import type { RecurrentLayer } from '../networks/given/recurrent_layer.ts';

export class GivenFile {
  readonly layer: RecurrentLayer;
  spectra: GivenSpectra | undefined;
  #network: { readonly key: string; readonly network: GivenNetwork } | undefined;

  constructor(layer: RecurrentLayer) {
    this.layer = layer;
  }

  /** The layer as a network of an experiment; kept for the next time. @throws {GivenNetworkError} as networkAmong */
  networkIn(experiment: Experiment): GivenNetwork {
    const key = JSON.stringify(experiment);
    if (this.#network?.key !== key) this.#network = { key, network: networkAmong(this.layer, experiment) };
    return this.#network.network;
  }
}
