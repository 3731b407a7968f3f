/**
 * Experiments side by side, measured one after another. What is known of an experiment stays while it is wanted: a
 * change measures only what changed.
 */
import type { ClippingSample } from '../analysis/clipping.ts';
import { wantsOf } from '../analysis/quantities.ts';
import { type Axes, sameAxes, usualAxes } from '../experiment/axes.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { EngineDescription, EngineName } from '../experiment/provenance.ts';
import type { ClippingProgress } from '../laboratory/clipping.ts';
import { whatHappened } from '../laboratory/engine_post.ts';
import type { SweepProgress, SweepReport } from '../laboratory/sweep.ts';
import type { OptionalQuantity } from '../networks/measurement.ts';
import type { Theory } from '../theory/theory_line.ts';
import { type Agreement, agreementOf } from './agreement.ts';
import { Debounce } from './debounce.ts';
import { covers, type Shown, shownAfter } from './exploration.ts';
import { FollowedJob, type JobState } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

/** What is asked of one experiment. */
export interface Wanted {
  readonly experiment: Experiment;
  /** Whether its parameter gradients are wanted too. */
  readonly clipped: boolean;
}

/** What is known of one experiment so far. */
export interface Compared {
  readonly shown?: Shown;
  readonly theory?: Theory;
  readonly complete?: boolean;
  readonly clipping?: ClippingSample;
  readonly agreement?: Agreement;
}

/** Everything that is to be measured, and how. */
export interface Asked {
  readonly wanted: readonly Wanted[];
  readonly axes: Axes;
}

/** Networks of each experiment, at most: four of them take a processor a few seconds. */
const mostNetworks: Record<EngineName, number> = { webgpu: 512, wasm: 512, reference: 64 };
/** A processor that does a GPU's work. */
const mostOnSoftware = 128;
/** Networks whose parameter gradient is taken, in float64 along their traces. */
const clippingNetworks = 24;
/** Networks of each experiment that are held against float64. */
const checkedNetworks = 4;
/** A slider that is dragged asks for many experiments; this many milliseconds after the last one is measured. */
const settleMilliseconds = 60;

const view = 'compare';

/** The explorer may ask for any number of networks; here that changes nothing. */
function affordable(wanted: Wanted): Wanted {
  const { experiment } = wanted;
  const networks = Math.min(experiment.networks, Math.max(...Object.values(mostNetworks)));
  return { ...wanted, experiment: { ...experiment, networks } };
}

/** Two places that differ in their clipping only are one measurement. */
function keyOf({ experiment }: Pick<Wanted, 'experiment'>): string {
  return JSON.stringify(experiment);
}

/** What is asked for, whatever the number of networks. */
function withoutCounts(asked: Asked | undefined): string {
  return JSON.stringify(asked, (key, value) => (key === 'networks' ? undefined : value));
}

export class Comparison extends EventTarget {
  state: JobState = 'idle';
  /** What happened on the way, a sentence each. */
  notices: readonly string[] = [];
  /** Why it could not go on. */
  failure = '';

  readonly #workplace: Workplace;
  readonly #sweep: FollowedJob<'sweep'>;
  readonly #theory: FollowedJob<'theory'>;
  readonly #clipping: FollowedJob<'clipping'>;
  readonly #agreement: FollowedJob<'agreement'>;
  #asked: Asked | undefined;
  #engine: EngineDescription | undefined;
  readonly #known = new Map<string, Compared>();
  /** The newest sweep of each experiment, which the laboratory keeps for as long as it is known. */
  readonly #sweeps = new Map<string, number>();
  /** What the newest sweep measures beyond what every one does. */
  #wants: readonly OptionalQuantity[] = [];
  /** What each place showed before what is wanted there now. */
  #before: readonly (Compared | undefined)[] = [];
  /** The experiment that is being worked on. */
  #current = '';
  /** How much is done of its networks that come next, while they take long, in networks. */
  #underWay = 0;
  /** What clipping needs: how many networks of the sample are traced, while they are. */
  sampling: ClippingProgress | undefined;
  readonly #settled = new Debounce(settleMilliseconds);
  #working = false;
  #halted = false;
  /** Whether what is asked for has to be measured again, by another engine. */
  #lapsed = false;

