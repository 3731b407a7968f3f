/**
 * A worker: one core's kernels and their memory. Plain JavaScript without imports, because the same file is a
 * module worker in a browser and, as text, a worker thread in Node.
 *
 * @typedef {import('./task.ts').MeasuringTask} Task
 * @typedef {import('./task.ts').MeasureTask} MeasureTask
 * @typedef {import('./task.ts').FrameTask} FrameTask
 * @typedef {import('./task.ts').FrameResult} FrameResult
 * @typedef {import('./task.ts').TraceTask} TraceTask
 * @typedef {import('./task.ts').NetworkTask} NetworkTask
 * @typedef {import('./task.ts').GivenTask} GivenTask
 * @typedef {import('./task.ts').Order<Task>} Order
 * @typedef {import('./task.ts').Word} Word
 * @typedef {import('./task.ts').OuterTask} OuterTask
 * @typedef {import('./task.ts').OuterResult} OuterResult
 * @typedef {import('./task.ts').TotalTask} TotalTask
 * @typedef {import('./task.ts').TotalResult} TotalResult
 * @typedef {import('./task.ts').PeakTask} PeakTask
 * @typedef {import('./task.ts').PeakResult} PeakResult
 * @typedef {import('./task.ts').Answer} Answer
 * @typedef {import('./task.ts').Result} Result
 * @typedef {import('./task.ts').EmptyTask} EmptyTask
 * @typedef {import('./task.ts').EmptyResult} EmptyResult
 * @typedef {import('./task.ts').MeasureResult} MeasureResult
 * @typedef {import('./task.ts').TraceResult} TraceResult
 * @typedef {import('./task.ts').Layout} Layout
 * @typedef {import('./task.ts').Parameters} Parameters
 * @typedef {import('./kernels.ts').Kernels} Kernels
 * @typedef {import('./kernels.ts').OuterKernels} OuterKernels
 * @typedef {import('./kernels.ts').PeakKernels} PeakKernels
 */

/** @type {WebAssembly.Module | undefined} */
let module;
/** What networks are measured in; kept matrices stand in it. @type {Kernels | undefined} */
let measuring;
/** What frames are carried in, for the next of its kind. @type {{ kind: string, kernels: Kernels } | undefined} */
let carrying;
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

/** @param {Layout} layout @returns {Kernels} */
function carryingKernels(layout) {
  const kind = JSON.stringify(layout);
  if (carrying?.kind !== kind) {
    carrying = undefined;
    carrying = { kind, kernels: instantiate(layout) };
  }
  return carrying.kernels;
}

/**
 * Sets global variables of the kernels by their names.
 * @template {keyof (Layout & Parameters)} Name
 * @param {Kernels} kernels @param {Readonly<Record<Name, number>>} values
 */
function tell(kernels, values) {
  for (const name of /** @type {Name[]} */ (Object.keys(values))) kernels[name].value = values[name];
}

/**
 * @param {Kernels} kernels @param {NetworkTask} network @param {number} lane the network's among those that go abreast
 * @returns {number} where its matrices are
 */
function matricesOf(kernels, { index, slot, draws }, lane) {
  const matrices = kernels.matrixAt(slot < 0 ? -1 - lane : slot);
  if (draws) kernels.draw(matrices, index);
  return matrices;
}

/** Work goes on for so many milliseconds before messages are let in. */
const busyMilliseconds = 50;

/** A task under way: others are heard while it lasts, and told how far it is. */
class Pauses {
  /** @param {number} id */
  constructor(id) {
    this.id = id;
    this.last = performance.now();
  }

  /** Whether somebody has had the task stopped. */
  get stopped() {
    return stopped.has(this.id);
  }

  /** A promise where it is time for messages. @param {number} done of the task's networks, in parts of one */
  pause(done) {
    if (performance.now() - this.last < busyMilliseconds) return undefined;
    post({ id: this.id, done }, []);
    return new Promise((resolve) => setTimeout(resolve, 0)).then(() => {
      this.last = performance.now();
    });
  }
}

