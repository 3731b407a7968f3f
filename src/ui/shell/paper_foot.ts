/** What stands on paper alone, below all else: what was measured, by what, and the link that shows it again. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { unfinished } from '../../experiment/unfinished.ts';
import { version } from '../../files/version.ts';
import type { Shown } from '../../session/exploration.ts';
import { toldOf } from '../charts/picture.ts';

@customElement('paper-foot')
export class PaperFoot extends LitElement {
  static override styles = css`
    :host {
      display: none;
    }
    @media print {
      :host {
        display: block;
        margin: 14px 16px 0;
        padding-top: 8px;
        border-top: 1px solid var(--line);
        color: var(--soft);
        font-size: 12px;
        line-height: 1.4;
        overflow-wrap: anywhere;
        break-inside: avoid;
      }
    }
  `;

  /** What the view above shows; undefined where that is not the explorer's networks. */
  @property({ attribute: false }) shown: Shown | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    for (const [target, type] of this.#printing) target.addEventListener(type, this.#onPaper);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const [target, type] of this.#printing) target.removeEventListener(type, this.#onPaper);
  }

  /** What a printer tells, and what tools tell that show a page as it would be printed. */
  readonly #printing: readonly (readonly [EventTarget, string])[] = [
    [window, 'beforeprint'],
    [matchMedia('print'), 'change'],
  ];

  /** The address may have changed since. */
  readonly #onPaper = (): void => this.requestUpdate();

  override render() {
    return [...this.#measured(), location.href].map((line) => html`${line}<br />`);
  }

  #measured(): readonly string[] {
    if (!this.shown) return [`Vanishing Point ${version}`];
    const { done, experiment } = this.shown;
    return toldOf({ ...this.shown, unfinished: unfinished(done, experiment.networks, 'network') }).words;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'paper-foot': PaperFoot;
  }
}
