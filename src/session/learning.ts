/**
 * Networks that learn while somebody watches. Learning runs ahead as fast as it goes; what is shown follows it, or is played at a
 * speed of its own, from any update that there has been. Pausing stops both.
 */

import { LearningTrack } from '../analysis/learning_track.ts';
import { bounds, type Experiment } from '../experiment/experiment.ts';
import { type LearningPlan, networkPlan } from '../experiment/learning_axes.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import type { LearningProgress, SampledRadii } from '../laboratory/learning.ts';
import type { LearningGradients } from '../laboratory/learning_gradients.ts';
import type { PinnedNetwork } from '../laboratory/pinned_network.ts';
import { inDecimals } from '../language/decimal.ts';
import { thetaSize } from '../networks/learning/learning_measurement.ts';
import { judgedUpdates } from '../networks/learning/task.ts';
import { baselineOf } from '../networks/learning/tasks.ts';
import type { Theory } from '../theory/theory_line.ts';
import { Debounce } from './debounce.ts';
import { FollowedJob } from './followed_job.ts';
import { Notices } from './notices.ts';
import type { Workplace } from './workplace.ts';

const view = 'learn';
/** After a change networks wait so long, in milliseconds, for the next one. */
const patience = 250;
/** Between two updates that are played, at least. */
const beat = 40;
/** Parameters of all networks at most: three numbers of 8 bytes are kept for each. */
const mostParameters = 2 ** 23;

/** Updates a second at which they are played; as fast as they are learnt where there is none. */
export const speeds = [undefined, 5, 20, 100] as const;
export type Speed = (typeof speeds)[number];

export type LearningState = 'idle' | 'running' | 'paused' | 'complete' | 'failed';

/** The gradient through time at moments that are told apart. */
export interface Moments {
  readonly before?: LearningGradients;
  readonly during?: LearningGradients;
  readonly now?: LearningGradients;
}

export class WatchedLearning extends EventTarget {
  plan: LearningPlan | undefined;
  track: LearningTrack | undefined;
  /** The update that is shown; 0 before the first. */
  head = 0;
  /** Whether it moves on. */
  playing = false;
  speed: Speed;
  engine: EngineDescription | undefined;
  /** Networks that are ready to learn, while some are not. */
  ready = 0;
  /** Updates that are made again, since what had been made is lost. */
  again = 0;
  /** Spent on learning, and what was done in it. */
  seconds = 0;
  operations = 0;
  /** Spectral radii of some networks, as the updates went. */
  radii: readonly SampledRadii[] = [];
  /** Of all of them, as they were drawn, and as they were when that was last asked. */
  allRadii: { readonly first?: Float64Array; readonly now?: Float64Array; readonly updates?: number } = {};
  moments: Moments = {};
  pinned: number | undefined;
  /** What is known of the pinned network. */
  network: PinnedNetwork | undefined;
  theory: Theory | undefined;
  /** Why nothing is begun, a sentence; empty where it is. */
  refusal = '';

  readonly #workplace: Workplace;
  #notices = new Notices();
  readonly #learning: FollowedJob<'learning'>;
  readonly #theory: FollowedJob<'theory'>;
  readonly #gradients: FollowedJob<'learningGradients'>;
  readonly #radii: FollowedJob<'learningRadii'>;
  readonly #network: FollowedJob<'pinnedNetwork'>;
  readonly #settled = new Debounce(patience);
  /** The job that left the networks where they are. */
  #run = 0;
  /** Settles once the newest job has ended and all that it reported is taken. */
  #ended: Promise<unknown> = Promise.resolve();
  /** Counts what is begun: a start that waited for the job before it may be too late. */
  #starts = 0;
  /** Moments that have been asked for: one that has no answer is asked for no more. */
  #asked = new Set<keyof Moments>();
  #reading: Promise<void> = Promise.resolve();
  #wantsRadii: 'first' | 'now' | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #played = 0;
  /** Whether the reader looks at something else, and whether it goes on once they are back. */
  #isAway = false;
  #resting = false;

  constructor(workplace: Workplace) {
    super();
    this.#workplace = workplace;
    const changed = () => this.#changed();
    this.#learning = new FollowedJob(workplace, 'learning', { view, urgency: 0 }, changed);
    this.#gradients = new FollowedJob(workplace, 'learningGradients', { view, urgency: 1 }, changed);
    this.#radii = new FollowedJob(workplace, 'learningRadii', { view, urgency: 1 }, changed);
    this.#network = new FollowedJob(workplace, 'pinnedNetwork', { view, urgency: 1 }, changed);
    this.#theory = new FollowedJob(workplace, 'theory', { view, urgency: 2 }, changed);
  }

  /** Updates that the plan has in all; of a range its most. */
  get wanted(): number {
    return this.plan ? updatesOf(this.plan) : 0;
  }

