/**
 * Experiments side by side: measured one after another in a worker of their own, so that the explorer goes on.
 * What is known of an experiment stays while it is wanted: a change measures only what changed.
 */

import { proxy, type Remote, wrap } from 'comlink';
import type { ClippingSample } from '../analysis/clipping.ts';
import { PointCloud } from '../analysis/point_cloud.ts';
import type { View } from '../experiment/address.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { EngineDescription, EngineName } from '../experiment/provenance.ts';
import { whatHappened } from '../laboratory/standby.ts';
import type { Theory } from '../theory/theory_line.ts';
import type { Laboratory, Progress } from '../worker.ts';
import type { Shown } from './exploration.ts';
import { type Agreement, followAgreement } from './run_agreement.ts';

export type ComparisonState = 'idle' | 'running' | 'complete' | 'stopped' | 'failed';

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
export interface Comparison {
  readonly wanted: readonly Wanted[];
  readonly x: View['x'];
  readonly engine: View['engine'];
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

/** The explorer may ask for any number of networks; here that changes nothing. */
function affordable(wanted: Wanted): Wanted {
  const { experiment } = wanted;
  const networks = Math.min(experiment.networks, Math.max(...Object.values(mostNetworks)));
  return { ...wanted, experiment: { ...experiment, networks } };
}

export class ComparisonSession extends EventTarget {
  state: ComparisonState = 'idle';
  engine: EngineDescription | undefined;
  /** What happened on the way, a sentence each. */
  notices: readonly string[] = [];
  /** Why it could not go on. */
  failure = '';

  #comparison: Comparison | undefined;
  #worker: Worker | undefined;
  #laboratory: Remote<Laboratory> | undefined;
  readonly #known = new Map<string, Compared>();
  /** What each place showed before what is wanted there now. */
  #before: readonly (Compared | undefined)[] = [];
  /** The experiment of the run under way. */
  #measured: { readonly run: number; readonly key: string } | undefined;
  #runs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #working = false;
  #halted = false;

