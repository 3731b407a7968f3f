/** What is used of jsfive, which brings no types of its own. */
declare module 'jsfive' {
  export class Group {
    readonly keys: string[];
    /** Decodes all of them. */
    readonly attrs: Readonly<Record<string, unknown>>;
    get(path: string): Group | Dataset | null;
  }
  export class Dataset {
    readonly shape: readonly number[];
    /** NumPy's name of a plain type. */
    readonly dtype: unknown;
    /** Row-major. */
    readonly value: unknown;
  }
  export class File extends Group {
    constructor(bytes: ArrayBuffer, name: string);
  }
}
