/** Fixed points: Newton, and what is known of small networks; then the job on the CPU engine. */
import { afterAll, describe, expect, it } from 'vitest';
import { principalComponents, projected } from '../../src/analysis/principal_components.ts';
import { settlingExperiment } from '../../src/analysis/settling.ts';
import { WasmEngine } from '../../src/engines/wasm/engine.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { fixedPoints } from '../../src/laboratory/fixed_points.ts';
import { cellOf } from '../../src/networks/cells.ts';
import { type FoundFixedPoints, fixedPointSteps, stepFrom } from '../../src/networks/fixed_points.ts';
import { solutionSteps } from '../../src/networks/linear_system.ts';
import { drawNetwork, type Network } from '../../src/networks/network.ts';
import { atOnce } from '../../src/networks/spectra/steps.ts';
import { multiply } from '../../src/networks/vector.ts';
import { benchOf, resultOf } from '../parity/bench.ts';
import { experimentWith } from '../parity/experiments.ts';
import { once } from '../parity/lend.ts';

const lend = once(() => WasmEngine.open());
afterAll(async () => (await lend()).dispose());

function networkWith(changes: Partial<Experiment>, index = 0): Network {
  return drawNetwork(experimentWith({ hiddenSize: 6, inputScale: 0, gain: 1.5, ...changes }), index);
}

/** A network of these weights, without a bias. */
function givenNetwork(weights: readonly number[], gain: number): Network {
  const hiddenSize = Math.sqrt(weights.length);
  const nothing = () => new Float64Array(hiddenSize);
  const cell = cellOf(experimentWith({}));
  const ends = { initialState: nothing(), cotangent: nothing() };
  return {
    ...{ cell, hiddenSize, gain, weights: Float64Array.from(weights), drive: nothing },
    ...{ bias: nothing(), recurrentBias: nothing(), ...ends },
  };
}

function found(network: Network, starts: readonly (readonly number[])[]): FoundFixedPoints {
  return atOnce(
    fixedPointSteps(
      network,
      starts.map((start) => Float64Array.from(start)),
    ),
  );
}

describe('a system of equations', () => {
  it('is solved, also where rows must change places', () => {
    const matrix = Float64Array.of(0, 2, 1, 1, 1, 1, 2, 0, 5);
    const x = Float64Array.of(1, -2, 3);
    const solution = atOnce(solutionSteps(matrix, multiply(matrix, x)));
    for (const [i, value] of x.entries()) expect(solution?.[i]).toBeCloseTo(value, 12);
  });

  it('has no solution where it is singular', () => {
    expect(atOnce(solutionSteps(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 1)))).toBeUndefined();
  });
});

describe('fixed points', () => {
  it('of a unit that answers itself: zero, and ±m where m = tanh(1.5·m)', () => {
    const { points, starts, arrived } = found(givenNetwork([1], 1.5), [[0], [0.7], [0.9], [0.8]]);
    expect({ starts, arrived }).toEqual({ starts: 4, arrived: 4 });
    expect(points.map(({ stability, growing, mirrored }) => ({ stability, growing, mirrored }))).toEqual([
      { stability: 'stable', growing: 0, mirrored: false },
      { stability: 'stable', growing: 0, mirrored: true },
      { stability: 'unstable', growing: 1, mirrored: false },
    ]);
    const [plus, minus] = points;
    const m = plus?.state[0] ?? 0;
    expect(Math.abs(m - Math.tanh(1.5 * m))).toBeLessThan(1e-14);
    expect(m).toBeCloseTo(0.8586, 4);
    expect(minus?.state[0]).toBe(-m);
    expect(plus?.leading.real).toBeCloseTo(1.5 * (1 - m * m), 10);
  });

  it('of one that answers itself with the other sign: zero alone, which its 2-cycle goes around', () => {
    const { points } = found(givenNetwork([-1], 1.5), [[0.85], [-0.85], [0.1]]);
    expect(points).toHaveLength(1);
    expect(points[0]?.state[0]).toBeCloseTo(0, 12);
    expect(points[0]).toMatchObject({
      stability: 'unstable',
      growing: 1,
      leading: { real: -1.5, imaginary: 0 },
    });
  });

  it('of two units apart: four stable, four saddles, and zero', () => {
    const starts = [-0.8, 0, 0.8].flatMap((x) => [-0.8, 0, 0.8].map((y) => [x, y]));
    const { points } = found(givenNetwork([1, 0, 0, 1], 1.5), starts);
    expect(points.map(({ stability }) => stability)).toEqual([
      ...['stable', 'stable', 'stable', 'stable'],
      ...['saddle', 'saddle', 'saddle', 'saddle', 'unstable'],
    ]);
    // A mirror image that was found as such is not found again.
    expect(points.filter(({ mirrored }) => mirrored)).toHaveLength(4);
  });

  it('says where an eigenvalue does not decide', () => {
    const { points } = found(givenNetwork([0, -1, 1, 0], 1), [[0, 0]]);
    expect(points[0]?.stability).toBe('marginal');
  });

  it('has no mirror images where a bias or a gate makes the map no odd one', () => {
    for (const changes of [{ biasScale: 0.5 }, { cell: 'gru', gain: 6 }] as const) {
      const network = networkWith(changes);
      const { points } = found(network, [[...network.initialState], new Array(6).fill(0)]);
      expect(points.length).toBeGreaterThan(0);
      expect(points.some(({ mirrored }) => mirrored)).toBe(false);
    }
  });

  it('reaches through half steps what Newton alone does not', () => {
    // A symmetric matrix: from the ends of its 2-cycle to the quieter states between them.
    const network = networkWith({ ensemble: 'symmetric', gain: 1.5, hiddenSize: 24 });
    let state = network.initialState;
    for (let step = 0; step < 500; step++) state = stepFrom(network, state);
    const { arrived, points } = found(network, [[...state]]);
    expect(arrived).toBe(1);
    expect(points[0]?.residual).toBeLessThan(1e-10);
  });
});

