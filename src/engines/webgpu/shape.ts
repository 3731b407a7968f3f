/** How a network is laid over a workgroup: the kernels' tuning knobs. */

export interface Shape {
  /** N rounded up to whole blocks of a matrix product; rows, columns and entries beyond N are zero. */
  readonly paddedSize: number;
  /** R: rows of W (backward: columns) that one invocation keeps in registers. */
  readonly rowsPerLane: number;
  /** Invocations a network: paddedSize / rowsPerLane. */
  readonly lanes: number;
  readonly networksPerWorkgroup: number;
}

/** Rows and columns of a block in shaders/matrix_product.wesl. */
const productBlock = 8;
/** Invocations a workgroup at least, on hardware that runs them in lockstep by 32 or 64. */
const fullWorkgroup = 64;

/**
 * The shape for a hidden size. Measured on a software adapter, 8 rows a lane are fastest and one network a
 * workgroup is enough; a discrete GPU has 64 to 128 registers for them, hence 1 or 2 rows.
 */
export function shapeFor(hiddenSize: number, software: boolean): Shape {
  const paddedSize = Math.ceil(hiddenSize / productBlock) * productBlock;
  const rowsPerLane = software ? 8 : paddedSize <= 64 ? 2 : 1;
  const lanes = paddedSize / rowsPerLane;
  const networksPerWorkgroup = software ? 1 : Math.max(1, Math.floor(fullWorkgroup / lanes));
  return { paddedSize, rowsPerLane, lanes, networksPerWorkgroup };
}
