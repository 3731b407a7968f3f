/** The diagonal blocks of a matrix that a permutation of its units makes block triangular: their eigenvalues are its own. */
import { entry } from '../vector.ts';

/**
 * The strongly connected components of the graph in which unit i hears unit j where a_ij ≠ 0, each a list of units
 * (Tarjan 1972, without recursion). Of a row-major matrix [size × size].
 */
export function strongComponents(matrix: Float64Array, size: number): readonly (readonly number[])[] {
  /** When each unit was first met, and the earliest one met that it reaches; −1 before. */
  const met = new Int32Array(size).fill(-1);
  const earliest = new Int32Array(size);
  /** Where the search of each unit's row goes on. */
  const column = new Int32Array(size);
  const open: number[] = [];
  const isOpen = new Uint8Array(size);
  const path: number[] = [];
  const components: number[][] = [];
  let time = 0;
  for (let root = 0; root < size; root++) {
    if (entry(met, root) < 0) path.push(root);
    for (let unit = path.at(-1); unit !== undefined; unit = path.at(-1)) {
      if (entry(met, unit) < 0) {
        met[unit] = earliest[unit] = time++;
        open.push(unit);
        isOpen[unit] = 1;
      }
      const next = nextHeard(matrix, size, unit, entry(column, unit));
      if (next < size) {
        column[unit] = next + 1;
        if (entry(met, next) < 0) path.push(next);
        else if (isOpen[next]) earliest[unit] = Math.min(entry(earliest, unit), entry(met, next));
        continue;
      }
      path.pop();
      const caller = path.at(-1);
      if (caller !== undefined) earliest[caller] = Math.min(entry(earliest, caller), entry(earliest, unit));
      if (entry(earliest, unit) < entry(met, unit)) continue;
      const component = open.splice(open.lastIndexOf(unit));
      for (const member of component) isOpen[member] = 0;
      components.push(component);
    }
  }
  return components;
}

/** The first column from one on in which a unit's row is not zero; `size` where there is none. */
function nextHeard(matrix: Float64Array, size: number, unit: number, from: number): number {
  let next = from;
  while (next < size && matrix[unit * size + next] === 0) next++;
  return next;
}