  /** Keeps what is known of these experiments, and measures the rest. */
  show(asked: Comparison): void {
    const comparison = { ...asked, wanted: asked.wanted.map(affordable) };
    if (JSON.stringify(comparison) === JSON.stringify(this.#comparison)) return;
    const before = this.#comparison;
    this.#before = comparison.wanted.map((_, place) => this.at(place)?.compared);
    this.#comparison = comparison;
    if (before && before.engine !== comparison.engine) this.#forget();
    const keys = new Set(comparison.wanted.map((wanted) => this.#keyOf(wanted)));
    for (const key of this.#known.keys()) if (!keys.has(key)) this.#known.delete(key);
    if (this.#measured && !keys.has(this.#measured.key)) void this.#laboratory?.stop();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.start(), settleMilliseconds);
    this.#changed();
  }

  /** What a place shows: of the experiment wanted there, or of the one before while nothing has come yet. */
  at(place: number): { readonly compared: Compared; readonly stale: boolean } | undefined {
    const wanted = this.#comparison?.wanted[place];
    const known = wanted && this.#known.get(this.#keyOf(wanted));
    if (known?.shown) return { compared: known, stale: false };
    const before = this.#before[place];
    return before && { compared: before, stale: true };
  }

  /** Experiments measured so far, of how many, and the networks of the one under way. */
  get progress(): { readonly done: number; readonly total: number } {
    const wanted = this.#comparison?.wanted ?? [];
    const parts = wanted.map((one) => {
      const { shown, complete } = this.#known.get(this.#keyOf(one)) ?? {};
      return complete ? 1 : shown ? shown.done / shown.experiment.networks : 0;
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
    void this.#laboratory?.stop();
  }

  async #work(): Promise<void> {
    this.#working = true;
    this.state = 'running';
    this.failure = '';
    this.#changed();
    try {
      for (;;) {
        const task = this.#halted ? undefined : this.#nextTask();
        if (!task) break;
        await task();
      }
      this.state = this.#halted ? 'stopped' : 'complete';
    } catch (error) {
      console.warn(error);
      this.#dismiss();
      this.state = 'failed';
      this.failure = `The comparison could not go on: ${whatHappened(error)}.`;
    }
    this.#working = false;
    this.#changed();
  }

  /** First what the charts show of every experiment, then what clipping needs, then whether it can be trusted. */
  #nextTask(): (() => Promise<void>) | undefined {
    const { wanted = [] } = this.#comparison ?? {};
    const knowing = wanted.map((one) => ({ ...one, known: this.#known.get(this.#keyOf(one)) }));
    const laboratory = this.#laboratory;
    if (!laboratory || !this.engine) return () => this.#open();
    const unmeasured = knowing.find(({ known }) => !known?.complete);
    if (unmeasured) return () => this.#measure(laboratory, unmeasured.experiment);
    const unclipped = knowing.find(({ known, clipped }) => clipped && !known?.clipping);
    if (unclipped) return () => this.#sampleClipping(laboratory, unclipped.experiment);
    const unchecked = knowing.find(({ known }) => !known?.agreement || known.agreement.state === 'checking');
    return unchecked && (() => this.#check(laboratory, unchecked.experiment));
  }

  async #open(): Promise<void> {
    this.#worker ??= new Worker(new URL('../worker.ts', import.meta.url), { type: 'module' });
    const worker = this.#worker;
    const laboratory = this.#laboratory ?? wrap<Laboratory>(worker);
    this.#laboratory = laboratory;
    const { engine: preference = 'auto' } = this.#comparison ?? {};
    const lost = new Promise<never>((_, reject) => {
      worker.addEventListener('error', ({ message }) =>
        reject(new Error(message || 'its worker could not be loaded')),
      );
    });
    const engine = await Promise.race([laboratory.open(preference, proxy(this.#notice)), lost]);
    if (preference === this.#comparison?.engine) this.engine = engine;
  }

  async #measure(laboratory: Remote<Laboratory>, asked: Experiment): Promise<void> {
    const key = this.#keyOf({ experiment: asked });
    const x = this.#comparison?.x ?? 'radius';
    const run = ++this.#runs;
    this.#measured = { run, key };
    const experiment = { ...asked, networks: Math.min(asked.networks, this.#mostNetworks) };
    const reports = proxy({
      progress: (progress: Progress) => this.#progress(key, x, progress),
      theory: (_run: number, theory: Theory) => this.#learn(key, { theory }),
      notice: this.#notice,
    });
    const end = await laboratory.run({ run, experiment, x, selection: undefined }, reports);
    if (run !== this.#measured?.run) return;
    this.#measured = undefined;
    if (end === 'complete') this.#learn(key, { complete: true });
  }

  async #sampleClipping(laboratory: Remote<Laboratory>, experiment: Experiment): Promise<void> {
    const key = this.#keyOf({ experiment });
    const { shown } = this.#known.get(key) ?? {};
    if (!shown) return;
    const clipping = await laboratory.clippingSample(shown.experiment, clippingNetworks);
    if (clipping) this.#learn(key, { clipping });
  }

  async #check(laboratory: Remote<Laboratory>, experiment: Experiment): Promise<void> {
    const key = this.#keyOf({ experiment });
    const { shown } = this.#known.get(key) ?? {};
    if (!shown) return;
    const check = () => laboratory.check(shown.experiment, checkedNetworks);
    for await (const agreement of followAgreement(shown.run, check)) this.#learn(key, { agreement });
  }

  #progress(key: string, x: View['x'], progress: Progress): void {
    const { run, experiment, engine, done, milliseconds, operations, points, summary } = progress;
    const before = this.#known.get(key)?.shown;
    // The last one may come after the run's end.
    if (run !== this.#runs && run !== before?.run) return;
    const cloud =
      points.first > 0 && before?.run === run ? before.cloud : new PointCloud(experiment.networks);
    cloud.append(points);
    // None while another one is to be opened.
    if (this.engine) this.engine = engine;
    this.#learn(key, { shown: { run, experiment, x, cloud, done, milliseconds, operations, summary } });
  }

  /** More is known of an experiment, if it is still wanted. */
  #learn(key: string, more: Compared): void {
    if (!this.#comparison?.wanted.some((wanted) => this.#keyOf(wanted) === key)) return;
    this.#known.set(key, { ...this.#known.get(key), ...more });
    this.#changed();
  }

  /** Two places that differ in their clipping only are one measurement. */
  #keyOf({ experiment }: Pick<Wanted, 'experiment'>): string {
    return JSON.stringify([experiment, this.#comparison?.x]);
  }

  get #mostNetworks(): number {
    const { name = 'reference', software = false } = this.engine ?? {};
    return name === 'webgpu' && software ? mostOnSoftware : mostNetworks[name];
  }

  /** Lets go of the engine and what it measured; the next task opens one. */
  #forget(): void {
    void this.#laboratory?.stop();
    this.engine = undefined;
    this.#measured = undefined;
    this.#known.clear();
    this.notices = [];
  }

  /** Lets go of the worker too. */
  #dismiss(): void {
    this.#forget();
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#laboratory = undefined;
  }

  readonly #notice = (sentence: string): void => {
    if (!this.notices.includes(sentence)) this.notices = [...this.notices, sentence];
    this.#changed();
  };

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
