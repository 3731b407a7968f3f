/**
 * Models of many kinds, sound ones and ones with a fault planted in one layer, all their numbers those of a seed: what the
 * diagnosis is held to.
 */
import { diagnose } from '../../src/analysis/diagnosis/diagnosis.ts';
import type { DiagnosedLayer, Diagnosis, TrainingSaid } from '../../src/analysis/diagnosis/rule.ts';
import type { ActivationName, CellName } from '../../src/experiment/experiment.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { modelAnalysis } from '../../src/laboratory/model.ts';
import { type CellSettings, cellOf } from '../../src/networks/cells.ts';
import { drawWeights } from '../../src/networks/ensemble.ts';
import {
  type Direction,
  type Layer,
  layersOf,
  type Model,
  type ModelLoss,
} from '../../src/networks/model/model.ts';
import { normals } from '../../src/networks/normal.ts';

/** What a model is, before its numbers are drawn. */
export interface Kind {
  readonly cell: CellName;
  readonly activation?: ActivationName;
  readonly size: number;
  readonly inputSize: number;
  readonly levels: number;
  readonly bidirectional?: boolean;
}

/** How its weights are drawn: as PyTorch does, within ±1/√N; W_hh orthogonal, biases zero; or as after some training. */
export type Start = 'torch' | 'orthogonal' | 'trained';

export const nameOf = (level: number, direction: Direction = 'forward') =>
  `rnn.weight_hh_l${level}${direction === 'reverse' ? '_reverse' : ''}`;

/** Uniform within ±limit. */
function uniform(seed: number, place: number, length: number, limit: number): Float64Array {
  // Φ of a normal number, by its logistic approximation: uniform to a hundredth.
  return normals(seed, 0, place, 0, length).map((z) => limit * (2 / (1 + Math.exp(-1.702 * z)) - 1));
}

/** A model of a kind; b_f of its LSTMs is 1 besides. */
export function modelOf(kind: Kind, seed: number, start: Start = 'torch'): Model {
  const { cell, activation = 'tanh', size, inputSize, levels, bidirectional = false } = kind;
  const settings: CellSettings = {
    ...defaultExperiment,
    cell,
    activation,
    leak: 0.3,
    residualScale: 0.2,
    forgetBias: 0,
  };
  const { blocks } = cellOf(settings);
  const directions: Direction[] = bidirectional ? ['forward', 'reverse'] : ['forward'];
  const limit = 1 / Math.sqrt(size);
  return {
    levels: Array.from({ length: levels }, (_, level) =>
      directions.map((direction): Layer => {
        const inputs = level === 0 ? inputSize : size * directions.length;
        const place = (what: number) => 100 * level + 10 * (direction === 'reverse' ? 1 : 0) + what;
        const drawn = (what: number, length: number) => uniform(seed, place(what), length, limit);
        const rows = blocks * size;
        const biasIH = drawn(2, rows);
        if (cell === 'lstm')
          biasIH.subarray(size, 2 * size).forEach((value, i) => {
            biasIH[size + i] = value + 1;
          });
        const layer: Layer = {
          ...{ name: nameOf(level, direction), direction, settings, inputSize: inputs },
          ...{ hiddenSize: size, outputSize: size },
          weightHH: drawn(0, rows * size),
          weightIH: drawn(1, rows * inputs),
          biasIH,
          biasHH: drawn(3, rows),
        };
        return start === 'torch' ? layer : { ...layer, ...begun(layer, start, seed + place(5)) };
      }),
    ),
  };
}

function begun(layer: Layer, start: 'orthogonal' | 'trained', seed: number): Partial<Layer> {
  const { hiddenSize: size, weightHH } = layer;
  const blocks = weightHH.length / size ** 2;
  const orthogonal = new Float64Array(weightHH.length);
  for (let block = 0; block < blocks; block++)
    orthogonal.set(orthogonalMatrix(size, seed + 1000 * block), block * size ** 2);
  if (start === 'orthogonal') return { weightHH: orthogonal, biasHH: new Float64Array(blocks * size) };
  // A direction that training has found stands out of what was drawn.
  const [u, v] = [normals(seed, 1, 0, 0, blocks * size), normals(seed, 1, 1, 0, size)];
  return {
    weightHH: weightHH.map((value, k) => {
      const [row, column] = [Math.floor(k / size), k % size];
      return value + (0.7 * (u[row] ?? 0) * (v[column] ?? 0)) / size;
    }),
  };
}