/**
 * Both ways of the networks abreast in pieces, from `start` or `startGiven` on; memory stays as large as a segment, however long the
 * sequence. Yields the steps of each piece. `before` is called ahead of the way through a segment, `after` behind the way back
 * through one, and ends it with false.
 * @param {Kernels} kernels @param {readonly number[]} matrices of each network
 * @param {{ parameters: Parameters, layout: Layout }} run
 * @param {{ before: (segment: number) => void, after: (segment: number) => boolean }} segment
 */
function* pieces(kernels, matrices, run, { before, after }) {
  const { segmentRows } = run.layout;
  yield* piecesAhead(kernels, matrices, run, before);
  const last = lastSegment(run);
  for (let segment = last; segment >= 0; segment--) {
    if (segment < last) before(segment);
    kernels.back(segment);
    if (!after(segment)) return;
    yield segmentRows;
  }
}

/** Steps of both ways. @param {Parameters} parameters */
function stepsOf({ warmUp, steps }) {
  return warmUp + 2 * steps;
}

/** @param {{ parameters: Parameters, layout: Layout }} run */
function lastSegment({ parameters, layout }) {
  return Math.ceil(parameters.steps / layout.segmentRows) - 1;
}

/**
 * The way forward alone.
 * @param {Kernels} kernels @param {readonly number[]} matrices of each network
 * @param {{ parameters: Parameters, layout: Layout }} run @param {(segment: number) => void} [before]
 */
function* piecesAhead(kernels, matrices, run, before = () => undefined) {
  const { warmUp } = run.parameters;
  const { segmentRows } = run.layout;
  kernels.prepare(...matrices);
  for (let from = 0; from < warmUp; from += segmentRows) {
    const to = Math.min(from + segmentRows, warmUp);
    kernels.warm(from, to);
    yield to - from;
  }
  for (let segment = 0; segment <= lastSegment(run); segment++) {
    before(segment);
    kernels.ahead(segment);
    yield segmentRows;
  }
}

/** What a step of a frame, forward and back, costs in steps forward. @param {Layout} layout */
function stepsOfFrame({ directions }) {
  return 1 + directions;
}

/**
 * Both ways of a frame, back by so many steps at a time.
 * @param {Kernels} kernels @param {number} matrices @param {{ parameters: Parameters, layout: Layout, steps: number }} task
 */
function* framePieces(kernels, matrices, task) {
  const { segmentRows } = task.layout;
  yield* piecesAhead(kernels, [matrices], task);
  for (let segment = lastSegment(task); segment >= 0; segment--) {
    kernels.takeUp(segment);
    const rows = Math.min(segmentRows, task.parameters.steps - segment * segmentRows);
    for (let to = rows; to > 0; to -= task.steps) {
      const from = Math.max(0, to - task.steps);
      kernels.carryBack(segment, from, to);
      yield (to - from) * stepsOfFrame(task.layout);
    }
  }
}

/**
 * Goes through the pieces of networks that go abreast.
 * @param {Iterable<number>} both @param {number} total of the steps that they yield @param {Pauses} pauses
 * @param {{ before: number, count: number }} networks of the task: those that are done, and those that go abreast
 * @returns {Promise<boolean>} false where it was stopped
 */
async function goThrough(both, total, pauses, { before, count }) {
  let done = 0;
  for (const more of both) {
    done += more;
    const paused = pauses.pause(before + count * Math.min(1, done / total));
    if (!paused) continue;
    await paused;
    if (pauses.stopped) return false;
  }
  return true;
}

