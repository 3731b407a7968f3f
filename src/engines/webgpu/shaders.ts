/** Links the WESL modules of `shaders/` into the WGSL of one kernel. */
import { link } from 'wesl';
import type { ActivationName, EnsembleName } from '../../experiment/experiment.ts';
import { activationOf } from '../../networks/activation.ts';
import type { ExponentRange } from '../../networks/scaled_vector.ts';
import { levels } from '../spectral_radius.ts';
import type { MatrixShape, Shape } from './shape.ts';
import { lanesOwnQuads, unrolledModule } from './unrolled.ts';

const modules: Record<string, string> = Object.fromEntries(
  Object.entries(
    import.meta.glob<string>('../../../shaders/*.wesl', { query: '?raw', eager: true, import: 'default' }),
  ).map(([path, source]) => [path.replace('../../../shaders/', './'), source]),
);

/** What the kernels of a recurrence know of the cell. */
export interface CellVariant {
  /** Its shader module, which the others import as `cell`. */
  readonly module: string;
  /** Of a cell that has none of its own. */
  readonly activation?: ActivationName;
  /** The powers of two that the state may carry. */
  readonly exponents: ExponentRange;
  /** Whether the candidate has a bias beside its product. */
  readonly recurrentBias: boolean;
}

/** What a kernel's source depends on. */
export interface Variant {
  readonly matrix: MatrixShape;
  /** Only of the kernels of a recurrence. */
  readonly recurrence?: { readonly shape: Shape; readonly cell: CellVariant };
  /** Only of the kernel that draws. */
  readonly ensemble?: EnsembleName;
  /** Further conditions of the kernel's own. */
  readonly conditions?: readonly string[];
}

/** The powers of two that the norm of a state may carry which carries none itself: those of a float32. */
const ofFloats: ExponentRange = [-126, 126];

/** WGSL has 32-bit exponents: no state of a sequence that fits in memory comes near these. */
const endless = 2 ** 30;

/** The WGSL of the kernel in `shaders/<name>.wesl`. */
export async function kernelSource(name: string, variant: Variant): Promise<string> {
  const { matrix, recurrence, ensemble, conditions = [] } = variant;
  const own = recurrence ? recurrenceSource(recurrence) : { modules: {}, constants: {}, conditions: [] };
  const holds = [...conditions, ...own.conditions, ...(ensemble ? [ensemble] : [])];
  const linked = await link({
    weslSrc: { ...modules, ...own.modules },
    rootModuleName: name,
    constants: {
      PADDED_SIZE: matrix.paddedSize,
      LEVELS: levels,
      GROUPS: matrix.productGroups,
      ...own.constants,
    },
    conditions: Object.fromEntries(holds.map((condition) => [condition.replaceAll('-', '_'), true])),
    keepComments: false,
    sourceMap: false,
  });
  return recurrence?.shape.exchange === 'subgroup' ? `enable subgroups;\n${linked.dest}` : linked.dest;
}

/** What a recurrence adds to the modules, constants and conditions of a kernel. */
function recurrenceSource({ shape, cell }: NonNullable<Variant['recurrence']>) {
  const { activation, recurrentBias } = cell;
  const exponents = activation ? cell.exponents : ofFloats;
  const homogeneous = activation && activationOf({ activation, negativeSlope: 0 }).homogeneous;
  return {
    modules: {
      './cell.wesl': modules[`./${cell.module}.wesl`] ?? '',
      './unrolled.wesl': unrolledModule(shape),
    },
    constants: {
      BLOCKS: shape.blocks,
      BIASES: shape.blocks + Number(recurrentBias),
      PARTS: shape.parts,
      KEPT: shape.kept,
      ROWS_PER_LANE: shape.rowsPerLane,
      LANES: shape.lanes,
      NETWORKS_PER_WORKGROUP: shape.networksPerWorkgroup,
      LEAST_EXPONENT: Math.max(exponents[0], -endless),
      MOST_EXPONENT: Math.min(exponents[1], endless),
    },
    conditions: [
      activation ?? 'gated',
      ...(homogeneous ? ['homogeneous'] : []),
      ...(recurrentBias ? ['recurrent_bias'] : []),
      ...(lanesOwnQuads(shape) ? ['lane_owns_quads'] : []),
      ...(shape.exchange === 'subgroup' ? ['subgroup'] : []),
    ],
  };
}
