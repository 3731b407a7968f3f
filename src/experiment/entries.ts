/** Several named values within one value of an address: `gain=0.1:3,cells=32x32`. */

/** What such a text says, taken one by one. */
export class Entries {
  readonly #values: [name: string, value: string][];

  constructor(text: string) {
    this.#values = text.split(',').map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
    });
  }

  /** What is said under a name, the last where it is said twice; undefined where nothing is. @throws as `parse` does */
  take<Value>(name: string, parse: (value: string) => Value): Value | undefined {
    const [last] = this.takeAll((one) => one === name).slice(-1);
    return last && parse(last[1]);
  }

  /** All that is said under names of a kind, in their order. */
  takeAll(isWanted: (name: string) => boolean): (readonly [name: string, value: string])[] {
    const taken = this.#values.filter(([name]) => isWanted(name));
    const rest = this.#values.filter(([name]) => !isWanted(name));
    this.#values.splice(0, this.#values.length, ...rest);
    return taken;
  }

  /** A name that nobody has taken. */
  get unknown(): string | undefined {
    return this.#values[0]?.[0];
  }
}
