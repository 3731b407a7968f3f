/**
 * The WGSL bodies that touch a lane's rows of a matrix, one statement an element: a private array with
 * constant indices stays in registers, one indexed in a loop is memory on many drivers.
 */
import type { Shape } from './shape.ts';

/** More rows than this are no longer in registers, so that a loop may load them: it compiles faster. */
const mostUnrolledLoads = 32;

/** Source of the module `package::unrolled`. */
export function unrolledModule({ paddedSize, rowsPerLane }: Shape): string {
  const quads = paddedSize / 4;
  const range = (count: number) => Array.from({ length: count }, (_, i) => i);
  const everyRow = range(rowsPerLane);
  /** Statements that fill `rows`; `index` says where entry i of quad c of row r is. */
  const load = (index: (r: string, c: string, i: number) => string) => {
    const statement = (r: string, c: string, place: string) =>
      `  rows[${place}] = vec4f(${range(4)
        .map((i) => `matrices[${index(r, c, i)}]`)
        .join(', ')});`;
    if (rowsPerLane * quads > mostUnrolledLoads) {
      return `  for (var i = 0u; i < ${rowsPerLane * quads}u; i++) {
  ${statement(`(i / ${quads}u)`, `(i % ${quads}u)`, 'i')}
  }`;
    }
    return everyRow
      .flatMap((r) => range(quads).map((c) => statement(`${r}u`, `${c}u`, `${r * quads + c}`)))
      .join('\n');
  };

  return `
import package::recurrent_matrix::{matrices, rows, quad};

/// Rows of the matrix; \`start\` is where this lane's first one begins.
fn load_rows(start: u32) {
${load((r, c, i) => `start + ${r} * ${paddedSize}u + 4u * ${c} + ${i}u`)}
}

/// Columns of the matrix; \`start\` is where the first entry of this lane's first one is.
fn load_columns(start: u32) {
${load((r, c, i) => `start + (4u * ${c} + ${i}u) * ${paddedSize}u + ${r}`)}
}

/// This lane's rows times the published vector that starts at \`place\`, in fours.
fn multiply(place: u32) -> array<f32, ${rowsPerLane}> {
${everyRow.map((r) => `  var sum${r} = vec4f(0.0);`).join('\n')}
  var x: vec4f;
${range(quads)
  .map(
    (c) =>
      `  x = quad(place + ${c}u);\n${everyRow.map((r) => `  sum${r} += rows[${r * quads + c}] * x;`).join('\n')}`,
  )
  .join('\n')}
  const ones = vec4f(1.0);
  return array<f32, ${rowsPerLane}>(${everyRow.map((r) => `dot(sum${r}, ones)`).join(', ')});
}
`;
}
