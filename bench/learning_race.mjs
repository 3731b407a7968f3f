/** The race of learning: every side takes the same networks the next updates further, in turns, and is checked against float64. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonWithTorch, start } from './programs.mjs';
import { rangeOf } from './race.mjs';

/** Updates of a turn. */
const updatesATurn = 20;
/** After so many milliseconds peers take no further turn, but for a third; we go on to the last update. */
const longRace = 60_000;
const fewestTurns = 3;
/** Networks and updates that are checked against float64, and how far a loss may be from it, as a part of one more than itself. */
const [checked, checkedUpdates, tolerance] = [8, 10, 1e-3];

/**
 * @typedef {object} Side
 * @property {string} name
 * @property {string} peer
 * @property {boolean} plain
 * @property {(updates: number) => Promise<{ milliseconds: number, losses: readonly number[] }>} pass
 */

/**
 * @param {import('playwright').Page} page with page.ts in it
 * @param {typeof import('./learning.ts')} work
 * @returns {Promise<import('./results.ts').LearningRace>}
 */
export async function learningRace(page, { learningWork: work, drawLearning, learningOracle }) {
  const folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
  /** @type {{ close: () => void }[]} */
  const programs = [];
  try {
    const name = await page.evaluate(() => window.bench.openLearner());
    /** @type {Side[]} */
    const sides = [
      {
        ...{ name, peer: 'Vanishing Point', plain: false },
        pass: (updates) =>
          page.evaluate(
            ([count, first]) => window.bench.learn(count, first),
            /** @type {const} */ ([updates, checked]),
          ),
      },
    ];
    const python = pythonWithTorch();
    if (python === undefined)
      console.log('PyTorch is left out: get it with `apt-get install python3-torch` or `pip install torch`.');
    else {
      const { theta, numbers } = await drawLearning(work.updates);
      const [thetas, asked] = [join(folder, 'theta'), join(folder, 'numbers')];
      writeFileSync(thetas, theta);
      writeFileSync(asked, numbers);
      for (const way of /** @type {const} */ (['hand', 'autograd'])) {
        const { networks, hiddenSize, steps, batch, rate } = work;
        const script = fileURLToPath(new URL('torch_learning.py', import.meta.url));
        const sizes = [networks, hiddenSize, steps, batch, rate];
        const program = start(python, [script, thetas, asked, ...sizes, way, checked]);
        programs.push(program);
        const how = way === 'hand' ? 'bmm, backward written out' : 'bmm and autograd';
        sides.push({
          ...{ name: `PyTorch ${await program.ask()}, ${how}`, peer: 'PyTorch', plain: way === 'autograd' },
          async pass(updates) {
            const [milliseconds = Number.NaN, ...losses] = (await program.ask(`${updates}\n`))
              .split(' ')
              .map(Number);
            return { milliseconds, losses };
          },
        });
      }
    }
    const oracle = await learningOracle(checked, checkedUpdates);
    const before = await page.evaluate(() => window.bench.passRate());
    const turns = sides.map((side) => ({ side, times: /** @type {number[]} */ ([]), error: 0 }));
    const begun = performance.now();
    for (let turn = 0; turn < work.updates / updatesATurn; turn++) {
      for (const racer of turns) {
        const own = racer === turns[0];
        if (!own && turn >= fewestTurns && performance.now() - begun > longRace) continue;
        const { milliseconds, losses } = await racer.side.pass(updatesATurn);
        racer.times.push(milliseconds / updatesATurn);
        if (turn === 0)
          racer.error = Math.max(
            ...oracle.map((loss, i) => Math.abs(loss - (losses[i] ?? Number.NaN)) / (1 + loss)),
          );
      }
    }
    const passRate = Math.max(before, await page.evaluate(() => window.bench.passRate()));
    const results = turns.map(({ side: { name, peer, plain }, times, error }) => ({
      ...{ name, peer, plain, updates: updatesATurn * times.length, error, right: error <= tolerance },
      millisecondsAnUpdate: rangeOf(times),
      gigaflops: rangeOf(times.map((time) => work.operations / time / 1e6)),
    }));
    const ours = results[0]?.gigaflops.median ?? Number.NaN;
    return {
      work,
      load: loadavg()[0] ?? 0,
      ownSeconds: (turns[0]?.times ?? []).reduce((sum, time) => sum + (time * updatesATurn) / 1000, 0),
      ownPasses: passRate / 1e6,
      sides: results.map((result) => ({ ...result, ofOurs: result.gigaflops.median / ours })),
    };
  } finally {
    for (const program of programs) program.close();
    rmSync(folder, { recursive: true });
  }
}

/** @param {import('./results.ts').LearningRace} race */
export function printLearning({ work, sides, ownPasses, ownSeconds }) {
  const { name, networks, hiddenSize, steps, batch, updates, task, operations } = work;
  console.log(
    `\n${name}: ${networks} networks, N = ${hiddenSize}, T = ${steps}, ${batch} sequences an update, ${task} by Adam: ` +
      `${(operations / 1e9).toFixed(3)} GFLOP an update (6·N² a step); turns of ${updatesATurn} updates`,
  );
  for (const {
    name: side,
    plain,
    millisecondsAnUpdate: time,
    gigaflops,
    ofOurs,
    updates: done,
    error,
  } of sides) {
    console.log(
      `${side}${plain ? ', as one writes it first' : ''}: ${time.median.toFixed(1)} ms an update (${time.least.toFixed(1)}–${time.most.toFixed(1)}), ` +
        `${gigaflops.median.toFixed(2)} GFLOP/s, ${ofOurs.toFixed(3)} of ours, over ${done} updates; losses off float64 by ${error.toExponential(1)}`,
    );
  }
  console.log(
    `ours: ${updates} updates in ${ownSeconds.toFixed(1)} s; forward and backward alone ${ownPasses.toFixed(2)} GFLOP/s`,
  );
}
