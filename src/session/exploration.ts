/**
 * One sweep after another: the experiment, the measurements so far, and what is known of single networks. The page
 * changes it and listens to its `change` event.
 */

import type { EdgeInterval } from '../analysis/edge.ts';
import type { NetworkReading } from '../analysis/network_reading.ts';
import { PointCloud } from '../analysis/point_cloud.ts';
import { wantsOf } from '../analysis/quantities.ts';
import { type Machine, reached } from '../analysis/roofline.ts';
import type { Summary, WindowChoice } from '../analysis/summary.ts';
import type { AxisRange } from '../analysis/usual_window.ts';
import { type Axes, sameAxes } from '../experiment/axes.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { formatField } from '../experiment/field_text.ts';
import { effective, fields } from '../experiment/fields.ts';
import type { EngineDescription, EngineName } from '../experiment/provenance.ts';
import type { AgreementProgress } from '../laboratory/agreement.ts';
import type { Flow, Spectra } from '../laboratory/anatomy.ts';
import type { Preference } from '../laboratory/engine_post.ts';
import type { SweepProgress, SweepReport } from '../laboratory/sweep.ts';
import type { FileFormat } from '../laboratory/sweep_record.ts';
import type { BeyondRange, OptionalQuantity, WorkSeconds } from '../networks/measurement.ts';
import type { Theory } from '../theory/theory_line.ts';
import { type Agreement, agreementOf } from './agreement.ts';
import { Debounce } from './debounce.ts';
import { FollowedJob, type JobState } from './followed_job.ts';
import { type NoticeKind, Notices } from './notices.ts';
import type { Question, Workplace } from './workplace.ts';

/** What has been measured in the run that the charts show, and where it comes from. */
export interface Shown {
  readonly run: number;
  readonly experiment: Experiment;
  readonly engine: EngineDescription;
  /** What is to be shown of it. */
  readonly axes: Axes;
  readonly cloud: PointCloud;
  readonly done: number;
  readonly milliseconds: number;
  readonly passOperations: number;
  readonly seconds: WorkSeconds;
  readonly beyondRange: BeyondRange;
  /** What of it was measured beyond what always is. */
  readonly wants: readonly OptionalQuantity[];
  /** Over its axes, or for a moment still over those before. */
  readonly summary: Summary;
}

/** How the networks of an experiment are looked at. */
interface Sight {
  readonly axes: Axes;
  readonly pinned: number | undefined;
  /** The second pinned network, beside the first. */
  readonly beside?: number | undefined;
  /** Which networks are shown through time: those around the edge unless said. */
  readonly window?: WindowChoice;
}

/** What charts show once a report has come: its points join those of the same run. */
export function shownAfter(
  before: Shown | undefined,
  run: number,
  axes: Axes,
  { points, ...report }: SweepReport,
): Shown {
  const cloud = before?.run === run ? before.cloud : new PointCloud(report.experiment.networks);
  cloud.append(points);
  return { run, axes, cloud, ...report };
}

/** Whether a sweep that measures these measures all that the axes show. */
export function covers(wants: readonly OptionalQuantity[], { x, y }: Axes): boolean {
  return wantsOf([x, y]).every((want) => wants.includes(want));
}

/** A slider that is dragged asks for many runs; this many milliseconds after the last one starts. */
const settleMilliseconds = 40;
/** A run beyond what the machine is said to do has it measured again, so often at most. */
const machineTimes = 3;

/** Networks measured when nobody says how many: what each kind of engine finishes within seconds. */
function fittingNetworks(engine: EngineDescription | undefined): number {
  if (engine?.name === 'reference') return 256;
  return engine?.name === 'webgpu' && engine.software ? 1024 : 4096;
}

const view = 'explore';

function isSame(a: Experiment, b: Experiment): boolean {
  return fields.every((field) => formatField(field, a[field.key]) === formatField(field, b[field.key]));
}

export class Exploration extends EventTarget {
  /** What is measured: fields that change nothing in it are as usual. */
  experiment: Experiment;
  /** The newest measurements, or those of the run before while none have come yet. */
  shown: Shown | undefined;
  /** How much is done of the networks that come next, while they take long, in networks. */
  underWay = 0;
  /** What the controls were set to, for a field that applies again, or on a map. */
  said: Experiment;
  /** What the scatter is to show. */
  axes: Axes;
  /** Which networks are shown through time. */
  window: WindowChoice;
  pinned: NetworkReading | undefined;
  hovered: NetworkReading | undefined;

