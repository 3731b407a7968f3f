/** What is wrong with a model, worst first: where, what that does to learning, and what to write instead. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Diagnosis } from '../../analysis/diagnosis/rule.ts';
import { say } from '../../language/say.ts';
import { count } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import './code_snippets.ts';

const severityWords = { high: say`high`, medium: say`medium`, note: say`note` } as const;

/** @fires finding-show - A finding's place is asked for: the {@link Diagnosis} is the event's `detail`. */
@customElement('model-findings')
export class ModelFindings extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        font-size: 13px;
      }
      h2 {
        margin: 0 0 8px;
        font-size: 15px;
        font-weight: 600;
      }
      ol {
        display: grid;
        gap: 10px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        padding: 8px 12px 10px;
        border-left: 3px solid var(--edge);
        background: var(--raised);
        border-radius: 0 6px 6px 0;
      }
      li.high {
        border-color: var(--error);
      }
      li.medium {
        border-color: var(--warm);
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 2px 10px;
      }
      b {
        font-weight: 600;
      }
      .high b {
        color: var(--error);
      }
      p {
        max-width: 84ch;
        margin: 4px 0 0;
        line-height: 1.45;
        text-wrap: pretty;
        overflow-wrap: anywhere;
      }
      details {
        margin-top: 4px;
      }
      summary {
        color: var(--soft);
        cursor: pointer;
      }
      .cure {
        color: var(--soft);
      }
      .link {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) findings: readonly Diagnosis[] = [];
  /** Whether there is a map to show a place on. */
  @property({ type: Boolean }) mapped = false;

  override render() {
    const { findings } = this;
    const found = `${count(findings.length)} found, worst first`;
    return html`
      <h2>${findings.length === 0 ? 'Nothing found that ails it' : `What ails it: ${found}`}</h2>
      <ol>${findings.map((finding, i) => this.#finding(finding, i === 0))}</ol>
    `;
  }

  /** @param first whether its cure is shown without being asked for */
  #finding(finding: Diagnosis, first: boolean) {
    const { rule, severity, sentence, cure, link } = finding;
    return html`<li class=${severity}>
      <header><b>${severityWords[severity]}: ${rule}</b>${this.#place(finding)}</header>
      <p>
        ${sentence}
        ${link === undefined ? nothing : html`<a href=${link} target="_blank">Random networks like it</a>`}
      </p>
      <details ?open=${first}>
        <summary>What to write instead</summary>
        <p class="cure">${cure.sentence}</p>
        <code-snippets .code=${cure.code}></code-snippets>
      </details>
    </li>`;
  }

  #place(finding: Diagnosis) {
    const { layer, direction, gate, step } = finding;
    if (layer === undefined) return nothing;
    const words = [
      `${layer}${direction === 'reverse' ? ', reverse' : ''}`,
      ...(gate === undefined ? [] : [`gate ${gate}`]),
      ...(step === undefined ? [] : [`step ${count(step)}`]),
    ].join(' · ');
    return this.mapped
      ? html`<button
          class="link"
          title="Show it on the map"
          @click=${() => this.dispatchEvent(new CustomEvent('finding-show', { detail: finding }))}
        >
          ${words}
        </button>`
      : html`<span>${words}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'model-findings': ModelFindings;
  }
}
