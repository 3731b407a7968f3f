/** How the cost of each part of an experiment grows with N, T and the number of networks, on every engine. */
import { exponentOf } from './fit.mjs';
import { sizesOf } from './sizes.mjs';

const usual = { hiddenSize: 64, steps: 100 };
/** Operations of a run: so many networks are taken that it lasts about a second. */
const operations = { wasm: 2e10, webgpu: 4e9, reference: 1e8 };
const [fewestNetworks, mostNetworks] = [{ wasm: 16, webgpu: 16, reference: 1 }, 4096];
const parts = /** @type {const} */ (['draw', 'radius', 'forward', 'backward', 'experiment']);

/**
 * @param {import('playwright').Page} page with page.ts in it
 * @returns {AsyncGenerator<import('./results.ts').Scaling, void, void>}
 */
export async function* scalings(page) {
  for (const engine of /** @type {const} */ (['wasm', 'webgpu', 'reference'])) {
    for (const axis of /** @type {const} */ (['hiddenSize', 'steps', 'networks'])) {
      /** @type {(import('./results.ts').Point & { seconds: import('./results.ts').Costs })[]} */
      const points = [];
      let device = '';
      for (const size of sizesOf(engine, axis)) {
        const shape = { ...usual, ...(axis !== 'networks' && { [axis]: size }) };
        const fitting = Math.floor(operations[engine] / operationsOf(shape));
        const networks =
          axis === 'networks' ? size : Math.min(mostNetworks, Math.max(fewestNetworks[engine], fitting));
        const point = { ...shape, networks };
        const costs = await page.evaluate(
          ([name, one]) => window.bench.timePoint(name, one),
          /** @type {const} */ ([engine, point]),
        );
        device = costs.device;
        const share = axis === 'networks' ? 1 : networks;
        const [draw, radius, forward, backward, experiment] = parts.map((part) => costs[part] / share);
        points.push({
          ...point,
          seconds: /** @type {import('./results.ts').Costs} */ ({
            draw,
            radius,
            forward,
            backward,
            experiment,
          }),
        });
      }
      const exponents = Object.fromEntries(
        parts.map((part) => [
          part,
          exponentOf(points.map((point) => [point[axis], point.seconds[part]])) ?? null,
        ]),
      );
      yield { engine, device, axis, points, exponents };
    }
  }
}

/** Of a network in the default experiment: spectra by some 22 squarings, and 3T steps. @param {{ hiddenSize: number, steps: number }} shape */
function operationsOf({ hiddenSize, steps }) {
  return 44 * hiddenSize ** 3 + 3 * steps * 2 * hiddenSize ** 2;
}

/** @param {import('./results.ts').Scaling} scaling */
export function printScaling({ engine, device, axis, points, exponents }) {
  const unit = axis === 'networks' ? 'ms of all networks' : 'µs a network';
  const scale = axis === 'networks' ? 1e3 : 1e6;
  console.log(`\n${engine} (${device}) against ${axis}, ${unit}:`);
  console.log([axis, 'networks', ...parts].map((title) => title.padStart(11)).join(''));
  for (const point of points) {
    const costs = parts.map((part) => (scale * point.seconds[part]).toPrecision(3));
    console.log([point[axis], point.networks, ...costs].map((text) => String(text).padStart(11)).join(''));
  }
  const slopes = parts.map((part) => exponents[part]?.exponent.toFixed(2) ?? '–');
  console.log(['exponent', '', ...slopes].map((text) => text.padStart(11)).join(''));
}
