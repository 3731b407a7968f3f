// Constants that are read from memory into all lanes: made anew in every turn of a loop, as happens to registers of constants
// in code, they would cost more than the arithmetic between them.

/** A number of a table in all lanes. */
// @ts-ignore: decorator
@inline
export function fromTable(table: usize, place: usize): v128 {
  return v128.load_splat<real>(table + sizeof<real>() * place);
}

const common: usize = memory.data<real>([1, -0.0], 16);

// @ts-ignore: decorator
@inline
export function one(): v128 {
  return fromTable(common, 0);
}

/** The bit of the sign. */
// @ts-ignore: decorator
@inline
export function signBit(): v128 {
  return fromTable(common, 1);
}
