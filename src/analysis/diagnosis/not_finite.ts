/** Weights that are no numbers: training has already failed, and nothing else can be said of the model. */
import type { Diagnosis } from './rule.ts';

export const notFinite = 'nan';

/**
 * @param sentence which tensor holds what
 * @param element of it, row-major
 */
export function notFiniteFinding(
  place: Pick<Diagnosis, 'layer' | 'direction'>,
  sentence: string,
  element: number,
): Diagnosis {
  return {
    ...{ rule: notFinite, severity: 'high', ...place, evidence: { element } },
    sentence: `${sentence}: an update has overflowed, and all that comes of these weights is NaN.`,
    cure: {
      sentence:
        'Go back to the last checkpoint whose weights are finite, clip the gradient’s norm and skip updates that are not finite.',
      code: {
        pytorch:
          'norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)\nif torch.isfinite(norm):\n    optimizer.step()',
        keras: 'optimizer = keras.optimizers.Adam(global_clipnorm=1.0)',
      },
    },
    harm: 1,
  };
}
