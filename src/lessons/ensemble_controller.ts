/** The ensembles that a figure shows: measured one after another, kept once they are, dropped for newer wishes. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Experiment } from '../experiment/experiment.ts';
import type { EnsembleReading } from '../laboratory/figure.ts';
import type { ChapterSession } from '../session/chapter_session.ts';

export class EnsembleController implements ReactiveController {
  /** Part of what is wanted that has been measured, 0 … 1; undefined where nothing is under way. */
  progress: number | undefined;
  /** Why measuring failed, in a sentence. */
  failure = '';

  readonly #host: ReactiveControllerHost;
  readonly #readings = new Map<string, EnsembleReading>();
  #session: ChapterSession | undefined;
  #wanted = '';

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#wanted = '';
  }

  /** What has been read of an experiment, once it has. */
  reading(experiment: Experiment): EnsembleReading | undefined {
    return this.#readings.get(keyOf(experiment));
  }

  /** Measures what is not known of these experiments, and lets the host render as each becomes known. */
  want(session: ChapterSession, experiments: readonly Experiment[]): void {
    const wanted = experiments.map(keyOf).join('\n');
    if (session !== this.#session) this.#readings.clear();
    else if (wanted === this.#wanted) return;
    this.#session = session;
    this.#wanted = wanted;
    void this.#measure(session, experiments, wanted);
  }

  async #measure(session: ChapterSession, experiments: readonly Experiment[], wanted: string): Promise<void> {
    const current = () => wanted === this.#wanted && session === this.#session;
    const unknown = experiments.filter((experiment) => !this.#readings.has(keyOf(experiment)));
    this.failure = '';
    try {
      for (const [done, experiment] of unknown.entries()) {
        if (!current()) return;
        const reading = await session.measure(experiment, (part) => {
          if (current()) this.#report((done + part) / unknown.length);
        });
        this.#readings.set(keyOf(experiment), reading);
        if (current()) this.#report((done + 1) / unknown.length);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.failure = `Measuring failed: ${reason.replace(/[\s.]+$/, '')}. Change a control to try again.`;
      if (current()) this.#wanted = '';
    }
    if (current() || this.failure) this.#report(undefined);
  }

  #report(progress: number | undefined): void {
    this.progress = progress;
    this.#host.requestUpdate();
  }
}

function keyOf(experiment: Experiment): string {
  return JSON.stringify(experiment);
}
