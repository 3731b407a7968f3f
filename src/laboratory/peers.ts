/** Where a layer stands among random networks of its kind: measured on the engine, as a sweep is. */
import { Collection } from '../analysis/collection.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { messages } from '../networks/turn.ts';
import type { Bench } from './job.ts';

export interface PeersRequest {
  /** The random networks: at a gain that gives them its ρ, over as many steps. */
  readonly experiment: Experiment;
  /** λ of the layer, nats per step. */
  readonly growthRate: number;
}

export interface Peers {
  readonly networks: number;
  /** How many of them have a smaller growth rate. */
  readonly below: number;
  /** Of their growth rates, nats per step; −Infinity where half are dead. */
  readonly median: number;
}

/** Measures them; reports how many are done. */
export async function* peers(
  { experiment, growthRate }: PeersRequest,
  { engine, signal, notify }: Pick<Bench, 'engine' | 'signal' | 'notify'>,
): AsyncGenerator<{ readonly done: number }, Peers, void> {
  const collection = new Collection(experiment);
  for await (const measurement of engine.measure(experiment, { signal, wants: [], notify })) {
    collection.append(measurement);
    yield { done: collection.count };
    await messages();
    signal.throwIfAborted();
  }
  const rates = collection.growthRate.slice(0, collection.count).sort();
  const below = rates.filter((rate) => rate < growthRate).length;
  return { networks: rates.length, below, median: rates[Math.floor(rates.length / 2)] ?? Number.NaN };
}
