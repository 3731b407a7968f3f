/** How a network is laid over a workgroup: the kernels' tuning knobs. */

export interface Shape {
  /** N rounded up to whole blocks of a matrix product; rows, columns and entries beyond N are zero. */
  readonly paddedSize: number;
  /** R: rows of W (backward: columns) that one invocation keeps in registers. */
  readonly rowsPerLane: number;
  /** Invocations a network: paddedSize / rowsPerLane. */
  readonly lanes: number;
  readonly networksPerWorkgroup: number;
  /** Workgroups that a product of two matrices takes. */
  readonly productGroups: number;
}

/** Rows and columns of a block in shaders/matrix_product.wesl. */
const productBlock = 8;
/** Invocations of a workgroup there, a block each. */
const productInvocations = 64;
/** Invocations a workgroup at least, on hardware that runs them in lockstep by 32 or 64. */
const fullWorkgroup = 64;

/**
 * The shape for a hidden size. A software adapter runs four invocations in one vector register and pays for
 * every barrier: measured at N = 64, 16 rows a lane (four lanes) are 1.4 times as fast as 8, and one network
 * a workgroup is enough. A discrete GPU has 64 to 128 registers for rows, hence 1 or 2.
 */
export function shapeFor(hiddenSize: number, software: boolean): Shape {
  const paddedSize = Math.ceil(hiddenSize / productBlock) * productBlock;
  const rowsPerLane = software ? softwareRows(paddedSize) : paddedSize <= 64 ? 2 : 1;
  const lanes = paddedSize / rowsPerLane;
  const networksPerWorkgroup = software ? 1 : Math.max(1, Math.floor(fullWorkgroup / lanes));
  const productGroups = Math.ceil((paddedSize / productBlock) ** 2 / productInvocations);
  return { paddedSize, rowsPerLane, lanes, networksPerWorkgroup, productGroups };
}

function softwareRows(paddedSize: number): number {
  return paddedSize >= 64 && paddedSize % 16 === 0 ? 16 : 8;
}
