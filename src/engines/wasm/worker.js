/**
 * A worker: one core's kernels and their memory. Plain JavaScript without imports, because the same file is a
 * module worker in a browser and, as text, a worker thread in Node.
 *
 * @typedef {import('./task.ts').Task} Task
 * @typedef {import('./task.ts').MeasureTask} MeasureTask
 * @typedef {import('./task.ts').TraceTask} TraceTask
 * @typedef {import('./task.ts').SpectrumTask} SpectrumTask
 * @typedef {import('./task.ts').NetworkTask} NetworkTask
 * @typedef {import('./task.ts').GivenTask} GivenTask
 * @typedef {import('./task.ts').Answer} Answer
 * @typedef {import('./task.ts').MeasureResult} MeasureResult
 * @typedef {import('./task.ts').TraceResult} TraceResult
 * @typedef {import('./task.ts').SpectrumResult} SpectrumResult
 * @typedef {import('./task.ts').Layout} Layout
 * @typedef {import('./task.ts').Parameters} Parameters
 * @typedef {import('./kernels.ts').Kernels} Kernels
 */

/** @type {WebAssembly.Module | undefined} */
let module;
/** The memory at hand and its kernels; kept matrices stand in it. @type {{ name: string, kernels: Kernels } | undefined} */
let memory;

/** @param {Layout} layout @returns {Kernels} */
function instantiate(layout) {
  if (!module) throw new Error('the kernels have not arrived');
  const kernels = /** @type {Kernels} */ (/** @type {unknown} */ (new WebAssembly.Instance(module).exports));
  tell(kernels, layout);
  kernels.layOut();
  return kernels;
}

/**
 * Sets global variables of the kernels by their names.
 * @template {keyof (Layout & Parameters)} Name
 * @param {Kernels} kernels @param {Readonly<Record<Name, number>>} values
 */
function tell(kernels, values) {
  for (const name of /** @type {Name[]} */ (Object.keys(values))) kernels[name].value = values[name];
}

/** @param {Kernels} kernels @param {NetworkTask} network @returns {number} where its matrices are */
function matricesOf(kernels, { index, slot, draws }) {
  const matrices = kernels.matrixAt(slot);
  if (draws) kernels.draw(matrices, index);
  return matrices;
}

/** @param {MeasureTask} task @returns {MeasureResult} */
function measure({ memory: name, layout, parameters, times, rest, networks }) {
  if (memory?.name !== name) {
    // The old memory goes before the new one comes.
    memory = undefined;
    memory = { name, kernels: instantiate(layout) };
  }
  const { kernels } = memory;
  const levels = kernels.LEVELS.value;
  tell(kernels, parameters);
  const count = networks.length;
  const log10StateNorm = new Float64Array(count * times);
  const log10GradientNorm = new Float64Array(count * times);
  const deathStep = new Int32Array(count);
  const sums = new Float32Array(count * levels);
  const restSums = new Float32Array(rest ? count * levels : 0);
  const ownSums = () => new Float32Array(kernels.memory.buffer, kernels.sums.value, levels);
  networks.forEach((network, i) => {
    const matrices = matricesOf(kernels, network);
    if (network.spectrum) {
      kernels.spectrum(matrices);
      sums.set(ownSums(), i * levels);
    }
    if (rest) {
      const [gain] = network.settings;
      kernels.restSpectrum(matrices, rest.direct, rest.slope * gain);
      restSums.set(ownSums(), i * levels);
    }
    kernels.start(network.index, network.settings[2]);
    deathStep[i] = kernels.measure(matrices, network.index, ...network.settings);
    readDecades(kernels, kernels.stateNorms.value, log10StateNorm.subarray(i * times, (i + 1) * times));
    readDecades(kernels, kernels.gradientNorms.value, log10GradientNorm.subarray(i * times, (i + 1) * times));
  });
  return { kind: 'measure', log10StateNorm, log10GradientNorm, deathStep, sums, restSums };
}

/**
 * log10 of kept norms: (½·log2 Σ v² + E)·log10 2, once, in float64. NaN and infinity are looked for by their bits.
 * @param {Kernels} kernels @param {number} place @param {Float64Array} decades
 */
