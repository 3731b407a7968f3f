/**
 * Which layout the kernels of a size have on an adapter: the usual one, the one a person asks for, or the fastest of those
 * that were tried.
 *
 * Hardware only: the first run of one candidate, nearly all of it compiling, takes a software adapter 0.8 to 8 s (measured), and
 * what is usual there is what was measured to be fastest. And only before a run that takes many seconds anyway: so nobody waits for a first chart, and what
 * trying takes comes back. A size that was tried keeps its layout, in this session and, by the memory, in the next: another
 * one adds in another order, and chaotic networks would part from what charts show of them.
 */
import type { Experiment } from '../../experiment/experiment.ts';
import { formatTuning, type Tuning } from '../../experiment/tuning.ts';
import { cellOf } from '../../networks/cells.ts';
import { paddedSizeOf } from '../padding.ts';
import { type Adapter, type Layout, layoutsFor, type Shape, shapeFor } from './shape.ts';

/** All that is tried for a size, compiling included, in seconds. */
const mostSeconds = 1;
/** A run that is planned to take so long is worth it, in seconds. */
const worthwhileSeconds = 10;
/** Another layout than the usual one is taken where it is this much faster: clocks are coarse. */
const worthwhileGain = 1.05;

/** An adapter that has a name. */
export interface NamedAdapter extends Adapter {
  readonly adapterName: string;
}

/** A layout that was tried. */
export interface Trial {
  readonly layout: Layout;
  /** 10⁹ operations a second, forward and backward. */
  readonly gigaflops: number;
}

/** What is kept of an adapter from session to session: the trials of each size, the chosen one first. */
export type Trials = Readonly<Record<string, readonly Trial[]>>;

/** Where they are kept. Neither may fail: who is denied forgets. */
export interface TuningMemory {
  /** Whatever was kept, or undefined. */
  recall(adapter: string): Promise<unknown>;
  keep(adapter: string, trials: Trials): Promise<void>;
}

export class Tuner {
  readonly #asked: Tuning;
  readonly #memory: TuningMemory | undefined;
  #adapter = '';
  #trials: Trials = {};
  /** Of the size that was asked about last. */
  #newest: readonly string[] = [];

  constructor(asked: Tuning = 'auto', memory?: TuningMemory) {
    this.#asked = asked;
    this.#memory = memory;
  }

