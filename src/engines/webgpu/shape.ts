/** How a network is laid over memory and over a workgroup, and in which layouts it can be. */
import type { Experiment } from '../../experiment/experiment.ts';
import type { Exchange } from '../../experiment/tuning.ts';
import { cellOf } from '../../networks/cells.ts';
import { blockSize, paddedSizeOf } from '../padding.ts';

/** What the kernels that know no cell need: those that draw matrices, and multiply them. */
export interface MatrixShape {
  /** N rounded up to whole blocks of a matrix product; rows, columns and entries beyond N are zero. */
  readonly paddedSize: number;
  /** Workgroups that a product of two matrices takes. */
  readonly productGroups: number;
}

/** What may be chosen: the kernels' tuning knobs. */
export interface Layout {
  /** R: rows of each W_k (backward: columns) that one invocation keeps in registers. */
  readonly rowsPerLane: number;
  readonly networksPerWorkgroup: number;
  /**
   * How lanes see one another's entries of a vector: through workgroup memory; by broadcasts within a subgroup, where a
   * network's lanes are exactly one; through workgroup memory, put together within subgroups first; or not at all, where
   * a lane has a network alone.
   */
  readonly exchange: Exchange;
}

export interface Shape extends MatrixShape, Layout {
  /** Recurrent matrices of a network, one below another. */
  readonly blocks: number;
  /** Vectors that make up a state, or a gradient. */
  readonly parts: number;
  /** Vectors that a step keeps for the way back. */
  readonly kept: number;
  /** Workgroups that ∂L/∂W_hh takes. */
  readonly gradientGroups: number;
  /** Invocations a network: paddedSize / rowsPerLane. */
  readonly lanes: number;
  /** Invocations of a subgroup where the exchange knows them, else 1. */
  readonly subgroupSize: number;
}

/** What the shape of a network depends on, apart from the experiment. */
export interface Adapter {
  /** Whether a processor does the GPU's work. */
  readonly software: boolean;
  /** Invocations of a subgroup where that is one fixed number and the device has subgroups, else 0. */
  readonly subgroupSize: number;
}

/** Invocations of a workgroup in kernels that know neither lanes nor blocks. */
export const invocationsPerWorkgroup = 64;
/** Invocations of a workgroup in shaders/matrix_product.wesl and add_terms.wesl, a block each. */
export const productInvocations = 64;
/** Invocations of a workgroup, by WebGPU's default limits, and bytes that they share. */
export const mostInvocations = 256;
const workgroupBytes = 16_384;
/** Invocations of a workgroup at least, on hardware that runs them in lockstep by 32 or 64. */
const fullWorkgroup = 64;
/** Rows of a lane on hardware, … */
const hardwareRows = [1, 2, 4];
/** … which has so many registers for their numbers at most: with more of them rows are memory. */
const mostRegisters = 256;
/** Rows of each matrix a lane at most on a software adapter, … */
const mostSoftwareRows = 32;
/**
 * … and fours of numbers in all of a lane's rows: each is a statement of an unrolled body, which takes a millisecond
 * or two to compile.
 */
const mostSoftwareQuads = 1024;
/**
 * Units of a lane, times their blocks, that kernels write out one by one at most: in a loop their arrays are memory, but
 * many take too long to compile.
 */
export const mostUnitsWrittenOut = 16;
/** Units of a network, times its blocks, that a lane of a software adapter has alone: so many are written out (unrolled.ts). */
const mostUnitsAlone = mostUnitsWrittenOut;
/** Networks side by side then: the invocations of a vector register. */
const networksAlone = 4;

/**
 * All layouts that are worth a try for an experiment's networks on an adapter: each gives the same numbers within
 * rounding, and the first is the one that is taken unless another has shown itself to be faster (tuning.ts).
 *
 * A discrete GPU has 64 to 128 registers for rows, hence 1 or 2 of a single matrix. Measured on an H100 (bench/adapter.ts,
 * both passes, three runs): sums and fours put together within subgroups are 0.8 to 1.1 times as fast as plain workgroup memory up to
 * N = 32, 1.1 to 1.4 times at 64, 1.9 at 128 and 4.7 at 256, for a GRU of 64 units 1.4 times, for an LSTM 2.5; broadcasts 0.8 times at
 * 64. A software adapter runs the four invocations of a subgroup in one vector register and pays for every barrier and every load from
 * workgroup memory: measured at N = 128, a network in one subgroup (32 rows a lane) is 1.4 times as fast as 16 rows with a barrier,
 * at N = 256 16 rows are 1.3 times as fast where sums are taken within subgroups, and at N = 16 a lane that has a network alone is 1.7 times
 * as fast as four that share one.
 */
