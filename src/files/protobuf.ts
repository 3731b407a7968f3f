/** Messages in protobuf's wire format (protobuf.dev/programming-guides/encoding), field by field, as a table says. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { WeightFileError } from '../networks/given/weight_file_error.ts';

/** What is done with a field of a number; others are passed over. */
export type Fields = Readonly<Record<number, (value: FieldValue) => void>>;

/** A field as it stands: each asks for what it should be. @throws {RangeError} where it is of another wire type */
export interface FieldValue {
  bytes(): Uint8Array;
  text(): string;
  /** The nearest float64 to a whole number of up to 64 bits. */
  whole(): number;
  /** One, or several that are packed; no more than so many. */
  wholes(most: number): number[];
  float(): number;
  /** One, or several that are packed; no more than so many. */
  floats(most: number): number[];
}

/** @throws {WeightFileError} where the bytes are no such message */
export function readMessage(bytes: Uint8Array, fields: Fields): void {
  try {
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) {
      const [field, type] = reader.tag();
      const take = fields[field];
      if (take) take(valueIn(reader, type));
      else reader.skip(type, field);
    }
  } catch (error) {
    if (error instanceof WeightFileError) throw error;
    throw new WeightFileError(
      'The file is no whole protobuf message: it is damaged, cut short or of another kind',
    );
  }
}

/**
 * Whole numbers that are packed one after another, exactly so many [count].
 * @throws {WeightFileError} where there are more or fewer
 */
export function packedWholes(bytes: Uint8Array, count: number): Float64Array {
  // Each takes a byte at least.
  const values = new Float64Array(count <= bytes.byteLength ? count : 0);
  const reader = new BinaryReader(bytes);
  let read = 0;
  for (; reader.pos < reader.len && read < values.length; read++) values[read] = reader.int32();
  if (read === count && reader.pos === reader.len) return values;
  throw new WeightFileError(
    `The file has a list that is not of ${count} whole numbers, as it claims; it is damaged`,
  );
}

function valueIn(reader: BinaryReader, type: WireType): FieldValue {
  const of = (wanted: WireType) => {
    if (type !== wanted) throw new RangeError('another wire type');
    return reader;
  };
  const whole = () => Number(of(WireType.Varint).int64());
  const float = () => of(WireType.Bit32).float();
  /** The first elements of a packed field. */
  const packed = (most: number, read: (inner: BinaryReader) => number) => {
    const inner = new BinaryReader(of(WireType.LengthDelimited).bytes());
    const values: number[] = [];
    while (inner.pos < inner.len && values.length < most) values.push(read(inner));
    return values;
  };
  const isPacked = type === WireType.LengthDelimited;
  return {
    bytes: () => of(WireType.LengthDelimited).bytes(),
    text: () => of(WireType.LengthDelimited).string(),
    whole,
    wholes: (most) => (isPacked ? packed(most, (inner) => Number(inner.int64())) : [whole()]),
    float,
    floats: (most) => (isPacked ? packed(most, (inner) => inner.float()) : [float()]),
  };
}
