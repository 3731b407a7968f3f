/** A sweep as JSON: the form that the page downloads and the command line prints. */
import type { Collection } from '../analysis/collection.ts';
import { gradientRatioQuantile } from '../analysis/through_time.ts';
import type { EngineDescription } from '../engines/engine.ts';
import { sweepRow } from './sweep_row.ts';

/**
 * `{ experiment, engine, networks, time }` of what has been measured so far, a network a line, in pieces for
 * a Blob or a stream; each piece is made within a few milliseconds, when it is asked for. `time` holds
 * quantiles of gradient ratios over all networks. An exact zero is null.
 */
export function* sweepJson(
  collection: Collection,
  { name, device }: EngineDescription,
): Generator<string, void, void> {
  yield `{"experiment":${JSON.stringify(collection.experiment)},\n`;
  yield `"engine":${JSON.stringify({ name, device })},\n`;
  yield '"networks":[';
  for (let place = 0; place < collection.count; place++) {
    yield `${place > 0 ? ',' : ''}\n${JSON.stringify(sweepRow(collection, place))}`;
  }
  yield `],\n"time":{"steps":${JSON.stringify(collection.times)}`;
  for (const [percentile, fraction] of [
    ['p10', 0.1],
    ['p50', 0.5],
    ['p90', 0.9],
  ] as const) {
    yield `,\n"${percentile}":`;
    let before = '[';
    for (const value of gradientRatioQuantile(collection, fraction)) {
      yield `${before}${JSON.stringify(value)}`;
      before = ',';
    }
    yield ']';
  }
  yield '}}\n';
}
