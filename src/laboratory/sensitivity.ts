/** What each step of a sequence adds to ∂L/∂W_hh, of a few networks: where the parameters' gradient comes from. */
import { keptTimes } from '../experiment/experiment.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import { type FewReport, type FewRequest, fewNetworks } from './few_networks.ts';
import type { Bench } from './job.ts';
import { type ParameterNorm, parameterNormAlong } from './parameter_norm.ts';

/** Of one network. */
export interface SensitiveNetwork extends ParameterNorm {
  readonly index: number;
  readonly gain: number;
  readonly times: readonly number[];
}

export function sensitivity(
  request: FewRequest,
  bench: Pick<Bench, 'engine' | 'signal'>,
): AsyncGenerator<FewReport<SensitiveNetwork>, void, void> {
  return fewNetworks(request, async function* ({ experiment, index }) {
    const found = yield* parameterNormAlong({ experiment, index }, bench);
    const { gain } = networkSettings(experiment, index);
    return { ...found, index, gain, times: keptTimes(experiment) };
  });
}
