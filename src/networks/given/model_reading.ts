/**
 * Layers and directions that stand on one another, read as one model: those of one module of PyTorch's, of one list of cells,
 * or as the file itself says. What does not fit together is refused, what stands among it is asked about.
 */

import { quoted } from '../../experiment/field_error.ts';
import { inNumber } from '../../language/nouns.ts';
import { say } from '../../language/say.ts';
import type { CellSettings } from '../cells.ts';
import type { Direction, Layer, Model } from '../model/model.ts';
import { flaxLayers, haikuLayers } from './jax_layers.ts';
import { type NamedLayer, namedLayers } from './layer_names.ts';
import { layerOutline } from './layer_outline.ts';
import { declaredStack, type LayerStack, namedStacks, type PlacedLayer } from './layer_stacks.ts';
import { fits } from './layer_summary.ts';
import { embeddingsIn } from './meant_inputs.ts';
import { type MeantTensor, meantTensors } from './meant_tensor.ts';
import { blocksOf, cellWords, type LayerOutline, readLayer } from './recurrent_layer.ts';
import { settingsOf } from './sequence.ts';
import { inWords, shapeInWords, type Tensor } from './tensor.ts';
import { WeightFileError } from './weight_file_error.ts';
import { doubtAbout, type Reading, requireAllRead, type WeightFile } from './weight_reading.ts';

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
  /** Embeddings of the file whose rows it may read. */
  readonly embeddings: readonly Tensor[];
}

/** A module of a file: a model, or why it is none, or why that is not certain. */
export interface Module {
  readonly name: string;
  /** How many layers and directions are told of, whether they are read or not. */
  readonly layers: number;
  readonly model?: ModelOutline;
  /** A sentence without a point. */
  readonly doubt?: string;
  readonly refusal?: string;
}

/** The models of a file that names, or the file itself, tell; by names in the order of these. */
export function modulesOf(file: WeightFile): Module[] {
  if (file.declared) {
    return (file.stacks ?? []).map((stack) => moduleOf(declaredStack(stack), { file, meant: [] }));
  }
  const meant = meantTensors(file.tensors);
  return namedStacks(everyLayer(meant), meant).map((stack) => moduleOf(stack, { file, meant }));
}

/** Whether nothing of a file is recurrent but what one model of it has. */
export function isAllOf(file: WeightFile): boolean {
  const modules = modulesOf(file);
  const [only] = modules;
  const layers = file.declared?.length ?? everyLayer(meantTensors(file.tensors)).length;
  return modules.length === 1 && only?.layers === layers;
}

function everyLayer(meant: readonly MeantTensor[]): NamedLayer[] {
  return [...namedLayers(meant), ...flaxLayers(meant), ...haikuLayers(meant)];
}

/** A layer that was read by itself, as a model of one. */
export function modelOfLayer({ layer, read, embeddings }: Reading): ModelOutline {
  if (layer.inputSize === 0)
    throw new WeightFileError(`${quoted(layer.name)} has no input weights beside it: a model needs them`);
  return {
    name: '',
    levels: [[{ ...layer, direction: 'forward', outputSize: layer.hiddenSize }]],
    read,
    embeddings,
  };
}

/** Its weights in float64. @throws {WeightFileError} where one is not a finite number */
export function readModel({ levels }: ModelOutline, settings: CellSettings): Model {
  const [first] = levels[0] ?? [];
  if (!first) return { levels: [] };
  const read = (layer: ModelLayerOutline) => readModelLayer(layer, settingsOfLayer(layer, first, settings));
  return { levels: levels.map((level) => level.map(read)) };
}

/**
 * What a layer's cell is: what is said of a model is said of its first layer's cell, and another is as the file says.
 * @param settings those of the first
 */
export function settingsOfLayer(
  { cell, said }: LayerOutline,
  first: LayerOutline,
  settings: CellSettings,
): CellSettings {
  return cell === first.cell ? settings : settingsOf(cell, said);
}

function readModelLayer(outline: ModelLayerOutline, settings: CellSettings): Layer {
  const { direction, outputSize, weightHR, sources, keras } = outline;
  const { weightIH, cell: _, ...layer } = readLayer(outline);
  if (!weightIH) throw new RangeError(`${outline.name} has no input weights.`);
  return {
    ...{ ...layer, settings, direction, outputSize, weightIH, sources },
    ...(keras !== undefined && { keras }),
    ...(weightHR && { weightHR: weightHR.values() }),
  };
}

