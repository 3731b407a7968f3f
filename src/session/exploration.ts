/**
 * One run after another: the experiment, the engine, the measurements so far. The page changes it and listens
 * to its `change` event; results of an old run never reach it.
 */

import { proxy, type Remote, wrap } from 'comlink';
import { PointCloud } from '../analysis/point_cloud.ts';
import type { AxisRange, NetworkReading, Summary } from '../analysis/summary.ts';
import type { View } from '../experiment/address.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { EngineDescription, EngineName } from '../experiment/provenance.ts';
import type { Flow, Spectra } from '../laboratory/anatomy.ts';
import { whatHappened } from '../laboratory/standby.ts';
import type { Theory } from '../theory/theory_line.ts';
import type { FileFormat, Laboratory, Progress } from '../worker.ts';
import { type Agreement, followAgreement } from './run_agreement.ts';

export type SessionState = 'idle' | 'running' | 'complete' | 'stopped' | 'error';

/** What has been measured in the run that the charts show. */
export interface Shown {
  readonly run: number;
  readonly experiment: Experiment;
  /** What the x axis shows. */
  readonly x: View['x'];
  readonly cloud: PointCloud;
  readonly done: number;
  readonly milliseconds: number;
  readonly operations: number;
  readonly summary: Summary;
}

/** A slider that is dragged asks for many runs; this many milliseconds after the last one starts. */
const settleMilliseconds = 40;

/** Networks measured when nobody says how many: what each kind of engine finishes within seconds. */
function fittingNetworks(engine: EngineDescription | undefined): number {
  if (engine?.name === 'reference') return 256;
  return engine?.name === 'webgpu' && engine.software ? 1024 : 4096;
}

export class Session extends EventTarget {
  state: SessionState = 'idle';
  experiment: Experiment;
  engine: EngineDescription | undefined;
  /** The newest measurements, or those of the run before while none have come yet. */
  shown: Shown | undefined;
  /** Sentences for a person, oldest first. */
  notices: readonly string[] = [];
  /** What the x axis is to show. */
  x: View['x'];
  selection: AxisRange | undefined;
  pinned: NetworkReading | undefined;
  /** How the pinned network's gradient splits; undefined until it is known. */
  flow: Flow | undefined;
  hovered: NetworkReading | undefined;
  /** How far the run that the charts show can be trusted; undefined until it is complete. */
  agreement: Agreement | undefined;

  #worker: Worker | undefined;
  #laboratory: Remote<Laboratory>;
  #preference: EngineName | 'auto' = 'auto';
  #fitNetworks: boolean;
  #run = 0;
  #theory: { readonly run: number; readonly theory: Theory } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pinnedRun = 0;
  #wantedPin: number | undefined;
  #wantedHover: number | undefined;

  /** `fitNetworks`: choose how many networks to measure once the engine is known. */
  constructor(
    experiment: Experiment,
    options: { fitNetworks: boolean; x: View['x']; pinned: number | undefined },
  ) {
    super();
    this.experiment = experiment;
    this.#fitNetworks = options.fitNetworks;
    this.x = options.x;
    this.#wantedPin = options.pinned;
    this.#laboratory = this.#hire();
  }

  /** A worker of its own for the laboratory; one that could not be loaded is let go of. */
  #hire(): Remote<Laboratory> {
    this.#worker?.terminate();
    const worker = new Worker(new URL('../worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('error', (event) =>
      this.#fail(event.message || 'the worker could not be loaded'),
    );
    this.#worker = worker;
    return wrap<Laboratory>(worker);
  }

  /** What theory says of the run that the charts show: nothing while only another run's is known. */
  get theory(): Theory {
    return this.#theory && this.#theory.run === this.shown?.run ? this.#theory.theory : {};
  }

  /** Whether the charts still show the run before this one. */
  get stale(): boolean {
    return this.shown !== undefined && this.shown.run !== this.#run;
  }

  /** Whether the pinned network's reading is of a run before this one. */
  get pinnedStale(): boolean {
    return this.#pinnedRun !== this.#run;
  }

  /** Networks to measure when nobody says how many. */
  get fittingNetworks(): number {
    return fittingNetworks(this.engine);
  }

  /** Index of the network that is, or will be, pinned. */
  get pinnedIndex(): number | undefined {
    return this.#wantedPin;
  }

