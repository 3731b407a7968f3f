/**
 * How code calls a layer of a file, and writes into its weights: by its module's own path where its names are PyTorch's. Names
 * of other tools are no code of PyTorch's; there `rnn` stands for the module, and a comment says for which. A layer of Keras's
 * is got by its name where its file has it, and is called `layer`.
 */
import type { Layer } from '../../networks/model/model.ts';
import type { Cure } from './rule.ts';
import { noTrace, type Parameter, wrappingOf, writingInto } from './wrapped_weight.ts';

type Named = Pick<Layer, 'name' | 'direction' | 'sources' | 'keras'>;

/** The module's path, and `_l0_reverse` behind `weight_hh` of a module, nothing behind that of a cell. */
const ofPyTorch = /^(?:(.*)\.)?weight_hh(_l\d+(?:_reverse)?)?$/s;

/** A module of PyTorch: `model.encoder.cells[1]`; `rnn` where the file's names begin within it, or are another tool's. */
export function moduleInCode({ name }: Pick<Named, 'name'>): string {
  const [, path = ''] = ofPyTorch.exec(name) ?? [];
  if (path === '') return 'rnn';
  const modules = path.split('.');
  // What a program keeps as `self.model` is most often the model that its owner speaks of.
  const within = modules[0] === 'model' ? modules.slice(1) : modules;
  if (within.every((module) => /^(?:[A-Za-z_]\w*|\d+)$/.test(module)))
    return ['model', ...within.map((module) => (/^\d/.test(module) ? `[${module}]` : `.${module}`))].join('');
  return `model.get_submodule(${JSON.stringify(path)})`;
}

/** A parameter by itself: `bias_ih_l0_reverse`. */
function ownName({ name, direction }: Pick<Named, 'name' | 'direction'>, parameter: Parameter): string {
  const found = ofPyTorch.exec(name);
  return `${parameter}${found ? (found[2] ?? '') : direction === 'reverse' ? '_l0_reverse' : '_l0'}`;
}

/** A parameter in PyTorch: `model.encoder.bias_ih_l0` beside `encoder.weight_hh_l0`. */
export function parameterInCode(layer: Pick<Named, 'name' | 'direction'>, parameter: Parameter): string {
  return `${moduleInCode(layer)}.${ownName(layer, parameter)}`;
}

/** The biases that a layer of PyTorch's has, both or none, by themselves. */
export function biasesOf(layer: Layer): Parameter[] {
  return (layer.biasIH ?? layer.biasHH) ? ['bias_ih', 'bias_hh'] : [];
}

/** A parameter, and lines of code that change it in its place, of what it is called in them. */
export type Change = readonly [parameter: Parameter, change: (weight: string) => readonly string[]];

/** Code that changes parameters, whatever they are kept as. */
export function changing(layer: Named, ...changes: readonly Change[]): string {
  const module = moduleInCode(layer);
  const lines: string[] = [];
  for (const [parameter, change] of changes) {
    const name = ownName(layer, parameter);
    const [first = '', ...others] = writingInto(
      { module, name },
      wrappingOf(layer.sources ?? [], name),
      change,
    );
    // One block where two would stand behind one another.
    const goesOn = first === noTrace && lines.at(-1)?.startsWith(' ');
    lines.push(...(goesOn ? [] : [first]), ...others);
  }
  return lines.join('\n');
}

/** Code that starts weights of layers as frameworks do. */
export function drawingAnew(layers: readonly Layer[]): Cure['code'] {
  const ofLayer = (layer: Layer): string =>
    changing(
      layer,
      ['weight_ih', (weight) => [`torch.nn.init.xavier_uniform_(${weight})`]],
      ['weight_hh', (weight) => [`torch.nn.init.orthogonal_(${weight})`]],
    );
  return {
    pytorch: layers.map(ofLayer).join('\n'),
    keras: 'kernel_initializer = "glorot_uniform"\nrecurrent_initializer = "orthogonal"',
  };
}

/** Code that multiplies parameters, or some of their rows. @param factor as it stands in code */
export function scaling(
  layer: Named,
  parameters: readonly Parameter[],
  factor: string,
  rows?: string,
): string {
  const part = rows === undefined ? '' : `[${rows}]`;
  return changing(
    layer,
    ...parameters.map((name): Change => [name, (weight) => [`${weight}${part}.mul_(${factor})`]]),
  );
}

/** The cure with a first line that says which layer is meant, where the code does not. */
export function withLayerNamed({ sentence, code }: Cure, layer: Named | undefined): Cure {
  if (!layer) return { sentence, code };
  const { name, keras: getting } = layer;
  const { pytorch, keras } = code;
  const says = ofPyTorch.test(name);
  return {
    sentence,
    code: {
      ...(pytorch !== undefined && {
        pytorch: says ? pytorch : named(pytorch, 'rnn', `# rnn: ${name}, as a module of PyTorch’s`),
      }),
      ...(keras !== undefined && {
        keras: says
          ? keras
          : named(keras, 'layer', getting === undefined ? `# layer: ${name}` : `layer = ${getting}`),
      }),
    },
  };
}

/** Only code that speaks of the layer has need of it. */
function named(code: string, variable: string, line: string): string {
  return new RegExp(`\\b${variable}\\b(?! = keras)`).test(code) ? `${line}\n${code}` : code;
}
