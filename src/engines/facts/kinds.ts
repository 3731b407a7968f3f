/** The kinds of number that kernels are told, and what TypeScript's names are in the kernels' languages. */

/** Types in WGSL and in AssemblyScript, of four bytes: only kernels that learn have a build in which what is real takes eight. */
export const kinds = {
  /** Bits, a place in a list, or whether something is so. */
  word: { wgsl: 'u32', assembly: 'u32' },
  /** From 0 up. AssemblyScript's loops also count down, to below 0. */
  count: { wgsl: 'u32', assembly: 'i32' },
  integer: { wgsl: 'i32', assembly: 'i32' },
  real: { wgsl: 'f32', assembly: 'real' },
} as const;

export type Kind = keyof typeof kinds;

/** What numbers there are, by their names. */
export type Kinds = Readonly<Record<string, Kind>>;

/** A number for each. */
export type ValuesOf<Fields extends Kinds> = { readonly [Name in keyof Fields]: number };

/** `leakyRelu` and `leaky-relu` as `leaky_relu`: a name in WGSL, and of a file. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll('-', '_');
}

/** The same as `LEAKY_RELU`: a constant in both languages. */
export function constantCase(name: string): string {
  return snakeCase(name).toUpperCase();
}
