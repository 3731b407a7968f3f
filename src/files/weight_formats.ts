/** Formats of files of weights, by the endings that their files usually have: what the page knows of them beforehand. */

export const formatEndings = {
  safetensors: ['.safetensors'],
  shards: ['.index.json'],
  torch: ['.pt', '.pth', '.ckpt', '.bin'],
  npz: ['.npz'],
  npy: ['.npy'],
  keras: ['.keras'],
  hdf5: ['.h5', '.hdf5'],
  onnx: ['.onnx'],
  csv: ['.csv'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type FormatName = keyof typeof formatEndings;

/** Endings of the files that are read. */
export const weightFileEndings: readonly string[] = Object.values(formatEndings).flat();
