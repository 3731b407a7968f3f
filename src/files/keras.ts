/** Reads Keras's files: `.keras`, a zip of the model as JSON and its weights as HDF5, and `.h5` with both in one. */
import { kerasModel } from '../networks/given/keras_layers.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';
import type { WeightFile } from '../networks/given/weight_reading.ts';
import { readHdf5 } from './hdf5.ts';
import type { Archive } from './zip.ts';

/** @throws {WeightFileError} where a part is missing, or not what its format says */
export function readKeras(archive: Archive): WeightFile {
  const config = parsed(new TextDecoder().decode(archive.content('config.json')));
  const { tensors } = readHdf5(archive.content('model.weights.h5'));
  return kerasModel(tensors, config);
}

/** HDF5, by itself: Keras's, or anybody's arrays. @throws {WeightFileError} where it is damaged */
export function readKerasHdf5(bytes: Uint8Array): WeightFile {
  const { tensors, attribute } = readHdf5(bytes);
  const config = attribute('model_config');
  return kerasModel(tensors, config === undefined ? undefined : parsed(config));
}

/** Letters: a description has some hundred a layer, and as objects takes ten times as much. */
const longestConfig = 2 ** 22;

function parsed(json: string): unknown {
  if (json.length > longestConfig) {
    throw new WeightFileError(
      `The file’s description of the model has ${json.length} letters; ${longestConfig} are allowed: save the weights alone as .weights.h5`,
    );
  }
  try {
    return JSON.parse(json);
  } catch {
    throw new WeightFileError('The file’s description of the model is no JSON; it is damaged');
  }
}
