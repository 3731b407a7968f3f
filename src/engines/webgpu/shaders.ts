/** Links the WESL modules of `shaders/` into the WGSL of one kernel. */
import { link } from 'wesl';
import { type ActivationName, type EnsembleName, mostTimes } from '../../experiment/experiment.ts';
import { limitExponent } from '../../networks/activation.ts';
import type { CellModule } from '../../networks/cell.ts';
import type { ExponentRange } from '../../networks/scaled_vector.ts';
import { kernelExponents } from '../facts/exponents.ts';
import { snakeCase } from '../facts/kinds.ts';
import { blockSize } from '../padding.ts';
import { factsModule } from './facts_module.ts';
import type { FrameShape } from './frame_shape.ts';
import { invocationsPerWorkgroup, type MatrixShape, productInvocations, type Shape } from './shape.ts';
import { lanesOwnQuads, unrolledModule } from './unrolled.ts';

const modules: Record<string, string> = Object.fromEntries(
  Object.entries(
    import.meta.glob<string>(['../../../shaders/**/*.wesl', '!../../../shaders/learning/*'], {
      query: '?raw',
      eager: true,
      import: 'default',
    }),
  ).map(([path, source]) => [path.replace('../../../shaders/', './'), source]),
);

/** What the kernels of a recurrence know of the cell. */
export interface CellVariant {
  readonly module: CellModule;
  readonly activation: {
    readonly name: ActivationName;
    readonly homogeneous: boolean;
    readonly slopeAtRest: number;
  };
  /** Whether it has gates and its state carries no power of two: then its norm does. */
  readonly unscaled: boolean;
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
  /** Only of the kernel that carries frames. */
  readonly frame?: Pick<FrameShape, 'frameQuads' | 'itemsPerWorkgroup'>;
  /** Blocks and parts, of the kernels that carry frames and know no cell otherwise. */
  readonly state?: Pick<Shape, 'blocks' | 'parts'>;
  /** Only of the kernel that draws. */
  readonly ensemble?: EnsembleName;
  /** Further conditions of the kernel's own. */
  readonly conditions?: readonly string[];
}

/** The powers of two that the norm of a state may carry which carries none itself: those of a float32. */
const ofFloats: ExponentRange = [-126, 126];

/**
 * The WGSL of the kernel in `shaders/<name>.wesl`.
 * @throws {Error} where a module is missing, or no condition holds that says what a kernel does
 */
export async function kernelSource(name: string, variant: Variant): Promise<string> {
  const { matrix, recurrence, ensemble, frame, state, conditions = [] } = variant;
  const own = recurrence ? recurrenceSource(recurrence) : { modules: {}, constants: {}, conditions: [] };
  const source = await linked(name, {
    modules: {
      ...(ensemble && { './ensemble.wesl': moduleOf('ensembles', ensemble) }),
      ...own.modules,
    },
    constants: {
      BLOCK_SIZE: blockSize,
      PRODUCT_INVOCATIONS: productInvocations,
      PADDED_SIZE: matrix.paddedSize,
      GROUPS: matrix.productGroups,
      ROW_QUADS: ((state?.parts ?? 1) * matrix.paddedSize) / 4,
      ...(state && { BLOCKS: state.blocks, PARTS: state.parts }),
      ...(frame && { FRAME_QUADS: frame.frameQuads, FRAME_ITEMS: frame.itemsPerWorkgroup }),
      ...own.constants,
    },
    conditions: [...conditions, ...own.conditions],
  });
  const exchange = recurrence?.shape.exchange;
  return exchange === 'subgroup' || exchange === 'gathered' ? `enable subgroups;\n${source}` : source;
}

/** What a kernel adds to the modules that all have. */
interface OwnSource {
  readonly modules: Readonly<Record<string, string>>;
  readonly constants: Readonly<Record<string, number>>;
  readonly conditions: readonly string[];
}

/** The WGSL of a root module with all that it imports. @throws {Error} where something is missing */
export async function linked(
  rootModuleName: string,
  { modules: own, constants, conditions }: OwnSource,
): Promise<string> {
  const { dest } = await link({
    weslSrc: { ...modules, './facts.wesl': factsModule, ...own },
    rootModuleName,
    constants: { WORKGROUP_SIZE: invocationsPerWorkgroup, ...constants },
    conditions: Object.fromEntries(conditions.map((condition) => [condition, true])),
    keepComments: false,
    sourceMap: false,
  });
  return dest;
}

/** The module of one of several that are alike, which others import under one name. @throws {Error} where it is missing */
export function moduleOf(folder: 'cells' | 'activations' | 'ensembles', name: string): string {
  const path = `./${folder}/${snakeCase(name)}.wesl`;
  const source = modules[path];
  if (source === undefined) throw new Error(`There is no shader module ${path}`);
  return source;
}

/** What a recurrence adds to the modules, constants and conditions of a kernel. */
function recurrenceSource({ shape, cell }: NonNullable<Variant['recurrence']>) {
  const { activation, recurrentBias, unscaled } = cell;
  const [leastExponent, mostExponent] = kernelExponents(unscaled ? ofFloats : cell.exponents);
  return {
    modules: {
      './cell.wesl': moduleOf('cells', cell.module),
      './activation.wesl': moduleOf('activations', activation.name),
      './unrolled.wesl': unrolledModule(shape),
    },
    constants: {
      BLOCKS: shape.blocks,
      BIASES: shape.blocks + Number(recurrentBias),
      PARTS: shape.parts,
      KEPT: shape.kept,
      KEPT_TIME_QUADS: Math.ceil(mostTimes / 4),
      ROWS_PER_LANE: shape.rowsPerLane,
      LANES: shape.lanes,
      SUBGROUP_SIZE: shape.subgroupSize,
      NETWORKS_PER_WORKGROUP: shape.networksPerWorkgroup,
      LEAST_EXPONENT: leastExponent,
      MOST_EXPONENT: mostExponent,
      REST_SLOPE: activation.slopeAtRest,
    },
    conditions: [
      ...(unscaled ? ['unscaled'] : []),
      ...(activation.homogeneous ? ['homogeneous'] : []),
      ...(!activation.homogeneous && mostExponent > limitExponent ? ['grows'] : []),
      ...(recurrentBias ? ['recurrent_bias'] : []),
      ...(lanesOwnQuads(shape) ? ['lane_owns_quads'] : []),
      ...(shape.exchange === 'workgroup' ? [] : [shape.exchange]),
    ],
  };
}
