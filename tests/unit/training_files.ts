/** The files of a training that never was: captured steps at any update, and checkpoints of one small RNN. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { unzipSync, zipSync } from 'fflate';
import { stateDict } from './weight_file_bytes.ts';

export const captured = fileURLToPath(new URL('../fixtures/captures/rnn_relu.npz', import.meta.url));

/** The step of a fixture, taken at another update of three digits. */
export function atUpdate(update: number): Uint8Array {
  const members = unzipSync(new Uint8Array(readFileSync(captured)));
  // NumPy keeps a letter in four bytes.
  const wide = (text: string) => Buffer.from([...text].flatMap((letter) => [letter.charCodeAt(0), 0, 0, 0]));
  const facts = Buffer.from(members['capture.npy'] ?? []);
  const place = facts.indexOf(wide('"step": 100'));
  if (place < 0) throw new Error('The fixture is of another update');
  wide(`"step": ${update}`).copy(facts, place);
  return zipSync({ ...members, 'capture.npy': Uint8Array.from(facts) });
}

const shapes = { 'rnn.weight_ih_l0': [4, 2], 'rnn.weight_hh_l0': [4, 4] };
/** Of an RNN whose W_hh has rank one and ρ = 4·fill: at 0.25 a dozen steps keep most of a gradient. */
export const checkpoint = (fill: number) => stateDict(shapes, fill);
