/** A model as it would be with other weights: what a cure would do, before anybody trains with it. */
import { blocksOf } from '../given/recurrent_layer.ts';
import type { Layer, Model } from './model.ts';

/** What of every layer and direction is other than in the file. */
export interface Alteration {
  /** On W_hh. */
  readonly factor: number;
  /** Added to the bias of an LSTM's forget gates; of other cells nothing is. */
  readonly forgetShift: number;
}

export const unaltered: Alteration = { factor: 1, forgetShift: 0 };

export function altered({ levels }: Model, alteration: Alteration): Model {
  return { levels: levels.map((level) => level.map((layer) => alteredLayer(layer, alteration))) };
}

function alteredLayer(layer: Layer, { factor, forgetShift }: Alteration): Layer {
  const weightHH = factor === 1 ? layer.weightHH : layer.weightHH.map((weight) => factor * weight);
  if (layer.settings.cell !== 'lstm' || forgetShift === 0) return { ...layer, weightHH };
  const { hiddenSize } = layer;
  const biasIH = layer.biasIH?.slice() ?? new Float64Array(blocksOf.lstm.length * hiddenSize);
  const start = blocksOf.lstm.indexOf('f') * hiddenSize;
  for (let unit = start; unit < start + hiddenSize; unit++) biasIH[unit] = (biasIH[unit] ?? 0) + forgetShift;
  return { ...layer, weightHH, biasIH };
}

/** What is altered, in sentences for a person. */
export function alterationInWords({ factor, forgetShift }: Alteration): string[] {
  return [
    ...(factor === 1 ? [] : [`Not as in the file: W_hh of every layer is multiplied by ${factor}.`]),
    ...(forgetShift === 0
      ? []
      : [`Not as in the file: ${forgetShift} is added to the bias of every forget gate.`]),
  ];
}
