/** Mathematics as MathML: the browser sets it, a screen reader speaks it, and it prints. */
import type { TemplateResult } from 'lit';
import { html } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import temml from 'temml';

const macros = {
  '\\norm': '\\lVert #1 \\rVert',
  '\\W': 'W_{\\!hh}',
  '\\part': '\\frac{\\partial #1}{\\partial #2}',
  '\\now': '\\frac{\\partial^{+} #1}{\\partial #2}',
};

/** A formula in the line of a text, from TeX. @throws where the TeX is no formula. */
export function formula(tex: string): TemplateResult {
  return html`${unsafeHTML(mathMl(tex, false))}`;
}

/** A formula on lines of its own; a wide one scrolls inside itself. */
export function displayed(tex: string): TemplateResult {
  return html`<div class="formula" tabindex="0" role="group" aria-label="Formula">${unsafeHTML(mathMl(tex, true))}</div>`;
}

/** The MathML of a TeX formula. @throws where it is none. */
export function mathMl(tex: string, displayMode: boolean): string {
  return temml.renderToString(tex, { displayMode, throwOnError: true, macros: { ...macros } });
}
