/** Links the WESL modules of `shaders/` into the WGSL of one kernel. */
import { link } from 'wesl';
import type { ActivationName, EnsembleName } from '../../experiment/experiment.ts';
import { activationOf } from '../../networks/activation.ts';
import { levels } from '../spectral_radius.ts';
import type { Shape } from './shape.ts';
import { unrolledModule } from './unrolled.ts';

const modules: Record<string, string> = Object.fromEntries(
  Object.entries(
    import.meta.glob<string>('../../../shaders/*.wesl', { query: '?raw', eager: true, import: 'default' }),
  ).map(([path, source]) => [path.replace('../../../shaders/', './'), source]),
);

/** What a kernel's source depends on. */
export interface Variant {
  readonly shape: Shape;
  readonly activation?: ActivationName;
  readonly ensemble?: EnsembleName;
  /** Further conditions of the kernel's own. */
  readonly conditions?: readonly string[];
}

/** WGSL has 32-bit exponents: no state of a sequence that fits in memory comes near these. */
const endless = 2 ** 30;

/** The WGSL of the kernel in `shaders/<name>.wesl`. */
export async function kernelSource(name: string, variant: Variant): Promise<string> {
  const { shape, activation, ensemble, conditions = [] } = variant;
  const { homogeneous, exponents } = activationOf({ activation: activation ?? 'tanh', negativeSlope: 0 });
  const holds = [
    ...conditions,
    ...(activation ? [activation] : []),
    ...(ensemble ? [ensemble] : []),
    ...(homogeneous ? ['homogeneous'] : []),
    ...(shape.rowsPerLane % 4 === 0 ? ['lane_owns_quads'] : []),
    ...(shape.exchange === 'subgroup' ? ['subgroup'] : []),
  ];
  const linked = await link({
    weslSrc: { ...modules, './unrolled.wesl': unrolledModule(shape) },
    rootModuleName: name,
    constants: {
      PADDED_SIZE: shape.paddedSize,
      ROWS_PER_LANE: shape.rowsPerLane,
      LANES: shape.lanes,
      NETWORKS_PER_WORKGROUP: shape.networksPerWorkgroup,
      LEVELS: levels,
      GROUPS: shape.productGroups,
      LEAST_EXPONENT: Math.max(exponents[0], -endless),
      MOST_EXPONENT: Math.min(exponents[1], endless),
    },
    conditions: Object.fromEntries(holds.map((condition) => [condition.replaceAll('-', '_'), true])),
    keepComments: false,
    sourceMap: false,
  });
  return shape.exchange === 'subgroup' ? `enable subgroups;\n${linked.dest}` : linked.dest;
}
