/** The Lyapunov exponents that the page has asked for: spectra of many networks so far, one of them in depth, and what theory says. */

import { type Check, judge } from '../analysis/check.ts';
import { SpectrumCloud } from '../analysis/spectrum_cloud.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { NetworkSettings } from '../experiment/network_settings.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import type { LyapunovProgress, LyapunovReport, LyapunovRequest } from '../laboratory/lyapunov.ts';
import type { OneSpectrum } from '../laboratory/one_spectrum.ts';
import type { ExpectedSpectrum } from '../laboratory/spectrum_theory.ts';
import { say } from '../language/say.ts';
import type { Agreement } from './agreement.ts';
import { Debounce } from './debounce.ts';
import { FollowedJob, type JobState } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

/** What is to be measured. */
export interface LyapunovAsked {
  readonly experiment: Experiment;
  /** k; as many as are usual unless said. */
  readonly exponents?: number;
}

/** A slider that is dragged asks for many; this many milliseconds after the last one is begun. */
const settleMilliseconds = 300;
/** Unasked, networks are measured for so long. */
const firstSeconds = 20;

/** How far the sum of a network's exponents may be from what determinants say, in nats per step. */
const sumLimit = 1e-3;
/** Where rounding may do more to it than this, it says nothing. */
const mostRounding = 1e-3;

const view = 'spectra';

export class Lyapunov extends EventTarget {
  /** What is measured so far; of the experiment before while nothing of this one is. */
  cloud: SpectrumCloud | undefined;
  engine: EngineDescription | undefined;
  /** Steps between two orthonormalisations. */
  every = 1;
  /** How much of the next networks is done, in networks. */
  underWay = 0;
  /** One network in depth, perhaps still the one before. */
  one: OneSpectrum | undefined;
  /** What happened on the way, a sentence each. */
  notices: readonly string[] = [];

  #asked: LyapunovAsked | undefined;
  readonly #settled = new Debounce(settleMilliseconds);
  readonly #spectra: FollowedJob<'lyapunov'>;
  readonly #one: FollowedJob<'oneSpectrum'>;
  readonly #theory: FollowedJob<'spectrumTheory'>;
  #attended = '';
  readonly #attending = new Debounce(settleMilliseconds);
  #lookedAt = '';
  #expected = '';

  constructor(workplace: Workplace) {
    super();
    const changed = () => this.#changed();
    this.#spectra = new FollowedJob(workplace, 'lyapunov', { view, urgency: 0 }, changed);
    this.#one = new FollowedJob(workplace, 'oneSpectrum', { view, urgency: -1 }, changed);
    this.#theory = new FollowedJob(workplace, 'spectrumTheory', { view, urgency: 1 }, changed);
  }

  get state(): JobState {
    return this.#settled.waits ? 'running' : this.#spectra.state;
  }

  /** Whether what is here is of what was asked for before. */
  get stale(): boolean {
    return this.#settled.waits || this.cloud?.experiment !== this.#asked?.experiment;
  }

  /** Networks that are asked for. */
  get networks(): number {
    return this.#asked?.experiment.networks ?? 0;
  }

  /** Why it could not go on, a sentence; empty where it could. */
  get failure(): string {
    const { failure } = this.#spectra;
    return failure && `The exponents could not be measured: ${failure}.`;
  }

  /** What theory says of what was last asked; undefined until that is known. */
  get theory(): ExpectedSpectrum | undefined {
    return this.#theory.outcome?.result;
  }

  /** How far the numbers can be trusted; undefined until something of that is known. */
  get agreement(): Agreement | undefined {
    if (this.stale || !this.engine) return undefined;
    if (this.engine.name === 'reference') return { state: 'oracle' };
    const sums = this.#sums();
    const along = this.#one.outcome?.result;
    if (!sums && !along) return this.#one.state === 'running' ? { state: 'checking' } : undefined;
    return {
      state: 'compared',
      checks: [
        ...(along
          ? [
              {
                ...along.check,
                check: 'Exponents, float64 on the same trajectory',
                about: `Of network ${this.one?.index}: its ${along.exponents} largest, which rounding leaves where they are.`,
              },
            ]
          : []),
        ...(sums
          ? [
              {
                ...sums,
                about:
                  'It holds on any trajectory, whatever it is; networks too singular for float32 are left out.',
              },
            ]
          : []),
      ],
    };
  }

