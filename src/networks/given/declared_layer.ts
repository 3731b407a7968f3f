/** A recurrent layer that a file itself declares, with all that belongs to it: nothing is left to names and shapes. */
import type { NamedLayer } from './layer_names.ts';

/** One that is read, or the reason why it is not, a sentence without a point. */
export type DeclaredLayer =
  | { readonly layer: NamedLayer; readonly refusal?: never }
  | { readonly layer?: never; readonly name: string; readonly refusal: string };
