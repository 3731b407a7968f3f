/** What jobs leave for later questions and jobs: the sweeps that charts still show, the files that are open, networks that learn. */
import type { GivenFile } from './given_file.ts';
import type { LearningRecord } from './learning_record.ts';
import type { SweepRecord } from './sweep_record.ts';

export class Shelf {
  /** By the number of the job that measures them. */
  readonly sweeps = new Map<number, SweepRecord>();
  /** By the number of the job that opened it. */
  readonly files = new Map<number, GivenFile>();
  /** By the number of the job that took them as far as they are. */
  readonly learning = new Map<number, LearningRecord>();
}
