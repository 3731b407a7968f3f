/**
 * The laboratory as the page has it: one worker with one engine for all views, hired when it is first needed, and
 * replaced when it is lost. What the reader looks at goes first.
 */
import { proxy, type Remote, wrap } from 'comlink';
import type { EngineDescription } from '../experiment/provenance.ts';
import type { Tuning } from '../experiment/tuning.ts';
import type { Preference } from '../laboratory/engine_post.ts';
import type { JobName, ReportOf, RequestOf } from '../laboratory/jobs.ts';
import type { Laboratory, Outcome, Reports } from '../laboratory/laboratory.ts';
import { hearing, spoken, spokenError } from '../language/both.ts';
import { language } from '../language/language.ts';

/** A worker that has not answered for so long is lost: closed, terminated, or in a loop. Eigenvalues may take it seconds. */
const patienceMilliseconds = 60_000;
/** Between two questions whether it is still there, while somebody waits for it. */
const beatMilliseconds = 5_000;
/** What nobody looks at comes after everything that somebody does. */
const outOfSight = 100;

/** What a job is for: who waits for it, and how urgent it is among the jobs of its view, the least first. */
export interface Purpose {
  readonly view: string;
  readonly urgency: number;
}

/** What is asked of the laboratory about what its jobs have left. */
export type Question<Answer> = (laboratory: Remote<Laboratory>) => Promise<Answer>;

/** A worker and what is known of it. */
interface Staff {
  readonly worker: Worker;
  readonly laboratory: Remote<Laboratory>;
  /** Rejects once the worker is lost. */
  readonly lost: Promise<never>;
  readonly lose: (reason: string) => void;
  /** Jobs that it has begun: what they left is lost with it. */
  readonly jobs: Set<number>;
  /** What it has been asked and has not answered yet. */
  awaited: number;
  /** Whether somebody asks now and then if it is still there. */
  watched: boolean;
}

export class Workplace extends EventTarget {
  /** The engine that measures; undefined while none is open. */
  engine: EngineDescription | undefined;
  /** How a GPU's kernels are laid out, from the next opening of an engine on. */
  tuning: Tuning = 'auto';

  readonly #startWorker: () => Worker;
  #preference: Preference = 'auto';
  #staff: Staff | undefined;
  /** Settles once the engine is open. */
  #opened: Promise<EngineDescription> | undefined;
  #inSight = 'explore';
  #numbers = 0;
  readonly #underWay = new Map<number, Purpose>();

  /** @param startWorker for tests: a worker that misbehaves */
  constructor(startWorker: () => Worker = pageWorker) {
    super();
    this.#startWorker = startWorker;
  }

  /** Opens an engine in place of the one before, or the next best with a notice. @throws Error where the worker is lost */
  async prefer(preference: Preference, notice: (sentence: string) => void): Promise<EngineDescription> {
    this.#preference = preference;
    return this.#open(notice);
  }

  /** The engine, once it is open. @throws Error where the worker is lost */
  opened(): Promise<EngineDescription> {
    return this.#opened ?? this.#open(() => undefined);
  }

  /** A job that will be asked for once the engine is open: its code comes meanwhile. */
  expect(name: JobName): void {
    // Should it not come, the job tries again, and says so.
    this.#hired()
      .laboratory.load(name)
      .catch(() => undefined);
  }

  /** A number for a job that is about to begin. */
  number(): number {
    this.#numbers += 1;
    return this.#numbers;
  }