/** @param {MeasureTask} task @param {Pauses} pauses @returns {Promise<MeasureResult>} */
async function measure({ layout, parameters, times: keptTimes, rest, networks }, pauses) {
  measuring ??= instantiate(layout);
  const kernels = measuring;
  const levels = kernels.LEVELS.value;
  tell(kernels, parameters);
  const times = keptTimes.length;
  const table = new Int32Array(kernels.memory.buffer, kernels.keptTimes.value, layout.times);
  table.fill(0x7fffffff);
  table.set(keptTimes);
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
  let isStopped = false;
  for (let first = 0; first < count; first += layout.abreast) {
    const group = networks.slice(first, first + layout.abreast);
    const before = performance.now();
    const matrices = group.map((network, lane) => matricesOf(kernels, network, lane));
    group.forEach((network, lane) => {
      const place = matrices[lane] ?? 0;
      if (network.spectrum) {
        kernels.spectrum(place);
        sums.set(ownSums(), (first + lane) * levels);
      }
      if (rest) {
        const [gain] = network.settings;
        kernels.restSpectrum(place, rest.direct, rest.slope * gain);
        restSums.set(ownSums(), (first + lane) * levels);
      }
    });
    if (rest || group.some(({ draws, spectrum }) => draws || spectrum)) drawing += performance.now() - before;
    // What was to be drawn is drawn, whether or not somebody still wants the rest.
    if (isStopped) continue;
    const filled = fill(group, layout.abreast);
    for (const [lane, { index, settings }] of filled.entries()) kernels.take(lane, index, ...settings);
    kernels.start();
    const both = pieces(kernels, fill(matrices, layout.abreast), { parameters, layout }, everySegment);
    isStopped = !(await goThrough(both, stepsOf(parameters), pauses, { before: first, count: group.length }));
    if (isStopped) continue;
    const deaths = group.map((_, lane) => deathStepOf(kernels, lane));
    deathStep.set(deaths, first);
    /** @param {WebAssembly.Global<'i32'>} norms @param {number} count @param {Float64Array} to */
    const readNorms = (norms, count, to) =>
      readDecades(kernels, norms.value, count, deaths, to.subarray(first * count));
    readNorms(kernels.stateNorms, times, log10StateNorm);
    readNorms(kernels.gradientNorms, times, log10GradientNorm);
    if (parameters.wantsParameterNorm) readNorms(kernels.parameterNorm, 1, log10ParameterNorm);
  }
  const passes = performance.now() - start - drawing;
  return {
    kind: 'measure',
    ...{ log10StateNorm, log10GradientNorm, log10ParameterNorm, deathStep, sums, restSums },
    seconds: { drawing: drawing / 1000, passes: passes / 1000 },
    stopped: isStopped,
  };
}

/** @param {FrameTask} task @param {Pauses} pauses @returns {Promise<FrameResult>} */
async function carryFrames(task, pauses) {
  const { layout, parameters, frame, networks } = task;
  const { warmUp, steps } = parameters;
  const kernels = carryingKernels(layout);
  tell(kernels, parameters);
  const { directions, frameWindows } = layout;
  const count = networks.length;
  const size = frameWindows * directions;
  const logs = new Float64Array(count * size);
  const amplification = new Float64Array(count * directions);
  const logSlopes = new Float64Array(count);
  const beyondRange = /** @type {boolean[]} */ (new Array(count).fill(false));
  const start = performance.now();
  let isStopped = false;
  for (const [place, network] of networks.entries()) {
    const matrices = matricesOf(kernels, network, 0);
    kernels.take(0, network.index, ...network.settings);
    kernels.start();
    writeFrame(kernels, frame, directions);
    kernels.beginFrame(matrices);
    const both = framePieces(kernels, matrices, task);
    const total = warmUp + steps * (1 + stepsOfFrame(layout));
    isStopped = !(await goThrough(both, total, pauses, { before: place, count: 1 }));
    if (isStopped) break;
    beyondRange[place] = deathStepOf(kernels, 0) === kernels.BEYOND_RANGE.value;
    const { buffer } = kernels.memory;
    const products = new Float64Array(buffer, kernels.frameProducts.value, 2 * size);
    for (let i = 0; i < size; i++) {
      const [mantissa = 0, power = 0] = products.subarray(2 * i, 2 * i + 2);
      logs[place * size + i] = 0.5 * (Math.log(mantissa) + power * Math.LN2);
    }
    amplification.set(
      new Float64Array(buffer, kernels.frameAmplification.value, directions),
      place * directions,
    );
    logSlopes[place] = kernels.logSlopes.value;
  }
  const seconds = (performance.now() - start) / 1000;
  return { kind: 'frame', logs, amplification, logSlopes, beyondRange, seconds, stopped: isStopped };
}

/** @param {Kernels} kernels @param {Float32Array} rows [rows × directions] @param {number} directions */
function writeFrame(kernels, rows, directions) {
  const width = kernels.frameRowBytes.value / 4;
  const count = rows.length / directions;
  const frame = new Float32Array(kernels.memory.buffer, kernels.frame.value, width * count).fill(0);
  for (let row = 0; row < count; row++)
    frame.set(rows.subarray(row * directions, (row + 1) * directions), row * width);
}

