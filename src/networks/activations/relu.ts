/** A rectifier that lets nothing through below zero. */
import type { Activation } from './activation.ts';
import { leakyRelu } from './leaky_relu.ts';

export const relu: Activation = leakyRelu(0);
