/**
 * The singular values of ∂state_T/∂state_t, of all distances T − t one after another: the way back of a whole basis. What a
 * gradient norm says of one direction they say of all.
 */

import type { StepTaken } from './backward.ts';
import { transposedJacobian } from './jacobian.ts';
import type { Network } from './network.ts';
import { GradedProduct, type SingularValues } from './spectra/graded_product.ts';
import type { Steps } from './spectra/steps.ts';

export type { SingularValues } from './spectra/graded_product.ts';

/** ∂state_T/∂state_t, from t = T on down. */
export class JacobianProduct {
  readonly #network: Pick<Network, 'cell' | 'weights' | 'gain' | 'hiddenSize'>;
  /** Its transpose, but for W_hhᵀ of the newest step where that is a diagonal and W_hh. */
  readonly #product: GradedProduct;
  /** W_hhᵀ, row-major [N × N], of a cell whose steps are such. */
  #recurrent: Float64Array | undefined;

  constructor(network: Pick<Network, 'cell' | 'weights' | 'gain' | 'hiddenSize'>) {
    this.#network = network;
    this.#product = new GradedProduct(network.hiddenSize * network.cell.parts);
  }

  /** From ∂state_T/∂state_t to ∂state_T/∂state_{t−1}. */
  *pull(taken: StepTaken): Steps<void> {
    const jacobian = transposedJacobian(this.#network, taken);
    if ('matrix' in jacobian) {
      yield* this.#product.byMatrix(jacobian.matrix);
    } else if (this.#recurrent) {
      yield* this.#product.byMatrixAndDiagonal(this.#recurrent, jacobian.slopes);
    } else {
      this.#recurrent = transposedWeights(this.#network);
      yield* this.#product.byDiagonal(jacobian.slopes);
    }
  }

  /** Those of the product so far. The direction is that of state_t which grows most on its way to state_T. */
  *singularValues(): Steps<SingularValues> {
    const whole = this.#product.copy();
    if (this.#recurrent) yield* whole.byMatrix(this.#recurrent);
    return yield* whole.singularValues();
  }
}

/** g·Wᵀ */
function transposedWeights({
  hiddenSize,
  gain,
  weights,
}: Pick<Network, 'weights' | 'gain' | 'hiddenSize'>): Float64Array {
  const transposed = new Float64Array(hiddenSize ** 2);
  weights.forEach((weight, i) => {
    transposed[(i % hiddenSize) * hiddenSize + Math.floor(i / hiddenSize)] = gain * weight;
  });
  return transposed;
}
