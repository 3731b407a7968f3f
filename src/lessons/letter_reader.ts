/** The trained pair of the story: an RNN that reads letters one by one and names the first of them, run here in float64. */
import { readWeightFile } from '../files/weight_file.ts';
import { activationOf } from '../networks/activation.ts';
import { entry } from '../networks/vector.ts';

/** What it can read, and name. */
export const letters = ['A', 'B', 'C', 'D'] as const;

/** What came of reading a text. */
export interface LettersRead {
  /** Index of the letter that it names. */
  readonly named: number;
  /** √⟨φ′²⟩ over its units, at each letter. */
  readonly slopes: readonly number[];
}

const { value: tanh, derivative: slope } = activationOf({ activation: 'tanh', negativeSlope: 0 });

export class LetterReader {
  readonly #weights: Readonly<Record<keyof typeof tensorNames, Float64Array>>;

  constructor(weights: Readonly<Record<keyof typeof tensorNames, Float64Array>>) {
    this.#weights = weights;
  }

  /** @throws {WeightFileError} where the file is not read, and Error where it is another network's */
  static async of(file: File): Promise<LetterReader> {
    const { tensors } = await readWeightFile(file.name, new Uint8Array(await file.arrayBuffer()));
    const valuesOf = (name: string): Float64Array => {
      const tensor = tensors.find((one) => one.name === name);
      if (!tensor) throw new Error(`${file.name} has no ${name}`);
      return tensor.values();
    };
    return new LetterReader({
      recurrent: valuesOf(tensorNames.recurrent),
      input: valuesOf(tensorNames.input),
      inputBias: valuesOf(tensorNames.inputBias),
      recurrentBias: valuesOf(tensorNames.recurrentBias),
      head: valuesOf(tensorNames.head),
      headBias: valuesOf(tensorNames.headBias),
    });
  }

  /** Reads a text, letters by their indices, from rest. */
  read(text: readonly number[]): LettersRead {
    const { recurrent, input, inputBias, recurrentBias, head, headBias } = this.#weights;
    const units = inputBias.length;
    let state = new Float64Array(units);
    const slopes = text.map((letter) => {
      const next = new Float64Array(units);
      let squares = 0;
      for (let unit = 0; unit < units; unit++) {
        let z =
          entry(input, letters.length * unit + letter) + entry(inputBias, unit) + entry(recurrentBias, unit);
        for (let from = 0; from < units; from++)
          z += entry(recurrent, units * unit + from) * entry(state, from);
        next[unit] = tanh(z);
        squares += slope(z) ** 2;
      }
      state = next;
      return Math.sqrt(squares / units);
    });
    const scores = letters.map((_, letter) =>
      state.reduce((sum, h, unit) => sum + entry(head, units * letter + unit) * h, entry(headBias, letter)),
    );
    return { named: scores.indexOf(Math.max(...scores)), slopes };
  }
}

const tensorNames = {
  recurrent: 'rnn.weight_hh_l0',
  input: 'rnn.weight_ih_l0',
  inputBias: 'rnn.bias_ih_l0',
  recurrentBias: 'rnn.bias_hh_l0',
  head: 'head.weight',
  headBias: 'head.bias',
} as const;
