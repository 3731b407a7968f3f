/** A sweep's file in pieces, as they are measured. */
import type { Engine, MeasureOptions } from '../engines/engine.ts';
import type { Experiment, NetworkRange } from '../experiment/experiment.ts';
import type { SweepFile } from '../files/sweep_file.ts';
import { sweepStretches } from '../laboratory/sweep_stretches.ts';
import type { Follower } from './surroundings.ts';

/** The file, each stretch of networks as soon as it is measured. */
export async function* sweepPieces<Piece extends string | Uint8Array>(
  file: SweepFile<Piece>,
  engine: Engine,
  experiment: Experiment,
  options: MeasureOptions & { readonly range: NetworkRange },
  follower: Follower,
): AsyncGenerator<Piece, void, void> {
  const { from, to } = options.range;
  const length = experiment.warmUp + experiment.steps;
  const unit = experiment.warmUp > 0 ? 'steps, warm-up included' : 'steps';
  let next = from;
  yield* file.start();
  const steadily = {
    ...options,
    progress: (networks: number) =>
      follower.show(Math.floor((next - from + networks) * length), (to - from) * length, unit),
  };
  for await (const stretch of sweepStretches(engine, experiment, steadily)) {
    yield* file.networks(stretch);
    next = stretch.range.to;
    follower.show(next - from, to - from, 'networks');
  }
  follower.clear();
  yield* file.end();
}