  get state(): LearningState {
    const { track, head, wanted } = this;
    if (!track) return 'idle';
    if (this.#learning.state === 'failed') return 'failed';
    if (this.playing) return 'running';
    return head >= wanted && track.updates >= wanted ? 'complete' : 'paused';
  }

  /** Whether a change waits to be begun with. */
  get settling(): boolean {
    return this.#settled.waits;
  }

  /** Why it could not go on, as a clause; empty where it could. */
  get failure(): string {
    return this.#learning.failure;
  }

  /** Lets the networks of a plan learn, unless they do: at once when it is the first, else once the sliders rest. */
  look(plan: LearningPlan): void {
    const before = this.plan;
    if (before && JSON.stringify(before) === JSON.stringify(plan)) return;
    this.plan = plan;
    if (before) this.#settled.ask(() => this.begin());
    else this.begin();
    this.#changed();
  }

  /** Begins with the networks as they are drawn. */
  begin(): void {
    const { plan } = this;
    if (!plan) return;
    this.#settled.cancel();
    for (const job of [this.#learning, this.#gradients, this.#radii, this.#network, this.#theory])
      job.reset();
    if (this.#run) this.#workplace.forget(this.#run);
    this.#run = 0;
    this.#starts += 1;
    this.refusal = tooLarge(plan) ?? '';
    Object.assign(this, { track: undefined, head: 0, ready: 0, again: 0, seconds: 0, operations: 0 });
    Object.assign(this, { radii: [], allRadii: {}, moments: {}, network: undefined, theory: undefined });
    this.#notices = new Notices();
    this.#asked = new Set();
    if (this.pinned !== undefined && this.pinned >= plan.experiment.networks) this.pinned = undefined;
    if (this.refusal !== '') {
      this.#halt();
      this.#changed();
      return;
    }
    const baselines = Array.from({ length: plan.experiment.networks }, (_, index) =>
      baselineOf(networkPlan(plan, index)),
    );
    this.track = new LearningTrack(baselines, judgedUpdates(plan.learning.batch));
    void this.#ask(plan.experiment);
    this.#resting = this.#isAway;
    if (this.#isAway) this.#changed();
    else this.play();
  }

  /** Goes on; from the start where the end was reached. */
  play(): void {
    const { track, wanted } = this;
    if (!track) return;
    if (this.head >= wanted) this.head = Math.min(1, track.updates);
    this.playing = true;
    this.#played = this.head;
    this.#timer ??= setInterval(() => this.#beat(), beat);
    if (track.updates < wanted) void this.#learn(wanted);
    this.#changed();
  }

  pause(): void {
    this.#halt();
    this.#changed();
  }

  /** One update on. */
  step(): void {
    const { track } = this;
    this.#halt();
    if (!track) return;
    const next = track.kept[track.placeOf(this.head) + 1];
    if (next !== undefined) this.head = next;
    else if (track.updates < this.wanted)
      void this.#learn(track.updates + 1).then((isNewest) => {
        if (!isNewest || track !== this.track) return;
        this.head = track.updates;
        this.#changed();
      });
    this.#changed();
  }

  /** Back to the first update of the same networks. */
  rewind(): void {
    this.seek(1);
  }

  /** Shows an update that there has been. */
  seek(update: number): void {
    this.#halt();
    this.head = Math.max(Math.min(1, this.track?.updates ?? 0), Math.min(update, this.track?.updates ?? 0));
    this.#changed();
  }

  playAt(speed: Speed): void {
    this.speed = speed;
    this.#played = this.head;
    this.#changed();
  }

  /** The reader looks away, or back: nothing goes on meanwhile. */
  rest(resting: boolean): void {
    this.#isAway = resting;
    if (resting && this.playing) {
      this.#resting = true;
      this.pause();
    } else if (!resting && this.#resting) {
      this.#resting = false;
      this.play();
    }
  }

  pin(index: number | undefined): void {
    this.pinned = index;
    this.network = undefined;
    this.#changed();
    if (index === undefined) return;
    void this.readPinned();
    void this.#read('first', 'before').then(() => this.#read('now', 'now'));
  }

  /** The pinned network as it is now; undefined where nobody knows it any more. */
  async readPinned(): Promise<PinnedNetwork | undefined> {
    const { pinned: index } = this;
    if (index === undefined || !this.#run) return undefined;
    const outcome = await this.#network.start({ run: this.#run, index });
    if (!outcome?.result || index !== this.pinned) return undefined;
    this.network = outcome.result;
    this.#changed();
    return this.network;
  }

  /** From now on ρ of all networks is wanted, as they were drawn or as they are; or no longer. */
  wantRadii(moment: 'first' | 'now' | undefined): void {
    this.#wantsRadii = moment;
    void this.#readRadii();
  }

  /** Sentences for a person, oldest first. */
  get notices(): readonly string[] {
    return this.#notices.sentences;
  }

  dismiss(notice: string): void {
    this.#notices.dismiss(notice);
    this.#changed();
  }

  notify(sentence: string): void {
    this.#notices.add(sentence);
    this.#changed();
  }

  /** Neither what is shown nor what learns moves on. */
  #halt(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.playing = false;
    this.#learning.stop();
  }

  /** Takes the networks as far as an update; resolves to whether that is still what is wanted. */
  async #learn(to: number): Promise<boolean> {
    const start = ++this.#starts;
    const { plan, track } = this;
    if (this.#learning.state === 'running') this.#learning.stop();
    // All that was reported is taken first: it goes on from exactly there.
    await this.#ended;
    if (start !== this.#starts || !plan || !track) return false;
    const from = this.#run ? { from: { run: this.#run, updates: track.updates } } : {};
    const watched = this.pinned === undefined ? {} : { watched: this.pinned };
    const told = {
      report: (report: LearningProgress) => this.#report(track, report),
      notice: (sentence: string) => this.notify(sentence),
    };
    const ended = this.#learning.start({ plan, to, ...from, ...watched }, told);
    this.#run = this.#learning.run;
    this.#ended = ended;
    const outcome = await ended;
    if (start !== this.#starts) return false;
    void this.#settle();
    return outcome !== undefined;
  }

  /** What is found out whenever learning stands still. */
  async #settle(): Promise<void> {
    await this.#read('now', 'now');
    await this.#readRadii();
    if (this.pinned !== undefined) await this.readPinned();
  }

  #report(track: LearningTrack, report: LearningProgress): void {
    if (track !== this.track) return;
    const { engine, ready = 0, again = 0, losses, divergedAt, radii, operations, seconds } = report;
    this.engine = engine;
    this.ready = ready;
    this.again = again;
    if (losses.length > 0) track.append(losses, divergedAt);
    if (radii && radii.update > (this.radii.at(-1)?.update ?? -1)) this.radii = [...this.radii, radii];
    this.operations += operations;
    this.seconds += seconds;
    if (this.playing && this.speed === undefined) this.head = track.updates;
    // Before all are ready nobody knows them.
    if (ready === 0 && !this.#asked.has('before')) void this.#read('first', 'before');
    if (!this.#asked.has('during') && track.updates >= this.wanted / 2) void this.#read('now', 'during');
    this.#endOfPlay();
    this.#changed();
  }

  #beat(): void {
    const { track } = this;
    if (!track) return;
    // As it was learnt: while it is, what is reported moves it on; once it has been, it takes as long as that took.
    const learnt = track.updates >= this.wanted ? track.updates / Math.max(this.seconds, 0.1) : undefined;
    const speed = this.speed ?? learnt;
    if (speed === undefined) return;
    this.#played = Math.min(track.updates, this.#played + (speed * beat) / 1000);
    const update = track.kept[track.placeOf(Math.floor(this.#played))] ?? 0;
    if (update <= this.head) return;
    this.head = update;
    this.#endOfPlay();
    this.#changed();
  }

  /** The end is an end. */
  #endOfPlay(): void {
    if (this.playing && this.head >= this.wanted) this.#stopPlaying();
  }

  #stopPlaying(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.playing = false;
  }

  async #ask(experiment: Experiment): Promise<void> {
    const [low, high] = bounds(experiment.gain);
    if (low === high) return;
    const outcome = await this.#theory.start({ ...experiment, inputScale: 0 });
    if (!outcome) return;
    this.theory = outcome.result;
    this.#changed();
  }

  /** One after another: of each what it finds when its turn comes. */
  #read(moment: 'first' | 'now', as: keyof Moments): Promise<void> {
    this.#asked.add(as);
    const { track } = this;
    this.#reading = this.#reading.then(() => this.#readNext(moment, as, track));
    return this.#reading;
  }

  async #readNext(
    moment: 'first' | 'now',
    as: keyof Moments,
    track: LearningTrack | undefined,
  ): Promise<void> {
    const { pinned } = this;
    if (!this.#run || !track || track !== this.track) return;
    const watched = pinned === undefined ? {} : { watched: pinned };
    const outcome = await this.#gradients.start({ run: this.#run, moment, ...watched });
    if (!outcome?.result || track !== this.track) return;
    this.moments = { ...this.moments, [as]: outcome.result };
    this.#changed();
  }

  async #readRadii(): Promise<void> {
    const moment = this.#wantsRadii;
    const { track } = this;
    if (!moment || !this.#run || (moment === 'first' && this.allRadii.first)) return;
    const outcome = await this.#radii.start({ run: this.#run, moment });
    if (!outcome?.result || track !== this.track) return;
    const { radii, updates } = outcome.result;
    this.allRadii = {
      ...this.allRadii,
      ...(moment === 'first' ? { first: radii } : { now: radii, updates }),
    };
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** Updates of a plan. */
function updatesOf({ learning }: LearningPlan): number {
  return learning.updates;
}

/** Why a plan takes too much memory, a sentence; undefined where it does not. */
function tooLarge(plan: LearningPlan): string | undefined {
  const { networks, hiddenSize } = plan.experiment;
  const parameters = networks * thetaSize(networkPlan(plan, 0));
  if (parameters <= mostParameters) return undefined;
  const most = Math.max(1, Math.floor((networks * mostParameters) / parameters));
  return `${networks} networks of ${hiddenSize} units have ${millions(parameters)} parameters, and ${millions(mostParameters)} fit here: let at most ${most} networks learn, or smaller ones.`;
}

function millions(value: number): string {
  return `${inDecimals((value / 1e6).toFixed(1))} million`;
}
