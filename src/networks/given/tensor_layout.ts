/** Tensors laid out in another way: each a tensor again, of which nothing is computed until somebody asks. */
import { entry } from '../vector.ts';
import type { Tensor } from './tensor.ts';

/** Aᵀ of a matrix. */
export function transposed(matrix: Tensor): Tensor {
  const [rows = 0, columns = 0] = matrix.shape;
  return {
    ...matrix,
    shape: [columns, rows],
    values: () => {
      const values = matrix.values();
      return Float64Array.from(values, (_, i) => entry(values, (i % rows) * columns + Math.floor(i / rows)));
    },
  };
}

/** Blocks of equal length below one another, each taken from its place among those of a tensor. */
export function blocksFrom(tensor: Tensor, places: readonly number[]): Tensor {
  if (places.every((place, block) => place === block)) return tensor;
  return {
    ...tensor,
    values: () => {
      const values = tensor.values();
      const length = values.length / places.length;
      const inOrder = new Float64Array(values.length);
      places.forEach((place, block) => {
        inOrder.set(values.subarray(place * length, (place + 1) * length), block * length);
      });
      return inOrder;
    },
  };
}

/** What stands at a place of a tensor's first axis: of a matrix a row. */
export function sliceOf(tensor: Tensor, place: number): Tensor {
  const shape = tensor.shape.slice(1);
  const length = shape.reduce((product, axis) => product * axis, 1);
  return { ...tensor, shape, values: () => tensor.values().slice(place * length, (place + 1) * length) };
}

/** Columns `from` … `to − 1` of a matrix. */
export function columnsOf(matrix: Tensor, from: number, to: number): Tensor {
  const [rows = 0, columns = 0] = matrix.shape;
  const width = to - from;
  return {
    ...matrix,
    shape: [rows, width],
    values: () => {
      const values = matrix.values();
      const taken = new Float64Array(rows * width);
      for (let row = 0; row < rows; row++)
        taken.set(values.subarray(row * columns + from, row * columns + to), row * width);
      return taken;
    },
  };
}

/** Rows `from` … `to − 1` of a matrix. */
export function rowsOf(matrix: Tensor, from: number, to: number): Tensor {
  const [, columns = 0] = matrix.shape;
  return {
    ...matrix,
    shape: [to - from, columns],
    values: () => matrix.values().slice(from * columns, to * columns),
  };
}

/** Tensors of one shape below one another, zeros where there is none. */
export function stacked(
  pieces: readonly (Tensor | undefined)[],
  shape: readonly number[],
): Omit<Tensor, 'name'> {
  const [rows = 0, ...more] = shape;
  const length = more.reduce((product, axis) => product * axis, rows);
  return {
    shape: [pieces.length * rows, ...more],
    values: () => {
      const whole = new Float64Array(pieces.length * length);
      pieces.forEach((piece, i) => {
        if (piece) whole.set(piece.values(), i * length);
      });
      return whole;
    },
  };
}

/** A vector of blocks, 1 more on one of them. */
export function plusOnBlock(vector: Tensor, block: number, blocks: number): Tensor {
  return {
    ...vector,
    values: () => {
      const values = vector.values();
      const length = values.length / blocks;
      return values.map((value, i) => (Math.floor(i / length) === block ? value + 1 : value));
    },
  };
}

/** A tensor with one of `blocks` parts of its first axis negated. */
export function negatedBlock(tensor: Tensor, block: number, blocks: number): Tensor {
  return {
    ...tensor,
    values: () => {
      const values = tensor.values();
      const length = values.length / blocks;
      return values.map((value, i) => (Math.floor(i / length) === block ? -value : value));
    },
  };
}

/** A vector that is kept as a matrix of one row or one column; undefined where a tensor is no such. */
export function asVector(tensor: Tensor): Tensor | undefined {
  const [length = 1, ...more] = tensor.shape.filter((length) => length !== 1);
  return more.length === 0 ? { ...tensor, shape: [length] } : undefined;
}

/** A vector as the last of `blocks`, the others zero. */
export function lastBlock(vector: Tensor, blocks: number): Tensor {
  const [size = 0] = vector.shape;
  return {
    ...vector,
    shape: [blocks * size],
    values: () => {
      const whole = new Float64Array(blocks * size);
      whole.set(vector.values(), (blocks - 1) * size);
      return whole;
    },
  };
}