describe('principal components', () => {
  const states = Array.from({ length: 200 }, (_, t) => {
    const [a, b] = [3 * Math.cos(0.1 * Math.PI * t), Math.sin(0.1 * Math.PI * t)];
    return Float64Array.of(1 + 0.6 * a, 0.8 * a, 2 + b, 0);
  });

  it('are the axes of an ellipse, with their shares of the variance', () => {
    const components = principalComponents(states);
    const [first, second] = components.explained;
    expect(first).toBeCloseTo(0.9, 10);
    expect(second).toBeCloseTo(0.1, 10);
    for (const [i, value] of [1, 0, 2, 0].entries()) expect(components.mean[i]).toBeCloseTo(value, 10);
    const [x, y] = projected(components, Float64Array.of(1 + 0.6 * 3, 0.8 * 3, 2, 0));
    expect(Math.abs(x)).toBeCloseTo(3, 6);
    expect(y).toBeCloseTo(0, 6);
  });

  it('explain nothing where nothing moves', () => {
    expect(principalComponents([Float64Array.of(1, 2), Float64Array.of(1, 2)]).explained).toEqual([0, 0]);
  });
});

describe('the job', () => {
  async function of(changes: Partial<Experiment>, index = 0) {
    const experiment = settlingExperiment(experimentWith({ hiddenSize: 24, networks: 64, ...changes }));
    return resultOf(fixedPoints({ experiment, index }, benchOf(await lend())));
  }

  it('finds zero alone below the edge, and that it is stable', async () => {
    const { points, starts, arrived, ofTrajectory } = await of({ ensemble: 'orthogonal', gain: 0.9 });
    expect({ arrived, ofTrajectory }).toEqual({ arrived: starts, ofTrajectory: false });
    expect(points).toHaveLength(1);
    expect(points[0]).toMatchObject({ stability: 'stable', growing: 0, size: 0 });
    expect(points[0]?.leading.real).toBeLessThan(0.9 + 1e-6);
  });

  it('finds the point where a trajectory has come to rest, and its mirror image', async () => {
    const { points } = await of({ ensemble: 'identity', gain: 1.5 });
    const resting = points.find(({ away }) => away < 1e-6);
    expect(resting).toMatchObject({ stability: 'stable', mirrored: false });
    expect(points.filter(({ mirrored }) => mirrored).length).toBeGreaterThan(0);
  });

  it('shows a plane that holds most of a quasi-periodic orbit', async () => {
    const { trajectory, explained, ofTrajectory, points } = await of({ ensemble: 'orthogonal', gain: 1.02 });
    expect(trajectory).toHaveLength(401);
    expect(ofTrajectory).toBe(true);
    expect(explained[0]).toBeGreaterThanOrEqual(explained[1]);
    expect(points[0]).toMatchObject({ size: 0 });
    expect(points[0]?.stability).not.toBe('stable');
  });

  it('takes the whole state of a gated cell, and refuses one that is too large in a sentence', async () => {
    const { points } = await of({ cell: 'lstm', gain: 1 });
    expect(points[0]).toMatchObject({ stability: 'stable', size: 0 });
    await expect(of({ hiddenSize: 513 })).rejects.toThrow(/up to 512 numbers, and this one has 513/);
  });
});