  /** Recalls what is known of an adapter, before anything is asked about it. */
  async meet(adapter: NamedAdapter): Promise<void> {
    const name = nameOf(adapter);
    if (name === this.#adapter) return;
    this.#adapter = name;
    this.#trials = trialsIn(await this.#memory?.recall(name));
  }

  /** The shape that an experiment's networks have now. */
  shapeFor(experiment: Experiment, adapter: NamedAdapter): Shape {
    const layouts = layoutsFor(experiment, adapter);
    const { layout, sentences } = this.#chosen(sizeOf(experiment), layouts);
    this.#newest = sentences;
    return shapeFor(experiment, adapter, layout);
  }

  /** What was chosen for the newest size and why, and how fast what was tried, a sentence each. */
  get sentences(): readonly string[] {
    return this.#newest;
  }

  /** Where none of a size is as was asked for: what is done instead, in a sentence. */
  misfit(experiment: Experiment, adapter: NamedAdapter): string | undefined {
    const asked = this.#asked;
    if (typeof asked !== 'object' || layoutsFor(experiment, adapter).some((one) => isAsked(one, asked)))
      return undefined;
    return `No layout of the GPU’s kernels for ${sizeOf(experiment)} is ${formatTuning(asked)}, as tuning asks for: they have their usual one.`;
  }

  /** Whether other layouts should be tried before a run that is planned to take so long. */
  isWorthwhile(experiment: Experiment, adapter: NamedAdapter, seconds: number): boolean {
    return (
      this.#asked === 'auto' &&
      !adapter.software &&
      seconds >= worthwhileSeconds &&
      this.#trials[sizeOf(experiment)] === undefined
    );
  }

  /**
   * Tries layouts for as long as there is time, the usual one first, and keeps to the fastest.
   * @param rate 10⁹ operations a second in a shape, unless it is stopped before; one that fails is not taken
   * @throws the signal's reason
   */
  async tune(
    experiment: Experiment,
    adapter: NamedAdapter,
    rate: (shape: Shape, stopped: AbortSignal) => Promise<number>,
    signal: AbortSignal,
  ): Promise<void> {
    const timeIsUp = new AbortController();
    const timer = setTimeout(() => timeIsUp.abort(), 1000 * mostSeconds);
    const stopped = AbortSignal.any([signal, timeIsUp.signal]);
    const end = new Promise<0>((resolve) => stopped.addEventListener('abort', () => resolve(0)));
    const tried: Trial[] = [];
    try {
      for (const layout of layoutsFor(experiment, adapter)) {
        signal.throwIfAborted();
        if (stopped.aborted) break;
        // The driver may go on compiling: nobody waits for it.
        const trial = rate(shapeFor(experiment, adapter, layout), stopped);
        const gigaflops = await Promise.race([trial.catch(() => 0), end]);
        if (gigaflops > 0) tried.push({ layout, gigaflops });
      }
      signal.throwIfAborted();
    } finally {
      clearTimeout(timer);
    }
    const [usual] = tried;
    if (!usual) return;
    const fastest = tried.reduce((best, one) => (one.gigaflops > best.gigaflops ? one : best));
    const chosen = fastest.gigaflops > worthwhileGain * usual.gigaflops ? fastest : usual;
    const trials = [chosen, ...tried.filter((one) => one !== chosen)];
    this.#trials = { ...this.#trials, [sizeOf(experiment)]: trials };
    await this.#memory?.keep(this.#adapter, this.#trials);
  }

  #chosen(
    size: string,
    layouts: readonly [Layout, ...Layout[]],
  ): { readonly layout: Layout; readonly sentences: readonly string[] } {
    const [usual] = layouts;
    const asked = this.#asked;
    if (typeof asked === 'object') {
      const fitting = layouts.find((layout) => isAsked(layout, asked));
      const chosen = fitting ?? usual;
      const why = fitting
        ? 'as was asked for'
        : `the usual one, as none of this size is ${formatTuning(asked)}`;
      return { layout: chosen, sentences: [sentence(size, chosen, why)] };
    }
    const trials = this.#trials[size] ?? [];
    const [best] = trials;
    // What another version of the kernels was fastest in may be no choice any more.
    const layout = layouts.find((one) => best && isSame(one, best.layout));
    if (asked === 'off' || !layout)
      return { layout: usual, sentences: [sentence(size, usual, 'the usual one')] };
    return {
      layout,
      sentences: [
        sentence(size, layout, `the fastest of ${trials.length} that were tried`),
        ...trials.map((trial) => `${wordsOf(trial.layout)}: ${trial.gigaflops.toPrecision(3)} GFLOP/s.`),
      ],
    };
  }
}

/** Kernels of a size are alike but for activations and drives. */
function sizeOf(experiment: Experiment): string {
  const { blocks } = cellOf(experiment);
  const paddedSize = paddedSizeOf(experiment.hiddenSize);
  return `${blocks} × ${paddedSize} × ${paddedSize}`;
}

function sentence(size: string, layout: Layout, why: string): string {
  return `Kernels for ${size}: ${wordsOf(layout)}, ${why}.`;
}

function wordsOf({ rowsPerLane, networksPerWorkgroup, exchange }: Layout): string {
  return formatTuning({ rows: rowsPerLane, networks: networksPerWorkgroup, exchange });
}

function isAsked(layout: Layout, { rows, networks, exchange }: Exclude<Tuning, string>): boolean {
  return (
    (rows === undefined || rows === layout.rowsPerLane) &&
    (networks === undefined || networks === layout.networksPerWorkgroup) &&
    (exchange === undefined || exchange === layout.exchange)
  );
}

function isSame(one: Layout, other: Layout): boolean {
  return wordsOf(one) === wordsOf(other);
}

/** The same adapter may be seen with other subgroups by another browser. */
function nameOf({ adapterName, subgroupSize }: NamedAdapter): string {
  return `${adapterName}, subgroups of ${subgroupSize}`;
}

/** What was kept, as far as it still means something: it comes from outside. */
function trialsIn(kept: unknown): Trials {
  if (typeof kept !== 'object' || kept === null) return {};
  return Object.fromEntries(
    Object.entries(kept).flatMap(([size, trials]: [string, unknown]) =>
      Array.isArray(trials) && trials.length > 0 && trials.every(isTrial) ? [[size, trials]] : [],
    ),
  );
}

function isTrial(value: unknown): value is Trial {
  if (typeof value !== 'object' || value === null) return false;
  const { layout, gigaflops } = value as Partial<Record<keyof Trial, unknown>>;
  if (typeof gigaflops !== 'number' || typeof layout !== 'object' || layout === null) return false;
  const { rowsPerLane, networksPerWorkgroup, exchange } = layout as Partial<Record<keyof Layout, unknown>>;
  return (
    typeof rowsPerLane === 'number' &&
    typeof networksPerWorkgroup === 'number' &&
    typeof exchange === 'string'
  );
}
