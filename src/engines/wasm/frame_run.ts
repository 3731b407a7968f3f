/** One run of frames over a range of an experiment's networks: shares go to whichever worker is free, chunks come in order. */
import type { Experiment, NetworkRange } from '../../experiment/experiment.ts';
import { cellOf } from '../../networks/cells.ts';
import { drawnFrame } from '../../networks/frame.ts';
import { framePlan, type SpectrumMeasurement } from '../../networks/lyapunov.ts';
import { frameOperations } from '../../networks/operations.ts';
import { entry } from '../../networks/vector.ts';
import type { SpectrumOptions } from '../engine.ts';
import { requireExponents } from '../exponents.ts';
import { type FrameResult, type FrameTask, frameLayout, parametersOf, settingsOf } from './task.ts';
import type { Thread } from './thread.ts';

/** A share is planned to last this long, in seconds, by what a core does at least. */
const shareSeconds = 0.1;
const operationsPerSecond = 8e9;
/** So long a frame is carried, by the same reckoning, before a worker looks whether there are messages. */
const pieceSeconds = 0.03;
/** Shares that wait with a worker, so that it need not wait for the next message. */
const sharesAhead = 2;
/** Shares of each worker that may lie finished before they are taken. */
const sharesUnread = 8;

/** The networks of a share, and what came of them. */
interface Share extends NetworkRange {
  readonly result: Promise<FrameResult>;
}

/** Yields chunks; networks that left float32's range are named in them. */
export async function* carriedFrames(
  experiment: Experiment,
  task: Omit<FrameTask, 'networks'>,
  { exponents, every, range, signal, progress }: SpectrumOptions & { readonly range: NetworkRange },
  threads: readonly Thread[],
): AsyncGenerator<SpectrumMeasurement & { readonly beyond: readonly number[] }, void, void> {
  requireExponents(experiment, exponents);
  const plan = framePlan(experiment, every);
  const operations = frameOperations(experiment, exponents, every);
  const size = Math.max(1, Math.floor((shareSeconds * operationsPerSecond) / operations));
  const stop = new AbortController();
  const abort = () => stop.abort();
  signal.addEventListener('abort', abort);
  const shares: Share[] = [];
  const ahead = threads.map(() => 0);
  let next = range.from;
  let read = 0;
  const parts = new Map<number, number>();
  const hand = () => {
    // A slow reader is waited for, not outrun.
    while (next < range.to && shares.length - read < sharesUnread * threads.length) {
      const worker = ahead.indexOf(Math.min(...ahead));
      const thread = threads[worker];
      if (!thread || entry(ahead, worker) >= sharesAhead) return;
      // Towards the end no worker is left with a long share when the others are done.
      const rest = Math.ceil((range.to - next) / (2 * threads.length));
      const to = Math.min(range.to, next + Math.min(size, rest));
      const from = next;
      const networks = Array.from({ length: to - from }, (_, i) => ({
        ...{ index: from + i, settings: settingsOf(experiment, from + i) },
        ...{ slot: -1, draws: true, spectrum: false },
      }));
      ahead[worker] = entry(ahead, worker) + 1;
      const told = (part: number) => {
        parts.set(from, part);
        progress?.([...parts.values()].reduce((sum, one) => sum + one, 0));
      };
      const result = thread.run({ ...task, networks }, { signal: stop.signal, progress: told });
      const ended = () => {
        ahead[worker] = entry(ahead, worker) - 1;
        if (!stop.signal.aborted) hand();
      };
      result.then(ended, ended);
      shares.push({ from, to, result });
      next = to;
    }
  };
  try {
    signal.throwIfAborted();
    hand();
    for (let place = 0; place < shares.length; place++) {
      const share = shares[place];
      if (!share) break;
      const { from, to } = share;
      const { logs, amplification, logSlopes, beyondRange, seconds } = await share.result;
      signal.throwIfAborted();
      parts.delete(from);
      yield {
        ...{ first: from, count: to - from, logs, amplification },
        ...(cellOf(experiment).logSlopes && { logSlopes: logSlopes.map((sum) => sum / plan.steps) }),
        operations: (to - from) * operations,
        seconds: seconds / threads.length,
        beyond: beyondRange.flatMap((beyond, i) => (beyond ? [from + i] : [])),
      };
      read += 1;
      signal.throwIfAborted();
      hand();
    }
  } finally {
    signal.removeEventListener('abort', abort);
    stop.abort();
    // What is still with the workers is not this run's any more.
    await Promise.allSettled(shares.map(({ result }) => result));
  }
}

/** What a worker is told of every share. */
export function frameTask(
  experiment: Experiment,
  { exponents, every }: Pick<SpectrumOptions, 'exponents' | 'every'>,
): Omit<FrameTask, 'networks'> {
  const { align, window, windows, steps } = framePlan(experiment, every);
  const carried = { ...experiment, steps: align + steps };
  const layout = frameLayout(carried, exponents, windows);
  const perStep = frameOperations(experiment, exponents, every) / carried.steps;
  return {
    kind: 'frame',
    layout,
    parameters: {
      ...parametersOf(carried),
      ...{ frameAlign: align, frameEvery: every, frameWindow: window },
    },
    frame: paddedFrame(experiment, exponents, layout),
    steps: Math.max(1, Math.floor((pieceSeconds * operationsPerSecond) / perStep)),
  };
}

/** What the starting frame is made of, a row an entry of the padded state. */
function paddedFrame(
  { seed, hiddenSize }: Experiment,
  exponents: number,
  { parts, paddedSize }: FrameTask['layout'],
): Float32Array<ArrayBuffer> {
  const columns = drawnFrame(seed, parts * hiddenSize, exponents);
  const rows = new Float32Array(parts * paddedSize * exponents);
  for (let j = 0; j < exponents; j++)
    for (let part = 0; part < parts; part++)
      for (let unit = 0; unit < hiddenSize; unit++)
        rows[(part * paddedSize + unit) * exponents + j] = entry(
          columns,
          (j * parts + part) * hiddenSize + unit,
        );
  return rows;
}
