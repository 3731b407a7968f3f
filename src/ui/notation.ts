/** Signs of mathematics that plain text has: "σ_x" is σ with a subscript x, "ρ^T" is ρ raised to T. */
import { html, type TemplateResult } from 'lit';

/** A stretch of text, and where it stands. */
export interface Piece {
  readonly text: string;
  readonly place: 'line' | 'below' | 'above';
}

/** The letters or digits behind a mark, where a sign stands before it. */
const marked = /(?<=[\p{L}\p{S}\p{M})‖])([_^])(\p{L}+|\d+)/u;

/** Plain text in the pieces that it is written in. */
export function pieces(text: string): readonly Piece[] {
  const parts = text.split(marked);
  const found: Piece[] = [];
  // Text, mark, what is marked, and so on; text at both ends.
  for (let i = 0; i < parts.length; i += 3) {
    found.push({ text: parts[i] ?? '', place: 'line' });
    if (i + 2 < parts.length) {
      found.push({ text: parts[i + 2] ?? '', place: parts[i + 1] === '_' ? 'below' : 'above' });
    }
  }
  return found.filter(({ text: own }) => own !== '');
}

/** The same as a page shows it. */
export function notation(text: string): readonly (TemplateResult | string)[] {
  return pieces(text).map(({ text: own, place }) =>
    place === 'line' ? own : place === 'below' ? html`<sub>${own}</sub>` : html`<sup>${own}</sup>`,
  );
}
