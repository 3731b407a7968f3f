/**
 * How several callers share an engine, as the interface promises: measures one behind another, and beside them what
 * must not be done side by side, such as questions, one after another.
 */

/** Why whatever an engine was still to do is not done. */
class DisposedError extends Error {
  override readonly name = 'DisposedError';
}

export class EngineQueue {
  readonly #disposed = new AbortController();
  readonly #measures = new Line();
  readonly #alone = new Line();

  /**
   * A measure in its turn. `chunks` is told of the signal's abort and of the engine's end by a signal of its own, and
   * lets go of all it holds once it is returned from: that ends the turn, also while nobody reads on.
   */
  async *measure<Chunk>(
    signal: AbortSignal,
    chunks: (signal: AbortSignal) => AsyncGenerator<Chunk, void, void>,
  ): AsyncGenerator<Chunk, void, void> {
    const stopped = this.#whenStopped(signal);
    const leave = await this.#measures.enter(stopped);
    const measuring = chunks(stopped);
    let ending: Promise<void> | undefined;
    const end = () => {
      ending ??= measuring.return().then(leave, leave);
      return ending;
    };
    stopped.addEventListener('abort', end, { once: true });
    try {
      for (;;) {
        const { done, value } = await measuring.next();
        stopped.throwIfAborted();
        if (done) return;
        yield value;
      }
    } finally {
      stopped.removeEventListener('abort', end);
      await end();
    }
  }

  /** Work that nothing else of its kind is done beside, once what came before it is done. */
  alone<Result>(work: (signal: AbortSignal) => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    return this.#inLine(this.#alone, work, signal);
  }

  /** Work that takes the turn of a measure. */
  betweenMeasures<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    return this.#inLine(this.#measures, work);
  }

  async #inLine<Result>(
    line: Line,
    work: (signal: AbortSignal) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    const stopped = this.#whenStopped(signal);
    const leave = await line.enter(stopped);
    const working = work(stopped);
    // What comes next waits until this has ended, though its caller may have stopped waiting for it.
    working.then(leave, leave);
    return unlessAborted(working, stopped);
  }

  /** Ends whatever is under way, waits, or is asked later. */
  dispose(): void {
    this.#disposed.abort(new DisposedError('The engine was disposed of'));
  }

  #whenStopped(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#disposed.signal]) : this.#disposed.signal;
  }
}

/** People who wait for one another: whoever has come first leaves first. */
class Line {
  /** Settles once everybody who is here has left. */
  #last: Promise<unknown> = Promise.resolve();

  /** Waits for those ahead. Resolves to what makes way for the next. @throws the signal's reason, at once */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const ahead = this.#last;
    let leave: () => void = () => undefined;
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    this.#last = ahead.then(() => left);
    try {
      await unlessAborted(ahead, signal);
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  }
}

/** What a promise comes to. @throws the signal's reason as soon as it is aborted */
function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
