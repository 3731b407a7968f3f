/** A training that a person has given the page, as a folder of captures or checkpoints: its moments in order, and which is looked at. */
import {
  emptyFolder,
  firstNotFinite,
  firstWrong,
  type Misfit,
  type Mishap,
  type Moment,
  namesInOrder,
  nothingMeasured,
  type Seen,
  type Timeline,
  timelineFrom,
} from '../analysis/timeline.ts';
import type { TrainingRequest } from '../laboratory/training.ts';
import { FollowedJob, type JobState } from './followed_job.ts';
import type { Workplace } from './workplace.ts';

/** Files of one training, and what they are called together. */
export interface ChosenFolder {
  readonly name: string;
  readonly files: readonly File[];
}

export class OwnTraining extends EventTarget {
  folder: ChosenFolder = { name: '', files: [] };
  /** Files that are through, the one under way in part. */
  done = 0;
  timeline: Timeline = { moments: [], misfits: [] };
  /** Why nothing is shown; empty where something is, or may come. */
  refusal = '';

  readonly #job: FollowedJob<'training'>;
  #seen: readonly Seen[] = [];
  #misfits: readonly Misfit[] = [];
  /** Name of the file that is looked at. */
  #looked: string | undefined;

  constructor(workplace: Workplace) {
    super();
    this.#job = new FollowedJob(workplace, 'training', { view: 'model', urgency: 0 }, () => this.#changed());
  }

  get state(): JobState {
    return this.#job.state;
  }

  /** The file that is under way. */
  get underWay(): string {
    return this.state === 'running' ? (this.folder.files[Math.floor(this.done)]?.name ?? '') : '';
  }

  /** Place of the moment that is looked at; the first unless one was chosen. */
  get place(): number {
    return Math.max(
      0,
      this.timeline.moments.findIndex(({ file }) => file === this.#looked),
    );
  }

  get moment(): Moment | undefined {
    return this.timeline.moments[this.place];
  }

  get firstWrong(): Mishap | undefined {
    return firstWrong(this.timeline.moments);
  }

  get firstNotFinite(): Mishap | undefined {
    return firstNotFinite(this.timeline.moments);
  }

  /** Measures every file of a folder, in the order of the names; what is shown is in that of the updates. */
  async open({ name, files }: ChosenFolder, settings: Omit<TrainingRequest, 'files'>): Promise<void> {
    const byName = new Map(files.map((file) => [file.name, file]));
    const inOrder = namesInOrder([...byName.keys()]).flatMap((one) => byName.get(one) ?? []);
    this.folder = { name, files: inOrder };
    this.#seen = [];
    this.#misfits = [];
    this.#looked = undefined;
    Object.assign(this, { done: 0, refusal: '', timeline: { moments: [], misfits: [] } });
    if (inOrder.length === 0) {
      this.#job.reset();
      this.refusal = emptyFolder(name);
      this.#changed();
      return;
    }
    await this.#job.start(
      { ...settings, files: inOrder },
      {
        report: ({ done, seen, misfit }) => {
          // What was under way when it was stopped may still come.
          if (this.state !== 'running') return;
          this.done = done;
          if (seen) this.#seen = [...this.#seen, seen];
          if (misfit) this.#misfits = [...this.#misfits, misfit];
          if (seen || misfit) this.timeline = timelineFrom(this.#seen, this.#misfits);
          this.#changed();
        },
      },
    );
    const { state, failure } = this.#job;
    if (state === 'failed') this.refusal = `The training could not be measured: ${failure}`;
    if (state === 'complete' && this.#seen.length === 0)
      this.refusal = nothingMeasured(name, this.#misfits, 'listed');
    this.#changed();
  }

  /** Looks at the moment at a place. */
  look(place: number): void {
    const { moments } = this.timeline;
    this.#looked = moments[Math.min(Math.max(0, place), moments.length - 1)]?.file;
    this.#changed();
  }

  /** Ends the measuring; what has been measured stays. */
  stop(): void {
    this.#job.stop();
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}
