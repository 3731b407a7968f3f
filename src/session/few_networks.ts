/** What takes a second a network: of an experiment's first few, as many as some seconds allow, and of another ensemble's beside them. */
import type { EnsembleName, Experiment } from '../experiment/experiment.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import type { FewRequest } from '../laboratory/few_networks.ts';
import { Debounce } from './debounce.ts';
import type { JobState } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

/** What is measured: one gain, one network first. */
export interface FewQuestion {
  readonly experiment: Experiment;
  readonly first: number;
  /** An ensemble that is shown beside the experiment's own. */
  readonly beside: EnsembleName | undefined;
}

/** Networks at most, of each ensemble. */
export const mostNetworks = 16;
/** A slider that is dragged asks for many; the last one of so many milliseconds is measured. */
const settleMilliseconds = 150;

/** A network that is done, or which share of the one under way is. */
type Report<Network> = { readonly network: Network } | { readonly share: number };

/** A followed job that reports a network after another. */
interface Measuring<Network> {
  readonly state: JobState;
  readonly failure: string;
  start(request: FewRequest, told: { readonly report: (report: Report<Network>) => void }): Promise<unknown>;
  stop(): void;
  reset(): void;
}

export class FewNetworks<Network> extends EventTarget {
  /** Seconds after which no other network is begun. */
  readonly seconds = 6;
  /** What was asked last. */
  wanted: FewQuestion | undefined;
  /** What the networks below are of. */
  asked: FewQuestion | undefined;
  networks: readonly Network[] = [];
  /** The same of the other ensemble. */
  beside: readonly Network[] = [];
  /** Networks that are done of what is under way, and which share of the next one is. */
  done = 0;
  share = 0;
  engine: EngineDescription | undefined;

  readonly #workplace: Workplace;
  readonly #own: Measuring<Network>;
  readonly #other: Measuring<Network>;
  readonly #settled = new Debounce(settleMilliseconds);
  /** Whether somebody stopped what was asked last. */
  #stopped = false;

  /** @param follow makes a followed job of an urgency, which tells of changes */
  constructor(workplace: Workplace, follow: (urgency: number, changed: () => void) => Measuring<Network>) {
    super();
    this.#workplace = workplace;
    const changed = () => this.#changed();
    this.#own = follow(0, changed);
    this.#other = follow(1, changed);
  }

  get state(): JobState {
    if (this.#stopped) return 'stopped';
    if (this.#settled.waits || this.#other.state === 'running') return 'running';
    return this.#own.state;
  }

  get failure(): string {
    return this.#own.failure || this.#other.failure;
  }

  /** Measures what is asked, in a moment; what was asked before is given up. */
  ask(question: FewQuestion): void {
    this.wanted = question;
    this.#stopped = false;
    this.#settled.ask(() => void this.#measure(question));
    this.#changed();
  }

  /** Ends the measuring for as long as nobody looks: what is asked next is measured, if it is the same again. */
  pause(): void {
    this.stop();
    this.wanted = undefined;
  }

  /** Ends the measuring; networks that are done stay. */
  stop(): void {
    this.#settled.cancel();
    this.#stopped = true;
    this.#own.stop();
    this.#other.stop();
    this.#changed();
  }

  async #measure(question: FewQuestion): Promise<void> {
    const { experiment, first, beside } = question;
    const limits = { first, networks: mostNetworks, seconds: this.seconds };
    this.done = 0;
    this.#other.reset();
    if (!this.#knows(question)) {
      let fresh = true;
      const done = await this.#own.start(
        { experiment, ...limits },
        {
          report: (report) => {
            if ('network' in report) {
              // Until the first one the charts show what was measured before.
              if (fresh) Object.assign(this, { networks: [], beside: [] });
              fresh = false;
              this.asked = question;
              this.networks = [...this.networks, report.network];
              this.engine = this.#workplace.engine;
            }
            this.#told(report);
          },
        },
      );
      if (!done) return;
    }
    this.asked = question;
    this.beside = [];
    this.#changed();
    if (beside === undefined) return;
    await this.#other.start(
      { experiment: { ...experiment, ensemble: beside }, ...limits },
      {
        report: (report) => {
          if ('network' in report) this.beside = [...this.beside, report.network];
          this.#told(report);
        },
      },
    );
  }

  /** Whether the networks at hand are those of a question, all of them. */
  #knows({ experiment, first }: FewQuestion): boolean {
    const { asked } = this;
    return (
      this.#own.state === 'complete' &&
      asked?.first === first &&
      JSON.stringify(asked.experiment) === JSON.stringify(experiment)
    );
  }

  #told(report: Report<Network>): void {
    if ('network' in report) this.done += 1;
    this.share = 'share' in report ? report.share : 0;
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
