/** How far a chart's numbers can be trusted: one line on its frame, and the evidence behind it on demand. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Agreement } from '../session/agreement.ts';
import { agreementEvidence, agreementHeadline, agreementSentence, type Shows } from './agreement_words.ts';
import { gap, placeBeside } from './beside.ts';
import { sharedStyles } from './shared_styles.ts';

@customElement('agreement-badge')
export class AgreementBadge extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: inline-flex;
        min-width: 0;
      }
      .badge {
        min-height: 24px;
        padding: 0 7px;
        gap: 5px;
        color: var(--soft);
        background: var(--surface);
        border-color: transparent;
        overflow: hidden;
      }
      .badge > span:last-child {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      /* Room for a few words only. */
      @container (max-width: 560px) {
        .lead {
          display: none;
        }
        .badge,
        .checking {
          font-size: 12px;
        }
        .badge {
          text-align: left;
          white-space: normal;
        }
      }
      .badge:hover {
        border-color: var(--edge);
      }
      .mark {
        color: var(--accent);
        font-weight: 700;
      }
      .broken,
      .broken .mark {
        color: var(--error);
      }
      .broken {
        border-color: currentColor;
        font-weight: 600;
      }
      .checking {
        padding: 0 7px;
        font-size: 13px;
        line-height: 24px;
        color: var(--muted);
        white-space: nowrap;
      }
      .evidence {
        position: fixed;
        inset: auto;
        width: min(380px, calc(100vw - 12px));
        max-height: 70vh;
        margin: 0;
        padding: 14px 16px;
        overflow: auto;
        border: 1px solid var(--edge);
        border-radius: 8px;
        background: var(--surface);
        color: var(--ink);
        font-size: 13px;
        line-height: 1.45;
        box-shadow: 0 8px 32px #0004;
      }
      p {
        margin: 0;
        text-wrap: pretty;
      }
      p.fault {
        color: var(--error);
        font-weight: 600;
      }
      dl {
        display: grid;
        gap: 10px;
        margin: 12px 0 0;
      }
      dt {
        display: flex;
        gap: 6px;
        font-weight: 600;
      }
      dd {
        margin: 0;
        color: var(--soft);
      }
      .number {
        color: var(--ink);
      }
    `,
  ];

  @property({ attribute: false }) agreement: Agreement | undefined;
  /** What that chart shows. */
  @property() shows: Shows = 'gradient';
  /** Which chart it stands on, for those who cannot see that. */
  @property() chart = '';

  override render() {
    const { agreement } = this;
    if (!agreement) return nothing;
    const { mark, lead, text } = agreementHeadline(agreement, this.shows);
    const words = html`<span class="lead">${lead} </span>${text}`;
    if (agreement.state === 'checking') return html`<span class="checking">${words}</span>`;
    const sentence = agreementSentence(agreement);
    const evidence = agreementEvidence(agreement);
    return html`
      <button class="button badge ${mark === '✗' ? 'broken' : ''}" popovertarget="evidence" title=${sentence}>
        <span class="mark" aria-hidden="true">${mark}</span
        ><span>${words}<span class="unseen">: ${this.chart}, how that is known</span></span>
      </button>
      <div
        class="evidence"
        id="evidence"
        popover
        role="dialog"
        aria-label="How far these numbers can be trusted"
        tabindex="-1"
        @beforetoggle=${this.#place}
      >
        <p class=${mark === '✗' ? 'fault' : ''}>${sentence}</p>
        ${
          evidence.length > 0
            ? html`<dl>
                ${evidence.map(
                  ({ mark, check, number, about }) =>
                    html`<div>
                      <dt><span class="mark ${mark === '✗' ? 'broken' : ''}">${mark}</span>${check}</dt>
                      <dd><span class="number">${number}</span> ${about}</dd>
                    </div>`,
                )}
              </dl>`
            : nothing
        }
      </div>
    `;
  }

  readonly #place = (event: ToggleEvent): void => {
    const popover = event.target;
    if (event.newState !== 'open' || !(popover instanceof HTMLElement)) return;
    const badge = this.getBoundingClientRect();
    placeBeside(popover, Math.min(380, innerWidth - 2 * gap), badge, badge.top < innerHeight / 2);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'agreement-badge': AgreementBadge;
  }
}
