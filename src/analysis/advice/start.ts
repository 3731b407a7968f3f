/** Ways to start a recurrent layer: what is drawn, exactly as the snippet of each draws it. */

import { type CellName, isGated, isKinked } from '../../experiment/experiment.ts';
import { defaultExperiment } from '../../experiment/fields.ts';
import { activationOf } from '../../networks/activation.ts';
import { type CellSettings, cellOf } from '../../networks/cells.ts';
import { drawWeights } from '../../networks/ensemble.ts';
import type { Layer } from '../../networks/model/model.ts';
import { purpose, word } from '../../networks/normal.ts';

/** What a person asks about. */
export interface AdviceQuestion {
  readonly settings: CellSettings;
  /** N */
  readonly hiddenSize: number;
  /** I */
  readonly inputSize: number;
  /** L: how many steps lie between what the loss hangs on and the loss. */
  readonly lag: number;
  /** T, where it is known: how long sequences are. */
  readonly steps?: number;
}

export const startNames = ['default', 'orthogonal', 'identity', 'forget-one', 'chrono'] as const;
export type StartName = (typeof startNames)[number];

/** A way to start, with the factor on what it draws where it has one. */
export interface Start {
  readonly name: StartName;
  /** Of an orthogonal matrix. */
  readonly gain?: number;
}

/** Factors about the edge at rest: inputs move it, up where they bring units into their tails. */
export const aboutTheEdge = [0.95, 1, 1.1, 1.25, 1.5, 1.8];

/** Ways to start such a layer, PyTorch's own first. */
export function startsOf({ settings }: AdviceQuestion): readonly Start[] {
  if (settings.cell === 'lstm') return [{ name: 'default' }, { name: 'forget-one' }, { name: 'chrono' }];
  if (isGated(settings.cell)) return [{ name: 'default' }, { name: 'chrono' }];
  const edge = edgeOf(settings);
  return [
    { name: 'default' },
    { name: 'identity' },
    ...aboutTheEdge.map(
      (factor): Start => ({ name: 'orthogonal', gain: Number((factor * edge).toPrecision(3)) }),
    ),
  ];
}

/** The gain at which direct + slope·g = 1; behind a kink slope is the root mean square of both sides (He et al. 2015). */
export function edgeOf(settings: CellSettings): number {
  const { direct, slope } = cellOf(settings).rest;
  const { slopeAtRest, derivative } = activationOf(settings);
  const passed = isKinked(settings.activation)
    ? Math.sqrt((derivative(1) ** 2 + derivative(-1) ** 2) / 2) / slopeAtRest
    : 1;
  // What keeps all of itself is at the edge without any recurrent weight: it is near it with small ones.
  return direct >= 1 ? 0.1 : (1 - direct) / (slope * passed);
}

/** Which block's bias says how long a cell keeps what it has, and which lets new things in; of gated cells. */
const keepers: Readonly<Partial<Record<CellName, { readonly keeps: number; readonly lets?: number }>>> = {
  lstm: { keeps: 1, lets: 0 },
};
/** Of every other gated cell: the second gate keeps, as its bias grows. */
const otherKeeper = { keeps: 1 };

/** A layer that is started so, with `units` units; its numbers are those of a seed and its index. */
export function startedLayer(
  { settings, hiddenSize, inputSize, lag }: AdviceQuestion,
  { name, gain = 1 }: Start,
  { units, seed, index }: { readonly units: number; readonly seed: number; readonly index: number },
): Layer {
  const { blocks } = cellOf(settings);
  const rows = blocks * units;
  const drawn = (row: number, length: number, limit: number) =>
    uniforms(seed, index, row, length).map((u) => limit * (2 * u - 1));
  // Fewer units stand for those that are asked about: what drives each is as theirs.
  const driving = 1 / Math.sqrt(hiddenSize);
  const layer: Layer = {
    ...{
      name: 'weight_hh_l0',
      direction: 'forward',
      settings,
      hiddenSize: units,
      outputSize: units,
      inputSize,
    },
    weightHH: drawn(0, rows * units, 1 / Math.sqrt(units)),
    weightIH: drawn(1, rows * inputSize, driving),
    biasIH: drawn(2, rows, driving),
    biasHH: drawn(3, rows, driving),
  };
  if (name === 'default') return layer;
  if (name === 'forget-one' || name === 'chrono') {
    const { keeps, lets } = { lets: undefined, ...(keepers[settings.cell] ?? otherKeeper) };
    // log U(1, L − 1), of each unit its own (Tallec & Ollivier 2018).
    const kept = uniforms(seed, index, 4, units).map((u) =>
      name === 'chrono' ? Math.log(1 + u * Math.max(1, lag - 2)) : 1,
    );
    const [biasIH, biasHH] = [
      layer.biasIH?.slice() ?? new Float64Array(rows),
      layer.biasHH?.slice() ?? new Float64Array(rows),
    ];
    biasIH.set(kept, keeps * units);
    biasHH.fill(0, keeps * units, (keeps + 1) * units);
    if (name === 'chrono' && lets !== undefined) {
      biasIH.set(
        kept.map((value) => -value),
        lets * units,
      );
      biasHH.fill(0, lets * units, (lets + 1) * units);
    }
    return { ...layer, biasIH, biasHH };
  }
  const ensemble = name === 'identity' ? 'identity' : 'orthogonal';
  const experiment = { ...defaultExperiment, cell: 'rnn', ensemble, hiddenSize: units, seed } as const;
  return {
    ...layer,
    weightHH: drawWeights(experiment, index).map((value) => gain * value),
    biasIH: new Float64Array(rows),
    biasHH: new Float64Array(rows),
  };
}

/** Uniform on 0 … 1, from the counter: what stands in the rows far behind those of inputs. */
function uniforms(seed: number, index: number, row: number, length: number): Float64Array {
  return Float64Array.from(
    { length },
    (_, column) => (word(seed, purpose.input, index, firstRow + row, column) + 0.5) / 2 ** 32,
  );
}

const firstRow = 2 ** 20;
