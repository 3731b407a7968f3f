/** How a network is laid over a workgroup: the kernels' tuning knobs. */

export interface Shape {
  /** N rounded up to whole fours and whole lanes; rows, columns and entries beyond N are zero. */
  readonly paddedSize: number;
  /** R: rows of W (backward: columns) that one invocation keeps in registers. */
  readonly rowsPerLane: number;
  /** Invocations a network: paddedSize / rowsPerLane. */
  readonly lanes: number;
  readonly networksPerWorkgroup: number;
}

/** Invocations a workgroup at least, on hardware that runs them in lockstep by 32 or 64. */
const fullWorkgroup = 64;

/**
 * The shape for a hidden size. Measured on a software adapter, 8 rows a lane are fastest and one network a
 * workgroup is enough; a discrete GPU has 64 to 128 registers for them, hence 1 or 2 rows.
 */
export function shapeFor(hiddenSize: number, software: boolean): Shape {
  const quads = Math.ceil(hiddenSize / 4) * 4;
  const rowsPerLane = Math.min(software ? 8 : quads <= 64 ? 2 : 1, quads);
  const granule = Math.max(4, rowsPerLane);
  const paddedSize = Math.ceil(hiddenSize / granule) * granule;
  const lanes = paddedSize / rowsPerLane;
  const networksPerWorkgroup = software ? 1 : Math.max(1, Math.floor(fullWorkgroup / lanes));
  return { paddedSize, rowsPerLane, lanes, networksPerWorkgroup };
}
