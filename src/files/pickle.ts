/**
 * Reads Python's pickles, protocols 2 to 5 (CPython's pickletools), as data: a machine of the opcodes that tensors need.
 * Nothing is executed. What a pickle asks Python to call is looked up among what the caller knows, or refused by its name.
 */
import { quoted } from '../experiment/field_error.ts';
import { WeightFileError } from '../networks/given/weight_file_error.ts';

/** Bytes: a state dict of ten thousand tensors has a quarter of it. What is made of a byte takes up to eight in memory. */
const longestPickle = 8 * 2 ** 20;
/** Lists, tuples and dictionaries, of which a tensor has five. */
const mostContainers = 300_000;

/** What a pickle's class or function makes of its arguments. */
export type Maker = (...args: readonly unknown[]) => unknown;

/** What may stand in a pickle beyond plain data. */
export interface KnownThings {
  /** What stands for a class or function, `module.name`; undefined where it is not allowed. */
  readonly global: (name: string) => Maker | undefined;
  /** What stands outside the pickle under an identity. */
  readonly persistent: (identity: unknown) => unknown;
}

/**
 * The object of a pickle: null, booleans, numbers and texts as they are, lists and tuples as arrays, dictionaries as maps,
 * sets as sets, anything else as the caller has it. It may hold itself.
 * @throws {WeightFileError} where it is damaged, too large, or asks for what is not known
 */
export function readPickle(bytes: Uint8Array, known: KnownThings): unknown {
  if (bytes.byteLength > longestPickle) {
    throw new WeightFileError(
      `The file’s pickle has ${bytes.byteLength} bytes; ${longestPickle} are allowed: save model.state_dict() alone`,
    );
  }
  return new Machine(bytes, known).run();
}

/** A class or function of Python that is known. */
export class Global {
  /** `module.name` */
  readonly name: string;
  readonly make: Maker;
  constructor(name: string, make: Maker) {
    this.name = name;
    this.make = make;
  }
}

/** What PyTorch's quantised tensors and packed layers (quantize_dynamic) are asked for as. */
const quantised =
  /^torch\.(?:ScriptObject|_utils\._rebuild_qtensor|(?:per_tensor|per_channel)_affine|Q\w+Storage)$/;
const damaged = 'The file’s pickle is damaged or cut short';

const decoder = new TextDecoder();

class Machine {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #known: KnownThings;
  readonly #memo = new Map<number, unknown>();
  /** What was on the stack before each mark. */
  readonly #below: unknown[][] = [];
  #stack: unknown[] = [];
  #at = 0;
  #containers = 0;

