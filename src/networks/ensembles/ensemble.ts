/** What a distribution of recurrent matrices is: each is a file of its own beside this one. */
import type { Experiment } from '../../experiment/experiment.ts';

/** Where a block's random numbers come from: its rows are rows block·N … of what the network draws. */
export interface Place {
  readonly seed: number;
  readonly network: number;
  readonly block: number;
}

/** What an ensemble may be asked beside its size. */
export type EnsembleField = 'density' | 'outlier';

/** A disc that is filled evenly, a circle, or Wigner's semicircle along an axis. */
export interface Bulk {
  readonly shape: 'disc' | 'circle' | 'real' | 'imaginary';
  /** On the real axis. */
  readonly centre: number;
  readonly radius: number;
}

export interface Ensemble {
  /** One block of W at gain 1, row-major [size × size]. */
  readonly draw: (place: Place, size: number, fields: Pick<Experiment, EnsembleField>) => Float64Array;
  /** The fields that `draw` reads: another value of one is another matrix. */
  readonly fields: readonly EnsembleField[];
  /** Whether the rows of a Gaussian matrix are orthonormalised: N³ operations, and rounding that adds up. */
  readonly orthonormal: boolean;
  /** Whether W has zeros off its diagonal, so that not every unit hears every other one. */
  readonly hasZeros: boolean;
  /** What an entry costs where each is drawn alone, in random numbers: it shares no counter with its mirror image. */
  readonly numbersPerEntry: number;
  /** Where all but single eigenvalues of an infinitely large W lie, at gain 1. */
  readonly bulk: Bulk;
  /** Why mean field says nothing about such matrices, in a sentence; undefined where it applies. */
  readonly meanFieldSilence: string | undefined;
}
