/**
 * The WGSL bodies that touch a lane's rows of its matrices, one statement an element: a private array with
 * constant indices stays in registers, one indexed in a loop is memory on many drivers. So are those over the few
 * parts and blocks of a unit, whose loops would cost more than they do.
 */
import { mostUnitsWrittenOut, type Shape } from './shape.ts';

/** More rows than this are not in registers anyway, so that a loop may load them: it compiles faster. */
const mostUnrolledLoads = 32;

/** Source of the module `package::unrolled`. */
export function unrolledModule(shape: Shape): string {
  const { paddedSize, rowsPerLane, blocks, parts, kept } = shape;
  const matrix = paddedSize ** 2;
  return /* wgsl */ `
import package::cell::{next, pull};
import package::facts::LEAST_PULL;
import package::parameters::parameters;
import package::recurrence::{is_unit, trajectory};
import package::recurrent_matrix::{matrices, quad, rows, Slot};
import package::unit::{UnitCotangent, UnitInput, UnitPullback};
import constants::BIASES;

/// Rows of the matrices; \`start\` is where this lane's first one of the first block begins.
fn load_rows(start: u32) {
${load(shape, (k, r, c, i) => `start + ${k} * ${matrix}u + ${r} * ${paddedSize}u + 4u * ${c} + ${i}u`)}
}

/// Columns of the matrices; \`start\` is where the first entry of this lane's first one of the first block is.
fn load_columns(start: u32) {
${load(shape, (k, r, c, i) => `start + ${k} * ${matrix}u + (4u * ${c} + ${i}u) * ${paddedSize}u + ${r}`)}
}

/// factor·W_k·h of every block, from this lane's rows and the h that the lanes have shared, whose \`entries\` (of
/// each unit the first part) are this lane's own.
fn multiply_rows(slot: Slot, entries: ${unitArrays(shape, parts)}, factor: f32) -> ${unitArrays(shape, blocks)} {
${range(blocks)
  .map((k) => multiply(shape, `sum${k}_`, [{ matrix: k, vector: 0 }]))
  .join('\n')}
  return ${unitArrays(shape, blocks)}(
${range(rowsPerLane)
  .map((r) => `    array(${range(blocks).map((k) => `factor * ${total(shape, `sum${k}_${r}`)}`)}),`)
  .join('\n')}
  );
}

/// scale·direct + factor·Σ_k W_kᵀ·p_k, of which the sum is of the first part, from this lane's columns and the p that
/// the lanes have shared, whose \`entries\` (of each unit one a block) are this lane's own.
fn pull_through_columns(
  slot: Slot, entries: ${unitArrays(shape, blocks)}, factor: f32, direct: ${unitArrays(shape, parts)}, scale: f32
) -> ${unitArrays(shape, parts)} {
${multiply(
  shape,
  'sum',
  range(blocks).map((k) => ({ matrix: k, vector: k })),
)}
  return ${unitArrays(shape, parts)}(
${range(rowsPerLane)
  .map((r) => {
    const [first, ...others] = range(parts).map((p) => `scale * direct[${r}][${p}]`);
    return `    array(${[`factor * ${total(shape, `sum${r}`)} + ${first}`, ...others].join(', ')}),`;
  })
  .join('\n')}
  );
}

/// What the cell makes of this lane's units.
struct UnitsStep {
  kept: ${unitArrays(shape, kept)},
  state: ${unitArrays(shape, parts)},
}

fn next_units(
  products: ${unitArrays(shape, blocks)},
  drives: ${unitArrays(shape, blocks)},
  state: ${unitArrays(shape, parts)},
  scale: f32,
  exponent: i32,
  first_unit: u32
) -> UnitsStep {
${nextUnits(shape)}
}

/// What it pulls their gradient back to: ∂L/∂p of every block, and what reaches the state beside the matrices.
struct UnitsPullback {
  products: ${unitArrays(shape, blocks)},
  state: ${unitArrays(shape, parts)},
  lost: bool,
}

fn pull_units(
  kept: ${unitArrays(shape, kept)}, gradient: ${unitArrays(shape, parts)}, exponent: i32
) -> UnitsPullback {
${pullUnits(shape)}
}

/// Whether float32 cannot be trusted with a unit, or, where W has zeros, it has a gradient and passes on next to nothing.
fn loses_unit(gradient: array<f32, ${parts}>, pulled: UnitPullback) -> bool {
  let has = ${largest(range(parts).map((p) => `gradient[${p}]`))};
  let passed = ${largest([
    ...range(parts).map((p) => `pulled.state[${p}]`),
    ...range(blocks).map((k) => `pulled.products[${k}]`),
  ])};
  let loses = (has > 0.0) & (passed < LEAST_PULL) & ((passed > 0.0) | (parameters.masks == 0u));
  return pulled.lost | ((parameters.has_zeros != 0u) & loses);
}

fn sum_of_squares(vectors: ${unitArrays(shape, parts)}) -> f32 {
  return ${range(rowsPerLane)
    .flatMap((r) => range(parts).map((p) => `vectors[${r}][${p}] * vectors[${r}][${p}]`))
    .join(' + ')};
}

/// What this lane's units keep of a step, to and from the trajectory; \`first\` is where that of the first unit is.
fn store_kept(first: u32, kept: ${unitArrays(shape, kept)}) {
${store(shape, 'kept', kept)}
}
/// ∂L/∂p in the same place.
fn store_cotangents(first: u32, cotangents: ${unitArrays(shape, blocks)}) {
${store(shape, 'cotangents', blocks)}
}
fn load_kept(first: u32) -> ${unitArrays(shape, kept)} {
${loadKept(shape)}
}

fn scaled(unit: array<f32, ${parts}>, factor: f32) -> array<f32, ${parts}> {
  return array(${range(parts).map((p) => `factor * unit[${p}]`)});
}

/// Input and bias of the blocks of unit r.
fn unit_drives(
  input: ptr<function, array<array<vec4f, ${blocks}>, ${rowsPerLane}>>,
  bias: ptr<function, array<array<f32, BIASES>, ${rowsPerLane}>>,
  r: u32,
  step: u32,
  factor: f32
) -> array<f32, ${blocks}> {
  return array(${range(blocks).map((k) => `factor * ((*input)[r][${k}][step] + (*bias)[r][${k}])`)});
}
`;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** Whether the units of a lane are written out one by one. */
function writesUnitsOut({ rowsPerLane, blocks }: Shape): boolean {
  return rowsPerLane * blocks <= mostUnitsWrittenOut;
}

function nextUnits(shape: Shape): string {
  const input = (r: string) => `UnitInput(products[${r}], drives[${r}], state[${r}], scale, exponent)`;
  const state = (r: string, unit: string) =>
    `scaled(${unit}.state, select(0.0, 1.0, is_unit(first_unit + ${r})))`;
  if (!writesUnitsOut(shape)) {
    return `
  var step: UnitsStep;
  for (var r = 0u; r < ${shape.rowsPerLane}u; r++) {
    let unit = next(${input('r')});
    step.kept[r] = unit.kept;
    step.state[r] = ${state('r', 'unit')};
  }
  return step;`;
  }
  const rows = range(shape.rowsPerLane);
  return [
    ...rows.map((r) => `  let unit${r} = next(${input(`${r}`)});`),
    '  return UnitsStep(',
    `    array(${rows.map((r) => `unit${r}.kept`)}),`,
    `    array(${rows.map((r) => state(`${r}u`, `unit${r}`))}),`,
    '  );',
  ].join('\n');
}

function pullUnits(shape: Shape): string {
  const cotangent = (r: string) => `UnitCotangent(kept[${r}], gradient[${r}], exponent)`;
  if (!writesUnitsOut(shape)) {
    return `
  var pullback: UnitsPullback;
  for (var r = 0u; r < ${shape.rowsPerLane}u; r++) {
    let unit = pull(${cotangent('r')});
    pullback.products[r] = unit.products;
    pullback.state[r] = unit.state;
    pullback.lost = pullback.lost | loses_unit(gradient[r], unit);
  }
  return pullback;`;
  }
  const rows = range(shape.rowsPerLane);
  return [
    ...rows.map((r) => `  let unit${r} = pull(${cotangent(`${r}`)});`),
    '  return UnitsPullback(',
    `    array(${rows.map((r) => `unit${r}.products`)}),`,
    `    array(${rows.map((r) => `unit${r}.state`)}),`,
    `    ${rows.map((r) => `loses_unit(gradient[${r}], unit${r})`).join(' | ')},`,
    '  );',
  ].join('\n');
}

/** The largest magnitude among some numbers. */
function largest(numbers: readonly string[]): string {
  return numbers.map((number) => `abs(${number})`).reduce((all, one) => `max(${all}, ${one})`);
}

/** Of each unit of a lane an array of so many numbers. */
function unitArrays({ rowsPerLane }: Shape, count: number): string {
  return `array<array<f32, ${count}>, ${rowsPerLane}>`;
}

/** Statements that fill `rows`; `index` says where entry i of quad c of row r of block k is. */
function load(
  { paddedSize, rowsPerLane, blocks }: Shape,
  index: (k: string, r: string, c: string, i: number) => string,
): string {
  const quads = paddedSize / 4;
  const statement = (place: string) => {
    const [k, r, c] = [
      `(${place} / ${rowsPerLane * quads}u)`,
      `(${place} / ${quads}u % ${rowsPerLane}u)`,
      `(${place} % ${quads}u)`,
    ];
    const entries = range(4).map((i) => `matrices[${index(k, r, c, i)}]`);
    return `  rows[${place}] = vec4f(${entries.join(', ')});`;
  };
  const count = blocks * rowsPerLane * quads;
  if (count > mostUnrolledLoads) return `  for (var i = 0u; i < ${count}u; i++) {\n  ${statement('i')}\n  }`;
  return range(count)
    .map((place) => statement(`${place}u`))
    .join('\n');
}

/** Whether a lane's units are whole fours, so that a trajectory is stored in fours. */
export function lanesOwnQuads({ rowsPerLane }: Shape): boolean {
  return rowsPerLane % 4 === 0;
}

/** Statements that store so many numbers of each unit of a lane into a row of the trajectory. */
function store(shape: Shape, name: string, count: number): string {
  const { paddedSize, rowsPerLane } = shape;
  if (!lanesOwnQuads(shape)) {
    return range(count)
      .flatMap((i) =>
        range(rowsPerLane).map((r) => `  trajectory[first + ${i * paddedSize + r}u] = ${name}[${r}][${i}];`),
      )
      .join('\n');
  }
  return range(count)
    .flatMap((i) =>
      range(rowsPerLane / 4).map((q) => {
        const entries = range(4).map((r) => `${name}[${4 * q + r}][${i}]`);
        return `  trajectory[first / 4u + ${(i * paddedSize) / 4 + q}u] = vec4f(${entries.join(', ')});`;
      }),
    )
    .join('\n');
}

function loadKept(shape: Shape): string {
  const { paddedSize, rowsPerLane, kept } = shape;
  const quads = lanesOwnQuads(shape) ? range(rowsPerLane / 4) : [];
  const loads = quads.flatMap((q) =>
    range(kept).map((i) => `  let quad${q}_${i} = trajectory[first / 4u + ${(i * paddedSize) / 4 + q}u];`),
  );
  const entry = (r: number, i: number) =>
    lanesOwnQuads(shape)
      ? `quad${Math.floor(r / 4)}_${i}[${r % 4}]`
      : `trajectory[first + ${i * paddedSize + r}u]`;
  const units = range(rowsPerLane).map((r) => `array(${range(kept).map((i) => entry(r, i))})`);
  return [...loads, `  return ${unitArrays(shape, kept)}(${units.join(', ')});`].join('\n');
}

/** One product of a matrix and a shared vector. */
interface Factors {
  readonly matrix: number;
  readonly vector: number;
}

/** One or two rows have four sums each, so that additions need not wait for one another. */
function sumsByComponent({ rowsPerLane }: Shape): boolean {
  return rowsPerLane < 4;
}

/** Statements that sum products up, row r of all of them into the variable `sum` with r behind it. */
function multiply(shape: Shape, sum: string, factors: readonly Factors[]): string {
  const { paddedSize, rowsPerLane } = shape;
  const quads = paddedSize / 4;
  const rows = range(rowsPerLane);
  const byComponent = sumsByComponent(shape);
  return [
    ...rows.map((r) => `  var ${sum}${r} = ${byComponent ? 'vec4f(0.0)' : '0.0'};`),
    '  {',
    '    var x: vec4f;',
    ...factors.flatMap(({ matrix, vector }) =>
      range(quads).flatMap((c) => [
        `    x = ${sharedQuad(shape, vector, c)};`,
        ...rows.map((r) => {
          const row = `rows[${(matrix * rowsPerLane + r) * quads + c}]`;
          return `    ${sum}${r} += ${byComponent ? `${row} * x` : `dot(${row}, x)`};`;
        }),
      ]),
    ),
    '  }',
  ].join('\n');
}

/** What such a variable stands for. */
function total(shape: Shape, sum: string): string {
  return sumsByComponent(shape) ? `dot(${sum}, vec4f(1.0))` : sum;
}

/** Four neighbours of a shared vector: this lane’s own, read from the lanes that own them, or from workgroup memory. */
function sharedQuad(
  { exchange, rowsPerLane, paddedSize, subgroupSize }: Shape,
  vector: number,
  c: number,
): string {
  if (exchange === 'workgroup' || exchange === 'gathered')
    return `quad(slot.vector + ${(vector * paddedSize) / 4 + c}u)`;
  const entries = range(4).map((i) => {
    const unit = 4 * c + i;
    if (exchange === 'alone') return `entries[${unit}][${vector}]`;
    // A subgroup of four is a quad, whose broadcast is a single shuffle on a processor.
    const broadcast = subgroupSize === 4 ? 'quadBroadcast' : 'subgroupBroadcast';
    return `${broadcast}(entries[${unit % rowsPerLane}][${vector}], ${Math.floor(unit / rowsPerLane)}u)`;
  });
  return `vec4f(${entries.join(', ')})`;
}
