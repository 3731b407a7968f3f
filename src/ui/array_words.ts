/** What a person calls the arrays of a layer's own sequence, and what stands in for one that is not given. */

import { say } from '../language/say.ts';
import type { ArrayName } from '../networks/given/array_names.ts';
import type { LayerSummary } from '../networks/given/layer_summary.ts';

interface ArrayWords {
  /** In a row of its own. */
  readonly label: string;
  /** Within a sentence. */
  readonly inText: string;
  /** Its shape: T steps of I inputs, N units. */
  readonly shape: string;
  readonly unlessGiven: (layer: LayerSummary) => string;
}

export const arrayWords: Readonly<Record<ArrayName, ArrayWords>> = {
  inputs: { label: say`Inputs`, inText: say`inputs`, shape: 'T × I', unlessGiven: () => 'drawn, N(0, 1)' },
  hidden: {
    label: 'State h₀',
    inText: 'initial state h₀',
    shape: 'N',
    unlessGiven: ({ inputSize }) => (inputSize === 0 ? 'drawn, φ(z)' : say`zero`),
  },
  cell: { label: 'State c₀', inText: 'initial state c₀', shape: 'N', unlessGiven: () => say`zero` },
  cotangent: {
    label: '∂L/∂h at T',
    inText: 'cotangent ∂L/∂h at T',
    shape: 'N',
    unlessGiven: () => say`ones`,
  },
};
