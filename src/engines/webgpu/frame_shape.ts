/** How a frame of directions is laid over lanes: of each of its networks, groups of directions that know nothing of one another. */
import type { MatrixShape } from './shape.ts';

export interface FrameShape {
  /** Fours of directions that a lane carries. */
  readonly frameQuads: number;
  /** Directions in whole groups, [k or a few more]; those beyond k are zero. */
  readonly directions: number;
  /** Groups of directions of a network. */
  readonly groups: number;
  /** Groups in a workgroup, of one network or of several. */
  readonly itemsPerWorkgroup: number;
}

/** Invocations of a workgroup at least, where its memory holds so many. */
const fullWorkgroup = 64;

export function frameShapeFor({ paddedSize }: MatrixShape, exponents: number): FrameShape {
  const frameQuads = exponents > 4 ? 2 : 1;
  const groups = Math.ceil(exponents / (4 * frameQuads));
  // Of 20 bytes a unit and direction (shaders/carry_frame.wesl) 256 units of 8 directions take 10 KiB, as 64 in four groups do.
  const itemsPerWorkgroup = Math.max(1, Math.floor((4 * fullWorkgroup) / paddedSize));
  return { frameQuads, directions: 4 * frameQuads * groups, groups, itemsPerWorkgroup };
}
