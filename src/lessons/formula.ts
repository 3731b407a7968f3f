/** Mathematics as MathML: the browser sets it, a screen reader speaks it, and it prints. */
import { html, noChange, type TemplateResult } from 'lit';
import { Directive, directive } from 'lit/directive.js';
import temml from 'temml';
import { language } from '../language/language.ts';

const macros = {
  '\\norm': '\\lVert #1 \\rVert',
  '\\W': 'W_{\\!hh}',
  '\\part': '\\frac{\\partial #1}{\\partial #2}',
  '\\now': '\\frac{\\partial^{+} #1}{\\partial #2}',
};

/** A formula in the line of a text, from TeX. @throws where the TeX is no formula. */
export function formula(tex: string): TemplateResult {
  return html`${set(mathMl(tex, false))}`;
}

/** A formula on lines of its own; a wide one scrolls inside itself. */
export function displayed(tex: string): TemplateResult {
  return html`<div class="formula" tabindex="0" role="group" aria-label="Formula">${set(mathMl(tex, true))}</div>`;
}

/** The MathML of a TeX formula. @throws where it is none. */
export function mathMl(tex: string, displayMode: boolean): string {
  return temml.renderToString(withMark(tex), { displayMode, throwOnError: true, macros: { ...macros } });
}

/** A comma within braces is no list’s: no space follows it. */
function withMark(tex: string): string {
  return language === 'en' ? tex : tex.replace(/(\d)\.(?=\d)/g, '$1{,}');
}

/** Puts MathML where it belongs. Its styles are set one by one: a host may forbid those that stand in markup. */
class Setting extends Directive {
  #shown = '';

  override render(markup: string): unknown {
    if (markup === this.#shown) return noChange;
    this.#shown = markup;
    const template = document.createElement('template');
    template.innerHTML = markup.replaceAll(' style="', ' data-style="');
    for (const styled of template.content.querySelectorAll('[data-style]')) {
      if (!(styled instanceof MathMLElement)) continue;
      styled.style.cssText = styled.dataset.style ?? '';
      delete styled.dataset.style;
    }
    return [...template.content.childNodes];
  }
}

const set = directive(Setting);
