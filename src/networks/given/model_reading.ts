/**
 * Every layer and direction of one module of PyTorch's, read as one model: `weight_hh_l0`, `weight_hh_l0_reverse`,
 * `weight_hh_l1` … behind one prefix. What does not fit together is refused, what stands among it is asked about.
 */
import { quoted } from '../../experiment/field_error.ts';
import type { CellSettings } from '../cells.ts';
import type { Direction, Layer, Model } from '../model/model.ts';
import { flaxLayers, haikuLayers } from './jax_layers.ts';
import { type NamedLayer, namedLayers } from './layer_names.ts';
import { layerOutline } from './layer_outline.ts';
import { type MeantTensor, meantTensors } from './meant_tensor.ts';
import { blocksOf, cellWords, type LayerOutline, readLayer } from './recurrent_layer.ts';
import { inWords, shapeInWords, type Tensor } from './tensor.ts';
import { WeightFileError } from './weight_file_error.ts';
import { doubtAbout, requireAllRead, type WeightFile } from './weight_reading.ts';

/** One direction of one layer, as its tensors tell it. */
export interface ModelLayerOutline extends LayerOutline {
  readonly direction: Direction;
  /** P */
  readonly outputSize: number;
  /** W_hr [P × N] */
  readonly weightHR?: Tensor;
}

export interface ModelOutline {
  /** What stands before the names of its parts, without the point behind it; empty where nothing does. */
  readonly name: string;
  readonly levels: readonly (readonly ModelLayerOutline[])[];
  /** What is read and what is left aside, in sentences. */
  readonly read: readonly string[];
}

/** A module of a file: a model, or why it is none, or why that is not certain. */
export interface Module {
  readonly name: string;
  readonly model?: ModelOutline;
  /** A sentence without a point. */
  readonly doubt?: string;
  readonly refusal?: string;
}

/** The modules whose names say which layer and direction is which, in the order of their names. */
export function modulesOf(file: WeightFile): Module[] {
  // A file that declares its layers has no names that tell them.
  if (file.declared) return [];
  const meant = meantTensors(file.tensors);
  const byPath = new Map<string, NamedLayer[]>();
  for (const layer of namedLayers(meant)) {
    if (placeOf(layer.suffix)) byPath.set(layer.path, [...(byPath.get(layer.path) ?? []), layer]);
  }
  return Array.from(byPath, ([path, layers]) => moduleOf(path, layers, { file, meant }));
}

/** Whether nothing of a file is recurrent but this module. */
export function isAllOf({ tensors }: WeightFile): boolean {
  const meant = meantTensors(tensors);
  const named = [...namedLayers(meant), ...flaxLayers(meant), ...haikuLayers(meant)];
  return new Set(named.map(({ path }) => path)).size === 1;
}

/** A layer that was read by itself, as a model of one. */
export function modelOfLayer(layer: LayerOutline, read: readonly string[]): ModelOutline {
  if (layer.inputSize === 0)
    throw new WeightFileError(`${quoted(layer.name)} has no input weights beside it: a model needs them`);
  return { name: '', levels: [[{ ...layer, direction: 'forward', outputSize: layer.hiddenSize }]], read };
}

/** Its weights in float64. @throws {WeightFileError} where one is not a finite number */
export function readModel({ levels }: ModelOutline, settings: CellSettings): Model {
  return { levels: levels.map((level) => level.map((layer) => readModelLayer(layer, settings))) };
}

function readModelLayer(outline: ModelLayerOutline, settings: CellSettings): Layer {
  const { direction, outputSize, weightHR } = outline;
  const { weightIH, cell: _, ...layer } = readLayer(outline);
  if (!weightIH) throw new RangeError(`${outline.name} has no input weights.`);
  return {
    ...{ ...layer, settings, direction, outputSize, weightIH },
    ...(weightHR && { weightHR: weightHR.values() }),
  };
}

interface Place {
  readonly level: number;
  readonly direction: Direction;
}

/** What a suffix such as `_l1_reverse` says; undefined where it is none. */
function placeOf(suffix: string): Place | undefined {
  const [, level, reverse] = /^_l(\d+)(_reverse)?$/.exec(suffix) ?? [];
  if (level === undefined) return undefined;
  return { level: Number(level), direction: reverse === undefined ? 'forward' : 'reverse' };
}

interface InFile {
  readonly file: WeightFile;
  readonly meant: readonly MeantTensor[];
}

function moduleOf(path: string, layers: readonly NamedLayer[], { file, meant }: InFile): Module {
  const name = path.replace(/[./]$/, '');
  try {
    const projections = new Map(
      layers.flatMap(({ suffix }) => {
        const found = meant.find(({ key }) => key === `${path}weight_hr${suffix}`);
        return found ? [[suffix, found] as const] : [];
      }),
    );
    const parts = [...layers.flatMap((layer) => [...layer.parts.values()]), ...projections.values()];
    const taken = new Set(parts.flatMap(({ sources }) => sources));
    const unread = meant.filter(({ sources }) => !sources.some((source) => taken.has(source)));
    for (const layer of layers) requireAllRead(layer, unread);
    const outlines = layers.map((layer) => outlineOf(layer, projections.get(layer.suffix)));
    const levels = stacked(layers, outlines);
    const [doubt] = layers.flatMap((layer) => doubtAbout(layer, unread) ?? []);
    return { name, model: { name, levels, read: sentencesOn(levels, file) }, ...(doubt && { doubt }) };
  } catch (error) {
    if (!(error instanceof WeightFileError)) throw error;
    return { name, refusal: error.message };
  }
}