/** Of a measurement nothing is brought to a segment, or taken from one. */
const everySegment = { before: () => undefined, after: () => true };

/**
 * As many as go abreast: the last of a list stands in for those that are missing.
 * @template Item @param {readonly Item[]} list @param {number} length @returns {Item[]}
 */
function fill(list, length) {
  return Array.from({ length }, (_, lane) => /** @type {Item} */ (list[Math.min(lane, list.length - 1)]));
}

/** @param {Kernels} kernels @param {number} lane */
function deathStepOf(kernels, lane) {
  return new DataView(kernels.memory.buffer).getInt32(kernels.deathSteps.value + 4 * lane, true);
}

/**
 * Decades of kept norms, of each network that has not left the range.
 * @param {Kernels} kernels @param {number} norms @param {number} count @param {readonly number[]} deaths
 * @param {Float64Array} to [networks × count]
 */
function readDecades(kernels, norms, count, deaths, to) {
  const wrong = kernels.takeDecades(norms, count);
  const width = kernels.times.value;
  const rows = new Float64Array(kernels.memory.buffer, kernels.decades.value, width * deaths.length);
  deaths.forEach((death, lane) => {
    if (death === kernels.BEYOND_RANGE.value) return;
    if ((wrong >> lane) & 1) throw new Error('a norm is not a finite number');
    to.set(rows.subarray(width * lane, width * lane + count), count * lane);
  });
}

/**
 * Forward through all segments of a sequence, and back through them: of what each leaves in memory the stretch that is
 * asked for is taken before the next one comes.
 * @param {TraceTask} task @param {Pauses} pauses @returns {Promise<TraceResult>}
 */
async function trace({ layout, parameters, network, given, stretch }, pauses) {
  const kernels = answeringKernels(layout);
  tell(kernels, parameters);
  const matrices = matricesOf(kernels, network, 0);
  kernels.take(0, network.index, ...network.settings);
  if (given) takeEnds(kernels, matrices, given);
  else kernels.start();
  const { steps } = parameters;
  const { segmentRows, blocks, parts, preActivationVectors, paddedSize } = layout;
  const weights = new Float32Array(kernels.memory.buffer, matrices, blocks * paddedSize ** 2).slice();
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
  const length = stretch.to - stretch.from;
  const { from: start, times } = stretch;
  const state = new Rows(start, length + 1, parts * paddedSize, times);
  const preActivation = new Rows(start, length, preActivationVectors * paddedSize, times && []);
  const gradient = new Rows(start, length + 1, parts * paddedSize, times);
  const gradients = kernels.tracedGradients.value;
  const gradientExponents = kernels.tracedGradientExponents.value;
  /** @param {number} segment */
  const takeRows = (segment) => {
    const from = segment * segmentRows;
    const rows = Math.min(segmentRows, steps - from);
    const exponents = kernels.tracedStateExponents.value;
    state.take(kernels, kernels.tracedStates.value, exponents, from, rows + 1);
    preActivation.take(kernels, kernels.preActivations.value, exponents, from, rows);
    // The gradient where a segment starts is left to the segment before it, of which it is the end.
    const first = segment === 0 ? 0 : 1;
    const width = 4 * parts * paddedSize;
    gradient.take(
      kernels,
      gradients + first * width,
      gradientExponents + first * 4,
      from + first,
      rows + 1 - first,
    );
    return from >= stretch.from;
  };
  const segment = { before: takeInputs, after: takeRows };
  const both = pieces(kernels, [matrices], { parameters, layout }, segment);
  if (!(await goThrough(both, stepsOf(parameters), pauses, { before: 0, count: 1 })))
    throw new Error('the question was withdrawn');
  const beyondRange = deathStepOf(kernels, 0) === kernels.BEYOND_RANGE.value;
  return { kind: 'trace', weights, state, preActivation, gradient, beyondRange };
}

/** Rows of a trace from one on, or those of some times alone, and each one's power of two. */
class Rows {
  /** @param {number} from @param {number} rows @param {number} width @param {readonly number[] | undefined} times */
  constructor(from, rows, width, times) {
    this.from = from;
    this.times = times;
    const kept = times ? times.length : rows;
    this.values = new Float32Array(kept * width);
    this.exponents = new Int32Array(kept);
  }

