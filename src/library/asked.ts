/** What may be asked of the library: the fields of a command, by the names they have in links and behind `--`. */
import type { QuantityName } from '../experiment/axes.ts';
import type { Experiment, Span } from '../experiment/experiment.ts';
import type { Learning } from '../experiment/learning.ts';

/** A key in kebab case: `hiddenSize` is `hidden-size`. */
type Kebab<Key extends string> = Key extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `-${Lowercase<Head>}`}${Kebab<Tail>}`
  : '';

/** Some fields of a table by their names, each as usual unless said. */
type Named<Table> = { readonly [Key in keyof Table & string as Kebab<Key>]?: Table[Key] | undefined };

/** The same; a number may be a range, `[from, to]`, of which every network has its own. */
type Ranged<Table> = {
  readonly [Key in keyof Table & string as Kebab<Key>]?:
    | (Table[Key] extends Span ? Span : Table[Key])
    | undefined;
};

/** One of n machines' parts of the networks: `2/8`. */
interface Sharded {
  readonly shard?: `${number}/${number}` | undefined;
}

/** Which networks are drawn, and what is measured of them: the flags of `sweep`. */
export interface MeasureFields extends Named<Experiment>, Sharded {
  /** Quantities besides those that every network has. */
  readonly quantity?: QuantityName | readonly QuantityName[] | undefined;
}

/** The flags of `spectrum`. */
export interface SpectrumFields extends MeasureFields {
  /** k: exponents of each network. All of up to 64 entries of the state unless said, else 16. */
  readonly exponents?: number | undefined;
  /** Steps between two orthonormalisations, 1 … 8; what a few networks bear unless said. */
  readonly every?: number | undefined;
}

/** Which networks learn what, and how: the flags of `train`. */
export interface TrainFields
  extends Named<Pick<Experiment, 'networks' | 'seed'> & Pick<Learning, 'updates'>>,
    Ranged<Omit<Experiment, 'networks' | 'seed' | IdleInLearning> & Omit<Learning, 'updates'>>,
    Sharded {
  /** Whether float64 reckons, whatever the engine. */
  readonly precision?: 'auto' | 'float64' | undefined;
}

/** What a sequence to learn from does not have. */
type IdleInLearning = 'warmUp' | 'times' | 'inputScale' | 'sharedInput' | 'initialScale' | 'loss';

/** What no file of weights says of a cell without gates. */
type Kind = Pick<Experiment, 'cell' | 'reset' | 'leak' | 'residualScale' | 'activation' | 'negativeSlope'>;

/** A file that is given, by its name in the list; behind a colon the array that is meant of an `.npz`. */
type FileName = string;

/** Which part of a file is meant, and what it reads: the flags of `diagnose` that `analyze` has, too. */
interface ModelFields extends Named<Kind & Pick<Experiment, 'steps' | 'seed'>> {
  /** A layer or a module by its name; `all` for the whole of the file. */
  readonly layer?: string | undefined;
  /** Arrays [T × I], [T × B × I] or [B × T × I]; drawn from N(0, 1) unless given. */
  readonly inputs?: FileName | undefined;
  /** h_0, and c_0 beside it. */
  readonly initial?: FileName | readonly FileName[] | undefined;
  /** ∂L/∂output, in place of a loss. */
  readonly cotangent?: FileName | undefined;
  /** Whether whole numbers are places of one-hot vectors; */
  readonly 'one-hot'?: boolean | undefined;
  /** or rows of an embedding in the file, which may be named. */
  readonly tokens?: boolean | string | undefined;
  /** Whether a model's outputs are summed at the last time or at all. */
  readonly loss?: 'last' | 'every' | undefined;
  /** T of each sequence of a batch. */
  readonly lengths?: readonly number[] | FileName | undefined;
  /** Which axis of the inputs is the batch, where it could be either. */
  readonly batch?: 'first' | 'second' | undefined;
  /** Whether what stands a number a step, and of a diagnosis what was read and the cures, are left out. */
  readonly summary?: boolean | undefined;
}

/** The flags of `analyze`. */
export interface AnalyzeFields extends ModelFields, Named<Pick<Experiment, 'times'>> {}

/** The flags of `diagnose`: what no file says of a training is not judged unless it is said. */
export interface DiagnoseFields extends ModelFields {
  /** Steps that the task reaches back. */
  readonly lag?: number | undefined;
  /** Steps after which backpropagation is cut off. */
  readonly truncation?: number | undefined;
  /** The norm to which the gradient of all parameters is clipped. */
  readonly clip?: number | undefined;
  /** What the loss is multiplied by in float16. */
  readonly 'loss-scale'?: number | undefined;
}

/** A file in memory. */
export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A file of weights, or it and after it the files that it or a field names. */
export type ModelFiles = Uint8Array | readonly NamedFile[];
