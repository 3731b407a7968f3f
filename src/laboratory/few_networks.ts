/** What is measured of a few networks, one after another, for as long as seconds allow. */
import type { Experiment } from '../experiment/experiment.ts';
import type { DrawnNetwork } from '../networks/single_network.ts';

export interface FewRequest {
  readonly experiment: Experiment;
  /** The network that comes first; then those from 0 on. */
  readonly first: number;
  /** Networks at most, */
  readonly networks: number;
  /** and no further one is begun after so many seconds. */
  readonly seconds: number;
}

/** A network that is done, or which share of the one under way is. */
export type FewReport<Network> = { readonly network: Network } | { readonly share: number };

/** One network after another. `measured` yields which share of its network is done. */
export async function* fewNetworks<Network>(
  { experiment, first, networks, seconds }: FewRequest,
  measured: (network: DrawnNetwork) => AsyncGenerator<number, Network, void>,
): AsyncGenerator<FewReport<Network>, void, void> {
  const until = performance.now() + 1000 * seconds;
  for (let done = 0; done < Math.min(networks, experiment.networks); done++) {
    if (done > 0 && performance.now() > until) return;
    // The others keep their order.
    const index = done === 0 ? first : done <= first ? done - 1 : done;
    const measuring = measured({ experiment, index });
    let next = await measuring.next();
    for (; !next.done; next = await measuring.next()) yield { share: next.value };
    yield { network: next.value };
  }
}
