/** Writes `.safetensors`: see `safetensors.ts`, which reads what stands here. */

export interface WrittenTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float64Array;
}

const elements = {
  F32: { bytes: 4, set: (view: DataView, at: number, value: number) => view.setFloat32(at, value, true) },
  F64: { bytes: 8, set: (view: DataView, at: number, value: number) => view.setFloat64(at, value, true) },
} as const;

/** The header's length, and the alignment of the data, in bytes. */
const word = 8;

/**
 * A whole file, its tensors in order: as float32 where that has every number of them all, otherwise as float64.
 * @param metadata texts that readers hand on
 */
export function safetensorsOf(
  tensors: readonly WrittenTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const isShort = tensors.every(({ values }) =>
    values.every((value) => Object.is(Math.fround(value), value)),
  );
  const dtype = isShort ? 'F32' : 'F64';
  const { bytes, set } = elements[dtype];
  let end = 0;
  const entries = tensors.map(({ name, shape, values }) => {
    const from = end;
    end += bytes * values.length;
    return [name, { dtype, shape, data_offsets: [from, end] }] as const;
  });
  const text = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const header = new TextEncoder().encode(text);
  const length = Math.ceil(header.length / word) * word;
  const file = new Uint8Array(word + length + end);
  // The format fills a header up with spaces.
  file.fill(' '.charCodeAt(0), word, word + length);
  file.set(header, word);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(length), true);
  let at = word + length;
  for (const { values } of tensors) {
    for (const value of values) {
      set(view, at, value);
      at += bytes;
    }
  }
  return file;
}