  readonly #notices = new Notices();
  readonly #workplace: Workplace;
  readonly #sweep: FollowedJob<'sweep'>;
  readonly #theory: FollowedJob<'theory'>;
  readonly #edge: FollowedJob<'edge'>;
  readonly #agreement: FollowedJob<'agreement'>;
  #checked: AgreementProgress | undefined;
  readonly #machine: FollowedJob<'machine'>;
  /** What it has come to, by the engine that measured. */
  readonly #machines = new Map<EngineName, Machine>();
  readonly #flow: FollowedJob<'flow'>;
  #flowShare: number | undefined;
  readonly #spectra: FollowedJob<'spectra'>;
  #preference: Preference = 'auto';
  /** Whether an engine has been opened, or could not be. */
  #opened = false;
  #openingFailed = false;
  /** Whether a change waits to be measured. */
  #settling = false;
  #fitNetworks: boolean;
  readonly #settled = new Debounce(settleMilliseconds);
  /** The run whose theory is known, or on its way. */
  #theoryRun = 0;
  /** What the newest run measures beyond what every run does. */
  #wants: readonly OptionalQuantity[] = [];
  #pinnedRun = 0;
  #wantedPin: number | undefined;
  #wantedBeside: number | undefined;
  #beside: NetworkReading | undefined;
  #besideRun = 0;
  #wantedHover: number | undefined;
  /** Whether a window is being asked for. */
  #selecting = false;

  /** `fitNetworks`: choose how many networks to measure once the engine is known. */
  constructor(workplace: Workplace, experiment: Experiment, options: { fitNetworks: boolean } & Sight) {
    super();
    this.#workplace = workplace;
    this.said = experiment;
    this.experiment = effective(experiment);
    this.#fitNetworks = options.fitNetworks;
    this.axes = options.axes;
    this.window = options.window ?? 'usual';
    this.#wantedPin = options.pinned;
    this.#wantedBeside = options.beside;
    const changed = () => this.#changed();
    this.#sweep = new FollowedJob(workplace, 'sweep', { view, urgency: 0 }, changed);
    this.#spectra = new FollowedJob(workplace, 'spectra', { view, urgency: -1 });
    this.#flow = new FollowedJob(workplace, 'flow', { view, urgency: 1 }, changed);
    this.#theory = new FollowedJob(workplace, 'theory', { view, urgency: 2 }, changed);
    this.#edge = new FollowedJob(workplace, 'edge', { view, urgency: 2 }, changed);
    this.#agreement = new FollowedJob(workplace, 'agreement', { view, urgency: 3 }, changed);
    this.#machine = new FollowedJob(workplace, 'machine', { view, urgency: 4 }, changed);
    workplace.addEventListener('change', changed);
  }