export function layoutsFor(experiment: Experiment, adapter: Adapter): readonly [Layout, ...Layout[]] {
  const [usual, ...others] = adapter.software
    ? softwareLayouts(experiment, adapter)
    : hardwareLayouts(experiment, adapter);
  // A row a lane and a barrier can be had everywhere.
  return [usual ?? { rowsPerLane: 1, networksPerWorkgroup: 1, exchange: 'workgroup' }, ...others];
}

function hardwareLayouts(experiment: Experiment, { subgroupSize }: Adapter): Layout[] {
  const { blocks } = cellOf(experiment);
  const paddedSize = paddedSizeOf(experiment.hiddenSize);
  const usualRows = blocks === 1 && paddedSize <= 64 ? 2 : 1;
  const rows = [usualRows, ...hardwareRows.filter((count) => count !== usualRows)];
  // Larger workgroups come last: they are the least promising.
  return [1, 2].flatMap((times) =>
    rows.flatMap((rowsPerLane) => {
      const lanes = paddedSize / rowsPerLane;
      const networksPerWorkgroup = times * Math.max(1, Math.floor(fullWorkgroup / lanes));
      const registers = rowsPerLane * paddedSize * blocks;
      if (!Number.isInteger(lanes) || (rowsPerLane > 1 && registers > mostRegisters)) return [];
      const bytes = 2 * 4 * networksPerWorkgroup * (blocks * paddedSize + lanes);
      if (networksPerWorkgroup * lanes > mostInvocations || bytes > workgroupBytes) return [];
      const exchanges = [
        ...(fitsSubgroups(lanes, subgroupSize) ? (['gathered'] as const) : []),
        'workgroup' as const,
        ...(lanes === subgroupSize ? (['subgroup'] as const) : []),
      ];
      return exchanges.map((exchange) => ({ rowsPerLane, networksPerWorkgroup, exchange }));
    }),
  );
}

function softwareLayouts(experiment: Experiment, { subgroupSize }: Adapter): Layout[] {
  const { blocks } = cellOf(experiment);
  const paddedSize = paddedSizeOf(experiment.hiddenSize);
  const mostRows = Math.min(mostSoftwareRows, mostSoftwareQuads / (blocks * (paddedSize / 4)));
  const inSubgroup = paddedSize / subgroupSize;
  const layouts: Layout[] = [];
  if (blocks * paddedSize <= mostUnitsAlone)
    layouts.push({ rowsPerLane: paddedSize, networksPerWorkgroup: networksAlone, exchange: 'alone' });
  if (Number.isInteger(inSubgroup) && inSubgroup <= mostRows)
    layouts.push({ rowsPerLane: inSubgroup, networksPerWorkgroup: 1, exchange: 'subgroup' });
  // With fewer than four rows a lane an adapter without subgroups would wait for its barriers alone.
  const rows = [16, 8, 4].filter((count) => {
    const lanes = paddedSize / count;
    return (
      count <= Math.max(mostRows, 4) &&
      Number.isInteger(lanes) &&
      (layouts.length === 0 || lanes > subgroupSize)
    );
  });
  for (const rowsPerLane of rows.slice(0, 2)) {
    if (fitsSubgroups(paddedSize / rowsPerLane, subgroupSize))
      layouts.push({ rowsPerLane, networksPerWorkgroup: 1, exchange: 'gathered' });
    layouts.push({ rowsPerLane, networksPerWorkgroup: 1, exchange: 'workgroup' });
  }
  return layouts;
}

/** The shape of an experiment's networks in a layout, the usual one unless said. */
export function shapeFor(
  experiment: Experiment,
  adapter: Adapter,
  layout: Layout = layoutsFor(experiment, adapter)[0],
): Shape {
  const { blocks, parts, preActivations, statesKept } = cellOf(experiment);
  const paddedSize = paddedSizeOf(experiment.hiddenSize);
  const groups = (matrices: number) =>
    Math.ceil((matrices * (paddedSize / blockSize) ** 2) / productInvocations);
  const { exchange, rowsPerLane } = layout;
  return {
    ...{ paddedSize, productGroups: groups(1), gradientGroups: groups(blocks) },
    ...{ blocks, parts, kept: preActivations + statesKept },
    ...layout,
    lanes: paddedSize / rowsPerLane,
    subgroupSize: exchange === 'subgroup' || exchange === 'gathered' ? adapter.subgroupSize : 1,
  };
}

/** Whether so many lanes are whole subgroups, or subgroups whole networks: neighbours of four are in one then. */
function fitsSubgroups(lanes: number, subgroupSize: number): boolean {
  if (subgroupSize < 4) return false;
  return lanes % subgroupSize === 0 || (subgroupSize % lanes === 0 && Number.isInteger(Math.log2(lanes)));
}
