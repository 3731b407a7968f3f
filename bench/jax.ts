/**
 * jax-js, on WebGPU or on the processor. It has no scan, so the loop over time is JavaScript; what is fastest differs by adapter, hence
 * several forms of the same work, of which the benchmark keeps the fastest. Arrays follow jax-js's ownership
 * rules: passing one gives it away, `.ref` keeps it.
 */
import { blockUntilReady, defaultDevice, grad, init, jit, numpy as np } from '@jax-js/jax';
import type { Group, Way } from './side.ts';
import { draw, ofFirst, rowDecades, type Work } from './works.ts';

/** It takes no longer a network with more of them. */
const networksAtOnce = 256;

/** A pass: from h_0 to ∂L/∂h_0, both as the way's own layout has them. */
type Pass = (weights: np.Array, state: np.Array) => np.Array;

interface Form {
  readonly name: string;
  /** Whether it is what a person would write first. */
  readonly plain?: boolean;
  /** Axes of g·W [network, row, column] in the order in which this form stores them. */
  readonly weightAxes: number[];
  /** Shape and axes of a state, from [network, unit]. */
  readonly toState: (state: np.Array) => np.Array;
  readonly fromState: (state: np.Array) => np.Array;
  readonly makePass: (steps: number) => Pass;
}

/** h → tanh(W h), from a layout's own products. */
type Product = (weights: np.Array, vector: np.Array) => np.Array;

/** One kernel a step forward and one a step backward, each a compiled function; the states are kept. */
function stepByStep(forwardProduct: Product, backwardProduct: Product) {
  return (steps: number): Pass => {
    const forward = jit((weights: np.Array, state: np.Array) => np.tanh(forwardProduct(weights, state)));
    const gate = jit((state: np.Array, gradient: np.Array) =>
      gradient.ref.sub(gradient.mul(np.square(state))),
    );
    const backward = jit(backwardProduct);
    return (weights, initial) => {
      const states: np.Array[] = [];
      let gradient = np.onesLike(initial.ref);
      let current = initial;
      for (let step = 0; step < steps; step++) {
        current = forward(weights.ref, current);
        states.push(current.ref);
      }
      current.dispose();
      for (const state of states.reverse()) gradient = backward(weights.ref, gate(state, gradient));
      weights.dispose();
      return gradient;
    };
  };
}

/**
 * As a person writes it: the gradient of the sum of h_T, compiled as a whole. (With only the step compiled it is
 * four times slower.)
 */
function differentiated(product: Product) {
  return (steps: number): Pass => {
    const loss = (state: np.Array, weights: np.Array) => {
      let current = state;
      for (let step = 0; step < steps; step++) current = np.tanh(product(weights.ref, current));
      weights.dispose();
      return current.sum();
    };
    const gradient = jit(grad(loss));
    return (weights, state) => gradient(state, weights);
  };
}

const matrices = {
  weightAxes: [0, 1, 2],
  toState: (state: np.Array) => np.expandDims(state, 2),
  fromState: (state: np.Array) => np.squeeze(state, 2),
};

const transposed = (weights: np.Array) => np.swapaxes(weights, 1, 2);

/** Networks along the last axis: [row, column, network] and [unit, network]. */
const networksLast = {
  weightAxes: [1, 2, 0],
  toState: (state: np.Array) => np.transpose(state),
  fromState: (state: np.Array) => np.transpose(state),
};

const forms: Form[] = [
  {
    name: 'matmul, a step at a time',
    ...matrices,
    makePass: stepByStep(np.matmul, (weights, vector) => np.matmul(transposed(weights), vector)),
  },
  {
    name: 'matmul on the stored transpose, a step at a time',
    ...matrices,
    weightAxes: [0, 2, 1],
    makePass: stepByStep((weights, vector) => np.matmul(transposed(weights), vector), np.matmul),
  },
  {
    name: 'einsum, a step at a time',
    weightAxes: [0, 1, 2],
    toState: (state) => state,
    fromState: (state) => state,
    makePass: stepByStep(
      (weights, vector) => np.einsum('bij,bj->bi', weights, vector),
      (weights, vector) => np.einsum('bij,bi->bj', weights, vector),
    ),
  },
  {
    name: 'networks last, a step at a time',
    ...networksLast,
    makePass: stepByStep(
      (weights, vector) => weights.mul(np.expandDims(vector, 0)).sum(1),
      (weights, vector) => weights.mul(np.expandDims(vector, 1)).sum(0),
    ),
  },
  {
    name: 'jit(grad(loss)) with matmul',
    plain: true,
    ...matrices,
    makePass: differentiated(np.matmul),
  },
  {
    name: 'jit(grad(loss)), networks last',
    ...networksLast,
    makePass: differentiated((weights, vector) => weights.mul(np.expandDims(vector, 0)).sum(1)),
  },
];

/** Every form, ready to run. */
export async function jaxGroups(work: Work): Promise<Group[]> {
  if (work.direction !== 'both' || work.experiment.cell !== 'rnn') return [];
  const backend = work.on === 'gpu' ? 'webgpu' : 'wasm';
  if (!(await init(backend)).includes(backend)) throw new Error(`jax-js found no ${backend}`);
  defaultDevice(backend);
  const part = ofFirst(networksAtOnce, work);
  return [{ peer: 'jax-js', ways: await Promise.all(forms.map((form) => jaxWay(form, part))) }];
}

async function jaxWay(form: Form, work: Work): Promise<Way> {
  const { networks, hiddenSize, steps } = work.experiment;
  const { weights, initialState } = draw(work);
  const matrices = np.array(weights).reshape([networks, hiddenSize, hiddenSize]);
  const stored = await laidOut(matrices.transpose(form.weightAxes));
  const start = await laidOut(form.toState(np.array(initialState).reshape([networks, hiddenSize])));
  const pass = form.makePass(steps);
  return {
    name: `jax-js, ${work.on === 'gpu' ? 'WebGPU' : 'Wasm'}: ${form.name}`,
    work,
    plain: form.plain ?? false,
    async pass() {
      const gradient = await form.fromState(pass(stored.ref, start.ref)).data();
      return rowDecades([Float32Array.from(gradient)], hiddenSize);
    },
    dispose() {
      stored.dispose();
      start.dispose();
    },
  };
}

/** Through the CPU and back, so that memory has the layout that a view only promises. */
async function laidOut(view: np.Array): Promise<np.Array> {
  const { shape } = view;
  return blockUntilReady(np.array(Float32Array.from(await view.data())).reshape(shape));
}
