/** What everything is printed and written from: the machine, what ran on it, what came out, and which targets hold. */
import { readFileSync } from 'node:fs';

import os from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { compilerVersion } from './programs.mjs';

/**
 * What we set ourselves to reach: our rate over a peer's in the same race.
 * @type {readonly { work: string, peer: string, least: number }[]}
 */
const targets = [
  { work: 'gpu-rnn-both', peer: 'jax-js', least: 5 },
  { work: 'cpu-rnn-both', peer: 'PyTorch', least: 13 },
  { work: 'cpu-rnn-both', peer: 'C, 128 bits', least: 0.8 },
  ...['gpu', 'cpu'].flatMap((on) =>
    ['rnn', 'lstm', 'gru'].map((cell) => ({
      work: `${on}-${cell}-forward`,
      peer: 'ONNX Runtime Web',
      least: 10,
    })),
  ),
];

/** @typedef {import('./results.ts').BenchRecord} BenchRecord */

/** @returns {Promise<BenchRecord>} of this machine, before anything of ours runs */
export async function begunRecord() {
  const busy = await busyShare();
  const processors = os.cpus();
  const { version } = json('../package.json');
  const { packages } = json('package-lock.json');
  const peers = ['@jax-js/jax', 'onnxruntime-web', '@tensorflow/tfjs-core'];
  const compiler = compilerVersion();
  return {
    version,
    date: new Date().toISOString(),
    processor: { model: processors[0]?.model.trim() ?? '', cores: processors.length },
    load: { before: { busy, average: os.loadavg()[0] ?? 0 }, during: 0 },
    versions: {
      'vanishing-point': version,
      node: process.versions.node,
      system: `${os.type()} ${os.release()}`,
      ...Object.fromEntries(peers.map((name) => [name, packages[`node_modules/${name}`]?.version ?? ''])),
      ...(compiler && { cc: compiler }),
    },
    adapter: null,
    races: [],
    scaling: [],
    learning: null,
    kernels: null,
    targets: [],
  };
}

/** @param {string} file beside this one */
function json(file) {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
}

/** How busy other programs keep the processors, from 0 to 1, over a second. */
async function busyShare() {
  const read = () => {
    const times = os.cpus().map((processor) => processor.times);
    const idle = times.reduce((sum, time) => sum + time.idle, 0);
    return {
      idle,
      all: times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, idle),
    };
  };
  const before = read();
  await setTimeout(1000);
  const after = read();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

/** @param {BenchRecord} record @param {import('./results.ts').Race} race */
export function addRace(record, race) {
  const { work, sides } = race;
  record.races.push(race);
  record.load.during = Math.max(record.load.during, race.load);
  const torch = sides.find(({ peer }) => peer === 'PyTorch');
  if (torch) record.versions.PyTorch = torch.name.split(' ')[1] ?? '';
  for (const { work: name, peer, least } of targets) {
    const other = sides.find((side) => side.peer === peer && !side.plain);
    // What is wrong is no match.
    if (name !== work.name || !other?.right || !sides[0]?.right) continue;
    const ratio = 1 / other.ofOurs;
    record.targets.push({ work: name, peer, least, ratio, holds: ratio >= least });
  }
}

/** @param {BenchRecord} record @param {import('./results.ts').LearningRace} race */
export function addLearning(record, race) {
  const { work, sides, ownPasses, ownSeconds, load } = race;
  record.learning = race;
  record.load.during = Math.max(record.load.during, load);
  const [ours] = sides;
  if (!ours?.right) return;
  const torch = sides
    .filter(({ peer, right }) => peer === 'PyTorch' && right)
    .toSorted((a, b) => b.ofOurs - a.ofOurs)[0];
  if (torch) record.versions.PyTorch = torch.name.split(' ')[1] ?? '';
  const ratios = [
    ...(torch ? [{ peer: 'PyTorch', least: 10, ratio: 1 / torch.ofOurs }] : []),
    { peer: 'our own forward and backward', least: 0.7, ratio: ours.gigaflops.median / ownPasses },
    { peer: `15 s for ${work.updates} updates`, least: 1, ratio: 15 / ownSeconds },
  ];
  for (const { peer, least, ratio } of ratios)
    record.targets.push({ work: work.name, peer, least, ratio, holds: ratio >= least });
}

/** Whether our own side of a race is wrong; a peer's fault is said, and is nobody's failure here. @param {BenchRecord} record */
export function weAreWrong({ races, learning }) {
  return [...races, ...(learning ? [learning] : [])].some(({ sides: [ours] }) => ours?.right === false);
}

/** What is wrong: no ratio counts beside it. @param {BenchRecord} record @returns {string[]} */
function wrongSides({ races, learning }) {
  const sentences = races.flatMap(({ work, sides }) =>
    sides
      .flatMap((side) => [side, ...side.tried])
      .filter(({ right }) => !right)
      .map(({ name, error }) => `${work.name}: ${name} is WRONG: ${error} decades from float64.`),
  );
  const learnt = (learning?.sides ?? [])
    .filter(({ right }) => !right)
    .map(({ name, error }) => `learning: ${name} is WRONG: losses are ${error} from float64.`);
  // One that raced was also tried.
  return [...new Set([...sentences, ...learnt])];
}

/** @param {BenchRecord} record */
export function printMachine({ processor, date, load, versions }) {
  console.log(
    `${processor.model}, ${processor.cores} cores; ${date}; load ${load.before.average.toFixed(2)}`,
  );
  console.log(
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  );
  if (load.before.busy > 0.1) {
    console.log(
      `Other programs kept the processors ${Math.round(100 * load.before.busy)} % busy: trust no ratio.`,
    );
  }
}

/** @param {import('./results.ts').Race} race */
export function printRace({ work, rounds, sides }) {
  const { name, networks, hiddenSize, steps, direction, gigaflop } = work;
  console.log(
    `\n${name}: ${networks} networks, N = ${hiddenSize}, T = ${steps}, ` +
      `${direction === 'both' ? 'forward and backward' : 'forward'}: ${gigaflop.toFixed(2)} GFLOP; median of ${rounds} rounds in turns`,
  );
  console.log(`${''.padEnd(82)}GFLOP/s  (range)          of ours  ms a pass  off float64, decades`);
  for (const side of sides) {
    const { median, least, most } = side.gigaflops;
    const own = side.networks === networks ? '' : ` (${side.networks} networks)`;
    console.log(
      [
        `${side.name}${own}${side.plain ? ', as one writes it first' : ''}`.padEnd(82),
        median.toFixed(2).padStart(6),
        ` (${least.toFixed(2)}–${most.toFixed(2)})`.padEnd(17),
        side.ofOurs.toFixed(3).padStart(7),
        side.milliseconds.median.toFixed(1).padStart(10),
        ` ${side.error.toExponential(1)}`,
      ].join(' '),
    );
    const others = side.tried.filter((way) => way.name !== side.name);
    if (!side.plain && others.length > 0) {
      console.log(
        `    faster than ${others.map((way) => `${way.name.replace(/^[^:]*: /, '')} (${way.gigaflops.toFixed(2)})`).join(', ')}`,
      );
    }
  }
}

/** @param {BenchRecord} record */
export function printEnd(record) {
  if (record.targets.length > 0)
    console.log(`\nTargets (load while racing up to ${record.load.during.toFixed(2)}):`);
  for (const { work, peer, least, ratio, holds } of record.targets) {
    console.log(`${holds ? 'holds ' : 'MISSED'} ${work}: ${ratio.toFixed(2)} × ${peer}, wanted ${least}`);
  }
  for (const sentence of wrongSides(record)) console.error(sentence);
}
