/** How a network is laid over memory and over a workgroup: the kernels' tuning knobs. */
import type { Experiment } from '../../experiment/experiment.ts';
import { cellOf } from '../../networks/cells.ts';
import { blockSize, paddedSizeOf } from '../padding.ts';

/** What the kernels that know no cell need: those that draw matrices, and multiply them. */
export interface MatrixShape {
  /** N rounded up to whole blocks of a matrix product; rows, columns and entries beyond N are zero. */
  readonly paddedSize: number;
  /** Workgroups that a product of two matrices takes. */
  readonly productGroups: number;
}

export interface Shape extends MatrixShape {
  /** Recurrent matrices of a network, one below another. */
  readonly blocks: number;
  /** Vectors that make up a state, or a gradient. */
  readonly parts: number;
  /** Vectors that a step keeps for the way back. */
  readonly kept: number;
  /** Workgroups that ∂L/∂W_hh takes. */
  readonly gradientGroups: number;
  /** R: rows of each W_k (backward: columns) that one invocation keeps in registers. */
  readonly rowsPerLane: number;
  /** Invocations a network: paddedSize / rowsPerLane. */
  readonly lanes: number;
  readonly networksPerWorkgroup: number;
  /**
   * How lanes see one another's entries of a vector: through workgroup memory; by broadcasts within a subgroup, where a
   * network's lanes are exactly one; or through workgroup memory, put together within subgroups first.
   */
  readonly exchange: 'workgroup' | 'subgroup' | 'gathered';
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
/** Invocations of a workgroup at least, on hardware that runs them in lockstep by 32 or 64. */
const fullWorkgroup = 64;
/** Rows of each matrix a lane at most on a software adapter, … */
const mostSoftwareRows = 16;
/**
 * … and fours of numbers in all of a lane's rows: each is a statement of an unrolled body, which takes a millisecond
 * or two to compile.
 */
const mostSoftwareQuads = 1024;

/**
 * The shape for an experiment's networks. A discrete GPU has 64 to 128 registers for rows, hence 1 or 2 of a single
 * matrix. Measured on an H100 (bench/adapter.ts, both passes, three runs): sums and fours put together within subgroups are 0.8 to
 * 1.1 times as fast as plain workgroup memory up to N = 32, 1.1 to 1.4 times at 64, 1.9 at 128 and 4.7 at 256, for a GRU of
 * 64 units 1.4 times, for an LSTM 2.5; broadcasts 0.8 times at 64. A software adapter runs the four invocations of a subgroup in one vector register and pays for every barrier
 * and every load from workgroup memory: measured at N = 64, a network in one subgroup (16 rows a lane) is 1.5 times as
 * fast as the same rows with a barrier, and 2.3 times as fast as 8 rows.
 */
export function shapeFor(experiment: Experiment, { software, subgroupSize }: Adapter): Shape {
  const { hiddenSize } = experiment;
  const { blocks, parts, preActivations, statesKept } = cellOf(experiment);
  const kept = preActivations + statesKept;
  const paddedSize = paddedSizeOf(hiddenSize);
  const groups = (matrices: number) =>
    Math.ceil((matrices * (paddedSize / blockSize) ** 2) / productInvocations);
  const shape = (rowsPerLane: number, exchange: Shape['exchange']): Shape => {
    const lanes = paddedSize / rowsPerLane;
    const networksPerWorkgroup = software ? 1 : Math.max(1, Math.floor(fullWorkgroup / lanes));
    return {
      ...{ paddedSize, productGroups: groups(1), blocks, parts, kept, gradientGroups: groups(blocks) },
      ...{ rowsPerLane, lanes, networksPerWorkgroup, exchange },
      subgroupSize: exchange === 'workgroup' ? 1 : subgroupSize,
    };
  };
  if (!software) {
    const rowsPerLane = blocks === 1 && paddedSize <= 64 ? 2 : 1;
    const lanes = paddedSize / rowsPerLane;
    return shape(rowsPerLane, fitsSubgroups(lanes, subgroupSize) ? 'gathered' : 'workgroup');
  }
  const mostRows = Math.min(mostSoftwareRows, mostSoftwareQuads / (blocks * (paddedSize / 4)));
  const inSubgroup = paddedSize / subgroupSize;
  if (Number.isInteger(inSubgroup) && inSubgroup <= mostRows) return shape(inSubgroup, 'subgroup');
  const rows = [16, 8].find((count) => count <= mostRows && paddedSize % count === 0);
  return shape(rows ?? 4, 'workgroup');
}

/** Whether so many lanes are whole subgroups, or subgroups whole networks: neighbours of four are in one then. */
function fitsSubgroups(lanes: number, subgroupSize: number): boolean {
  if (subgroupSize < 4) return false;
  return lanes % subgroupSize === 0 || (subgroupSize % lanes === 0 && Number.isInteger(Math.log2(lanes)));
}
