/**
 * The WGSL bodies that touch a lane's rows of a matrix, one statement an element: a private array with
 * constant indices stays in registers, one indexed in a loop is memory on many drivers.
 */
import type { Shape } from './shape.ts';

/** More rows than this are not in registers anyway, so that a loop may load them: it compiles faster. */
const mostUnrolledLoads = 32;

/** Source of the module `package::unrolled`. */
export function unrolledModule(shape: Shape): string {
  const { paddedSize, rowsPerLane } = shape;
  return /* wgsl */ `
import package::recurrent_matrix::{matrices, quad, rows, Slot};

/// Rows of the matrix; \`start\` is where this lane's first one begins.
fn load_rows(start: u32) {
${load(shape, (r, c, i) => `start + ${r} * ${paddedSize}u + 4u * ${c} + ${i}u`)}
}

/// Columns of the matrix; \`start\` is where the first entry of this lane's first one is.
fn load_columns(start: u32) {
${load(shape, (r, c, i) => `start + (4u * ${c} + ${i}u) * ${paddedSize}u + ${r}`)}
}

/// This lane's rows times the vector that the lanes have shared, of which \`entries\` are this lane's own.
fn multiply(slot: Slot, entries: array<f32, ${rowsPerLane}>) -> array<f32, ${rowsPerLane}> {
${rowsPerLane < 4 ? multiplyByComponents(shape) : multiplyByDots(shape)}
}
`;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** Statements that fill `rows`; `index` says where entry i of quad c of row r is. */
function load(
  { paddedSize, rowsPerLane }: Shape,
  index: (r: string, c: string, i: number) => string,
): string {
  const quads = paddedSize / 4;
  const statement = (r: string, c: string, place: string) => {
    const entries = range(4).map((i) => `matrices[${index(r, c, i)}]`);
    return `  rows[${place}] = vec4f(${entries.join(', ')});`;
  };
  if (rowsPerLane * quads > mostUnrolledLoads) {
    return `  for (var i = 0u; i < ${rowsPerLane * quads}u; i++) {
  ${statement(`(i / ${quads}u)`, `(i % ${quads}u)`, 'i')}
  }`;
  }
  return range(rowsPerLane)
    .flatMap((r) => range(quads).map((c) => statement(`${r}u`, `${c}u`, `${r * quads + c}`)))
    .join('\n');
}

/** Four neighbours of the shared vector: read from the lanes that own them, or from workgroup memory. */
function sharedQuad({ exchange, rowsPerLane }: Shape, c: number): string {
  if (exchange === 'workgroup') return `quad(slot.vector + ${c}u)`;
  const entries = range(4).map((i) => {
    const unit = 4 * c + i;
    return `subgroupBroadcast(entries[${unit % rowsPerLane}], ${Math.floor(unit / rowsPerLane)}u)`;
  });
  return `vec4f(${entries.join(', ')})`;
}

/** Many rows: each is a chain of dot products, with one register for its sum. */
function multiplyByDots(shape: Shape): string {
  const quads = shape.paddedSize / 4;
  const rows = range(shape.rowsPerLane);
  return [
    '  var x: vec4f;',
    ...rows.map((r) => `  var sum${r} = 0.0;`),
    ...range(quads).flatMap((c) => [
      `  x = ${sharedQuad(shape, c)};`,
      ...rows.map((r) => `  sum${r} += dot(rows[${r * quads + c}], x);`),
    ]),
    `  return array<f32, ${rows.length}>(${rows.map((r) => `sum${r}`).join(', ')});`,
  ].join('\n');
}

/** One or two rows: four sums each, so that additions need not wait for one another. */
function multiplyByComponents(shape: Shape): string {
  const quads = shape.paddedSize / 4;
  const rows = range(shape.rowsPerLane);
  return [
    '  var x: vec4f;',
    ...rows.map((r) => `  var sum${r} = vec4f(0.0);`),
    ...range(quads).flatMap((c) => [
      `  x = ${sharedQuad(shape, c)};`,
      ...rows.map((r) => `  sum${r} += rows[${r * quads + c}] * x;`),
    ]),
    `  return array<f32, ${rows.length}>(${rows.map((r) => `dot(sum${r}, vec4f(1.0))`).join(', ')});`,
  ].join('\n');
}