/** The model with one layer changed, the forward one of a level unless said. */
export function planted(
  { levels }: Model,
  level: number,
  change: (layer: Layer) => Partial<Layer>,
  direction: Direction = 'forward',
): Model {
  return {
    levels: levels.map((layers, k) =>
      layers.map((layer) =>
        k === level && layer.direction === direction ? { ...layer, ...change(layer) } : layer,
      ),
    ),
  };
}

/** Every layer changed. */
function everywhere({ levels }: Model, change: (layer: Layer, level: number) => Partial<Layer>): Model {
  return {
    levels: levels.map((layers, level) => layers.map((layer) => ({ ...layer, ...change(layer, level) }))),
  };
}

/** Haar-orthogonal, [N × N]. */
function orthogonalMatrix(size: number, seed: number): Float64Array {
  return drawWeights(
    { ...defaultExperiment, cell: 'rnn', ensemble: 'orthogonal', hiddenSize: size, seed },
    0,
  );
}

export const scaled = (values: Float64Array | undefined, factor: number) =>
  (values ?? new Float64Array()).map((value) => factor * value);

/** The biases with one block at a value, and what is drawn there gone. */
export function biased({ biasIH, biasHH, hiddenSize: size }: Layer, block: number, value: number) {
  const [own, other] = [biasIH?.slice() ?? new Float64Array(), biasHH?.slice() ?? new Float64Array()];
  return {
    biasIH: own.fill(value, block * size, (block + 1) * size),
    biasHH: other.fill(0, block * size, (block + 1) * size),
  };
}

/**
 * Every layer at rest, without biases, where a step multiplies the gradient by `factorOf(level)`: the candidate's block is a
 * multiple of the identity, and no gate hears of the state. With inputs of zero nothing ever moves.
 */
export function atRest(model: Model, factorOf: (level: number) => number): Model {
  return everywhere(model, (layer, level) => resting(layer, factorOf(level)));
}

function resting(layer: Layer, factor: number): Partial<Layer> {
  const { hiddenSize: size, settings, weightHH } = layer;
  const { candidate, blocks } = cellOf(settings);
  const { cell } = settings;
  const gated = cell === 'lstm' || cell === 'gru';
  // What gates keep by themselves is less than is left.
  const kept = Math.min(0.5, factor / 2);
  const { direct, slope } = !gated
    ? cellOf(settings).rest
    : { direct: kept, slope: cell === 'lstm' ? 0.25 : (1 - kept) / 2 };
  const bias = new Float64Array(blocks * size);
  if (gated) bias.fill(Math.log(kept / (1 - kept)), size, 2 * size);
  const own = new Float64Array(weightHH.length);
  for (let unit = 0; unit < size; unit++)
    own[(candidate * size + unit) * size + unit] = (factor - direct) / slope;
  return { weightHH: own, biasIH: bias, biasHH: new Float64Array(blocks * size) };
}

export interface Task {
  readonly steps?: number;
  readonly loss?: ModelLoss;
  readonly said?: TrainingSaid;
  /** Row-major [T × I]; drawn from N(0, 1) unless given. */
  readonly inputs?: Float64Array;
  /** ρ of every layer, instead of its own. */
  readonly radius?: number;
}

/** What the diagnosis finds in a model. */
export async function findingsIn(
  model: Model,
  { steps = 12, loss = 'last', said = {}, inputs, radius }: Task = {},
): Promise<Diagnosis[]> {
  const { inputSize } = layersOf(model)[0] ?? { inputSize: 0 };
  const batch = [{ inputs: inputs ?? normals(99, 0, 0, 0, steps * inputSize) }];
  const parts = modelAnalysis({ model, batch, loss }, { signal: new AbortController().signal });
  for (;;) {
    const next = await parts.next();
    if (!next.done) continue;
    return diagnose(
      layersOf(model).flatMap((layer, i): DiagnosedLayer[] => {
        const analysis = next.value.layers[i];
        if (!analysis) return [];
        const { candidate } = analysis;
        return [
          {
            layer,
            analysis: { ...analysis, candidate: { ...candidate, radius: radius ?? candidate.radius } },
          },
        ];
      }),
      said,
    );
  }
}
