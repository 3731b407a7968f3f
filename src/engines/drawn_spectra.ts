/** Spectra in float64 of matrices that are drawn: of all that the oracle measures, and of what repeated squaring cannot tell. */
import type { Experiment } from '../experiment/experiment.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import { cellOf } from '../networks/cells.ts';
import { blockOf, drawWeights } from '../networks/ensemble.ts';
import type { Measurement } from '../networks/measurement.ts';
import { restRadius } from '../networks/rest_radius.ts';
import { inBreaths, type Steps } from '../networks/spectra/steps.ts';
import type { Eigenvalues, MatrixSpectrum } from '../networks/spectrum.ts';
import { breather } from '../networks/turn.ts';
import { entry } from '../networks/vector.ts';
import { drawName } from './draw_name.ts';

/** Spectra that are kept for the next run; of more networks the last are computed again. */
const mostSpectra = 2 ** 16;

/** What finds a spectrum, of a row-major square matrix [size × size]. */
type Finder<Found> = (matrix: Float64Array, size: number) => Steps<Found>;

/** They outlive a run: a change of gain redraws nothing. What finds them is loaded with the first: fast engines seldom need it. */
export class DrawnSpectra<Found extends Eigenvalues> {
  readonly #finder: () => Promise<Finder<Found>>;
  readonly #known = new Map<number, Found>();
  /** What they are of. */
  #drawn = '';

  private constructor(finder: () => Promise<Finder<Found>>) {
    this.#finder = finder;
  }

  static ofEigenvalues(): DrawnSpectra<Eigenvalues> {
    return new DrawnSpectra(async () => (await import('../networks/spectrum.ts')).eigenvalueSteps);
  }

  /** Norms too. */
  static whole(): DrawnSpectra<MatrixSpectrum> {
    return new DrawnSpectra(async () => (await import('../networks/spectrum.ts')).spectrumSteps);
  }

  /**
   * Of the candidate's block of network `index` at gain 1.
   * @param weights all blocks, where they are at hand
   * @throws the signal's reason
   */
  async of(
    experiment: Experiment,
    index: number,
    signal: AbortSignal,
    weights?: Float64Array,
  ): Promise<Found> {
    const drawn = drawName(experiment);
    if (drawn !== this.#drawn) this.#known.clear();
    this.#drawn = drawn;
    const known = this.#known.get(index);
    if (known) return known;
    const { hiddenSize } = experiment;
    const { candidate } = cellOf(experiment);
    const block = blockOf(weights ?? drawWeights(experiment, index), candidate, hiddenSize);
    const find = await this.#finder();
    const spectrum = await inBreaths(find(block, hiddenSize), breather(signal));
    if (drawn === this.#drawn && this.#known.size < mostSpectra) this.#known.set(index, spectrum);
    return spectrum;
  }

  /** Finds every radius that an engine's squaring has left as not a number in a chunk. @throws the signal's reason */
  async complete(chunk: Measurement, experiment: Experiment, signal: AbortSignal): Promise<Measurement> {
    const { first, count, spectralRadius, restRadius: atRest, seconds } = chunk;
    const begun = performance.now();
    for (let i = 0; i < count; i++) {
      const lacksRest = atRest !== undefined && Number.isNaN(entry(atRest, i));
      if (!Number.isNaN(entry(spectralRadius, i)) && !lacksRest) continue;
      signal.throwIfAborted();
      const { radius, values } = await this.of(experiment, first + i, signal);
      const { gain } = networkSettings(experiment, first + i);
      if (Number.isNaN(entry(spectralRadius, i))) spectralRadius[i] = gain * radius;
      if (lacksRest) atRest[i] = restRadius(values, cellOf(experiment).rest, gain);
    }
    const drawing = seconds.drawing + (performance.now() - begun) / 1000;
    return { ...chunk, seconds: { ...seconds, drawing } };
  }

  clear(): void {
    this.#known.clear();
  }
}
