/** Files of weights put together byte by byte, right ones and wrong ones. */
import { WeightFileError } from '../../src/networks/given/weight_file_error.ts';

const encoder = new TextEncoder();

/** Pieces one after another. */
export function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.byteLength;
  }
  return bytes;
}

/** A safetensors file with this header, whatever it says; `length` is what it claims its header to be long. */
export function safetensorsBytes(header: string, data = new Uint8Array(), length?: number): Uint8Array {
  const text = encoder.encode(header);
  const start = new Uint8Array(8);
  new DataView(start.buffer).setBigUint64(0, BigInt(length ?? text.byteLength), true);
  return joined(start, text, data);
}

/** A right safetensors file of float32 tensors; every value is `fill`. */
export function stateDict(shapes: Readonly<Record<string, readonly number[]>>, fill = 0.5): Uint8Array {
  let end = 0;
  const entries = Object.entries(shapes).map(([name, shape]) => {
    const from = end;
    end += 4 * shape.reduce((product, length) => product * length, 1);
    return [name, { dtype: 'F32', shape, data_offsets: [from, end] }] as const;
  });
  const data = new Uint8Array(new Float32Array(end / 4).fill(fill).buffer);
  return safetensorsBytes(JSON.stringify(Object.fromEntries(entries)), data);
}

/** A version 1 `.npy` file with this header, whatever it says. */
export function npyBytes(header: string, data = new Uint8Array(), version = 1): Uint8Array {
  const text = encoder.encode(`${header}\n`);
  const start = Uint8Array.of(
    0x93,
    ...encoder.encode('NUMPY'),
    version,
    0,
    text.length & 255,
    text.length >> 8,
  );
  return joined(start, text, data);
}

/** The sentence with which a file is refused. @throws where it is not, or breaks in another way */
export async function refusalOf(reading: Promise<unknown>): Promise<string> {
  try {
    await reading;
  } catch (error) {
    if (!(error instanceof WeightFileError)) throw error;
    if (!/^[^\n]{10,2000}$/.test(error.message)) throw new Error(`no sentence: ${error.message}`);
    return error.message;
  }
  throw new Error('It was read');
}
