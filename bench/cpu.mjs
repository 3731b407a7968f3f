/** The CPU comparison: every side does the same work on the same cores, in turns, and a table says how fast. */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { compileNativeLoop, openNativeLoop, openTorch, writeWorkload } from './cpu_peers.mjs';

/** Rounds; in each, every side runs once unmeasured and once measured. */
const rounds = 9;
/** Networks whose ‖∂L/∂h_0‖ is checked against float64. */
const checked = 8;
/** How far a side may be from it, in decades: only a broken one is further. */
const tolerance = 1e-3;

/**
 * @typedef {import('./cpu_page.ts').Opened & { pass: () => Promise<import('./cpu_page.ts').Pass> }} Side
 * @typedef {{ side: Side, gigaflops: number, least: number, most: number, error: number }} Result
 */

/**
 * @param {import('playwright').Page} page with cpu_page.ts in it
 * @param {number} busy what busyShare said before
 * @param {typeof import('./workload.ts')} workload
 */
export async function compareCpu(page, busy, { cpuExperiment, drawWorkload, operationsOf, oracle }) {
  const folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
  const { networks, steps, hiddenSize } = cpuExperiment;
  const work = { folder, networks, steps, checked };
  const operations = operationsOf(cpuExperiment);
  /** @type {import('./cpu_peers.mjs').Peer[]} */
  const peers = [];
  try {
    const workers = await page.evaluate(() => navigator.hardwareConcurrency);
    const opened = await page.evaluate(() => window.cpu.open());
    /** @type {Side[]} */
    const sides = opened.map((side, index) => ({
      ...side,
      pass: () => page.evaluate((turn) => window.cpu.pass(turn), /** @type {const} */ ([index, checked])),
    }));
    writeWorkload(folder, drawWorkload(cpuExperiment));
    const torch = await openTorch(work);
    if (torch) {
      peers.push(torch);
      sides.push({ name: torch.name, operations, activation: 'tanh', pass: torch.pass });
    } else {
      console.log('PyTorch is left out: get it with `apt-get install python3-torch` or `pip install torch`.');
    }
    const program = compileNativeLoop(folder);
    if (!program)
      console.log('The native loop is left out: there is no C compiler `cc` that takes -msse4.1.');
    for (const threads of program ? new Set([1, workers]) : []) {
      const peer = openNativeLoop(program ?? '', work, threads);
      peers.push(peer);
      const name = `C, 128 bits, product only, ${threads} thread${threads === 1 ? '' : 's'}`;
      // Without an activation it is the linear network's gradient that comes out.
      sides.push({ name, operations, activation: 'identity', pass: peer.pass });
    }
    console.log(
      `CPU: ${networks} networks, N = ${hiddenSize}, T = ${steps}, forward and backward with the norms of all ` +
        `steps: ${(operations / 1e9).toFixed(2)} GFLOP\n(jax-js is spared all norms but the last, C also the ` +
        `activation). Median of ${rounds} rounds in turns:\n`,
    );
    if (busy > 0.1) {
      console.log(`Other programs kept the processors ${Math.round(100 * busy)} % busy: trust no ratio.\n`);
    }
    report(await race(sides, ({ activation }) => oracle({ ...cpuExperiment, activation }, checked)), workers);
  } finally {
    for (const peer of peers) peer.close();
    rmSync(folder, { recursive: true });
  }
}

/** How busy other programs keep the processors, from 0 to 1, over a second before anything of ours runs. */
export async function busyShare() {
  const read = () => {
    const times = cpus().map((processor) => processor.times);
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

/**
 * @param {Side[]} sides
 * @param {(side: Side) => Float64Array} expectedOf
 * @returns {Promise<Result[]>}
 */
async function race(sides, expectedOf) {
  const racers = sides.map((side) => ({
    side,
    /** @type {number[]} */ speeds: [],
    /** @type {readonly number[]} */ norms: [],
  }));
  for (let round = 0; round < rounds; round++) {
    for (const racer of racers) {
      // Wakes its threads, and brings its matrices back to where the side before it put its own.
      await racer.side.pass();
      const { milliseconds, norms } = await racer.side.pass();
      racer.norms = norms;
      racer.speeds.push(racer.side.operations / milliseconds / 1e6);
    }
  }
  return racers.map(({ side, speeds, norms }) => {
    const sorted = speeds.toSorted((a, b) => a - b);
    const differences = [...expectedOf(side)].map((value, i) => Math.abs(value - (norms[i] ?? Number.NaN)));
    return {
      side,
      gigaflops: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
      least: Math.min(...sorted),
      most: Math.max(...sorted),
      error: Math.max(...differences),
    };
  });
}

/**
 * @param {Result[]} results our engine first: one worker, then all of them
 * @param {number} workers
 */
function report(results, workers) {
  const [one, all] = results;
  if (!one || !all) throw new Error('our engine did not run');
  console.log(`${''.padEnd(72)}GFLOP/s  (range)         of ours  off float64, decades`);
  for (const { side, gigaflops, least, most, error } of results) {
    const range = `(${least.toFixed(2)}–${most.toFixed(2)})`.padEnd(15);
    const ratio = (gigaflops / all.gigaflops).toFixed(3).padStart(7);
    const speed = gigaflops.toFixed(2).padStart(7);
    console.log(`${side.name.padEnd(72)}${speed}  ${range} ${ratio}  ${error.toExponential(1)}`);
  }
  console.log(`\n${workers} workers are ${(all.gigaflops / one.gigaflops).toFixed(2)} times as fast as one.`);
  for (const { side, gigaflops } of results.slice(3)) {
    console.log(
      `Vanishing Point with ${workers} workers: ${(all.gigaflops / gigaflops).toFixed(2)} × ${side.name}`,
    );
  }
  for (const { side, error } of results.filter((result) => !(result.error <= tolerance))) {
    console.error(`${side.name} is WRONG: ${error} decades from float64.`);
    process.exitCode = 1;
  }
}