  get state(): JobState {
    if (this.#openingFailed) return 'failed';
    if (!this.#opened) return 'idle';
    return this.#settling ? 'running' : this.#sweep.state;
  }

  /** The engine that has measured what is newest; undefined before one is open. */
  get engine(): EngineDescription | undefined {
    return this.shown && !this.stale ? this.shown.engine : this.#workplace.engine;
  }

  /** What theory says of the run that the charts show: nothing while only another run's is known. */
  get theory(): Theory {
    return this.#theoryRun === this.shown?.run ? (this.#theory.outcome?.result ?? {}) : {};
  }

  /** How sure the edge is that the charts show; undefined until that is known, and where there is none. */
  get edge(): EdgeInterval | undefined {
    const reading = this.#edge.outcome?.result;
    const axes = this.shown?.summary.axes;
    return reading && axes && sameAxes(reading.axes, axes) ? reading.interval : undefined;
  }

  /** The range of the x axis whose networks are shown through time; undefined where it is all of them, or not known yet. */
  get range(): AxisRange | undefined {
    if (typeof this.window !== 'string') return this.window;
    const { summary, axes } = this.shown ?? {};
    return this.window === 'usual' && axes && summary && sameAxes(summary.axes, axes)
      ? summary.time.range
      : undefined;
  }

  /** How far the run that the charts show can be trusted; undefined until it is complete. */
  get agreement(): Agreement | undefined {
    return agreementOf(this.#agreement, this.shown?.engine, this.#checked);
  }

  /** What the machine of the engine that measured can do at most; undefined until that is known. */
  get machine(): Machine | undefined {
    const { shown } = this;
    return shown && this.#machines.get(shown.engine.name);
  }

  /** How the pinned network's gradient splits; undefined until it is known. */
  get flow(): Flow | undefined {
    return this.#flow.outcome?.result;
  }

  /** Which share of that is done, while it takes long. */
  get flowShare(): number | undefined {
    return this.#flow.state === 'running' ? this.#flowShare : undefined;
  }

  /** Why that will not be known, as a clause; empty while it may be. */
  get flowFailure(): string {
    return this.#flow.failure;
  }

  /** Whether the charts still show the run before this one. */
  get stale(): boolean {
    return this.shown !== undefined && (this.#settling || this.shown.run !== this.#sweep.run);
  }

  /** Whether the pinned network's reading is of a run before this one. */
  get pinnedStale(): boolean {
    return this.#settling || this.#pinnedRun !== this.#sweep.run;
  }

  /** Networks to measure when nobody says how many. */
  get fittingNetworks(): number {
    return fittingNetworks(this.#workplace.engine);
  }

  /** Index of the network that is, or will be, pinned. */
  get pinnedIndex(): number | undefined {
    return this.#wantedPin;
  }

  /** Index of the network that is, or will be, pinned beside it. */
  get besideIndex(): number | undefined {
    return this.#wantedBeside;
  }

  /** The network that is pinned beside the other; undefined while it is not read in this run. */
  get beside(): NetworkReading | undefined {
    return this.#settling || this.#besideRun !== this.#sweep.run ? undefined : this.#beside;
  }

  /** Index of the network that is pointed at, whose reading may still be on its way. */
  get hoveredIndex(): number | undefined {
    return this.#wantedHover;
  }

  /** Opens an engine, another one if there is one already, and measures the experiment. */
  async open(preference: Preference): Promise<void> {
    this.#preference = preference;
    this.#opened = false;
    this.#openingFailed = false;
    const said: string[] = [];
    this.#notices.tell(said, 'engine');
    this.#begin();
    try {
      const opened = this.#workplace.prefer(preference, (sentence) => {
        said.push(sentence);
        this.tell(said, 'engine');
      });
      this.#workplace.expect('sweep');
      await opened;
      if (preference !== this.#preference) return;
      this.#opened = true;
      if (this.#fitNetworks) this.#say({ networks: this.fittingNetworks });
      this.#dropImpossiblePin(this.experiment.networks);
      this.start();
    } catch (error) {
      if (preference !== this.#preference) return;
      console.warn(error);
      this.#openingFailed = true;
      this.#settling = false;
      this.notify('No engine could be opened. Reload, or change a control to try again.');
    }
  }

  /** Shows all of this at once: what a link, a preset or the browser's history says. Only what differs is measured. */
  show(experiment: Experiment, { axes, pinned, beside, window = 'usual' }: Sight): void {
    if (!isSame(effective(experiment), this.experiment)) {
      this.axes = axes;
      this.window = window;
      this.change(experiment);
    } else this.#say(experiment);
    this.chooseAxes(axes);
    if (String(window) !== String(this.window)) void this.select(window);
    if (beside !== this.#wantedBeside) this.pinBeside(beside);
    if (pinned !== this.#wantedPin) this.pin(pinned);
  }

  /** Changes the experiment and measures it anew. */
  change(change: Partial<Experiment>): void {
    if (change.networks !== undefined) this.#fitNetworks = false;
    this.#say(change);
    const { networks } = this.experiment;
    if (this.#wantedBeside !== undefined && this.#wantedBeside >= networks) this.pinBeside(undefined);
    if (this.#wantedPin !== undefined && this.#wantedPin >= networks) this.pin(undefined);
    if (this.#mustOpen()) return;
    this.#begin();
    this.#settled.ask(() => this.start());
  }

  #say(change: Partial<Experiment>): void {
    this.said = { ...this.said, ...change };
    this.experiment = effective(this.said);
  }

  /**
   * Shows something else of the same networks. A window along another x axis means nothing any more; and only what
   * has not been measured is.
   */
  chooseAxes(axes: Axes): void {
    if (sameAxes(axes, this.axes)) return;
    if (axes.x !== this.axes.x && this.window !== 'all') this.window = 'usual';
    this.axes = axes;
    if (!covers(this.#wants, axes)) {
      this.start();
      return;
    }
    if (this.shown && !this.stale) this.shown = { ...this.shown, axes };
    this.#changed();
    void this.#look();
  }

  /** Measures the experiment from its first network. */
  start(): void {
    if (this.#mustOpen()) return;
    this.#begin();
    this.#settling = false;
    void this.#measure();
  }

  stop(): void {
    if (this.state !== 'running') return;
    this.#settled.cancel();
    this.#settling = false;
    this.#sweep.stop();
    this.#changed();
  }

  /** Shows other networks through time. A window that is dragged is asked for as often as it is answered. */
  async select(window: WindowChoice): Promise<void> {
    this.window = window;
    this.#changed();
    if (this.#selecting) return;
    this.#selecting = true;
    try {
      let asked: WindowChoice | undefined;
      while (asked !== this.window) {
        asked = this.window;
        const { run } = this.#sweep;
        const time = await this.#ask((laboratory) => laboratory.select(run, asked ?? window));
        if (!time || !this.shown || run !== this.#sweep.run || this.stale) continue;
        this.shown = { ...this.shown, summary: { ...this.shown.summary, time } };
        this.#changed();
      }
    } finally {
      this.#selecting = false;
    }
  }

  /** Pins a network, or none: then the one beside it takes its place. */
  pin(asked: number | undefined): void {
    const index = asked ?? this.#wantedBeside;
    if (index === this.#wantedBeside) this.#wantedBeside = undefined;
    this.#wantedPin = index;
    if (this.pinned?.index !== index) {
      this.pinned = undefined;
      this.#flow.reset();
    }
    this.#changed();
    void this.#readPinned();
  }

  /** Pins a second network beside the first, or lets go of it. */
  pinBeside(index: number | undefined): void {
    if (index !== undefined && index === this.#wantedPin) return;
    this.#wantedBeside = index;
    if (this.#beside?.index !== index) this.#beside = undefined;
    this.#changed();
    void this.#readBeside();
  }

  async hover(index: number | undefined): Promise<void> {
    if (index === this.#wantedHover) return;
    this.#wantedHover = index;
    this.#changed();
    const { run } = this.#sweep;
    const reading =
      index === undefined
        ? undefined
        : await this.#workplace.ask((laboratory) => laboratory.reading(run, index));
    if (index !== this.#wantedHover || run !== this.#sweep.run) return;
    this.hovered = reading;
    this.#changed();
  }

  /** Spectra of the pinned network's W_hh; undefined once another run or pin has replaced it. */
  async spectra(reading: NetworkReading): Promise<Spectra | undefined> {
    const { pinned, shown } = this;
    if (pinned !== reading || !shown) return undefined;
    const outcome = await this.#spectra.start({ experiment: shown.experiment, index: reading.index });
    return this.pinned === reading ? outcome?.result : undefined;
  }

  /** Readings of the shown run's networks `from` … `from + count − 1`; none once another has begun. */
  async rows(from: number, count: number): Promise<readonly NetworkReading[]> {
    const { run = 0 } = this.shown ?? {};
    return (await this.#ask((laboratory) => laboratory.readings(run, from, count))) ?? [];
  }

  /** All networks that the charts show, as a file. @throws Error where they are not to be had any more */
  async file(format: FileFormat): Promise<Blob> {
    const { run = 0 } = this.shown ?? {};
    const file = await this.#workplace.ask((laboratory) => laboratory.file(run, format));
    if (!file) throw new Error('the worker that measured them is lost');
    return file;
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

  /** Notices in the place of those of their kind. */
  tell(sentences: readonly string[], kind: NoticeKind): void {
    this.#notices.tell(sentences, kind);
    this.#changed();
  }

  /** Whether there is no engine yet; after a failure this is another try. */
  #mustOpen(): boolean {
    if (this.#opened) return false;
    if (this.#openingFailed) void this.open(this.#preference);
    this.#changed();
    return true;
  }

  /** From here on nothing of an earlier run is taken. */
  #begin(): void {
    this.#settled.cancel();
    this.#settling = true;
    this.underWay = 0;
    this.hovered = undefined;
    this.#wantedHover = undefined;
    this.#workplace.forget(this.#sweep.run);
    for (const job of [this.#sweep, this.#edge, this.#agreement, this.#flow, this.#spectra]) job.reset();
    this.#changed();
  }

  async #measure(): Promise<void> {
    const { experiment, axes, window } = this;
    const told = { report: this.#report, notice: this.#notice };
    this.#wants = wantsOf([axes.x, axes.y]);
    const outcome = await this.#sweep.start({ experiment, axes, window }, told);
    const { state, failure } = this.#sweep;
    if (state === 'failed')
      this.notify(`Measuring failed: ${failure}. Reload, or change a control to try again.`);
    if (!outcome || !this.shown) return;
    this.#readEdge();
    this.#checked = undefined;
    void this.#agreement.start(
      { experiment: this.shown.experiment },
      {
        notice: this.#notice,
        report: (progress) => {
          this.#checked = progress;
          this.#changed();
        },
      },
    );
    this.#readFlow();
    void this.#readMachine(this.shown);
  }

  /** What the machine can do: once, and again where a run did more than that, for the page was busy then. */
  async #readMachine(shown: Shown): Promise<void> {
    const beyond = () => !this.machine || reached(shown, this.machine).share > 1;
    for (let time = 0; time < machineTimes && beyond() && this.shown?.run === shown.run; time++) {
      const outcome = await this.#machine.start(undefined);
      if (!outcome) return;
      this.#machines.set(outcome.engine.name, outcome.result);
      this.#changed();
    }
  }

  readonly #report = (report: SweepReport | SweepProgress): void => {
    const { run } = this.#sweep;
    this.underWay = 'underWay' in report ? report.underWay : 0;
    if ('underWay' in report) {
      this.#changed();
      return;
    }
    this.shown = shownAfter(this.shown, run, this.axes, report);
    if (this.#theoryRun !== run) {
      // Theory waits for the first points: both need the processor.
      this.#theoryRun = run;
      void this.#theory.start(report.experiment);
    }
    this.#dropImpossiblePin(report.experiment.networks);
    this.#changed();
    if (this.pinnedStale) void this.#readPinned();
    if (!this.beside) void this.#readBeside();
    // Other axes were asked for while this report was on its way, or before the sweep had begun.
    if (!sameAxes(report.summary.axes, this.axes)) void this.#look();
  };

  /** What the axes show of the networks that are there. */
  async #look(): Promise<void> {
    const { axes, window } = this;
    const { run } = this.#sweep;
    const summary = await this.#ask((laboratory) => laboratory.look(run, axes, window));
    if (!summary || !this.shown || run !== this.#sweep.run || this.stale || this.axes !== axes) return;
    if (this.window !== window) {
      await this.#look();
      return;
    }
    this.shown = { ...this.shown, summary };
    this.#changed();
    this.#readEdge();
  }

  /** Nothing is concluded before the run is complete. */
  #readEdge(): void {
    const { run, state } = this.#sweep;
    if (state === 'complete') void this.#edge.start({ run, axes: this.axes });
  }

  /**
   * An answer about the newest sweep. Where the worker that knew it is lost, the sweep is measured again; a failed one
   * waits for a change, lest it lose one worker after another.
   */
  async #ask<Answer>(question: Question<Answer>): Promise<Answer | undefined> {
    const { run, state } = this.#sweep;
    const answer = await this.#workplace.ask(question);
    const over = state === 'complete' || state === 'stopped';
    if (over && run === this.#sweep.run && !this.#workplace.remembers(run)) {
      this.notify('The worker that had measured these networks was lost: they are measured again.');
      this.start();
    }
    return answer;
  }

  readonly #notice = (sentence: string): void => this.notify(sentence);

  async #readPinned(): Promise<void> {
    const index = this.#wantedPin;
    const { run } = this.#sweep;
    if (index === undefined || this.stale) return;
    const reading = await this.#ask((laboratory) => laboratory.reading(run, index));
    if (!reading || run !== this.#sweep.run || index !== this.#wantedPin) return;
    this.pinned = reading;
    this.#pinnedRun = run;
    this.#flow.reset();
    this.#changed();
    // A network's trace waits until the run is over: both need the engine.
    if (this.#sweep.state === 'complete') this.#readFlow();
  }

  async #readBeside(): Promise<void> {
    const index = this.#wantedBeside;
    const { run } = this.#sweep;
    if (index === undefined || this.stale) return;
    const reading = await this.#ask((laboratory) => laboratory.reading(run, index));
    if (!reading || run !== this.#sweep.run || index !== this.#wantedBeside) return;
    this.#beside = reading;
    this.#besideRun = run;
    this.#changed();
  }

  #readFlow(): void {
    const { pinned, shown } = this;
    if (!pinned || !shown || this.pinnedStale) return;
    this.#flowShare = undefined;
    void this.#flow.start(
      { experiment: shown.experiment, index: pinned.index },
      {
        notice: this.#notice,
        report: ({ share }) => {
          this.#flowShare = share;
          this.#changed();
        },
      },
    );
  }

  /** Fewer networks are measured than the address or a person counted on. */
  #dropImpossiblePin(networks: number): void {
    if (this.#wantedBeside !== undefined && this.#wantedBeside >= networks) this.pinBeside(undefined);
    const index = this.#wantedPin;
    if (index === undefined || index < networks) return;
    this.pin(undefined);
    this.notify(
      `Network ${index} is no longer pinned: only networks 0 to ${networks - 1} are measured here.`,
    );
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
