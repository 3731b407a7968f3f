/** Lyapunov exponents of a person's own network: measured when they are asked for. */
import type { GivenSpectrum, GivenSpectrumRequest } from '../laboratory/given_spectrum.ts';
import type { ArraySummaries } from '../laboratory/open_arrays.ts';
import { FollowedJob, type JobState } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

export class GivenExponents extends EventTarget {
  /** Which share of it is done. */
  share = 0;
  readonly #job: FollowedJob<'givenSpectrum'>;
  #asked = '';

  constructor(workplace: Workplace) {
    super();
    this.#job = new FollowedJob(workplace, 'givenSpectrum', { view: 'explore', urgency: 1 }, () =>
      this.#changed(),
    );
  }

  get state(): JobState {
    return this.#job.state;
  }

  /** What was found; undefined where nothing is. */
  get found(): GivenSpectrum | undefined {
    const result = this.#job.outcome?.result;
    return result && 'spectrum' in result ? result : undefined;
  }

  /** Why there is nothing, a sentence; empty where there may be. */
  get problem(): string {
    const result = this.#job.outcome?.result;
    if (result && 'refusal' in result) return result.refusal;
    return this.#job.failure && `The exponents could not be measured: ${this.#job.failure}.`;
  }

  /** Whether what is here, or under way, is of this and of these arrays. */
  isOf(request: GivenSpectrumRequest, arrays: ArraySummaries): boolean {
    return JSON.stringify([request, arrays]) === this.#asked;
  }

  /** @param arrays what the layer reads by now */
  measure(request: GivenSpectrumRequest, arrays: ArraySummaries): void {
    this.#asked = JSON.stringify([request, arrays]);
    this.share = 0;
    void this.#job.start(request, {
      report: ({ share }) => {
        this.share = share;
        this.#changed();
      },
    });
  }

  stop(): void {
    this.#job.stop();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