  /** Does a job. Resolves to undefined where it was stopped. @throws Error where it fails, or the worker is lost */
  async run<Name extends JobName>(
    name: Name,
    id: number,
    request: RequestOf<Name>,
    purpose: Purpose,
    reports: Reports<Name>,
  ): Promise<Outcome<Name> | undefined> {
    this.#underWay.set(id, purpose);
    try {
      await (this.#opened ?? this.#open(reports.notice));
      const staff = this.#hired();
      // It may have been stopped while the engine was being opened.
      if (!this.#underWay.has(id)) return undefined;
      staff.jobs.add(id);
      const work = staff.laboratory.run as Laboratory['run'];
      const heard = heardBy(reports);
      return await this.#answer(staff, work(name, id, request, this.#rank(purpose), proxy(heard)));
    } finally {
      this.#underWay.delete(id);
    }
  }

  /** Stops a job within a chunk. */
  stop(id: number): void {
    if (!this.#underWay.delete(id)) return;
    this.#staff?.laboratory.stop(id).catch(() => undefined);
  }

  /** An answer from what jobs have left; undefined where the worker that knew it is lost. */
  async ask<Answer>(question: Question<Answer>): Promise<Answer | undefined> {
    const staff = this.#staff;
    if (!staff) return undefined;
    try {
      return await this.#answer(staff, question(staff.laboratory));
    } catch (error) {
      if (staff === this.#staff) throw error;
      return undefined;
    }
  }

  /** Whether what a job has left can still be asked about: not where the worker that did it is lost. */
  remembers(id: number): boolean {
    return this.#staff?.jobs.has(id) ?? false;
  }

  /** Nobody will ask about what this job left again. */
  forget(id: number): void {
    this.#staff?.jobs.delete(id);
    this.#staff?.laboratory.forget(id).catch(() => undefined);
  }

  /** The reader looks at another view now: its jobs go first. */
  lookAt(view: string): void {
    this.#inSight = view;
    for (const [id, purpose] of this.#underWay) {
      this.#staff?.laboratory.prioritise(id, this.#rank(purpose)).catch(() => undefined);
    }
  }

  #rank({ view, urgency }: Purpose): number {
    return urgency + (view === this.#inSight ? 0 : outOfSight);
  }

  async #open(notice: (sentence: string) => void): Promise<EngineDescription> {
    const staff = this.#hired();
    this.engine = undefined;
    const opening = this.#answer(
      staff,
      staff.laboratory.prefer(this.#preference, proxy(hearing(notice)), this.tuning),
    );
    this.#opened = opening;
    this.#changed();
    try {
      const engine = await opening;
      if (opening === this.#opened) this.engine = engine;
      return engine;
    } catch (error) {
      if (opening === this.#opened) this.#opened = undefined;
      throw error;
    } finally {
      this.#changed();
    }
  }

  #hired(): Staff {
    this.#staff ??= this.#hire();
    return this.#staff;
  }

  #hire(): Staff {
    const worker = this.#startWorker();
    let lose: (reason: string) => void = () => undefined;
    const lost = new Promise<never>((_, reject) => {
      lose = (reason) => {
        reject(new Error(reason));
        worker.terminate();
        if (this.#staff?.worker !== worker) return;
        this.#staff = undefined;
        this.#opened = undefined;
        this.engine = undefined;
        this.#changed();
      };
    });
    // Unheard where nothing is under way.
    lost.catch(() => undefined);
    worker.addEventListener('error', ({ message }) => lose(message || 'the worker could not be loaded'));
    const laboratory = wrap<Laboratory>(worker);
    return { worker, laboratory, lost, lose, jobs: new Set(), awaited: 0, watched: false };
  }

  /** What a worker answers. @throws Error once it is lost, which is found out for whoever waits */
  async #answer<Answer>(staff: Staff, answer: Promise<Answer>): Promise<Answer> {
    staff.awaited += 1;
    void this.#watch(staff);
    try {
      return spoken(await Promise.race([answer, staff.lost]));
    } catch (error) {
      throw spokenError(error);
    } finally {
      staff.awaited -= 1;
    }
  }

  /** Asks a worker whether it is still there for as long as somebody waits for it. */
  async #watch(staff: Staff): Promise<void> {
    if (staff.watched) return;
    staff.watched = true;
    while (staff.awaited > 0 && this.#staff === staff) {
      const answered = Promise.race([staff.laboratory.ping().then(() => true), pause(patienceMilliseconds)]);
      if (!(await answered)) staff.lose('the worker has not answered for a minute');
      await pause(beatMilliseconds);
    }
    staff.watched = false;
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

/** Those whom a job tells hear it in the page's language. */
function heardBy<Name extends JobName>(reports: Reports<Name>): Reports<Name> {
  if (language === 'en') return reports;
  return {
    report: hearing((report: ReportOf<Name>) => reports.report(report)),
    notice: hearing((sentence: string) => reports.notice(sentence)),
  };
}

function pageWorker(): Worker {
  return new Worker(new URL('../worker.ts', import.meta.url), { type: 'module' });
}

function pause(milliseconds: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), milliseconds));
}
