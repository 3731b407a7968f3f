/**
 * Code that writes into a weight of PyTorch's which a module makes of other tensors before every run: what is written to the weight
 * itself is overwritten there, so it goes to those (torch.nn.utils.weight_norm, .parametrize, .prune, .spectral_norm; the raw
 * weight of weight drop, Merity et al. 2018).
 */

export type Parameter = 'weight_ih' | 'weight_hh' | 'bias_ih' | 'bias_hh';

/** Where a parameter is. */
interface Place {
  /** Its module, as code. */
  readonly module: string;
  /** Such as `weight_hh_l0`. */
  readonly name: string;
}

/** A way of keeping a weight. */
interface Wrapping {
  /** Names of what it is made of, behind the module's path, for a weight that is called so. */
  readonly keptAs: (name: string) => readonly string[];
  /** Lines before a change, lines behind it, and what the weight is called between them. */
  readonly around: (place: Place) => Around;
}

interface Around {
  readonly weight: string;
  readonly before?: readonly string[];
  /** What is said of it, a comment. */
  readonly remark?: string;
  /** Within no_grad. */
  readonly within?: readonly string[];
  readonly after?: readonly string[];
}

/** It divides by what is written, and is taken away; an RNN of PyTorch's hears of it only where the weight is set anew. */
function withoutNorm({ module, name }: Place, removal: string): Around {
  return {
    weight: 'weight',
    remark: 'spectral normalisation, which would undo it, is taken away',
    before: [
      `torch.nn.utils.${removal}(${module}, "${name}")`,
      `weight = ${module}.${name}.detach().clone()`,
    ],
    after: [`${module}.${name} = torch.nn.Parameter(weight)`],
  };
}

/** As torch.nn.utils has them; the first of which all parts are there. */
const wrappings: readonly Wrapping[] = [
  {
    keptAs: (name) => [`parametrizations.${name}.original`, `parametrizations.${name}.0._u`],
    around: (place) => withoutNorm(place, 'parametrize.remove_parametrizations'),
  },
  {
    keptAs: (name) => [`parametrizations.${name}.original0`, `parametrizations.${name}.original1`],
    around: ({ module, name }) => ({
      ...{ weight: 'weight', before: [`weight = ${module}.${name}.detach().clone()`] },
      remark: 'goes through its parametrisation',
      after: [`${module}.${name} = weight`],
    }),
  },
  {
    keptAs: (name) => [`${name}_g`, `${name}_v`],
    around: ({ module, name }) => ({
      ...{ weight: 'weight', remark: 'weight normalisation keeps it as g·v/‖v‖' },
      before: [`g, v = ${module}.${name}_g, ${module}.${name}_v`],
      within: ['weight = g * v / v.norm(dim=1, keepdim=True)'],
      after: ['g.data.copy_(weight.norm(dim=1, keepdim=True))', 'v.data.copy_(weight)'],
    }),
  },
  {
    keptAs: (name) => [`${name}_orig`, `${name}_u`],
    around: (place) => withoutNorm(place, 'remove_spectral_norm'),
  },
  {
    keptAs: (name) => [`${name}_orig`, `${name}_mask`],
    around: ({ module, name }) => ({ weight: `${module}.${name}_orig`, remark: 'its mask stays' }),
  },
  {
    keptAs: (name) => [`${name}_raw`],
    around: ({ module, name }) => ({ weight: `${module}.${name}_raw` }),
  },
];

/** How a weight is kept; undefined where it stands in its file as it is. @param sources names in the file */
export function wrappingOf(sources: readonly string[], name: string): Wrapping | undefined {
  const there = (part: string) => sources.some((source) => source === part || source.endsWith(`.${part}`));
  return wrappings.find(({ keptAs }) => keptAs(name).every(there));
}

/** Within it nothing is recorded for a gradient. */
export const noTrace = 'with torch.no_grad():';

/** Lines of code. @param change those that change a tensor in its place, of what it is called */
export function writingInto(
  place: Place,
  wrapping: Wrapping | undefined,
  change: (weight: string) => readonly string[],
): string[] {
  const {
    weight,
    remark,
    before = [],
    within = [],
    after = [],
  } = wrapping ? wrapping.around(place) : { weight: `${place.module}.${place.name}` };
  const lines = [...within, ...change(weight)];
  // Those of torch.nn.init leave no trace by themselves.
  const untraced = lines.every((line) => line.startsWith('torch.nn.init.'));
  return [
    ...(remark === undefined ? [] : [`# ${place.name}: ${remark}`]),
    ...before,
    ...(untraced ? lines : [noTrace, ...lines.map((line) => `    ${line}`)]),
    ...after,
  ];
}
