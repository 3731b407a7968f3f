/** Sentences that a person should know, each to be dismissed: what was refused, what fell back. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { DismissEvent } from '../events.ts';
import { sharedStyles } from '../shared_styles.ts';

/** Notices that stand one under another; more fold into one line. */
const mostOpen = 4;

/** @fires notice-dismiss - A sentence has been read. */
@customElement('notice-list')
export class NoticeList extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li,
      summary {
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
      summary {
        cursor: pointer;
      }
      summary::before {
        content: '▸';
      }
      [open] summary::before {
        content: '▾';
      }
      span {
        flex: 1;
      }
      .button:hover {
        background: var(--surface);
      }
    `,
  ];

  @property({ attribute: false }) notices: readonly string[] = [];

  override render() {
    const { notices } = this;
    if (notices.length <= mostOpen) return this.#list();
    return html`<details>
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
