/** A file of weights that is open: the layer that was chosen of it, what it is given to read, and what was found out about it. */
import type { GivenSpectra } from '../analysis/given_network.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { amongInWords, saidByControls, sequenceInWords } from '../networks/given/assumed_words.ts';
import type { GivenCourse } from '../networks/given/given_network.ts';
import { networkAmong } from '../networks/given/network_among.ts';
import type { RecurrentLayer } from '../networks/given/recurrent_layer.ts';
import { type GivenArrays, givenCourse, sequenceIn } from '../networks/given/sequence.ts';
import type { Tensor } from '../networks/given/tensor.ts';

/** What a layer reads: its own sequence, as a terminal's `analyze` has it, or what network 0 of the random ones does. */
export type Drive = 'own' | 'random';

/** A layer as a network of an experiment, and what is assumed of it, in sentences. */
interface InExperiment {
  readonly network: GivenCourse;
  readonly assumed: readonly string[];
}

export class GivenFile {
  readonly layer: RecurrentLayer;
  /** Embeddings of the file whose rows it may read. */
  readonly embeddings: readonly Tensor[];
  spectra: GivenSpectra | undefined;
  #arrays: GivenArrays = {};
  #found: { readonly key: string; readonly found: InExperiment } | undefined;

  constructor(layer: RecurrentLayer, embeddings: readonly Tensor[] = []) {
    this.layer = layer;
    this.embeddings = embeddings;
  }

  /** Gives it arrays that go with the layer, in place of those before. */
  give(arrays: GivenArrays): void {
    this.#arrays = arrays;
    this.#found = undefined;
  }

  /**
   * The layer as a network of an experiment; kept for the next time.
   * @throws {WeightFileError} as givenCourse
   */
  networkIn(experiment: Experiment, drive: Drive): InExperiment {
    const key = JSON.stringify([drive, experiment]);
    if (this.#found?.key === key) return this.#found.found;
    const found = drive === 'own' ? this.#alone(experiment) : this.#among(experiment);
    this.#found = { key, found };
    return found;
  }

  #alone(experiment: Experiment): InExperiment {
    const sequence = sequenceIn(experiment, this.#arrays);
    const network = givenCourse(this.layer, sequence);
    return { network, assumed: sequenceInWords(this.layer, sequence, network, saidByControls) };
  }

  #among(experiment: Experiment): InExperiment {
    return { network: networkAmong(this.layer, experiment), assumed: amongInWords(this.layer, experiment) };
  }
}
