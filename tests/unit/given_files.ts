/** Where the files of given networks are. */
import { fileURLToPath } from 'node:url';

/** A file beside PyTorch's norms: tests/fixtures/make_torch_given.py. */
export function fixtures(name: string): string {
  return fileURLToPath(new URL(`../fixtures/given/${name}`, import.meta.url));
}

/** A file that the page has too: tests/fixtures/train_first_letter.py. */
export function example(name: string): string {
  return fileURLToPath(new URL(`../../public/examples/${name}`, import.meta.url));
}

/** A small layer under the names and in the layout of another tool, with random weights. */
export function fieldCase(name: string): string {
  return fileURLToPath(new URL(`../fixtures/cases/${name}`, import.meta.url));
}
