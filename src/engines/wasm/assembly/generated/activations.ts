// Written by src/engines/wasm/generated.ts: what is changed here is lost.
import * as tanh from '../activations/tanh';
import * as sigmoid from '../activations/sigmoid';
import * as relu from '../activations/relu';
import * as leaky_relu from '../activations/leaky_relu';
import * as identity from '../activations/identity';
import * as softplus from '../activations/softplus';
import * as gelu from '../activations/gelu';
import * as facts from './facts';

export function activateRow(z: usize, up: f32, down: f32, h: usize, d: usize): f32 {
  switch (facts.activation) {
    case facts.ACTIVATION_TANH: return tanh.activateRow(z, up, down, h, d);
    case facts.ACTIVATION_SIGMOID: return sigmoid.activateRow(z, up, down, h, d);
    case facts.ACTIVATION_RELU: return relu.activateRow(z, up, down, h, d);
    case facts.ACTIVATION_LEAKY_RELU: return leaky_relu.activateRow(z, up, down, h, d);
    case facts.ACTIVATION_IDENTITY: return identity.activateRow(z, up, down, h, d);
    case facts.ACTIVATION_SOFTPLUS: return softplus.activateRow(z, up, down, h, d);
    case facts.ACTIVATION_GELU: return gelu.activateRow(z, up, down, h, d);
    default: return unreachable();
  }
}
