/**
 * A worker: one core's kernels and their memory. Plain JavaScript without imports, because the same file is a
 * module worker in a browser and, as text, a worker thread in Node.
 *
 * @typedef {import('./task.ts').Task} Task
 * @typedef {import('./task.ts').MeasureTask} MeasureTask
 * @typedef {import('./task.ts').TraceTask} TraceTask
 * @typedef {import('./task.ts').NetworkTask} NetworkTask
 * @typedef {import('./task.ts').GivenTask} GivenTask
 * @typedef {import('./task.ts').Answer} Answer
 * @typedef {import('./task.ts').Result} Result
 * @typedef {import('./task.ts').EmptyResult} EmptyResult
 * @typedef {import('./task.ts').MeasureResult} MeasureResult
 * @typedef {import('./task.ts').TraceResult} TraceResult
 * @typedef {import('./task.ts').Layout} Layout
 * @typedef {import('./task.ts').Parameters} Parameters
 * @typedef {import('./kernels.ts').Kernels} Kernels
 */

/** @type {WebAssembly.Module | undefined} */
let module;
/** What networks are measured in; kept matrices stand in it. @type {Kernels | undefined} */
let measuring;
/** What the last question was answered in, for the next of its kind. @type {{ kind: string, kernels: Kernels } | undefined} */
let answering;

/** @param {Layout} layout @returns {Kernels} */
function instantiate(layout) {
  if (!module) throw new Error('the kernels have not arrived');
  const kernels = /** @type {Kernels} */ (/** @type {unknown} */ (new WebAssembly.Instance(module).exports));
  tell(kernels, layout);
  kernels.layOut();
  kernels.occupy();
  return kernels;
}

