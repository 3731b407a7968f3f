/** What may be said to every function of the library, and what it works with then. */
import type { EngineName } from '../experiment/provenance.ts';
import type { Flags } from '../terminal/flags.ts';
import type { Follower } from '../terminal/surroundings.ts';

/** How far something has come. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** What is counted, in the plural unless the total is 1. */
  readonly unit: string;
}

export interface Options {
  /**
   * What measures: `wasm` (float32 on the processor, in workers of its own) unless said, `reference` (float64, on the calling
   * thread), or `webgpu` (in Node with npm's optional package of that name). `auto` is `wasm`.
   */
  readonly engine?: EngineName | 'auto';
  /** Stops the work: the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told now and then how far it is. */
  readonly onProgress?: (progress: Progress) => void;
}

/** The signal, or one that never stops anything. */
export function signalOf({ signal = new AbortController().signal }: Options): AbortSignal {
  return signal;
}

/** Whoever is to be told, as a command tells it. */
export function followerOf({ onProgress }: Options): Follower {
  return {
    show: (done, total, unit) => onProgress?.({ done, total, unit }),
    clear: () => undefined,
  };
}

/** The same flags with the engine that is asked for. */
export function withEngine(flags: Flags, { engine }: Options): Flags {
  return engine === undefined ? flags : new Map([...flags, ['engine', String(engine)]]);
}
