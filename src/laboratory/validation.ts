/**
 * Every kernel of an engine held against its oracle: a table of check × cell × ensemble × activation with the
 * worst error, its limit and a verdict. Small networks and short sequences, so that a processor takes seconds.
 */
import type { ValidationRow } from '../analysis/validation_row.ts';
import type { Engine } from '../engines/engine.ts';
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
import { defaultExperiment } from '../experiment/fields.ts';
import { oneTurn } from '../networks/turn.ts';
import {
  type Check,
  deathErrors,
  drawErrors,
  measurementErrors,
  spectrumErrors,
  trustErrors,
} from './validation_checks.ts';

/** Rows as they come, and how many of the table's parts are done. */
export interface ValidationProgress {
  readonly rows: readonly ValidationRow[];
  readonly done: number;
  readonly total: number;
}

/** Which parts are wanted; all where nothing is said. Parts that do without an activation belong to each. */
export interface ValidationSelection {
  readonly cell?: CellName;
  readonly ensemble?: EnsembleName;
  readonly activation?: ActivationName;
}

/** One part of the table. */
interface Part {
  readonly cell: CellName;
  readonly ensemble: EnsembleName;
  readonly activation?: ActivationName;
  readonly results: Check;
  /** What differs from the default experiment. */
  readonly experiment: Partial<Experiment>;
}

/**
 * Validates an engine, part by part. What it throws, and the reason of an abort (looked at between parts and
 * networks), pass through.
 */
export async function* validateEngine(
  engine: Engine,
  signal: AbortSignal,
  selection: ValidationSelection = {},
): AsyncGenerator<ValidationProgress, void, void> {
  const { name } = engine.describe();
  const wanted = parts.filter(
    ({ cell, ensemble, activation = selection.activation }) =>
      (!selection.cell || cell === selection.cell) &&
      (!selection.ensemble || ensemble === selection.ensemble) &&
      (!selection.activation || activation === selection.activation),
  );
  for (const [i, part] of wanted.entries()) {
    await oneTurn();
    signal.throwIfAborted();
    const { cell, ensemble, activation } = part;
    const experiment = { ...defaultExperiment, ...part.experiment, cell, ensemble };
    const about = { engine: name, cell, ensemble, ...(activation && { activation }) };
    const results = await part.results(
      engine,
      activation ? { ...experiment, activation } : experiment,
      signal,
    );
    const rows = results.map(({ check, ...result }) => ({ ...about, check, ...result }));
    yield { rows, done: i + 1, total: wanted.length };
  }
}

/** An RNN meets every activation with every ensemble; every other cell meets each of both once. */
const pairings: readonly Pick<Part, 'cell' | 'ensemble' | 'activation'>[] = [
  ...ensembles.flatMap((ensemble) =>
    activations.map((activation) => ({ cell: 'rnn', ensemble, activation }) as const),
  ),
  ...cells.flatMap((cell): Pick<Part, 'cell' | 'ensemble' | 'activation'>[] => {
    if (cell === 'rnn') return [];
    if (isGated(cell)) return ensembles.map((ensemble) => ({ cell, ensemble }));
    return activations.map((activation) => ({ cell, ensemble: 'ginibre', activation }));
  }),
];

const parts: readonly Part[] = [
  ...pairings.flatMap((pairing): Part[] => [
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
      results: measurementErrors,
      // Where networks contract a rounding error does not grow.
      experiment: {
        ...{ hiddenSize: 16, networks: 8, steps: 60, warmUp: 10, gain: [0.2, 0.6], density: 0.3 },
        ...{ inputScale: 0.3, biasScale: 0.2 },
      },
    },
  ]),
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