/** @throws {WeightFileError} where the shapes of a layer do not go together */
function outlineOf(layer: NamedLayer, weightHR: MeantTensor | undefined): ModelLayerOutline {
  const direction = placeOf(layer.suffix)?.direction ?? 'forward';
  const outline = weightHR ? projectedOutline(layer, weightHR) : { ...layerOutline(layer) };
  if (outline.inputSize === 0)
    throw new WeightFileError(`${quoted(outline.name)} has no input weights beside it: a model needs them`);
  return { outputSize: outline.hiddenSize, ...outline, direction };
}

/** Of an LSTM whose W_hh is [4N × P], which W_hr [P × N] brings N units to. */
function projectedOutline(layer: NamedLayer, weightHR: MeantTensor) {
  const weightHH = layer.parts.get('recurrent');
  const [outputs = 0, units = 0] = weightHR.shape;
  const shape = [blocksOf.lstm.length * units, outputs];
  if (!weightHH || weightHR.shape.length !== 2 || weightHH.shape.join() !== shape.join()) {
    throw new WeightFileError(
      `${quoted(weightHR.name)} is ${shapeInWords(weightHR.shape)} beside W_hh, ${shapeInWords(weightHH?.shape ?? [])}; P × N beside 4N × P is allowed`,
    );
  }
  // The rest of the layer is that of an LSTM without a projection.
  const square = { ...weightHH, shape: [blocksOf.lstm.length * units, units] };
  const outline = layerOutline({ ...layer, parts: new Map(layer.parts).set('recurrent', square) });
  return {
    ...outline,
    ...{ tensors: { ...outline.tensors, weightHH }, outputSize: outputs, weightHR },
    sources: [...outline.sources, ...weightHR.sources],
  };
}

/** The layers by level and direction. @throws {WeightFileError} where they are not those of one module */
function stacked(
  layers: readonly NamedLayer[],
  outlines: readonly ModelLayerOutline[],
): readonly (readonly ModelLayerOutline[])[] {
  const levels: ModelLayerOutline[][] = [];
  layers.forEach(({ suffix }, i) => {
    const outline = outlines[i];
    const place = placeOf(suffix);
    if (outline && place) levels[place.level] = [...(levels[place.level] ?? []), outline];
  });
  const [first] = levels[0] ?? [];
  const directions = levels[0]?.length ?? 0;
  for (const [level, found] of Array.from(levels, (found) => found ?? []).entries()) {
    found.sort((a, b) => a.direction.localeCompare(b.direction));
    if (!first || found.length !== directions || found[0]?.direction !== 'forward') {
      throw new WeightFileError(
        `Layer ${level} has ${found.map(({ name }) => quoted(name)).join(', ') || 'no weights'}; every layer of a module has one direction, or both, from layer 0 on`,
      );
    }
    for (const layer of found) requireAbove(first, layer, level, directions);
  }
  return levels;
}

/** @throws {WeightFileError} where a layer is of another kind than the first, or does not read what is below it */
function requireAbove(
  first: ModelLayerOutline,
  layer: ModelLayerOutline,
  level: number,
  directions: number,
): void {
  const inputs = level === 0 ? first.inputSize : directions * first.outputSize;
  const alike =
    layer.cell === first.cell &&
    layer.hiddenSize === first.hiddenSize &&
    layer.outputSize === first.outputSize &&
    layer.inputSize === inputs;
  if (alike) return;
  throw new WeightFileError(
    `${quoted(layer.name)} is ${kindInWords(layer)}; beside ${quoted(first.name)} it must be ${kindInWords({ ...first, inputSize: inputs })}`,
  );
}

function kindInWords({ cell, hiddenSize, outputSize, inputSize }: ModelLayerOutline): string {
  const outputs = outputSize === hiddenSize ? '' : ` with ${outputSize} outputs`;
  return `${cellWords[cell]} of ${hiddenSize} unit${hiddenSize === 1 ? '' : 's'}${outputs} and ${inputSize} input${inputSize === 1 ? '' : 's'}`;
}

/** How many layers of what a model has: `3 layers, both directions: an LSTM of 64 units and 20 inputs`. */
export function modelInWords({ levels }: Pick<ModelOutline, 'levels'>): string {
  const [first] = levels[0] ?? [];
  const count = `${levels.length} layer${levels.length === 1 ? '' : 's'}`;
  const directions = levels[0]?.length === 2 ? ', both directions' : '';
  return first ? `${count}${directions}: ${kindInWords(first)}` : count;
}

function sentencesOn(levels: ModelOutline['levels'], { tensors, remarks = [] }: WeightFile): string[] {
  const layers = levels.flat();
  const read = new Set(layers.flatMap(({ sources }) => sources));
  const aside = tensors.flatMap(({ name }) => (read.has(name) ? [] : [name]));
  const projections = layers.flatMap(({ weightHR }) => weightHR?.name ?? []);
  return [
    `${inWords(layers.map(({ name }) => name))} are read as one model, ${modelInWords({ levels })}.`,
    ...remarks,
    ...new Set(layers.flatMap((layer) => layer.remarks)),
    ...(projections.length > 0
      ? [`${inWords(projections)} project h: ρ and ‖·‖₂ are those of W_hr·W_hh.`]
      : []),
    aside.length === 0 ? 'Nothing else is in the file.' : `Left aside: ${inWords(aside)}.`,
  ];
}
