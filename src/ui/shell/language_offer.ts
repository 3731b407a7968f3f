/** Offers the page's other language, in that language, to a reader whose browser asks for it first. */
import { css, html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';
import { sharedStyles } from '../shared_styles.ts';
import { noticeStyles } from './notice_list.ts';
import { answer, leadToOther, otherAddress, otherLanguage } from './other_language.ts';

@customElement('language-offer')
export class LanguageOffer extends LitElement {
  static override styles = [
    sharedStyles,
    noticeStyles,
    css`
      a {
        color: inherit;
        text-decoration: none;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.lang = otherLanguage;
  }

  // What is written here is in the language that is offered: its translation offers English.
  override render() {
    return html`<div class="notice">
      <span>Diese Seite gibt es auch auf Deutsch.</span>
      <a class="button" href=${otherAddress()} @click=${leadToOther}>Auf Deutsch lesen</a>
      <button class="button quiet" @click=${this.#decline}>Nein, danke</button>
    </div>`;
  }

  readonly #decline = (): void => {
    answer();
    this.remove();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'language-offer': LanguageOffer;
  }
}
