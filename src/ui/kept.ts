/** A value that is made anew only where something that it is made of is another one: what is given to a chart again is not drawn again. */
export class Kept<Value> {
  #last: { readonly parts: readonly unknown[]; readonly value: Value } | undefined;

  of(parts: readonly unknown[], make: () => Value): Value {
    const last = this.#last;
    if (last?.parts.length === parts.length && parts.every((part, i) => Object.is(part, last.parts[i])))
      return last.value;
    const value = make();
    this.#last = { parts, value };
    return value;
  }
}
