/**
 * Words of the field as they stand in a text: what one means comes up beside it on hover, on focus, and on a tap. The glossary itself is
 * loaded with the first word that is asked about.
 */
import { html, type TemplateResult } from 'lit';
import { type Term, terms, termWords } from './guide/terms.ts';

const anyTerm = new RegExp(`(${Object.values(termWords).join('|')})`, 'i');

/** A word that is explained. @param text as this sentence writes it */
export function term(name: Term, text: string = termWords[name]): TemplateResult {
  return html`<button class="term" data-term=${name} @pointerover=${ask} @focus=${ask} @click=${ask}>${text}</button>`;
}

async function ask(event: Event): Promise<void> {
  const { type, currentTarget: word } = event;
  if (!(word instanceof HTMLElement)) return;
  // A finger's touch comes as a click; and a mouse that presses a button moves the focus there.
  if (event instanceof PointerEvent && type === 'pointerover' && event.pointerType !== 'mouse') return;
  if (type === 'focus' && !word.matches(':focus-visible')) return;
  const { explain } = await import('./guide/glossary_card.ts');
  explain(word, type);
}

/** A text in which the first of each such word is explained. */
export function glossed(parts: readonly (TemplateResult | string)[]): readonly (TemplateResult | string)[] {
  const rest = new Set<Term>(terms);
  return parts.flatMap((part) =>
    typeof part === 'string'
      ? part.split(anyTerm).map((text) => {
          const name = terms.find((one) => termWords[one].toLowerCase() === text.toLowerCase());
          return name && rest.delete(name) ? term(name, text) : text;
        })
      : [part],
  );
}