function readDecades(kernels, place, decades) {
  const { buffer } = kernels.memory;
  const words = kernels.NORM_WORDS.value;
  const bits = new Uint32Array(buffer, place, words * decades.length);
  const values = new Float32Array(buffer, place, words * decades.length);
  const exponents = new Int32Array(buffer, place, words * decades.length);
  const decadesPerPower = Math.log10(2);
  let sum = kernels.NORM_SUM.value;
  let exponent = kernels.NORM_EXPONENT.value;
  for (let i = 0; i < decades.length; i++, sum += words, exponent += words) {
    if (((bits[sum] ?? 0) & 0x7f800000) === 0x7f800000) {
      throw new Error('a norm is not a finite number');
    }
    decades[i] = (0.5 * Math.log2(values[sum] ?? 0) + (exponents[exponent] ?? 0)) * decadesPerPower;
  }
}

/** @param {TraceTask} task @returns {TraceResult} */
function trace({ layout, parameters, network, given }) {
  const kernels = instantiate(layout);
  tell(kernels, parameters);
  const matrices = matricesOf(kernels, network);
  if (given) take(kernels, matrices, given);
  else kernels.start(network.index, network.settings[2]);
  kernels.measure(matrices, network.index, ...network.settings);
  const { blocks, parts, preActivationVectors, paddedSize } = layout;
  const { buffer } = kernels.memory;
  /** @param {number} values @param {number} exponents @param {number} rows @param {number} vectors in each row */
  const rowsAt = (values, exponents, rows, vectors) => ({
    values: new Float32Array(buffer, values, rows * vectors * paddedSize).slice(),
    exponents: new Int32Array(buffer, exponents, rows).slice(),
  });
  const stateExponents = kernels.tracedStateExponents.value;
  const gradientExponents = kernels.tracedGradientExponents.value;
  const { steps } = parameters;
  return {
    kind: 'trace',
    weights: new Float32Array(buffer, matrices, blocks * paddedSize ** 2).slice(),
    state: rowsAt(kernels.tracedStates.value, stateExponents, steps + 1, parts),
    preActivation: rowsAt(kernels.preActivations.value, stateExponents, steps, preActivationVectors),
    gradient: rowsAt(kernels.tracedGradients.value, gradientExponents, steps + 1, parts),
  };
}

/** Writes what is given where it would have been drawn. @param {Kernels} kernels @param {number} matrices @param {GivenTask} given */
function take(
  kernels,
  matrices,
  { weights, bias, inputs, state, stateExponent, gradient, gradientExponent },
) {
  write(kernels, matrices, weights);
  write(kernels, kernels.bias.value, bias);
  write(kernels, kernels.givenInputs.value, inputs);
  write(kernels, kernels.state.value, state);
  write(kernels, kernels.gradient.value, gradient);
  kernels.startGiven(stateExponent, gradientExponent);
}

/** @param {Kernels} kernels @param {number} place @param {Float32Array} values */
function write(kernels, place, values) {
  new Float32Array(kernels.memory.buffer, place, values.length).set(values);
}

/** @param {SpectrumTask} task @returns {SpectrumResult} */
function spectrum({ layout, matrix }) {
  const kernels = instantiate(layout);
  const place = kernels.matrixAt(-1);
  write(kernels, place, matrix);
  kernels.spectrum(place);
  return {
    kind: 'spectrum',
    sums: new Float32Array(kernels.memory.buffer, kernels.sums.value, kernels.LEVELS.value).slice(),
  };
}

/** @param {Task} task @returns {Answer} */
function answer(task) {
  try {
    if (task.kind === 'spectrum') return spectrum(task);
    return task.kind === 'measure' ? measure(task) : trace(task);
  } catch (error) {
    // A memory in which something went wrong is not gone on with.
    memory = undefined;
    return { kind: 'failure', message: error instanceof Error ? error.message : String(error) };
  }
}

/** The buffers that an answer gives away. @param {Answer} result @returns {ArrayBuffer[]} */
function buffersOf(result) {
  if (result.kind !== 'measure') return [];
  const { log10StateNorm, log10GradientNorm, deathStep, sums, restSums } = result;
  return [log10StateNorm, log10GradientNorm, deathStep, sums, restSums].map(({ buffer }) => buffer);
}

/** The first message brings the kernels, every later one a task. @param {WebAssembly.Module | Task} message */
function receive(message) {
  if (message instanceof WebAssembly.Module) {
    module = message;
    return;
  }
  const result = answer(message);
  post(result, buffersOf(result));
}

/** Node's worker threads speak through a port, a browser's workers through the global scope. */
const port = globalThis.process?.getBuiltinModule?.('node:worker_threads')?.parentPort;

/** @param {Answer} result @param {ArrayBuffer[]} transfers */
function post(result, transfers) {
  if (port) port.postMessage(result, transfers);
  else globalThis.postMessage(result, { transfer: transfers });
}

if (port) port.on('message', receive);
else globalThis.addEventListener('message', ({ data }) => receive(data));

export {};
