/** Files that people have and that are not read, told by how they begin: what each is, and what to do. */
import { WeightFileError } from '../networks/given/weight_file_error.ts';

interface ForeignFile {
  /** What it is, and the way out, a sentence without a point. */
  readonly sentence: string;
  readonly begins: readonly number[];
  /** Where that stands. */
  readonly at?: number;
}

const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const compressed =
  'The file is compressed as a whole; unpack it first, and open the file of weights that is in it';

const foreignFiles: readonly ForeignFile[] = [
  {
    // The pickled number 0x1950a86a20f9469cfc6c by which torch.load knows it.
    begins: [0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19],
    sentence:
      'The file is of torch.save before PyTorch 1.6, which is no zip archive; load it and save it again with torch.save(torch.load(file, map_location="cpu"), other)',
  },
  ...[2, 3, 4, 5].map((protocol) => ({
    begins: [0x80, protocol],
    sentence:
      'The file is a bare pickle, which only Python can load; save the weights with torch.save(model.state_dict(), file) or numpy.savez(file, **arrays)',
  })),
  { begins: [0x1f, 0x8b], sentence: compressed },
  { begins: [0xfd, ...letters('7zXZ')], sentence: compressed },
  { begins: letters('BZh'), sentence: compressed },
  { begins: letters('7z¼¯'), sentence: compressed },
  { begins: [0x28, 0xb5, 0x2f, 0xfd], sentence: compressed },
  {
    begins: letters('ustar'),
    at: 257,
    sentence: 'The file is a tar archive; unpack it first, and open the file of weights that is in it',
  },
  {
    begins: letters('GGUF'),
    sentence: 'The file is GGUF, whose weights are quantised transformers’; recurrent layers are read here',
  },
  {
    begins: letters('TFL3'),
    at: 4,
    sentence:
      'The file is TensorFlow Lite, which keeps the steps of a layer and not the layer; save the Keras model it was made of as .keras',
  },
  {
    begins: letters('MATLAB 5.0 MAT-file'),
    sentence:
      'The file is MATLAB’s; save the arrays with numpy.savez(file, **scipy.io.loadmat(file)), without those whose names begin with __',
  },
];

/** @throws {WeightFileError} where the file is of a kind that is known and not read */
export function requireNoStranger(bytes: Uint8Array): void {
  const known = foreignFiles.find(({ begins, at = 0 }) => begins.every((byte, i) => bytes[at + i] === byte));
  if (known) throw new WeightFileError(known.sentence);
  if (bytes[0] === '{'.charCodeAt(0))
    throw new WeightFileError('The file is JSON, which holds no weights; open the file that does');
}
