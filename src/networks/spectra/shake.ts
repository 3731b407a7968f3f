/**
 * A matrix nearby. Where eigenvectors are missing exactly, κ is infinite and says nothing; a matrix that differs by next to
 * nothing, of no structure, has all of them, and k eigenvalues that coincided are about ε^(1/k) apart.
 */
import { entry } from '../vector.ts';
import type { Square } from './square.ts';

/** Adds a matrix whose norm is ε at most, the same every time. */
export function shake({ values, size, stride }: Square, epsilon: number): void {
  let word = 1;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      word = (Math.imul(word, 1664525) + 1013904223) >>> 0;
      const place = i * stride + j;
      values[place] = entry(values, place) + ((word / 2 ** 31 - 1) * epsilon) / size;
    }
  }
}
