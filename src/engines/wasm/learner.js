/**
 * A worker in which networks learn: one core's kernels and their memory. Plain JavaScript without imports, as worker.js is.
 *
 * @typedef {import('./learn_task.ts').LearnTask} LearnTask
 * @typedef {import('./learn_task.ts').LearnResult} LearnResult
 * @typedef {import('./learn_task.ts').LearnerParameters} LearnerParameters
 * @typedef {import('./task.ts').EmptyTask} EmptyTask
 * @typedef {import('./task.ts').EmptyResult} EmptyResult
 * @typedef {import('./task.ts').Answer} Answer
 * @typedef {import('./task.ts').Order<LearnTask | EmptyTask>} Order
 * @typedef {import('./task.ts').Word} Word
 * @typedef {import('./learning_kernels.ts').LearningKernels} LearningKernels
 */

/** What networks of a kind learn in. @type {{ kind: string, kernels: LearningKernels } | undefined} */
let learning;
/** Tasks that have come, and those of them that are not to be gone on with. */
const underWay = /** @type {Set<number>} */ (new Set());
const stopped = /** @type {Set<number>} */ (new Set());
/** Settles when all that has been asked for is done. @type {Promise<unknown>} */
let done = Promise.resolve();

/** Work goes on for so many milliseconds before messages are let in. */
const busyMilliseconds = 20;

/** @param {LearnTask} task @returns {LearningKernels} */
function kernelsFor({ kernels: module, layout, precision, bytes }) {
  const kind = JSON.stringify([precision, layout, bytes]);
  if (learning?.kind !== kind) {
    // The old memory goes before the new one comes.
    learning = undefined;
    const kernels = /** @type {LearningKernels} */ (
      /** @type {unknown} */ (new WebAssembly.Instance(module).exports)
    );
    tell(kernels, layout);
    kernels.layOut();
    kernels.begin();
    const missing = bytes - kernels.memory.buffer.byteLength;
    if (missing > 0) kernels.memory.grow(Math.ceil(missing / 65_536));
    learning = { kind, kernels };
  }
  return learning.kernels;
}

/**
 * Sets global variables of the kernels by their names.
 * @param {LearningKernels} kernels @param {LearnTask['layout'] | LearnerParameters} values
 */
function tell(kernels, values) {
  for (const [name, value] of Object.entries(values))
    kernels[/** @type {keyof (LearnTask['layout'] & LearnerParameters)} */ (name)].value = value;
}

/** @param {number} id @param {LearnTask} task @returns {Promise<LearnResult>} */
async function learn(id, task) {
  const kernels = kernelsFor(task);
  const { networks, updates, vectors, sequences, divergedAt } = task;
  const losses = new Float64Array(networks.length * updates).fill(Number.NaN);
  const norms = losses.slice();
  const result = { kind: /** @type {const} */ ('learn'), losses, norms, vectors, sequences, divergedAt };
  const breathe = breather(id);
  let read = 0;
  for (const [place, { parameters, training }] of networks.entries()) {
    const { batch, inputs, targets } = task.layout;
    const own = sequences.subarray(read, read + updates * batch * parameters.length * (inputs + targets));
    read += own.length;
    if (divergedAt[place]) continue;
    tell(kernels, parameters);
    vectors.forEach((all, which) => {
      const vector = part(all, place, networks.length);
      exchanged(kernels, vector.length).set(vector);
      kernels.take(which);
    });
    exchanged(kernels, own.length).set(own);
    for (let update = 0; update < updates; update++) {
      if (!(await pass(kernels, task, update, () => breathe((place + update / updates) / networks.length))))
        return { ...result, stopped: true };
      const [loss, norm] = [kernels.loss.value, kernels.norm.value];
      const number = task.first + update + 1;
      if (!Number.isFinite(loss) || !Number.isFinite(norm)) {
        divergedAt[place] = number;
        break;
      }
      losses[place * updates + update] = loss;
      norms[place * updates + update] = norm;
      step(kernels, training, norm, number);
    }
    vectors.forEach((all, which) => {
      const vector = part(all, place, networks.length);
      kernels.bring(which);
      vector.set(exchanged(kernels, vector.length));
    });
  }
  return { ...result, stopped: false };
}

/**
 * Loss and ∂L/∂θ of a batch. Resolves to false where somebody stopped it on the way.
 * @param {LearningKernels} kernels @param {LearnTask} task @param {number} update @param {() => Promise<boolean> | true} breathe
 */
async function pass(kernels, { layout: { abreast, batch } }, update, breathe) {
  kernels.takeBatch(update);
  for (let from = 0; from < batch; from += abreast) {
    const goesOn = breathe();
    if (goesOn !== true && !(await goesOn)) return false;
    kernels.learn(from);
  }
  kernels.takeNorm();
  return true;
}

/**
 * An update of θ. @param {LearningKernels} kernels @param {LearnTask['networks'][number]['training']} training @param {number} norm
 * @param {number} number the how many-th it is
 */
function step(
  kernels,
  { rate, momentum, weightDecay, clip, clipGuard, betas: [beta1, beta2] },
  norm,
  number,
) {
  const factor = clip === 0 ? 1 : Math.min(1, clip / (norm + clipGuard));
  if (kernels.adam.value)
    kernels.update(factor, rate / (1 - beta1 ** number), 1 / Math.sqrt(1 - beta2 ** number), 0, weightDecay);
  else kernels.update(factor, rate, 1, momentum, weightDecay);
}

/**
 * Lets messages in now and then, after a word on how far it is: true at once where that is not due, else whether to go on.
 * @param {number} id @returns {(done: number) => Promise<boolean> | true}
 */
function breather(id) {
  let last = performance.now();
  return (done) => {
    if (performance.now() - last < busyMilliseconds) return true;
    post({ id, done }, []);
    return new Promise((resolve) => setTimeout(resolve, 0)).then(() => {
      last = performance.now();
      return !stopped.has(id);
    });
  };
}

/** What comes and goes. @param {LearningKernels} kernels @param {number} length */
function exchanged(kernels, length) {
  return new Float64Array(kernels.memory.buffer, kernels.exchange.value, length);
}

/** One network's of all numbers. @param {Float64Array} all @param {number} place @param {number} networks */
function part(all, place, networks) {
  const size = all.length / networks;
  return all.subarray(place * size, (place + 1) * size);
}

/** @returns {EmptyResult} */
function empty() {
  learning = undefined;
  return { kind: 'empty' };
}

/** Does a task and posts its answer. @param {number} id @param {LearnTask | EmptyTask} task */
async function work(id, task) {
  /** @type {Answer} */
  let answer;
  try {
    answer = task.kind === 'learn' ? await learn(id, task) : empty();
  } catch (error) {
    // A memory in which something went wrong is not gone on with.
    learning = undefined;
    answer = { kind: 'failure', message: error instanceof Error ? error.message : String(error) };
  }
  underWay.delete(id);
  stopped.delete(id);
  const held = learning?.kernels.memory.buffer.byteLength ?? 0;
  const arrays =
    answer.kind === 'learn'
      ? [answer.losses, answer.norms, answer.sequences, answer.divergedAt, ...answer.vectors]
      : [];
  post(
    { id, answer, held },
    arrays.map(({ buffer }) => buffer),
  );
}

/** @param {Order} message a task, or a word that one is to end */
function receive(message) {
  if ('stop' in message) {
    if (underWay.has(message.stop)) stopped.add(message.stop);
    return;
  }
  const { id, task } = message;
  underWay.add(id);
  done = done.then(() => work(id, task));
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