/** @param {Layout} layout @returns {Kernels} */
function answeringKernels(layout) {
  const kind = JSON.stringify(layout);
  if (answering?.kind !== kind) {
    // The old memory goes before the new one comes.
    answering = undefined;
    answering = { kind, kernels: instantiate(layout) };
  }
  return answering.kernels;
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
function measure({ layout, parameters, times, rest, networks }) {
  measuring ??= instantiate(layout);
  const kernels = measuring;
  const levels = kernels.LEVELS.value;
  tell(kernels, parameters);
  const count = networks.length;
  const log10StateNorm = new Float64Array(count * times);
  const log10GradientNorm = new Float64Array(count * times);
  const log10ParameterNorm = new Float64Array(parameters.wantsParameterNorm ? count : 0);
  const deathStep = new Int32Array(count);
  const sums = new Float32Array(count * levels);
  const restSums = new Float32Array(rest ? count * levels : 0);
  const ownSums = () => new Float32Array(kernels.memory.buffer, kernels.sums.value, levels);
  const start = performance.now();
  let drawing = 0;
  networks.forEach((network, i) => {
    const before = performance.now();
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
    if (network.draws || network.spectrum || rest) drawing += performance.now() - before;
    kernels.start(network.index, network.settings[2]);
    deathStep[i] = kernels.measure(matrices, network.index, ...network.settings);
    if (deathStep[i] === kernels.BEYOND_RANGE.value) return;
    readDecades(kernels, kernels.stateNorms.value, log10StateNorm.subarray(i * times, (i + 1) * times));
    readDecades(kernels, kernels.gradientNorms.value, log10GradientNorm.subarray(i * times, (i + 1) * times));
    if (parameters.wantsParameterNorm) {
      readDecades(kernels, kernels.parameterNorm.value, log10ParameterNorm.subarray(i, i + 1));
    }
  });
  const passes = performance.now() - start - drawing;
  return {
    kind: 'measure',
    ...{ log10StateNorm, log10GradientNorm, log10ParameterNorm, deathStep, sums, restSums },
    seconds: { drawing: drawing / 1000, passes: passes / 1000 },
  };
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

/**
 * Forward through all segments of a sequence, and back through them: what each leaves in memory is taken before the next
 * one comes.
 * @param {TraceTask} task @returns {TraceResult}
 */
function trace({ layout, parameters, network, given }) {
  const kernels = answeringKernels(layout);
  tell(kernels, parameters);
  const matrices = matricesOf(kernels, network);
  if (given) takeEnds(kernels, matrices, given);
  else kernels.start(network.index, network.settings[2]);
  const { steps } = parameters;
  const { segments, segmentRows, blocks, parts, preActivationVectors, paddedSize } = layout;
  /** @param {number} segment */
  const takeInputs = (segment) => {
    if (!given) return;
    const length = segmentRows * preActivationVectors * paddedSize;
    write(
      kernels,
      kernels.givenInputs.value,
      given.inputs.subarray(segment * length, (segment + 1) * length),
    );
  };
  for (let segment = 0; segment < segments; segment++) {
    takeInputs(segment);
    kernels.ahead(segment, matrices, network.index, ...network.settings);
  }
  const state = new Rows(steps + 1, parts * paddedSize);
  const preActivation = new Rows(steps, preActivationVectors * paddedSize);
  const gradient = new Rows(steps + 1, parts * paddedSize);
  for (let segment = segments - 1; segment >= 0; segment--) {
    if (segment < segments - 1) takeInputs(segment);
    kernels.back(segment, matrices, network.index, ...network.settings);
    const from = segment * segmentRows;
    const rows = Math.min(segmentRows, steps - from);
    const exponents = kernels.tracedStateExponents.value;
    state.take(kernels, kernels.tracedStates.value, exponents, from, rows + 1);
    preActivation.take(kernels, kernels.preActivations.value, exponents, from, rows);
    // The gradient where a segment starts is that where the one before it ends.
    const skipped = segment === 0 ? 0 : 1;
    gradient.take(
      kernels,
      kernels.tracedGradients.value + skipped * 4 * parts * paddedSize,
      kernels.tracedGradientExponents.value + skipped * 4,
      from + skipped,
      rows + 1 - skipped,
    );
  }
  const weights = new Float32Array(kernels.memory.buffer, matrices, blocks * paddedSize ** 2).slice();
  const beyondRange = kernels.deathStep.value === kernels.BEYOND_RANGE.value;
  return { kind: 'trace', weights, state, preActivation, gradient, beyondRange };
}

/** Rows of a trace, and each one's power of two. */
class Rows {
  /** @param {number} rows @param {number} width */
  constructor(rows, width) {
    this.values = new Float32Array(rows * width);
    this.exponents = new Int32Array(rows);
  }

  /**
   * Takes rows `from` … `from + rows − 1` out of a memory.
   * @param {Kernels} kernels @param {number} values @param {number} exponents @param {number} from @param {number} rows
   */
  take(kernels, values, exponents, from, rows) {
    const { buffer } = kernels.memory;
    const width = this.values.length / this.exponents.length;
    this.values.set(new Float32Array(buffer, values, rows * width), from * width);
    this.exponents.set(new Int32Array(buffer, exponents, rows), from);
  }
}

/**
 * Writes the weights and both ends of a network that is given where they would have been drawn.
 * @param {Kernels} kernels @param {number} matrices @param {GivenTask} given
 */
function takeEnds(kernels, matrices, { weights, bias, state, stateExponent, gradient, gradientExponent }) {
  write(kernels, matrices, weights);
  write(kernels, kernels.bias.value, bias);
  write(kernels, kernels.state.value, state);
  write(kernels, kernels.gradient.value, gradient);
  kernels.startGiven(stateExponent, gradientExponent);
}

/** @param {Kernels} kernels @param {number} place @param {Float32Array} values */
function write(kernels, place, values) {
  new Float32Array(kernels.memory.buffer, place, values.length).set(values);
}

/** Lets go of the memory that networks were measured in. @returns {EmptyResult} */
function empty() {
  measuring = undefined;
  return { kind: 'empty' };
}

/** @param {Task} task @returns {Result} */
function resultOf(task) {
  if (task.kind === 'measure') return measure(task);
  return task.kind === 'trace' ? trace(task) : empty();
}

/** @param {Task} task @returns {Answer} */
function answer(task) {
  try {
    return resultOf(task);
  } catch (error) {
    // A memory in which something went wrong is not gone on with.
    if (task.kind === 'measure') measuring = undefined;
    else answering = undefined;
    return { kind: 'failure', message: error instanceof Error ? error.message : String(error) };
  }
}

/** The buffers that an answer gives away. @param {Answer} result @returns {ArrayBuffer[]} */
function buffersOf(result) {
  if (result.kind === 'measure') {
    const { log10StateNorm, log10GradientNorm, log10ParameterNorm, deathStep, sums, restSums } = result;
    return [log10StateNorm, log10GradientNorm, log10ParameterNorm, deathStep, sums, restSums].map(
      ({ buffer }) => buffer,
    );
  }
  if (result.kind !== 'trace') return [];
  const { weights, state, preActivation, gradient } = result;
  const rows = [state, preActivation, gradient].flatMap(({ values, exponents }) => [values, exponents]);
  return [weights, ...rows].map(({ buffer }) => buffer);
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
