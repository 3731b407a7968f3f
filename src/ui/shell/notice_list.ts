/** Sentences that a person should know, each to be dismissed: what was refused, what fell back. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { DismissEvent } from '../events.ts';
import { sharedStyles } from '../shared_styles.ts';

/** Notices that stand one under another; more fold into one line. */
const mostOpen = 4;

/** How one notice looks, wherever it comes from. */
export const noticeStyles = css`
  :is(li, summary, .notice) {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 4px 10px 4px 16px;
    border-bottom: 1px solid var(--line);
    background: var(--raised);
    font-size: 13px;
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
  span {
    flex: 1;
  }
  .button:hover {
    background: var(--surface);
  }
`;

/**
 * @fires notice-dismiss - A sentence has been read.
 * @fires tour - More is to be shown than the sentence of a first visit says.
 */
@customElement('notice-list')
export class NoticeList extends LitElement {
  static override styles = [
    sharedStyles,
    noticeStyles,
    css`
      :host {
        display: block;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      summary {
        cursor: pointer;
      }
      summary::before {
        content: '▸';
      }
      [open] summary::before {
        content: '▾';
      }
      /* Only the sentence of a first visit has two buttons. */
      li:has(.button + .button) {
        flex-wrap: wrap;
        gap: 2px 4px;
      }
      li:has(.button + .button) span {
        flex-basis: 300px;
      }
    `,
  ];

  @property({ attribute: false }) notices: readonly string[] = [];
  /** The sentence that a tour of the page goes on from. */
  @property() toured = '';

  override render() {
    const { notices } = this;
    // What comes of no measurement stands in the slot.
    if (notices.length <= mostOpen) return html`<slot></slot>${this.#list()}`;
    return html`<slot></slot><details>
      <summary>
        <span>${notices.length} notices: ${notices[0]} …</span>
        <button class="button quiet" @click=${this.#dismissAll}>Dismiss all</button>
      </summary>
      ${this.#list()}
    </details>`;
  }

  readonly #dismissAll = (event: Event): void => {
    // A button in a summary would open it too.
    event.preventDefault();
    for (const notice of this.notices) this.dispatchEvent(new DismissEvent(notice));
  };

  #list() {
    return html`<ul aria-live="polite" aria-label="Notices">
      ${this.notices.map(
        (notice) => html`<li>
          <span>${notice}</span>
          ${
            notice === this.toured
              ? html`<button class="button" @click=${() => this.dispatchEvent(new Event('tour'))}>Take the tour</button>`
              : nothing
          }
          <button
            class="button quiet"
            aria-label="Dismiss: ${notice}"
            @click=${() => this.dispatchEvent(new DismissEvent(notice))}
          >
            Dismiss
          </button>
        </li>`,
      )}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'notice-list': NoticeList;
  }
}
