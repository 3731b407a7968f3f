/** What is no number, and nothing else can be said of the model: weights, or in a captured step what came to a layer. */
import type { Cure, Diagnosis } from './rule.ts';

export const notFinite = 'nan';

/** What it is that holds it: where weights do, what is computed from them does too. */
export type NotFinite = 'weights' | 'inputs' | 'gradients';

const words: Readonly<Record<NotFinite, { readonly means: string; readonly cure: Cure }>> = {
  weights: {
    means: 'an update has overflowed, and all that comes of these weights is NaN',
    cure: {
      sentence:
        'Go back to the last checkpoint whose weights are finite, clip the gradient’s norm and skip updates that are not finite.',
      code: {
        pytorch:
          'norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)\nif torch.isfinite(norm):\n    optimizer.step()',
        keras: 'optimizer = keras.optimizers.Adam(global_clipnorm=1.0)',
      },
    },
  },
  inputs: {
    means: 'with finite weights, all that the layer computes of it is NaN',
    cure: {
      sentence:
        'Look at what comes before this layer: data that are no numbers, a division, a logarithm of zero.',
      code: {
        pytorch: 'assert torch.isfinite(x).all()',
        keras: 'tf.debugging.assert_all_finite(x, "inputs")',
      },
    },
  },
  gradients: {
    means:
      'weights and inputs are finite, so that the loss, or what stands between it and this layer, makes it, and the next update makes every weight NaN',
    cure: {
      sentence:
        'Skip updates that are not finite, and find what makes them: a logarithm or a root of zero, a division, a loss that overflows.',
      code: {
        pytorch:
          'with torch.autograd.detect_anomaly():  # names the operation\n    loss.backward()\nnorm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)\nif torch.isfinite(norm):\n    optimizer.step()',
        keras: 'tf.debugging.enable_check_numerics()  # names the operation',
      },
    },
  },
};

/**
 * @param sentence which tensor holds what
 * @param element of it, row-major
 */
export function notFiniteFinding(
  place: Pick<Diagnosis, 'layer' | 'direction'>,
  sentence: string,
  element: number,
  of: NotFinite = 'weights',
): Diagnosis {
  const { means, cure } = words[of];
  return {
    ...{ rule: notFinite, severity: 'high', ...place, evidence: { element } },
    sentence: `${sentence}: ${means}.`,
    ...{ cure, harm: 1 },
  };
}
