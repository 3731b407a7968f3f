/** What the instrument says of a whole model: the spectra of its layers, and the gradient through each, there and back. */
import type { CellName } from '../experiment/experiment.ts';
import type { ForgetMemory } from '../networks/model/forget_memory.ts';
import type { ForwardPeaks } from '../networks/model/forward_peaks.ts';
import type { GateUse } from '../networks/model/gates.ts';
import type { Direction } from '../networks/model/model.ts';
import type { LayerGradient, StateDecades } from '../networks/model/model_gradient.ts';
import type { MatrixSpectrum } from '../networks/spectrum.ts';
import { entry } from '../networks/vector.ts';
import type { CaptureCheck } from './capture_words.ts';
import { type Phase, phaseOf } from './phase.ts';

/** A gradient through time, in the order in which its direction reads. */
export interface GradientCourse {
  /** T */
  readonly steps: number;
  /** Decades of each part and the whole, for t = 0 … T; −Infinity for an exact zero. */
  readonly decades: StateDecades;
  /**
   * λ = ln(‖∂L/∂state_0‖/‖∂L/∂state_s‖)/s in nats per step. −Infinity where it died.
   */
  readonly growthRate: number;
  /**
   * s, the last step after which as much of a gradient arrives from above as ever, within a decade: T of the forward direction;
   * of the reverse under a loss at the last time the first steps, which read that time.
   */
  readonly arrival: number;
  /** Of the ratio over these s steps. */
  readonly phase: Phase;
  readonly status: 'ok' | 'dead';
  /** The largest t below s at which a dead gradient is exactly zero; −1 of a living one. */
  readonly deathStep: number;
}

/** One direction of one layer; its course is that of all sequences together, root of the sum of squares. */
export interface LayerAnalysis extends GradientCourse {
  /** The name of its recurrent weight. */
  readonly name: string;
  readonly direction: Direction;
  readonly cell: CellName;
  readonly hiddenSize: number;
  readonly inputSize: number;
  /** Entries of h. */
  readonly outputSize: number;
  /** Of the candidate's block of W_hh; behind a projection, of W_hr·W_hh. */
  readonly candidate: MatrixSpectrum;
  /** log10‖∂L/∂W_hh‖_F and log10‖∂L/∂W_ih‖_F, over all sequences. */
  readonly log10WeightHH: number;
  readonly log10WeightIH: number;
  /** log10‖∂L/∂θ‖ of all its weights and biases, over all sequences. */
  readonly log10Parameters: number;
  readonly gates: readonly GateUse[];
  /** Of an LSTM. */
  readonly memory?: ForgetMemory;
  /** How large its pre-activations and states are, step by step. */
  readonly peaks: readonly ForwardPeaks[];
  /** Each sequence by itself. */
  readonly sequences: readonly GradientCourse[];
}

export interface ModelAnalysis {
  /** Level by level, direction by direction. */
  readonly layers: readonly LayerAnalysis[];
  /** log10‖∂L/∂x_t‖ over all sequences, for each t in time. */
  readonly log10InputGradient: Float64Array;
  /** Of a captured step. */
  readonly check?: CaptureCheck;
}

/** A layer's numbers put together. */
export function layerAnalysis(
  { layer, sequences, log10WeightHH, log10WeightIH, log10Parameters, gates, peaks, memory }: LayerGradient,
  candidate: MatrixSpectrum,
): LayerAnalysis {
  const { name, direction, settings, hiddenSize, inputSize, outputSize } = layer;
  return {
    ...{ name, direction, cell: settings.cell, hiddenSize, inputSize, outputSize, candidate },
    ...courseOf(together(sequences)),
    ...{ log10WeightHH, log10WeightIH, log10Parameters, gates, peaks },
    ...(memory && { memory }),
    sequences: sequences.map(courseOf),
  };
}

/** Decades below the largest that count as as much. */
const within = 1;

/** What became of a gradient on its way back. */
export function courseOf(decades: StateDecades): GradientCourse {
  const { state, above } = decades;
  const steps = above.length;
  const most = above.reduce((largest, value) => Math.max(largest, value), -Infinity);
  const arrival = most === -Infinity ? steps : above.findLastIndex((value) => value >= most - within) + 1;
  if (entry(state, 0) === -Infinity) {
    const deathStep = state.subarray(0, arrival + 1).lastIndexOf(-Infinity);
    return {
      ...{ steps, decades, arrival, deathStep },
      growthRate: -Infinity,
      phase: 'dead',
      status: 'dead',
    };
  }
  const ratio = entry(state, 0) - entry(state, arrival);
  const growthRate = (Math.LN10 * ratio) / arrival;
  return { steps, decades, arrival, growthRate, phase: phaseOf(ratio), status: 'ok', deathStep: -1 };
}

/** Of all sequences: root of the sum of squares at each t that some of them have. */
function together(sequences: readonly StateDecades[]): StateDecades {
  const all = (part: keyof StateDecades) =>
    sumOfSquares(sequences.flatMap((sequence) => sequence[part] ?? []));
  const cell = sequences.some((sequence) => sequence.cell) && { cell: all('cell') };
  return { state: all('state'), hidden: all('hidden'), above: all('above'), ...cell };
}

/** log10 √Σ 10^2x at each place, of columns that need not be of one length. */
export function sumOfSquares(columns: readonly Float64Array[]): Float64Array {
  const [only] = columns;
  if (only && columns.length === 1) return only;
  const length = Math.max(...columns.map((column) => column.length));
  return Float64Array.from({ length }, (_, place) => {
    const decades = columns.flatMap((column) => column[place] ?? []);
    const largest = Math.max(...decades);
    if (largest === -Infinity) return -Infinity;
    return largest + 0.5 * Math.log10(decades.reduce((sum, value) => sum + 10 ** (2 * (value - largest)), 0));
  });
}
