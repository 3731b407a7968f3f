/** Eigenvalues in the complex plane: of one network's W_hh or of a step of its, and of thousands of networks as a density. */
import type { Experiment } from '../experiment/experiment.ts';
import { networkSettings } from '../experiment/network_settings.ts';
import type { StepTaken } from '../networks/backward.ts';
import { candidateMatrix } from '../networks/cell.ts';
import { cellOf } from '../networks/cells.ts';
import { slopesOf, stepJacobian } from '../networks/jacobian.ts';
import type { DrawnNetwork } from '../networks/single_network.ts';
import { inBreaths } from '../networks/spectra/steps.ts';
import { bareEigenvalueSteps, type Eigenvalue } from '../networks/spectrum.ts';
import { rowsOf } from '../networks/trace.ts';
import { breather, messages } from '../networks/turn.ts';
import { type EigenvalueTheory, stepTheory, weightsTheory } from '../theory/eigenvalue_edge.ts';
import type { Bench } from './job.ts';

/** W_hh, of a gated cell its candidate's block; or ∂state_t/∂state_{t−1} at a time t. */
export type CloudMatrix = 'weights' | 'step';

export interface CloudRequest {
  readonly experiment: Experiment;
  readonly matrix: CloudMatrix;
  /** t, 1 … T. */
  readonly time: number;
}

export interface Cloud {
  readonly gain: number;
  readonly eigenvalues: readonly Eigenvalue[];
  readonly theory: EigenvalueTheory;
}

type Tools = Pick<Bench, 'engine' | 'signal'>;

/** Of one network, within milliseconds: a slider asks for it. */
export async function cloud(
  request: CloudRequest & { readonly index: number },
  bench: Tools,
): Promise<Cloud> {
  const { experiment, index } = request;
  const { matrix, size, gain, theory } = await matrixOf(request, { experiment, index }, bench);
  const eigenvalues = await inBreaths(bareEigenvalueSteps(matrix, size), breather(bench.signal));
  return { gain, eigenvalues, theory: theory() };
}

interface Found {
  /** Row-major [size × size]. */
  readonly matrix: Float64Array;
  readonly size: number;
  readonly gain: number;
  readonly slopes: ReturnType<typeof slopesOf>;
  readonly theory: () => EigenvalueTheory;
}

async function matrixOf(
  { experiment, matrix, time }: CloudRequest,
  network: DrawnNetwork,
  { engine, signal }: Tools,
): Promise<Found> {
  const { hiddenSize } = experiment;
  const { gain } = networkSettings(experiment, network.index);
  const cell = cellOf(experiment);
  if (matrix === 'weights') {
    const weights = candidateMatrix(cell, await engine.weights(network));
    return {
      matrix: weights.map((weight) => gain * weight),
      ...{ size: hiddenSize, gain, slopes: [] },
      theory: () => weightsTheory(experiment, gain),
    };
  }
  const trace = await engine.trace(network, { signal, stretch: { from: time - 1, to: time } });
  const [from] = rowsOf(trace.state);
  const [preActivation] = rowsOf(trace.preActivation);
  if (!from || !preActivation) throw new RangeError(`A trace has no step ${time}.`);
  const taken: StepTaken = { from, preActivation };
  const slopes = cell.stage ? [] : slopesOf(cell, taken);
  return {
    matrix: stepJacobian({ cell, weights: trace.weights, gain, hiddenSize }, taken),
    ...{ size: cell.parts * hiddenSize, gain, slopes },
    theory: () =>
      cell.stage
        ? { curves: [], words: 'No theory is drawn: such a step has two products.' }
        : stepTheory(experiment, cell, [{ gain, slopes }]),
  };
}

/** How many eigenvalues are in each cell of a square around 0. */
export interface Density {
  /** Row-major [cells × cells], the rows from −extent to extent of the imaginary part. */
  readonly counts: Uint32Array;
  readonly cells: number;
  /** Half the side of the square. */
  readonly extent: number;
  /** Eigenvalues outside it. */
  readonly outside: number;
  /** How many lie within each of as many rings of equal width, the last one reaching to the extent. */
  readonly rings: Uint32Array;
  readonly networks: number;
  readonly theory: EigenvalueTheory;
}

const densityCells = 161;
const ringCount = 40;
/** Networks whose slopes a theory is drawn from. */
const theoryNetworks = 16;
/** Networks that are looked at before the square is chosen. */
const firstNetworks = 8;
const betweenReports = 250;

/** Of all networks of an experiment, at one gain; reports what it has so far. */
export async function* density(request: CloudRequest, bench: Tools): AsyncGenerator<Density, Density, void> {
  const { experiment } = request;
  const { networks } = experiment;
  const cell = cellOf(experiment);
  const breathe = breather(bench.signal);
  const sampled: { readonly gain: number; readonly slopes: ReturnType<typeof slopesOf> }[] = [];
  const waiting: Eigenvalue[] = [];
  let theory: EigenvalueTheory = { curves: [], words: '' };
  let plane: Plane | undefined;
  let said = performance.now();
  for (let index = 0; index < networks; index++) {
    const found = await matrixOf(request, { experiment, index }, bench);
    if (index < theoryNetworks) {
      sampled.push(found);
      const pooled = request.matrix === 'step' && !cell.stage;
      theory = pooled ? stepTheory(experiment, cell, sampled) : found.theory();
    }
    const values = await inBreaths(bareEigenvalueSteps(found.matrix, found.size), breathe);
    waiting.push(...values);
    if (index + 1 < Math.min(firstNetworks, networks)) continue;
    plane ??= new Plane(
      1.1 * Math.max(1, ...waiting.map(modulus), ...theory.curves.flat().map(([x, y]) => Math.hypot(x, y))),
    );
    for (const value of waiting.splice(0)) plane.add(value);
    if (performance.now() - said < betweenReports) continue;
    said = performance.now();
    yield { ...plane.counted(), networks: index + 1, theory };
    await messages();
    bench.signal.throwIfAborted();
  }
  return { ...(plane ?? new Plane(1)).counted(), networks, theory };
}

class Plane {
  readonly #extent: number;
  readonly #counts = new Uint32Array(densityCells ** 2);
  readonly #rings = new Uint32Array(ringCount);
  #outside = 0;

  constructor(extent: number) {
    this.#extent = extent;
  }

  add(value: Eigenvalue): void {
    const place = (x: number) => Math.floor(((x / this.#extent + 1) / 2) * densityCells);
    const [column, row] = [place(value.real), place(value.imaginary)];
    const ring = Math.floor((modulus(value) / this.#extent) * ringCount);
    if (ring < ringCount) this.#rings[ring] = (this.#rings[ring] ?? 0) + 1;
    if (column < 0 || row < 0 || column >= densityCells || row >= densityCells) this.#outside += 1;
    else this.#counts[row * densityCells + column] = (this.#counts[row * densityCells + column] ?? 0) + 1;
  }

  /** Copies: the counting goes on. */
  counted(): Omit<Density, 'networks' | 'theory'> {
    return {
      ...{ counts: this.#counts.slice(), rings: this.#rings.slice(), outside: this.#outside },
      ...{ cells: densityCells, extent: this.#extent },
    };
  }
}

function modulus({ real, imaginary }: Eigenvalue): number {
  return Math.hypot(real, imaginary);
}
