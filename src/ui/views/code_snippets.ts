/** The same thing to write, for each framework there is code for. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../copy_button.ts';
import { sharedStyles } from '../shared_styles.ts';

const frameworks = [
  ['pytorch', 'PyTorch'],
  ['keras', 'Keras'],
] as const;

@customElement('code-snippets')
export class CodeSnippets extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        font-size: 13px;
      }
      .code {
        display: flex;
        flex-wrap: wrap;
        align-items: start;
        gap: 4px 8px;
        margin-top: 6px;
      }
      .code span {
        flex: 0 0 60px;
        padding-top: 4px;
        color: var(--soft);
      }
      pre {
        flex: 1 1 260px;
        min-width: 0;
        margin: 0;
        padding: 4px 8px;
        border-radius: 4px;
        background: var(--surface);
        font: 12px/1.5 ui-monospace, monospace;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      :host([raised]) pre {
        background: var(--raised);
      }
    `,
  ];

  @property({ attribute: false }) code: { readonly pytorch?: string; readonly keras?: string } = {};

  override render() {
    return frameworks.map(([name, label]) => {
      const code = this.code[name];
      return code === undefined
        ? nothing
        : html`<div class="code">
            <span>${label}</span>
            <pre><code>${code}</code></pre>
            <copy-button what=${`code for ${label}`} .text=${() => code}>Copy</copy-button>
          </div>`;
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'code-snippets': CodeSnippets;
  }
}