  constructor(workplace: Workplace) {
    super();
    this.#workplace = workplace;
    this.#sweep = new FollowedJob(workplace, 'sweep', { view, urgency: 0 });
    this.#theory = new FollowedJob(workplace, 'theory', { view, urgency: 1 });
    this.#clipping = new FollowedJob(workplace, 'clipping', { view, urgency: 2 });
    this.#agreement = new FollowedJob(workplace, 'agreement', { view, urgency: 3 });
    workplace.addEventListener('change', this.#followEngine);
  }

  /** The engine that measures; undefined before one is open. */
  get engine(): EngineDescription | undefined {
    return this.#engine;
  }

  /** Keeps what is known of these experiments, and measures the rest. */
  show(asked: Asked): void {
    const next = { ...asked, wanted: asked.wanted.map(affordable) };
    if (!this.#lapsed && JSON.stringify(next) === JSON.stringify(this.#asked)) return;
    if (!this.#lapsed) this.#before = next.wanted.map((_, place) => this.at(place)?.compared);
    // How many networks there are may be fitted to an engine after somebody has said stop.
    const isFitted = !this.#lapsed && this.#halted && withoutCounts(next) === withoutCounts(this.#asked);
    this.#lapsed = false;
    this.#asked = next;
    const keys = new Set(next.wanted.map(keyOf));
    for (const key of this.#sweeps.keys()) if (!keys.has(key)) this.#forget(key);
    const short = this.#sweep.state === 'running' && !covers(this.#wants, next.axes);
    if (short || !keys.has(this.#current)) this.#reset();
    for (const key of keys) void this.#look(key);
    if (!isFitted) this.#settled.ask(() => this.start());
    this.#changed();
  }

  /** What a place shows: of the experiment wanted there, or of the one before while nothing has come yet. */
  at(place: number): { readonly compared: Compared; readonly stale: boolean } | undefined {
    const wanted = this.#asked?.wanted[place];
    const known = wanted && this.#known.get(keyOf(wanted));
    if (known?.shown) return { compared: known, stale: !covers(known.shown.wants, this.#axes) };
    const before = this.#before[place];
    return before && { compared: before, stale: true };
  }

  /** Experiments measured so far, of how many, and the networks of the one under way. */
  get progress(): { readonly done: number; readonly total: number } {
    const wanted = this.#asked?.wanted ?? [];
    const parts = wanted.map((one) => {
      const { shown, complete } = this.#known.get(keyOf(one)) ?? {};
      const underWay = keyOf(one) === this.#current ? this.#underWay : 0;
      if (!shown || !covers(shown.wants, this.#axes)) return underWay / one.experiment.networks;
      return complete ? 1 : (shown.done + underWay) / shown.experiment.networks;
    });
    return { done: parts.reduce((sum, part) => sum + part, 0), total: wanted.length };
  }

  /** Measures what is not known yet. */
  start(): void {
    this.#halted = false;
    if (!this.#working) void this.#work();
  }

  stop(): void {
    if (this.state !== 'running') return;
    this.#halted = true;
    for (const job of this.#jobs) job.stop();
  }

  get #jobs() {
    return [this.#sweep, this.#theory, this.#clipping, this.#agreement];
  }

  get #axes(): Axes {
    return this.#asked?.axes ?? usualAxes;
  }

  /** Nothing of an experiment is wanted any more. */
  #forget(key: string): void {
    const sweep = this.#sweeps.get(key);
    if (sweep !== undefined) this.#workplace.forget(sweep);
    this.#sweeps.delete(key);
    this.#known.delete(key);
  }

  /** Stops what is under way. */
  #reset(): void {
    for (const job of this.#jobs) job.reset();
    this.#current = '';
  }

  async #work(): Promise<void> {
    this.#working = true;
    this.state = 'running';
    this.failure = '';
    this.#changed();
    let failure = '';
    try {
      while (!this.#halted && failure === '') {
        const task = this.#nextTask();
        if (!task) break;
        await task();
        failure = this.#jobs.find((job) => job.state === 'failed')?.failure ?? '';
      }
    } catch (error) {
      console.warn(error);
      failure = whatHappened(error);
    }
    if (failure !== '') this.failure = `The comparison could not go on: ${failure}.`;
    this.state = this.failure ? 'failed' : this.#halted ? 'stopped' : 'complete';
    this.#working = false;
    this.#changed();
  }

  /** First what the charts show of every experiment, then what clipping needs, then whether it can be trusted. */
  #nextTask(): (() => Promise<void>) | undefined {
    const { wanted = [] } = this.#asked ?? {};
    const knowing = wanted.map((one) => ({ ...one, known: this.#known.get(keyOf(one)) }));
    const unmeasured = knowing.find(
      ({ known }) => !known?.complete || !known.shown || !covers(known.shown.wants, this.#axes),
    );
    if (unmeasured) return () => this.#measure(unmeasured.experiment);
    const unclipped = knowing.find(({ known, clipped }) => clipped && !known?.clipping);
    if (unclipped) return () => this.#sampleClipping(unclipped.experiment);
    const unchecked = knowing.find(({ known }) => !known?.agreement || known.agreement.state === 'checking');
    return unchecked && (() => this.#check(unchecked.experiment));
  }

  async #measure(asked: Experiment): Promise<void> {
    const key = this.#begin(asked);
    const experiment = { ...asked, networks: Math.min(asked.networks, await this.#mostNetworks()) };
    // It may have been stopped while the engine was being opened.
    if (this.#halted || key !== this.#current) return;
    const axes = this.#axes;
    const before = this.#sweeps.get(key);
    this.#wants = wantsOf([axes.x, axes.y]);
    this.#learn(key, { complete: false });
    const measuring = this.#sweep.start(
      { experiment, axes, window: 'all' },
      { notice: this.#notice, report: (report) => this.#report(key, report) },
    );
    this.#sweeps.set(key, this.#sweep.run);
    if (before !== undefined) this.#workplace.forget(before);
    if (!(await measuring)) return;
    const overlay = await this.#theory.start(experiment);
    this.#learn(key, { complete: true, ...(overlay && { theory: overlay.result }) });
  }

  #report(key: string, report: SweepReport | SweepProgress): void {
    this.#underWay = 'underWay' in report ? report.underWay : 0;
    if ('underWay' in report) {
      this.#changed();
      return;
    }
    const { shown } = this.#known.get(key) ?? {};
    this.#engine = report.engine;
    this.#learn(key, { shown: shownAfter(shown, this.#sweep.run, this.#axes, report) });
    // Other axes were asked for while this report was on its way.
    if (!sameAxes(report.summary.axes, this.#axes)) void this.#look(key);
  }

  /** What the axes show of an experiment, where all of that has been measured. */
  async #look(key: string): Promise<void> {
    const axes = this.#axes;
    const { shown } = this.#known.get(key) ?? {};
    if (!shown || !covers(shown.wants, axes)) return;
    if (!this.#workplace.remembers(shown.run)) {
      // The worker that measured it is lost: it is measured again.
      this.#forget(key);
      return;
    }
    if (!sameAxes(shown.axes, axes)) this.#learn(key, { shown: { ...shown, axes } });
    if (sameAxes(shown.summary.axes, axes)) return;
    const summary = await this.#workplace.ask((laboratory) => laboratory.look(shown.run, axes, 'all'));
    const now = this.#known.get(key)?.shown;
    if (!summary || now?.run !== shown.run || !sameAxes(axes, this.#axes)) return;
    this.#learn(key, { shown: { ...now, summary } });
  }

  async #sampleClipping(asked: Experiment): Promise<void> {
    const key = this.#begin(asked);
    const { shown } = this.#known.get(key) ?? {};
    if (!shown) return;
    const { experiment } = shown;
    const outcome = await this.#clipping.start(
      { experiment, size: clippingNetworks },
      {
        notice: this.#notice,
        report: (progress) => {
          this.sampling = progress;
          this.#changed();
        },
      },
    );
    this.sampling = undefined;
    if (outcome) this.#learn(key, { clipping: outcome.result });
  }

  async #check(asked: Experiment): Promise<void> {
    const key = this.#begin(asked);
    const { shown } = this.#known.get(key) ?? {};
    if (!shown) return;
    const checked = this.#agreement.start(
      { experiment: shown.experiment, sample: checkedNetworks },
      {
        notice: this.#notice,
        report: (progress) => this.#learn(key, { agreement: { state: 'checking', progress } }),
      },
    );
    this.#learn(key, { agreement: { state: 'checking' } });
    await checked;
    const agreement = agreementOf(this.#agreement, shown.engine);
    // A check that could not be done is the badge's news, and no reason to measure again.
    if (this.#agreement.state === 'failed') this.#agreement.reset();
    if (agreement) this.#learn(key, { agreement });
  }

  #begin(experiment: Experiment): string {
    this.#current = keyOf({ experiment });
    return this.#current;
  }

  /** More is known of an experiment, if it is still wanted. */
  #learn(key: string, more: Compared): void {
    if (!this.#asked?.wanted.some((wanted) => keyOf(wanted) === key)) return;
    this.#known.set(key, { ...this.#known.get(key), ...more });
    this.#changed();
  }

  async #mostNetworks(): Promise<number> {
    const { name, software } = await this.#workplace.opened();
    return name === 'webgpu' && software ? mostOnSoftware : mostNetworks[name];
  }

  /** Another engine has other numbers: what the old one measured is measured again, once it is looked at. */
  readonly #followEngine = (): void => {
    const { engine } = this.#workplace;
    if (engine === undefined || engine.name === this.#engine?.name) return;
    const first = this.#engine === undefined;
    this.#engine = engine;
    if (first || !this.#asked) return;
    this.#before = this.#asked.wanted.map((_, place) => this.at(place)?.compared);
    for (const key of this.#sweeps.keys()) this.#forget(key);
    this.notices = [];
    this.#halted = true;
    this.#lapsed = true;
    this.#reset();
    this.#changed();
  };

  readonly #notice = (sentence: string): void => {
    if (!this.notices.includes(sentence)) this.notices = [...this.notices, sentence];
    this.#changed();
  };

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
