/** Lines of code that can be copied. */
import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { say } from '../language/say.ts';
import { sharedStyles } from '../ui/shared_styles.ts';

@customElement('code-listing')
export class CodeListing extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        min-width: 0;
        border: 1px solid var(--line);
        border-radius: 6px;
        background: var(--page);
      }
      header {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: 12px;
        padding: 6px 8px 0 12px;
        color: var(--soft);
        font-size: 13px;
      }
      pre {
        margin: 0;
        padding: 8px 12px 12px;
        overflow-x: auto;
        font: 12.5px/1.5 ui-monospace, 'SF Mono', Menlo, monospace;
      }
      @media print {
        button {
          display: none;
        }
        pre {
          white-space: pre-wrap;
        }
      }
    `,
  ];

  @property() heading = '';
  @property() text = '';
  /** Whether it can be copied: what a program prints need not be. */
  @property({ type: Boolean }) output = false;

  @state() private copied: 'no' | 'yes' | 'failed' = 'no';

  override render() {
    return html`
      <header>
        <span>${this.heading}</span>
        ${
          this.output
            ? ''
            : html`<button class="button" @click=${this.#copy}>
                ${{ no: say`Copy`, yes: say`Copied`, failed: 'Select and copy' }[this.copied]}<span class="unseen">
                  the code: ${this.heading}</span
                >
              </button>`
        }
      </header>
      <pre tabindex="0" role="region" aria-label=${this.heading}><code>${this.text}</code></pre>
    `;
  }

  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.text);
      this.copied = 'yes';
    } catch {
      // Without permission to write, the text is still there to be selected.
      this.copied = 'failed';
    }
    setTimeout(() => {
      this.copied = 'no';
    }, 2000);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'code-listing': CodeListing;
  }
}
