/** One output of `train`: a file that appears whole, or standard output. */
import type { LearningSlice, LearntNetwork } from '../analysis/learnt_network.ts';
import type { EngineDescription } from '../experiment/provenance.ts';
import type { LearningFile } from '../files/learning_file.ts';
import { type Pieces, writeThrough } from './pieces.ts';
import type { Terminal } from './terminal.ts';
import { WholeFile } from './whole_file.ts';

/** Calls go in the order of a {@link LearningFile}; then it is finished, and in any case discarded. */
export class LearningRecord {
  readonly #file: LearningFile;
  readonly #terminal: Terminal;
  readonly #whole: WholeFile | undefined;

  private constructor(file: LearningFile, terminal: Terminal, whole: WholeFile | undefined) {
    this.#file = file;
    this.#terminal = terminal;
    this.#whole = whole;
  }

  /** @param path standard output without one */
  static async begin(file: LearningFile, terminal: Terminal, path?: string): Promise<LearningRecord> {
    return new LearningRecord(file, terminal, path === undefined ? undefined : await WholeFile.begin(path));
  }

  start(engine: EngineDescription): Promise<void> {
    return this.#write(this.#file.start(engine));
  }

  updates(slice: LearningSlice): void {
    this.#file.updates(slice);
  }

  networks(learnt: readonly LearntNetwork[]): Promise<void> {
    return this.#write(this.#file.networks(learnt));
  }

  end(): Promise<void> {
    return this.#write(this.#file.end());
  }

  async finish(): Promise<void> {
    await this.#whole?.finish();
  }

  /** Leaves nothing of a file that is not finished. */
  async discard(): Promise<void> {
    await this.#whole?.discard();
  }

  #write(pieces: Pieces): Promise<void> {
    const { stdout, signal } = this.#terminal;
    return this.#whole ? this.#whole.write(pieces, signal) : writeThrough(stdout, pieces, signal);
  }
}