interface InFile {
  readonly file: WeightFile;
  readonly meant: readonly MeantTensor[];
}

function moduleOf(stack: LayerStack, { file, meant }: InFile): Module {
  const { name, placed, remarks } = stack;
  const about = { name, layers: placed.length };
  if (stack.refusal !== undefined) return { ...about, refusal: stack.refusal };
  try {
    const projections = new Map(
      placed.flatMap(({ layer }) => {
        const found = meant.find(({ key }) => key === `${layer.path}weight_hr${layer.suffix}`);
        return found ? [[layer, found] as const] : [];
      }),
    );
    const layers = placed.map(({ layer }) => layer);
    const parts = [...layers.flatMap((layer) => [...layer.parts.values()]), ...projections.values()];
    const taken = new Set(parts.flatMap(({ sources }) => sources));
    const unread = meant.filter(({ sources }) => !sources.some((source) => taken.has(source)));
    for (const layer of layers) requireAllRead(layer, unread);
    const levels = stacked(
      placed.map((one) => outlineOf(one, projections.get(one.layer))),
      stack,
    );
    const doubts = layers.flatMap((layer) => doubtAbout(layer, unread) ?? []);
    const doubt = stack.doubt ?? doubts[0];
    const read = sentencesOn(levels, file, remarks);
    const embeddings = embeddingsIn(file.tensors, levels[0]?.[0]?.inputSize ?? 0);
    return { ...about, model: { name, levels, read, embeddings }, ...(doubt && { doubt }) };
  } catch (error) {
    if (!(error instanceof WeightFileError)) throw error;
    return { ...about, refusal: error.message };
  }
}

/** The outline of a layer, and the level that it is on. */
interface OnLevel {
  readonly level: number;
  readonly outline: ModelLayerOutline;
}

