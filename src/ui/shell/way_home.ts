/** Below a figure that stands alone in another page: what there is to know of it, and a way to all of Vanishing Point. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';

@customElement('way-home')
export class WayHome extends LitElement {
  static override styles = css`
    :host {
      position: fixed;
      inset: auto 0 0;
      display: flex;
      justify-content: space-between;
      gap: 12px;
      height: 26px;
      padding: 0 12px;
      visibility: visible;
      background: var(--surface);
      color: var(--soft);
      font-size: 12px;
      line-height: 24px;
      white-space: nowrap;
    }
    p {
      margin: 0;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    a {
      color: var(--accent);
    }
  `;

  @property({ attribute: false }) notices: readonly string[] = [];
  /** What the link says of what is shown: `?gain=1.2`. */
  @property() query = '';

  override render() {
    const [page] = location.href.split(/[?#]/);
    return html`<p role="status">${this.notices.join(' ')}</p>
      <a href=${`${page}${this.query}${location.hash || '#explore'}`} target="_blank">From Vanishing Point</a>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'way-home': WayHome;
  }
}