  /**
   * Takes those that it has room for of rows `from` … `from + rows − 1` of a memory.
   * @param {Kernels} kernels @param {number} values @param {number} exponents @param {number} from @param {number} rows
   */
  take(kernels, values, exponents, from, rows) {
    const { buffer } = kernels.memory;
    const width = this.values.length / this.exponents.length;
    if (this.times) {
      for (const [place, t] of this.times.entries()) {
        if (t < from || t >= from + rows) continue;
        this.values.set(new Float32Array(buffer, values + 4 * width * (t - from), width), place * width);
        this.exponents.set(new Int32Array(buffer, exponents + 4 * (t - from), 1), place);
      }
      return;
    }
    const first = Math.max(from, this.from);
    const count = Math.min(from + rows, this.from + this.exponents.length) - first;
    if (count <= 0) return;
    const skipped = first - from;
    const place = first - this.from;
    this.values.set(new Float32Array(buffer, values + 4 * width * skipped, count * width), place * width);
    this.exponents.set(new Int32Array(buffer, exponents + 4 * skipped, count), place);
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

/** Lets go of the memory that networks were measured in, or questions answered. @param {EmptyTask} task @returns {EmptyResult} */
function empty({ what }) {
  if (what === 'answering') answering = undefined;
  else measuring = carrying = undefined;
  return { kind: 'empty' };
}

/** Sums that grow, each in a memory of its own. @type {Map<number, { kernels: OuterKernels, length: number }>} */
const sums = new Map();

/** @param {OuterTask} task @returns {OuterResult} */
function outer({ sum, rows, columns, factor, lefts, rights }) {
  if (!module) throw new Error('the kernels have not arrived');
  const length = rows * columns;
  const { kernels } = sums.get(sum) ?? {
    kernels: /** @type {OuterKernels} */ (/** @type {unknown} */ (new WebAssembly.Instance(module).exports)),
  };
  sums.set(sum, { kernels, length });
  const { memory, freeMemory } = kernels;
  const count = lefts.length / rows;
  const total = freeMemory.value;
  const left = total + 8 * length;
  const right = left + lefts.byteLength;
  const room = right + rights.byteLength;
  const missing = room + 8 * (rows * count + 8 * (count + rows)) - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
  if (factor !== 1) {
    const values = new Float64Array(memory.buffer, total, length);
    for (let i = 0; i < length; i++) values[i] = factor * (values[i] ?? 0);
  }
  new Float64Array(memory.buffer, left, lefts.length).set(lefts);
  new Float64Array(memory.buffer, right, rights.length).set(rights);
  kernels.addOuter(total, rows, columns, left, right, count, room);
  return { kind: 'outer' };
}

/** @param {TotalTask} task @returns {TotalResult} */
function totalOf({ sum }) {
  const known = sums.get(sum);
  if (!known) throw new Error('there is no such sum');
  sums.delete(sum);
  const { memory, freeMemory } = known.kernels;
  return { kind: 'total', values: new Float64Array(memory.buffer, freeMemory.value, known.length).slice() };
}

/** Times of each kind, of which the best counts: other programs only ever make one slower. */
const peakTrials = 8;

/** @param {PeakTask} task @returns {PeakResult} */
function peak({ bytes, seconds }) {
  if (!module) throw new Error('the kernels have not arrived');
  const start = performance.now();
  if (bytes === 0) return { kind: 'peak', operationsPerSecond: 0, bytesPerSecond: 0, seconds: 0 };
  const kernels = /** @type {PeakKernels} */ (
    /** @type {unknown} */ (new WebAssembly.Instance(module).exports)
  );
  const { memory, freeMemory } = kernels;
  const half = Math.floor(bytes / 128) * 64;
  const from = freeMemory.value;
  memory.grow(Math.ceil((from + 2 * half) / 65_536));
  const operations = bestRate(seconds, 1 << 16, (rounds) => {
    kernels.multiplyAdds(rounds);
    // Four numbers a register.
    return rounds * kernels.chains.value * 4 * 2;
  });
  const copied = bestRate(seconds, 1, (times) => {
    for (let i = 0; i < times; i++) kernels.copy(from, from + half, half);
    return times * 2 * half;
  });
  return {
    kind: 'peak',
    operationsPerSecond: operations,
    bytesPerSecond: copied,
    seconds: (performance.now() - start) / 1000,
  };
}

/**
 * What is done a second at best, by `work`, which says how much it has done.
 * @param {number} seconds @param {number} amount to begin with
 * @param {(amount: number) => number} work
 */
function bestRate(seconds, amount, work) {
  let best = 0;
  for (let trial = 0; trial < peakTrials; ) {
    const start = performance.now();
    const done = work(amount);
    const took = (performance.now() - start) / 1000;
    if (took < seconds / 2) {
      amount *= 2;
      continue;
    }
    best = Math.max(best, done / took);
    trial += 1;
  }
  return best;
}

/** @param {Task} task @param {Pauses} pauses @returns {Result | Promise<Result>} */
function resultOf(task, pauses) {
  if (task.kind === 'measure') return measure(task, pauses);
  if (task.kind === 'frame') return carryFrames(task, pauses);
  if (task.kind === 'outer') return outer(task);
  if (task.kind === 'total') return totalOf(task);
  if (task.kind === 'peak') return peak(task);
  return task.kind === 'trace' ? trace(task, pauses) : empty(task);
}

/** @param {Task} task @param {Pauses} pauses @returns {Promise<Answer>} */
async function answer(task, pauses) {
  try {
    return await resultOf(task, pauses);
  } catch (error) {
    // A memory in which something went wrong is not gone on with.
    if (task.kind === 'measure') measuring = undefined;
    else if (task.kind === 'frame') carrying = undefined;
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
  if (result.kind === 'frame')
    return [result.logs, result.amplification, result.logSlopes].map(({ buffer }) => buffer);
  if (result.kind === 'total') return [result.values.buffer];
  if (result.kind !== 'trace') return [];
  const { weights, state, preActivation, gradient } = result;
  const rows = [state, preActivation, gradient].flatMap(({ values, exponents }) => [values, exponents]);
  return [weights, ...rows].map(({ buffer }) => buffer);
}

/** The tasks that have come, and those of them that are not to be gone on with, by their numbers. */
const underWay = /** @type {Set<number>} */ (new Set());
const stopped = /** @type {Set<number>} */ (new Set());
/** Settles when all measuring that has been asked for is done. @type {Promise<unknown>} */
let measured = Promise.resolve();

/** Bytes of memory that the kernels have here now. */
function held() {
  const memories = [
    measuring,
    carrying?.kernels,
    answering?.kernels,
    ...[...sums.values()].map(({ kernels }) => kernels),
  ];
  return memories.reduce((bytes, kernels) => bytes + (kernels?.memory.buffer.byteLength ?? 0), 0);
}

/** Does a task and posts its answer. @param {number} id @param {Task} task */
async function work(id, task) {
  const result = await answer(task, new Pauses(id));
  underWay.delete(id);
  stopped.delete(id);
  post({ id, answer: result, held: held() }, buffersOf(result));
}

/**
 * The first message brings the kernels, every later one a task, or a word that one is to end. What is measured waits for what
 * was to be measured before; a question about one network is answered in between, in a memory of its own.
 * @param {WebAssembly.Module | Order} message
 */
function receive(message) {
  if (message instanceof WebAssembly.Module) {
    module = message;
    return;
  }
  if ('stop' in message) {
    if (underWay.has(message.stop)) stopped.add(message.stop);
    return;
  }
  const { id, task } = message;
  underWay.add(id);
  if (task.kind === 'trace' || (task.kind === 'empty' && task.what === 'answering')) work(id, task);
  else measured = measured.then(() => work(id, task));
}

/** Node's worker threads speak through a port, a browser's workers through the global scope. */
const port = globalThis.process?.getBuiltinModule?.('node:worker_threads')?.parentPort;

/** @param {Word} word @param {ArrayBuffer[]} transfers */
function post(word, transfers) {
  if (port) port.postMessage(word, transfers);
  else globalThis.postMessage(word, { transfer: transfers });
}

if (port) port.on('message', receive);
else globalThis.addEventListener('message', ({ data }) => receive(data));

export {};
