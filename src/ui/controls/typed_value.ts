/** The value of an input into which somebody types: what is drawn again beside it leaves what they have begun. */
import { nothing } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';

class TypedValue extends Directive {
  /** The text that was shown last. */
  #shown: string | undefined;
  /** Whether something was typed since that is neither taken nor taken back. */
  #begun = false;

  render(_text: string) {
    return nothing;
  }

  override update({ element }: ElementPart, [text]: [string]) {
    if (!(element instanceof HTMLInputElement)) return nothing;
    if (this.#shown === undefined) this.#hear(element);
    if (this.#begun && text === this.#shown) return nothing;
    if (element.value !== text) element.value = text;
    this.#shown = text;
    this.#begun = false;
    return nothing;
  }

  #hear(input: HTMLInputElement): void {
    const end = () => {
      this.#begun = false;
    };
    input.addEventListener('input', () => {
      this.#begun = true;
    });
    input.addEventListener('change', end);
    input.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') end();
    });
  }
}

/** Stands in an input: shows this text, unless it shows it already and somebody is typing over it. */
export const typedValue = directive(TypedValue);

/**
 * Whether a key takes back what is being typed, Escape where something is: then it is not the page's any more.
 * @param refused whether what was typed is none of the field's values, and stands there still
 */
export function takesBack(event: KeyboardEvent, refused: boolean): boolean {
  const input = event.composedPath()[0];
  if (event.key !== 'Escape' || !(input instanceof HTMLInputElement) || input.type !== 'text') return false;
  if (!refused && input.value === input.defaultValue) return false;
  event.stopPropagation();
  return true;
}
