/** A race: every side does the same work on the same machine, in turns, and is checked against float64. */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPrograms } from './programs.mjs';

/** Rounds; in each, every side runs once unmeasured and once measured. Where they take long there are fewer. */
const [fewestRounds, mostRounds] = [3, 7];
/** After so many milliseconds no further round begins. */
const longRace = 30_000;
/** Networks that are checked against float64. */
const checked = 8;
/** How far a side may be from it, in decades: only a broken one is further. */
const tolerance = 1e-3;

/**
 * @typedef {import('./works.ts').Work} Work
 * @typedef {import('./page.ts').Opened & { pass: () => Promise<import('./page.ts').Pass> }} Side
 * @typedef {import('./results.ts').Race} Race
 */

/**
 * @param {Work} work
 * @param {import('playwright').Page} page with page.ts in it
 * @param {typeof import('./works.ts')} works
 * @returns {Promise<Race>}
 */
export async function race(work, page, { draw, operationsOf, oracle }) {
  const folder = mkdtempSync(join(tmpdir(), 'vanishing-point-'));
  /** @type {import('./programs.mjs').Program[]} */
  let programs = [];
  try {
    /** @type {Side[]} */
    const sides = [];
    for (const family of await page.evaluate(() => window.bench.families)) {
      const opened = await page.evaluate(
        ([name, given, count]) => window.bench.open(name, given, count),
        /** @type {const} */ ([family, work, checked]),
      );
      for (const side of opened) {
        const place = /** @type {const} */ ([sides.length, checked]);
        sides.push({
          ...side,
          pass: () => page.evaluate(([index, count]) => window.bench.pass(index, count), place),
        });
      }
    }
    programs = await openPrograms(work, { folder, drawn: draw(work), checked });
    const passes = await inTurns([...sides, ...programs]);
    const errorOf = errors(oracle);
    const rate = (/** @type {Work} */ own, /** @type {number} */ milliseconds) =>
      operationsOf(own) / milliseconds / 1e6;
    const results = passes.map(({ side, milliseconds, norms }) => {
      const { name, peer, plain, work: own, tried } = side;
      return {
        ...{ name, peer, plain, oneNetwork: own.oneNetwork ?? false, networks: own.experiment.networks },
        milliseconds: rangeOf(milliseconds),
        gigaflops: rangeOf(milliseconds.map((time) => rate(own, time))),
        ...errorOf(own, norms),
        tried: tried.map((way) => ({
          name: way.name,
          networks: way.work.experiment.networks,
          gigaflops: rate(way.work, way.pass.milliseconds),
          ...errorOf(way.work, way.pass.norms),
        })),
      };
    });
    const ours = results[0]?.gigaflops.median ?? Number.NaN;
    const { name, on, direction, experiment } = work;
    const { cell, hiddenSize, steps, networks } = experiment;
    return {
      work: { name, on, direction, cell, hiddenSize, steps, networks, gigaflop: operationsOf(work) / 1e9 },
      rounds: passes[0]?.milliseconds.length ?? 0,
      load: loadavg()[0] ?? 0,
      sides: results.map((result) => ({ ...result, ofOurs: result.gigaflops.median / ours })),
    };
  } finally {
    for (const program of programs) program.close();
    rmSync(folder, { recursive: true });
  }
}

/**
 * Sides take turns, so that whatever else the machine does hits all of them.
 * @param {readonly Side[]} sides
 */
async function inTurns(sides) {
  const racers = sides.map((side) => ({
    side,
    milliseconds: /** @type {number[]} */ ([]),
    norms: /** @type {readonly number[]} */ ([]),
  }));
  const start = performance.now();
  for (let round = 0; round < mostRounds; round++) {
    if (round >= fewestRounds && performance.now() - start > longRace) break;
    for (const racer of racers) {
      // Wakes its threads, and brings its matrices back to where the side before it put its own.
      await racer.side.pass();
      const pass = await racer.side.pass();
      racer.norms = pass.norms;
      racer.milliseconds.push(pass.milliseconds);
    }
  }
  return racers;
}

/**
 * How far norms are from the oracle's, which is asked once for works that come to the same.
 * @param {(work: Work, count: number) => number[]} oracle
 */
function errors(oracle) {
  /** @type {Map<string, number[]>} */
  const known = new Map();
  return (/** @type {Work} */ work, /** @type {readonly number[]} */ norms) => {
    const count = Math.min(checked, work.experiment.networks);
    const key = JSON.stringify([work.oneNetwork, work.experiment.activation, count]);
    const expected = known.get(key) ?? oracle(work, count);
    known.set(key, expected);
    const error = Math.max(...expected.map((value, i) => Math.abs(value - (norms[i] ?? Number.NaN))));
    return { error, right: error <= tolerance };
  };
}

/** @param {readonly number[]} values */
export function rangeOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    least: sorted[0] ?? Number.NaN,
    most: sorted.at(-1) ?? Number.NaN,
  };
}