/** @throws {WeightFileError} where the shapes of a layer do not go together */
function outlineOf({ layer, level, direction }: PlacedLayer, weightHR: MeantTensor | undefined): OnLevel {
  const outline = weightHR ? projectedOutline(layer, weightHR) : { ...layerOutline(layer) };
  if (outline.inputSize === 0)
    throw new WeightFileError(`${quoted(outline.name)} has no input weights beside it: a model needs them`);
  return { level, outline: { outputSize: outline.hiddenSize, ...outline, direction } };
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

/** The layers by level and direction. @throws {WeightFileError} where they are not those of one model */
function stacked(
  placed: readonly OnLevel[],
  { alike }: Pick<LayerStack, 'alike'>,
): readonly (readonly ModelLayerOutline[])[] {
  const levels: ModelLayerOutline[][] = [];
  for (const { level, outline } of placed) levels[level] = [...(levels[level] ?? []), outline];
  const directions = levels[0]?.length ?? 0;
  for (const [level, found] of Array.from(levels, (found) => found ?? []).entries()) {
    found.sort((a, b) => a.direction.localeCompare(b.direction));
    const kinds = found.map(({ direction }) => direction).join();
    const allowed = alike ? directions === found.length && kinds !== 'reverse' : found.length > 0;
    if (!allowed || !/^(?:forward|reverse|forward,reverse)$/.test(kinds)) {
      throw new WeightFileError(
        `Layer ${level} has ${found.map(({ name }) => quoted(name)).join(', ') || 'no weights'}; every layer of a ${alike ? 'module has one direction, or both' : 'model has a direction, or both once'}, from layer 0 on`,
      );
    }
    for (const layer of found) requireAbove(layer, levels[level - 1], levels[0]?.[0] ?? layer, alike);
  }
  return levels;
}

/** @throws {WeightFileError} where a layer does not read what is below it, or cannot be of one model with the first */
function requireAbove(
  layer: ModelLayerOutline,
  below: readonly ModelLayerOutline[] | undefined,
  first: ModelLayerOutline,
  alike: boolean,
): void {
  const inputSize = below ? widthOf(below) : first.inputSize;
  const { cell, hiddenSize, outputSize } = alike ? first : layer;
  const meant = { cell, hiddenSize, outputSize, inputSize };
  if (kindInWords(layer) !== kindInWords(meant)) {
    const beside = alike || !below ? [first] : below;
    throw new WeightFileError(
      `${quoted(layer.name)} is ${kindInWords(layer)}; ${beside === below ? say`above` : say`beside`} ${beside.map(({ name }) => quoted(name)).join(', ')} it must be ${kindInWords(meant)}`,
    );
  }
  if (cell === first.cell && JSON.stringify(layer.said) !== JSON.stringify(first.said)) {
    throw new WeightFileError(
      `${quoted(layer.name)} and ${quoted(first.name)} have not one activation; one for all layers of a cell is allowed in a model, or one layer by itself`,
    );
  }
}

/** What a level puts out. */
function widthOf(level: readonly ModelLayerOutline[]): number {
  return level.reduce((sum, { outputSize }) => sum + outputSize, 0);
}

type Kind = Pick<ModelLayerOutline, 'cell' | 'hiddenSize' | 'outputSize' | 'inputSize'>;

function kindInWords({ inputSize, ...kind }: Kind, said: Partial<Pick<CellSettings, 'cell'>> = {}): string {
  return `${unitsInWords(kind, said)} and ${inputSize} ${inNumber(inputSize, 'input')}`;
}

function unitsInWords(
  { cell, hiddenSize, outputSize }: Omit<Kind, 'inputSize'>,
  said: Partial<Pick<CellSettings, 'cell'>>,
): string {
  const outputs = outputSize === hiddenSize ? '' : ` with ${outputSize} outputs`;
  return `${cellWords[fits({ cell }, said.cell ?? cell) ? (said.cell ?? cell) : cell]} of ${hiddenSize} ${inNumber(hiddenSize, 'unit')}${outputs}`;
}

/**
 * How many layers of what a model has: `3 layers, both directions: an LSTM of 64 units and 20 inputs`; where they are not all
 * alike each: `2 layers: an LSTM of 64 units and 20 inputs, both directions; a GRU of 32 units`.
 * @param said what cells without gates are, where somebody has said it
 */
export function modelInWords(
  { levels }: Pick<ModelOutline, 'levels'>,
  said: Partial<Pick<CellSettings, 'cell'>> = {},
): string {
  const [first] = levels[0] ?? [];
  const count = `${levels.length} ${inNumber(levels.length, 'layer')}`;
  if (!first) return count;
  const directions = (level: readonly ModelLayerOutline[]) =>
    level.length === 2 ? ', both directions' : level[0]?.direction === 'reverse' ? ', in reverse' : '';
  const kinds = levels.map((level) => (level[0] ? unitsInWords(level[0], said) : '') + directions(level));
  const [kind = '', ...above] = kinds;
  if (above.every((other) => other === kind))
    return `${count}${directions(levels[0] ?? [])}: ${kindInWords(first, said)}`;
  return `${count}: ${[kindInWords(first, said) + directions(levels[0] ?? []), ...above].join('; ')}`;
}

function sentencesOn(
  levels: ModelOutline['levels'],
  { tensors, remarks = [] }: WeightFile,
  onStack: readonly string[],
): string[] {
  const layers = levels.flat();
  const read = new Set(layers.flatMap(({ sources }) => sources));
  const aside = tensors.flatMap(({ name }) => (read.has(name) ? [] : [name]));
  const projections = layers.flatMap(({ weightHR }) => weightHR?.name ?? []);
  // Whatever is said of a model is said of its first cell.
  const others = layers.filter(({ cell, said }) => said && cell !== layers[0]?.cell);
  return [
    `${inWords(layers.map(({ name }) => name))} ${layers.length === 1 ? say`is` : say`are`} read as one model, ${modelInWords({ levels })}.`,
    ...remarks,
    ...onStack,
    ...new Set(layers.flatMap((layer) => layer.remarks)),
    ...others.map(({ name, said }) => `As the file says: ${inWords([name])} has ${said?.activation}.`),
    ...(projections.length > 0
      ? [`${inWords(projections)} project h: ρ and ‖·‖₂ are those of W_hr·W_hh.`]
      : []),
    aside.length === 0 ? 'Nothing else is in the file.' : `Left aside: ${inWords(aside)}.`,
  ];
}
