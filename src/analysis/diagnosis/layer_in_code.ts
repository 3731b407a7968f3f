/**
 * How code calls a layer of a file: by its own name where that is PyTorch's. Files of other tools, ONNX's, Keras's or JAX's, have
 * names that are no code; there `rnn` and `layer` stand for the layer, and a comment says for which.
 */
import type { Layer } from '../../networks/model/model.ts';
import type { Cure } from './rule.ts';

type Named = Pick<Layer, 'name' | 'direction'>;
type Parameter = 'weight_ih' | 'weight_hh' | 'bias_ih' | 'bias_hh';

/** `weight_hh_l0_reverse` of a module, `weight_hh` of a cell. */
const ofPyTorch = /(?:^|\.)weight_hh(_l\d+(?:_reverse)?)?$/;

/** A parameter in PyTorch: `rnn.bias_ih_l0` beside `encoder.weight_hh_l0`, and beside the name of another tool. */
export function parameterInCode({ name, direction }: Named, parameter: Parameter): string {
  const found = ofPyTorch.exec(name);
  const place = found ? (found[1] ?? '') : direction === 'reverse' ? '_l0_reverse' : '_l0';
  return `rnn.${parameter}${place}`;
}

/** The biases that a layer of PyTorch's has, both or none. */
export function biasesInCode(layer: Layer): string[] {
  if (!(layer.biasIH ?? layer.biasHH)) return [];
  return (['bias_ih', 'bias_hh'] as const).map((bias) => parameterInCode(layer, bias));
}

/** The cure with a first line that says which layer is meant, where the code does not. */
export function withLayerNamed({ sentence, code }: Cure, name: string | undefined): Cure {
  if (name === undefined || ofPyTorch.test(name)) return { sentence, code };
  const { pytorch, keras } = code;
  return {
    sentence,
    code: {
      ...(pytorch !== undefined && { pytorch: named(pytorch, 'rnn', `${name}, as a module of PyTorch’s`) }),
      ...(keras !== undefined && { keras: named(keras, 'layer', name) }),
    },
  };
}

/** Only code that speaks of the layer has need of it. */
function named(code: string, variable: string, what: string): string {
  return new RegExp(`\\b${variable}\\.(?!keras)`).test(code) ? `# ${variable}: ${what}\n${code}` : code;
}