  /** Opens an engine, another one if there is one already, and measures the experiment. */
  async open(preference: EngineName | 'auto'): Promise<void> {
    this.#preference = preference;
    clearTimeout(this.#timer);
    try {
      this.engine = await this.#laboratory.open(preference, proxy(this.#notice));
      if (this.#fitNetworks) {
        this.experiment = { ...this.experiment, networks: this.fittingNetworks };
      }
      this.#dropImpossiblePin(this.experiment.networks);
      this.start();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Changes the experiment and measures it anew. */
  change(change: Partial<Experiment>): void {
    if (change.networks !== undefined) this.#fitNetworks = false;
    this.experiment = { ...this.experiment, ...change };
    if (this.#wantedPin !== undefined && this.#wantedPin >= this.experiment.networks) this.pin(undefined);
    if (!this.engine) {
      this.#reopen();
      this.#changed();
      return;
    }
    this.#begin();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#measure(this.#run), settleMilliseconds);
  }

  /** Puts another quantity on the x axis: a selection of the old one means nothing any more. */
  chooseX(x: View['x']): void {
    if (x === this.x) return;
    this.x = x;
    this.selection = undefined;
    this.start();
  }

  /** Measures the experiment from its first network. */
  start(): void {
    if (!this.engine) {
      this.#reopen();
      this.#changed();
      return;
    }
    clearTimeout(this.#timer);
    this.#begin();
    void this.#measure(this.#run);
  }

  stop(): void {
    if (this.state !== 'running') return;
    clearTimeout(this.#timer);
    void this.#laboratory.stop();
    this.state = 'stopped';
    this.#changed();
  }

  async select(range: AxisRange | undefined): Promise<void> {
    this.selection = range;
    this.#changed();
    const run = this.#run;
    const time = await this.#laboratory.select(run, range);
    if (!time || !this.shown || run !== this.#run || this.stale || this.selection !== range) return;
    this.shown = { ...this.shown, summary: { ...this.shown.summary, time } };
    this.#changed();
  }

  pin(index: number | undefined): void {
    this.#wantedPin = index;
    if (this.pinned?.index !== index) {
      this.pinned = undefined;
      this.flow = undefined;
    }
    this.#changed();
    void this.#readPinned();
  }

  async hover(index: number | undefined): Promise<void> {
    if (index === this.#wantedHover) return;
    this.#wantedHover = index;
    const run = this.#run;
    const reading = index === undefined ? undefined : await this.#laboratory.network(run, index);
    if (index !== this.#wantedHover || run !== this.#run) return;
    this.hovered = reading;
    this.#changed();
  }

  /** Spectra of the pinned network's W_hh; undefined once another run or pin has replaced it. */
  async spectra(reading: NetworkReading): Promise<Spectra | undefined> {
    if (this.pinned !== reading) return undefined;
    const spectra = await this.#laboratory.spectra(this.#pinnedRun, reading.index);
    return this.pinned === reading ? spectra : undefined;
  }

  /** Readings of the shown run's networks `from` … `from + count − 1`; none once another has begun. */
  async rows(from: number, count: number): Promise<readonly NetworkReading[]> {
    const run = this.shown?.run;
    return run === undefined ? [] : this.#laboratory.networks(run, from, count);
  }

  file(format: FileFormat): Promise<Blob> {
    return this.#laboratory.file(format);
  }

  dismiss(notice: string): void {
    this.notices = this.notices.filter((other) => other !== notice);
    this.#changed();
  }

  notify(sentence: string): void {
    if (!this.notices.includes(sentence)) this.notices = [...this.notices, sentence];
    this.#changed();
  }

  /** From here on nothing of an earlier run is taken. */
  #begin(): void {
    this.#run++;
    this.state = 'running';
    this.hovered = undefined;
    this.#wantedHover = undefined;
    this.agreement = undefined;
    void this.#laboratory.stop();
    this.#changed();
  }

  async #measure(run: number): Promise<void> {
    const { experiment, x, selection } = this;
    const reports = proxy({
      progress: this.#progress,
      theory: this.#overlay,
      notice: this.#notice,
    });
    try {
      const end = await this.#laboratory.run({ run, experiment, x, selection }, reports);
      if (run !== this.#run) return;
      this.state = end;
      this.#changed();
      if (end === 'complete') {
        void this.#followAgreement(run);
        void this.#readFlow();
      }
    } catch (error) {
      if (run === this.#run) this.#fail(error);
    }
  }

  async #followAgreement(run: number): Promise<void> {
    for await (const agreement of followAgreement(run, () => this.#laboratory.agreement(run))) {
      if (run !== this.#run) return;
      this.agreement = agreement;
      this.#changed();
    }
  }

  readonly #progress = (progress: Progress): void => {
    if (progress.run !== this.#run) return;
    const { run, experiment, engine, done, milliseconds, operations, points, summary } = progress;
    const before = this.shown;
    const fresh = points.first === 0 || before?.run !== run;
    const cloud = fresh ? new PointCloud(experiment.networks) : before.cloud;
    cloud.append(points);
    this.engine = engine;
    this.shown = { run, experiment, x: this.x, cloud, done, milliseconds, operations, summary };
    this.#dropImpossiblePin(experiment.networks);
    this.#changed();
    if (this.pinnedStale) void this.#readPinned();
  };

  readonly #overlay = (run: number, theory: Theory): void => {
    if (run !== this.#run && run !== this.shown?.run) return;
    this.#theory = { run, theory };
    this.#changed();
  };

  readonly #notice = (sentence: string): void => this.notify(sentence);

  async #readPinned(): Promise<void> {
    const index = this.#wantedPin;
    const run = this.#run;
    if (index === undefined || this.stale) return;
    const reading = await this.#laboratory.network(run, index);
    if (!reading || run !== this.#run || index !== this.#wantedPin) return;
    this.pinned = reading;
    this.flow = undefined;
    this.#pinnedRun = run;
    this.#changed();
    // A network's trace waits until the run is over: both need the engine.
    if (this.state === 'complete') void this.#readFlow();
  }

  async #readFlow(): Promise<void> {
    const reading = this.pinned;
    if (!reading || this.pinnedStale) return;
    const flow = await this.#laboratory.flow(this.#run, reading.index);
    if (!flow || reading !== this.pinned) return;
    this.flow = flow;
    this.#changed();
  }

  /** Fewer networks are measured than the address or a person counted on. */
  #dropImpossiblePin(networks: number): void {
    const index = this.#wantedPin;
    if (index === undefined || index < networks) return;
    this.pin(undefined);
    this.notify(
      `Network ${index} is no longer pinned: only networks 0 to ${networks - 1} are measured here.`,
    );
  }

  /** After a failure before any engine was open: another worker, another try. */
  #reopen(): void {
    if (this.state !== 'error') return;
    this.state = 'idle';
    this.#laboratory = this.#hire();
    void this.open(this.#preference);
  }

  #fail(error: unknown): void {
    console.warn(error);
    this.state = 'error';
    this.notify(`Measuring failed: ${whatHappened(error)}. Reload, or change a control to try again.`);
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