  /** Has this measured, unless it is already; does nothing yet while more may follow. */
  follow(asked: LyapunovAsked): void {
    if (JSON.stringify(asked) === JSON.stringify(this.#asked)) return;
    this.#asked = asked;
    this.#settled.ask(() => this.#begin(asked));
    this.#changed();
  }

  /** Measures all that time did not allow, from where it stopped. */
  goOn(): void {
    const { cloud } = this;
    if (!cloud || this.stale) return;
    const { experiment, exponents, length } = cloud;
    this.#measure({ experiment, exponents, every: this.every, from: length });
  }

  /** The same once more, after a failure or a stop that left nothing. */
  again(): void {
    if (this.#asked) this.#begin(this.#asked);
  }

  stop(): void {
    this.#settled.cancel();
    this.#spectra.stop();
    this.#changed();
  }

  /** Looks at one network in depth, and asks theory about these settings, once nothing else is asked for a moment. */
  attend(index: number, settings: NetworkSettings): void {
    const { cloud } = this;
    if (!cloud || this.stale) return;
    const key = JSON.stringify([this.#spectra.run, index, settings]);
    if (key === this.#attended) return;
    this.#attended = key;
    this.#attending.ask(() => {
      if (cloud !== this.cloud || this.stale) return;
      this.#look(cloud, index);
      this.#expect(cloud, settings);
    });
  }

  dismiss(notice: string): void {
    this.notices = this.notices.filter((other) => other !== notice);
    this.#changed();
  }

  #begin(asked: LyapunovAsked): void {
    this.#settled.cancel();
    this.notices = [];
    this.#one.reset();
    this.#lookedAt = '';
    this.#measure({ ...asked, from: 0, seconds: firstSeconds });
  }

  #measure(request: LyapunovRequest): void {
    this.underWay = 0;
    void this.#spectra.start(request, {
      report: (report) => this.#report(request.experiment, report),
      notice: this.#notice,
    });
  }

  #look({ experiment, exponents }: SpectrumCloud, index: number): void {
    const request = { experiment, index, exponents, every: this.every };
    const key = JSON.stringify(request);
    if (key === this.#lookedAt) return;
    this.#lookedAt = key;
    void this.#one.start(request, {
      report: (one) => {
        this.one = one;
        this.#changed();
      },
      notice: this.#notice,
    });
  }

  #expect({ experiment }: SpectrumCloud, settings: NetworkSettings): void {
    const request = { experiment, settings };
    const key = JSON.stringify(request);
    if (key === this.#expected) return;
    this.#expected = key;
    void this.#theory.start(request);
  }

  #report(experiment: Experiment, report: LyapunovReport | LyapunovProgress): void {
    if ('underWay' in report) this.underWay = report.underWay;
    else {
      const { engine, exponents, all, every, first, spectra } = report;
      this.underWay = 0;
      if (first === 0) {
        this.cloud = new SpectrumCloud(experiment, exponents, all);
        this.one = undefined;
      }
      Object.assign(this, { engine, every });
      this.cloud?.append(spectra);
    }
    this.#changed();
  }

  readonly #notice = (sentence: string): void => {
    if (!this.notices.includes(sentence)) this.notices = [...this.notices, sentence];
    this.#changed();
  };

  /** All exponents of each network against its determinants. */
  #sums(): Check | undefined {
    const errors = (this.cloud?.spectra ?? []).flatMap(({ sumResidual, rounding }) =>
      Number.isNaN(sumResidual) || rounding > mostRounding ? [] : [Math.abs(sumResidual)],
    );
    if (errors.length === 0) return undefined;
    const measure = { check: 'Σλ against ln|det g·W| + Σ ln φ′', limit: sumLimit, unit: say`nats/step` };
    return judge(measure, errors);
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
