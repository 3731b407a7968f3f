/**
 * ONNX Runtime Web, forward: on WebAssembly with SIMD and threads, or on WebGPU. A gated network is ONNX's own node for it, with
 * R given, W and the bias zero and the whole sequence in one call; a plain one is products and tanh written out, a batch of
 * matrices at once, which no node of ONNX does over time. What is fastest differs, hence several ways.
 *
 * 1.30 has kernels of its own for both on WebGPU and places them there. On SwiftShader they come to other numbers than float64 and
 * than the same model on WebAssembly, whatever optional inputs and outputs are given: the bench says WRONG then.
 */
import type * as Ort from 'onnxruntime-web';
import { type Model, modelBytes, type Node } from './onnx_model.ts';
import type { Group, Way } from './side.ts';
import { type Drawn, draw, ofFirst, rowDecades, type Work } from './works.ts';

/** Networks of the ways in which each is a node, or a session, and sequences through one at once: more would only take longer. */
const sizes = {
  cpu: { nodes: 256, sessions: 16, batches: [64, 256, 1024] },
  gpu: { nodes: 16, sessions: 8, batches: [64, 256] },
};

/** ONNX's order of gates, as blocks of ours: i o f c of an LSTM's i f g o, and z r h of a GRU's r z n. */
const gates = { lstm: { op: 'LSTM', blocks: [0, 3, 1, 2] }, gru: { op: 'GRU', blocks: [1, 0, 2] } };
/** A GRU's r stands behind the product, as PyTorch has it. */
const attributes = { lstm: {}, gru: { linear_before_reset: 1 } };

interface Runtime {
  readonly ort: typeof Ort;
  readonly provider: 'webgpu' | 'wasm';
}

export async function onnxGroups(work: Work): Promise<Group[]> {
  if (work.direction !== 'forward') return [];
  const runtime: Runtime =
    work.on === 'gpu'
      ? { ort: await import('onnxruntime-web/webgpu'), provider: 'webgpu' }
      : { ort: await import('onnxruntime-web/wasm'), provider: 'wasm' };
  const { ort } = runtime;
  ort.env.wasm.wasmPaths = new URL('/node_modules/onnxruntime-web/dist/', location.href).href;
  ort.env.wasm.numThreads = navigator.hardwareConcurrency;
  const peer = 'ONNX Runtime Web';
  const { cell } = work.experiment;
  if (cell !== 'lstm' && cell !== 'gru') return [{ peer, ways: [await writtenOut(runtime, work)] }];
  const { nodes, sessions, batches } = sizes[work.on];
  const apart = [
    await nodesWay(runtime, ofFirst(nodes, work), cell, 'a node a network in one session'),
    await sessionsWay(runtime, ofFirst(sessions, work), cell),
  ];
  const together: Way[] = [];
  // One after another: on WebGPU the runtime opens no two sessions at once.
  for (const networks of batches) {
    const batch: Work = { ...work, oneNetwork: true, experiment: { ...work.experiment, networks } };
    together.push(await nodesWay(runtime, batch, cell, `one network, ${networks} sequences`));
  }
  return [
    { peer, ways: apart },
    { peer: `${peer}, one network`, ways: together },
  ];
}

/** h ← tanh(W·h), all networks at once, a step behind another. */
async function writtenOut(runtime: Runtime, work: Work): Promise<Way> {
  const { networks, hiddenSize, steps } = work.experiment;
  const { weights, initialState } = draw(work);
  const shape = [networks, hiddenSize, 1];
  const nodes = Array.from({ length: steps }, (_, step): Node[] => [
    { op: 'MatMul', inputs: ['W', `h${step}`], outputs: [`z${step}`] },
    { op: 'Tanh', inputs: [`z${step}`], outputs: [`h${step + 1}`] },
  ]).flat();
  const last = `h${steps}`;
  const session = await open(runtime, {
    nodes,
    constants: { W: { shape: [networks, hiddenSize, hiddenSize], values: weights } },
    inputs: { h0: shape },
    outputs: { [last]: shape },
  });
  const start = { h0: new runtime.ort.Tensor('float32', initialState, shape) };
  return {
    name: `${title(runtime)}: MatMul and Tanh, ${steps} times`,
    work,
    pass: async () => rowDecades([await values((await session.run(start))[last])], hiddenSize),
    dispose: () => void session.release(),
  };
}

/** One run of one session, in which every network is a node; or only one node, through which many sequences go. */
async function nodesWay(runtime: Runtime, work: Work, cell: keyof typeof gates, name: string): Promise<Way> {
  const { hiddenSize } = work.experiment;
  const { session, feeds, outputs } = await sessionOf(runtime, work, cell, draw(work));
  return {
    name: `${title(runtime)}: ${gates[cell].op}, ${name}`,
    work,
    async pass() {
      const results = await session.run(feeds);
      const read = await Promise.all(outputs.map((output) => values(results[output])));
      return rowDecades(joined(read, cell), hiddenSize);
    },
    dispose: () => void session.release(),
  };
}

