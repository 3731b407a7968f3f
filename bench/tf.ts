/** TensorFlow.js, forward: all networks at once in a batch of products, a step behind another within `tidy`. */
import * as tf from '@tensorflow/tfjs-core';
import type { Group, Way } from './side.ts';
import { draw, rowDecades, type Work } from './works.ts';

/** How a step is written; what is fastest differs by backend. */
const ways: Readonly<
  Record<
    string,
    { vector: 'column' | 'row'; product: (weights: tf.Tensor3D, state: tf.Tensor3D) => tf.Tensor }
  >
> = {
  'W·h by matMul': { vector: 'column', product: (weights, state) => tf.matMul(weights, state) },
  'h·Wᵀ by matMul': { vector: 'row', product: (weights, state) => tf.matMul(state, weights, false, true) },
  'mul and sum': { vector: 'row', product: (weights, state) => tf.sum(tf.mul(weights, state), 2) },
};

export async function tfGroups(work: Work): Promise<Group[]> {
  if (work.direction !== 'forward' || work.experiment.cell !== 'rnn') return [];
  if (work.on === 'gpu') {
    await import('@tensorflow/tfjs-backend-webgpu');
  } else {
    const { setThreadsCount, setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
    setThreadsCount(navigator.hardwareConcurrency);
  }
  const backend = work.on === 'gpu' ? 'webgpu' : 'wasm';
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js found no ${backend}`);
  await tf.ready();
  return [{ peer: 'TensorFlow.js', ways: Object.keys(ways).map((name) => tfWay(name, work)) }];
}

function tfWay(name: string, work: Work): Way {
  const { networks, hiddenSize, steps } = work.experiment;
  const way = ways[name];
  if (!way) throw new RangeError(`There is no way ${name}.`);
  const drawn = draw(work);
  const shape: [number, number, number] =
    way.vector === 'column' ? [networks, hiddenSize, 1] : [networks, 1, hiddenSize];
  const weights = tf.tensor3d(drawn.weights, [networks, hiddenSize, hiddenSize]);
  const start = tf.tensor3d(drawn.initialState, shape);
  return {
    name: `TensorFlow.js ${tf.version_core}, ${work.on === 'gpu' ? 'WebGPU' : 'Wasm'}: ${name}`,
    work,
    async pass() {
      const last = tf.tidy(() => {
        let state = start;
        for (let step = 0; step < steps; step++) {
          state = tf.tidy(() => tf.reshape(tf.tanh(way.product(weights, state)), shape));
        }
        return state;
      });
      const values = await last.data();
      last.dispose();
      return rowDecades([values], hiddenSize);
    },
    dispose() {
      weights.dispose();
      start.dispose();
    },
  };
}
