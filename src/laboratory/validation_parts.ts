/** The parts of a validation: which cell meets which ensemble and activation in which check. */
import { dimensions, experimentAt } from '../experiment/box.ts';
import {
  type ActivationName,
  activations,
  type CellName,
  cells,
  type EnsembleName,
  type Experiment,
  ensembles,
  isGated,
} from '../experiment/experiment.ts';
import { fieldTable } from '../experiment/fields.ts';
import { philox } from '../networks/philox.ts';
import {
  type Checking,
  deathErrors,
  drawErrors,
  givenErrors,
  measurementErrors,
  ownTrajectoryChecks,
  parameterErrors,
  spectrumErrors,
  trustErrors,
  under,
} from './validation_checks.ts';

/** One part of the table. */
export interface Part {
  readonly cell: CellName;
  readonly ensemble: EnsembleName;
  readonly activation?: ActivationName;
  readonly results: Checking;
  /** What differs from the default experiment. */
  readonly experiment: Partial<Experiment>;
}

/** An RNN meets every activation with every ensemble; every other cell meets each activation once, a gated one each ensemble. */
const pairings: readonly Pick<Part, 'cell' | 'ensemble' | 'activation'>[] = [
  ...ensembles.flatMap((ensemble) =>
    activations.map((activation) => ({ cell: 'rnn', ensemble, activation }) as const),
  ),
  ...cells.flatMap((cell): Pick<Part, 'cell' | 'ensemble' | 'activation'>[] => {
    if (cell === 'rnn') return [];
    const usual = activations.map((activation) => ({ cell, ensemble: 'ginibre', activation }) as const);
    if (!isGated(cell)) return usual;
    const others = ensembles.filter((ensemble) => ensemble !== 'ginibre');
    return [...usual, ...others.map((ensemble) => ({ cell, ensemble, activation: 'tanh' }) as const)];
  }),
];

/** Where networks contract a rounding error does not grow. */
const contracting: Partial<Experiment> = {
  ...{ hiddenSize: 16, networks: 8, steps: 60, warmUp: 10, gain: [0.2, 0.6], density: 0.3 },
  ...{ inputScale: 0.3, biasScale: 0.2 },
};

/** Limits of what costs time, or kernels of their own, which take long to compile on a GPU. */
const quick = { hiddenSize: [9, 16], networks: [8, 8], steps: [1, 60], warmUp: [0, 20] } as const;

/** Somewhere in the box of all fields, elsewhere for every pairing and the same every time. */
function somewhere(place: number): Experiment {
  const words = Array.from({ length: Math.ceil(dimensions / 4) }, (_, quad) => [
    ...philox([quad, place, 0, 0], [1, 0]),
  ]);
  return experimentAt(
    words.flat().map((word) => (word >>> 8) / 2 ** 24),
    quick,
  );
}

export const parts: readonly Part[] = [
  ...pairings.flatMap((pairing, place): Part[] => [
    {
      ...pairing,
      results: trustErrors,
      experiment: {
        ...{ hiddenSize: 16, networks: 24, steps: 60, warmUp: 20, gain: [0.3, 3], density: 0.3 },
        ...{ inputScale: 0.3, biasScale: 0.2, forgetBias: 0.5, loss: 'random' },
      },
    },
    {
      ...pairing,
      results: under((check) => `${check}, anywhere`, ownTrajectoryChecks),
      experiment: {
        ...somewhere(place),
        networks: 4,
        gain: [fieldTable.gain.minimum, fieldTable.gain.maximum],
      },
    },
    {
      ...pairing,
      results: measurementErrors,
      experiment: contracting,
    },
  ]),
  ...cells.flatMap((cell): Part[] => {
    const pairing = { cell, ensemble: 'ginibre', activation: 'tanh' } as const;
    return [
      { ...pairing, results: parameterErrors, experiment: contracting },
      { ...pairing, results: givenErrors, experiment: { ...contracting, networks: 2 } },
      // So long that not every time is kept.
      {
        ...pairing,
        results: under((check) => `${check}, some times kept`, measurementErrors),
        experiment: { ...contracting, networks: 2, steps: 1100 },
      },
    ];
  }),
  ...ensembles.map(
    (ensemble): Part => ({
      ...{ cell: 'rnn', ensemble, activation: 'relu' },
      results: deathErrors,
      experiment: { hiddenSize: 4, networks: 32, steps: 50, warmUp: 10, gain: 1.2, density: 0.5 },
    }),
  ),
  // Ungated cells have an RNN's matrix.
  ...cells
    .filter((cell) => cell === 'rnn' || isGated(cell))
    .flatMap((cell) =>
      ensembles.flatMap((ensemble): Part[] => [
        {
          ...{ cell, ensemble },
          results: drawErrors,
          // A linear network at rest: the state that it starts from is the normal numbers themselves.
          experiment: {
            ...{ activation: 'identity', loss: 'random', gain: 1, density: 0.3 },
            ...{ hiddenSize: 30, networks: 4, steps: 1, warmUp: 0 },
          },
        },
        {
          ...{ cell, ensemble },
          results: spectrumErrors,
          experiment: { hiddenSize: 28, networks: 8, steps: 1, warmUp: 0, gain: 1, density: 0.3 },
        },
      ]),
    ),
];