/** What one would write first: a session a network. */
async function sessionsWay(runtime: Runtime, work: Work, cell: keyof typeof gates): Promise<Way> {
  const { networks, hiddenSize } = work.experiment;
  const { weights, initialState } = draw(work);
  const share = (all: Float32Array<ArrayBuffer>, index: number) => {
    const size = all.length / networks;
    return all.slice(index * size, (index + 1) * size);
  };
  const single = ofFirst(1, work);
  const opened: Awaited<ReturnType<typeof sessionOf>>[] = [];
  for (let i = 0; i < networks; i++) {
    const drawn = { weights: share(weights, i), initialState: share(initialState, i) };
    opened.push(await sessionOf(runtime, single, cell, drawn));
  }
  return {
    name: `${title(runtime)}: ${gates[cell].op}, a session a network`,
    work,
    plain: true,
    async pass() {
      const norms = new Float64Array(networks);
      for (const [i, { session, feeds, outputs }] of opened.entries()) {
        const results = await session.run(feeds);
        const read = await Promise.all(outputs.map((output) => values(results[output])));
        norms.set(rowDecades(read, hiddenSize), i);
      }
      return norms;
    },
    dispose() {
      for (const { session } of opened) void session.release();
    },
  };
}

async function sessionOf(
  runtime: Runtime,
  { experiment, oneNetwork }: Work,
  cell: keyof typeof gates,
  { weights, initialState }: Drawn,
) {
  const { networks, hiddenSize, steps } = experiment;
  const { op, blocks } = gates[cell];
  const nodeCount = oneNetwork ? 1 : networks;
  const batch = networks / nodeCount;
  const block = hiddenSize ** 2;
  const state = [1, batch, hiddenSize];
  const states = cell === 'lstm' ? ['h', 'c'] : ['h'];
  const constants: Record<string, Model['constants'][string]> = {
    W: {
      shape: [1, blocks.length * hiddenSize, 1],
      values: new Float32Array(blocks.length * hiddenSize),
    },
    c: { shape: state, values: new Float32Array(batch * hiddenSize) },
  };
  const nodes: Node[] = [];
  const outputs: string[] = [];
  for (let i = 0; i < nodeCount; i++) {
    const all = weights.subarray(i * blocks.length * block, (i + 1) * blocks.length * block);
    const ordered = new Float32Array(all.length);
    for (const [place, from] of blocks.entries()) {
      ordered.set(all.subarray(from * block, (from + 1) * block), place * block);
    }
    constants[`R${i}`] = { shape: [1, blocks.length * hiddenSize, hiddenSize], values: ordered };
    constants[`h${i}`] = {
      shape: state,
      values: initialState.slice(i * batch * hiddenSize, (i + 1) * batch * hiddenSize),
    };
    const inputs = ['x', 'W', `R${i}`, '', '', `h${i}`, ...(cell === 'lstm' ? ['c'] : [])];
    const results = states.map((name) => `${name}T${i}`);
    outputs.push(...results);
    // The states on the way are nobody's: they need not be written.
    const attribute = { hidden_size: hiddenSize, ...attributes[cell] };
    nodes.push({ op, inputs, outputs: ['', ...results], attributes: attribute });
  }
  const session = await open(runtime, {
    ...{ nodes, constants },
    inputs: { x: [steps, batch, 1] },
    outputs: Object.fromEntries(outputs.map((name) => [name, state])),
  });
  const x = new runtime.ort.Tensor('float32', new Float32Array(steps * batch), [steps, batch, 1]);
  return { session, feeds: { x }, outputs };
}

/** Outputs h0 c0 h1 c1 … as all h and all c. */
function joined(read: readonly Float32Array[], cell: keyof typeof gates): Float32Array[] {
  const states = cell === 'lstm' ? 2 : 1;
  return Array.from({ length: states }, (_, state) => {
    const own = read.filter((_, i) => i % states === state);
    return Float32Array.from(own.flatMap((values) => [...values]));
  });
}

/** @throws where the runtime would have another one do it than was asked */
async function open({ ort, provider }: Runtime, model: Model): Promise<Ort.InferenceSession> {
  return ort.InferenceSession.create(modelBytes(model), {
    executionProviders: [provider],
    graphOptimizationLevel: 'all',
  });
}

function title({ ort, provider }: Runtime): string {
  return `ONNX Runtime Web ${ort.env.versions.web ?? ''}, ${provider === 'wasm' ? 'Wasm' : 'WebGPU'}`;
}

async function values(tensor: Ort.Tensor | undefined): Promise<Float32Array> {
  const data = await tensor?.getData();
  if (!(data instanceof Float32Array)) throw new TypeError('the session gave no float32');
  return data;
}
