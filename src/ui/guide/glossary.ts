/** What the words of the field mean: one table, a sentence or two each. */
import { say } from '../../language/say.ts';
import type { Term } from './terms.ts';

interface Meaning {
  /** Its name in full, where the word is a sign. */
  readonly name: string;
  readonly meaning: string;
}

export const glossary: Readonly<Record<Term, Meaning>> = {
  ρ: {
    name: 'ρ, spectral radius',
    meaning:
      'The largest modulus among the eigenvalues of the recurrent matrix W_hh. It is computed for every network that is drawn; in a ' +
      'linear network the gradient vanishes below ρ = 1 and explodes above.',
  },
  λ: {
    name: 'λ, growth rate',
    meaning:
      'How fast the gradient grows on its way back: the logarithm of its norm at the first step over that at the last, divided by the ' +
      'number of steps, in nats a step. Below zero it vanishes, above it explodes.',
  },
  Ginibre: {
    name: 'Ginibre matrix',
    meaning:
      'All entries independent and normal, of variance 1/N. Of many units its eigenvalues fill a disc of radius 1 evenly.',
  },
  'mean field': {
    name: 'Mean field',
    meaning:
      'Theory of infinitely many units: each feels only averages over all others, so that sums over units become averages over a normal ' +
      'number, and the edge can be computed without drawing a network.',
  },
  decades: {
    name: say`Decade`,
    meaning: 'A factor of ten: a gradient that has lost 6 decades is a millionth of what it was.',
  },
  saturation: {
    name: say`Saturation`,
    meaning:
      'A unit so far out on tanh or sigmoid that the slope φ′ is nearly zero there: it hardly passes a gradient on.',
  },
  cotangent: {
    name: say`Cotangent`,
    meaning:
      'What travels backwards: ∂L/∂h at a step, how the loss answers to each entry of that state. A step back multiplies it by that step’s ' +
      'Jacobian, transposed.',
  },
  Jacobian: {
    name: say`Jacobian`,
    meaning:
      'The matrix of all partial derivatives of a state by the one before: by it a small change of the state is multiplied in a step. A ' +
      'gradient crosses T steps through the product of T of them.',
  },
  'Lyapunov exponent': {
    name: 'Lyapunov exponent',
    meaning:
      'The mean rate, in nats a step, at which a small difference between two states grows along one direction. Where the largest is above ' +
      'zero the network is chaotic.',
  },
  'pre-activation': {
    name: 'Pre-activation, z',
    meaning: 'What a unit adds up before φ is applied: z = g·W·h + U·x + b.',
  },
};