  constructor(bytes: Uint8Array, known: KnownThings) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#known = known;
  }

  run(): unknown {
    for (;;) {
      const code = this.#take(1).getUint8(0);
      if (code === stop) return this.#pop();
      const operation = operations.get(code);
      if (!operation) {
        const shown = `0x${code.toString(16).padStart(2, '0')}`;
        throw new WeightFileError(
          `${damaged}: it has the opcode ${shown} at byte ${this.#at - 1}, which no state dict of torch.save has`,
        );
      }
      operation(this.#hands);
    }
  }

  /** What an operation may do. */
  readonly #hands: Hands = {
    take: (count) => this.#take(count),
    text: (count) => {
      const { byteOffset, byteLength } = this.#take(count);
      return decoder.decode(new Uint8Array(this.#bytes.buffer, byteOffset, byteLength));
    },
    line: () => this.#line(),
    push: (value) => {
      if (this.#stack.length > mostContainers)
        throw new WeightFileError(
          `The file’s pickle has more than ${mostContainers} things in one list; save model.state_dict() alone`,
        );
      this.#stack.push(value);
    },
    pop: () => this.#pop(),
    top: () => this.#top(),
    container: <Value>(value: Value) => {
      this.#containers += 1;
      if (this.#containers > mostContainers)
        throw new WeightFileError(
          `The file’s pickle has more than ${mostContainers} lists and dictionaries; save model.state_dict() alone`,
        );
      return value;
    },
    mark: () => {
      this.#below.push(this.#stack);
      this.#stack = this.#hands.container([]);
    },
    toMark: () => {
      const above = this.#stack;
      const below = this.#below.pop();
      if (!below) throw new WeightFileError(damaged);
      this.#stack = below;
      return above;
    },
    memoize: (index = this.#memo.size) => {
      if (this.#memo.size > mostContainers)
        throw new WeightFileError(
          `The file’s pickle remembers more than ${mostContainers} things; save model.state_dict() alone`,
        );
      this.#memo.set(index, this.#top());
    },
    recall: (index) => {
      if (!this.#memo.has(index)) throw new WeightFileError(damaged);
      this.#stack.push(this.#memo.get(index));
    },
    global: (name) => {
      const make = this.#known.global(name);
      if (!make)
        throw new WeightFileError(
          `The file asks Python for ${quoted(name)}, which is no part of tensors or state dicts: nothing in a file is run; ${quantised.test(name) ? 'its weights are quantised by PyTorch: save the state dict of the model from before it was' : 'save it with torch.save(model.state_dict(), file)'}`,
        );
      this.#stack.push(this.#hands.container(new Global(name, make)));
    },
    persistent: (identity) => this.#known.persistent(identity),
  };

  #take(count: number): DataView {
    if (this.#at + count > this.#bytes.byteLength) throw new WeightFileError(damaged);
    const taken = new DataView(this.#view.buffer, this.#view.byteOffset + this.#at, count);
    this.#at += count;
    return taken;
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw new WeightFileError(damaged);
    const text = decoder.decode(this.#bytes.subarray(this.#at, end));
    this.#at = end + 1;
    return text;
  }

  #pop(): unknown {
    if (this.#stack.length === 0) throw new WeightFileError(damaged);
    return this.#stack.pop();
  }

  #top(): unknown {
    if (this.#stack.length === 0) throw new WeightFileError(damaged);
    return this.#stack.at(-1);
  }
}

interface Hands {
  take(count: number): DataView;
  text(count: number): string;
  line(): string;
  push(value: unknown): void;
  pop(): unknown;
  top(): unknown;
  /** The value itself, counted. */
  container<Value>(value: Value): Value;
  mark(): void;
  toMark(): unknown[];
  memoize(index?: number): void;
  recall(index: number): void;
  global(name: string): void;
  persistent(identity: unknown): unknown;
}

const stop = 0x2e;

/** Opcodes by number, under pickletools' names. */
const operations: ReadonlyMap<number, (hands: Hands) => void> = new Map<number, (hands: Hands) => void>([
  // PROTO and FRAME say nothing that the opcodes do not.
  [0x80, ({ take }) => void take(1)],
  [0x95, ({ take }) => void take(8)],
  // MARK, POP, POP_MARK, DUP
  [0x28, ({ mark }) => mark()],
  [0x30, ({ pop }) => void pop()],
  [0x31, ({ toMark }) => void toMark()],
  [0x32, ({ top, push }) => push(top())],
  // NONE, NEWTRUE, NEWFALSE
  [0x4e, ({ push }) => push(null)],
  [0x88, ({ push }) => push(true)],
  [0x89, ({ push }) => push(false)],
  // BININT, BININT1, BININT2, LONG1, LONG4, BINFLOAT
  [0x4a, ({ take, push }) => push(take(4).getInt32(0, true))],
  [0x4b, ({ take, push }) => push(take(1).getUint8(0))],
  [0x4d, ({ take, push }) => push(take(2).getUint16(0, true))],
  [0x8a, ({ take, push }) => push(wholeNumber(take(take(1).getUint8(0))))],
  [0x8b, ({ take, push }) => push(wholeNumber(take(take(4).getUint32(0, true))))],
  [0x47, ({ take, push }) => push(take(8).getFloat64(0))],
  // SHORT_BINUNICODE, BINUNICODE, BINUNICODE8; SHORT_BINSTRING and BINSTRING, which Python 2 wrote
  [0x8c, ({ take, text, push }) => push(text(take(1).getUint8(0)))],
  [0x58, ({ take, text, push }) => push(text(take(4).getUint32(0, true)))],
  [0x8d, ({ take, text, push }) => push(text(Number(take(8).getBigUint64(0, true))))],
  [0x55, ({ take, text, push }) => push(text(take(1).getUint8(0)))],
  [0x54, ({ take, text, push }) => push(text(take(4).getUint32(0, true)))],
  // SHORT_BINBYTES, BINBYTES, BINBYTES8, BYTEARRAY8: no weight is kept as plain bytes
  [0x43, ({ take, push }) => push(opaque(take(take(1).getUint8(0))))],
  [0x42, ({ take, push }) => push(opaque(take(take(4).getUint32(0, true))))],
  [0x8e, ({ take, push }) => push(opaque(take(Number(take(8).getBigUint64(0, true)))))],
  [0x96, ({ take, push }) => push(opaque(take(Number(take(8).getBigUint64(0, true)))))],
  // EMPTY_LIST, APPEND, APPENDS, LIST
  [0x5d, ({ container, push }) => push(container([]))],
  [0x61, ({ pop, top }) => appendTo(top, [pop()])],
  [0x65, ({ toMark, top }) => appendTo(top, toMark())],
  [0x6c, ({ toMark, push }) => push(toMark())],
  // EMPTY_TUPLE, TUPLE1, TUPLE2, TUPLE3, TUPLE
  [0x29, ({ container, push }) => push(container([]))],
  [0x85, ({ container, pop, push }) => push(container([pop()]))],
  [0x86, ({ container, pop, push }) => push(container([pop(), pop()].reverse()))],
  [0x87, ({ container, pop, push }) => push(container([pop(), pop(), pop()].reverse()))],
  [0x74, ({ toMark, push }) => push(toMark())],
  // EMPTY_DICT, SETITEM, SETITEMS, DICT
  [0x7d, ({ container, push }) => push(container(new Map()))],
  [0x73, ({ pop, top }) => setIn([pop(), pop()].reverse(), top)],
  [0x75, ({ toMark, top }) => setIn(toMark(), top)],
  [0x64, ({ container, toMark, push }) => push(container(mapOf(toMark())))],
  // EMPTY_SET, ADDITEMS, FROZENSET: no weight is in a set
  [0x8f, ({ container, push }) => push(container(new Set()))],
  [0x90, ({ toMark }) => void toMark()],
  [0x91, ({ container, toMark, push }) => push(container(new Set(toMark())))],
  // BINPUT, LONG_BINPUT, MEMOIZE, BINGET, LONG_BINGET
  [0x71, ({ take, memoize }) => memoize(take(1).getUint8(0))],
  [0x72, ({ take, memoize }) => memoize(take(4).getUint32(0, true))],
  [0x94, ({ memoize }) => memoize()],
  [0x68, ({ take, recall }) => recall(take(1).getUint8(0))],
  [0x6a, ({ take, recall }) => recall(take(4).getUint32(0, true))],
  // GLOBAL, STACK_GLOBAL
  [0x63, ({ line, global }) => global(`${line()}.${line()}`)],
  [0x93, ({ pop, global }) => global([pop(), pop()].reverse().map(String).join('.'))],
  // REDUCE, NEWOBJ, NEWOBJ_EX: a maker with its arguments
  [0x52, ({ pop, push }) => push(made([pop(), pop()].reverse()))],
  [0x81, ({ pop, push }) => push(made([pop(), pop()].reverse()))],
  [
    0x92,
    ({ pop, push }) => {
      pop();
      push(made([pop(), pop()].reverse()));
    },
  ],
  // BUILD: what a thing is given beyond its arguments says nothing about weights
  [0x62, ({ pop }) => void pop()],
  // BINPERSID
  [0x51, ({ pop, push, persistent }) => push(persistent(pop()))],
]);

/** Bytes that nobody reads. */
function opaque(_bytes: DataView): undefined {
  return undefined;
}

/** Two's complement, little-endian; beyond float64's whole numbers the nearest. */
function wholeNumber(bytes: DataView): number {
  if (bytes.byteLength > 255) throw new WeightFileError(damaged);
  let value = 0n;
  for (let i = bytes.byteLength - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes.getUint8(i));
  return Number(BigInt.asIntN(Math.max(1, 8 * bytes.byteLength), value));
}

function appendTo(list: () => unknown, values: readonly unknown[]): void {
  const target = list();
  if (!Array.isArray(target)) throw new WeightFileError(damaged);
  for (const value of values) target.push(value);
}

function setIn(pairs: readonly unknown[], dictionary: () => unknown): void {
  const target = dictionary();
  if (!(target instanceof Map)) return;
  for (const [key, value] of mapOf(pairs)) target.set(key, value);
}

function mapOf(pairs: readonly unknown[]): Map<unknown, unknown> {
  const map = new Map<unknown, unknown>();
  for (let i = 0; i + 1 < pairs.length; i += 2) map.set(pairs[i], pairs[i + 1]);
  return map;
}

function made([callee, args]: readonly unknown[]): unknown {
  if (!(callee instanceof Global) || !Array.isArray(args)) throw new WeightFileError(damaged);
  return callee.make(...args);
}
