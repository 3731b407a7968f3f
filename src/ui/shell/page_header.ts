/** The name, the engine at work, and what concerns the whole page: its link and its light. */

import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { View } from '../../experiment/address.ts';
import { type EngineDescription, engineNames } from '../../experiment/provenance.ts';
import '../copy_button.ts';
import { engineWords } from '../engine_words.ts';
import { EngineEvent, ThemeEvent } from '../events.ts';
import { sharedStyles } from '../shared_styles.ts';
import { type ThemeChoice, themeChoices } from '../theme.ts';
import { type ViewName, views } from './views.ts';

/**
 * @fires theme-choose - Another light is chosen.
 * @fires engine-choose - Another engine is asked for.
 */
@customElement('page-header')
export class PageHeader extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 12px;
        height: 48px;
        padding: 0 16px;
        background: var(--surface);
        border-bottom: 1px solid var(--line);
      }
      h1 {
        display: flex;
        align-items: center;
        gap: 9px;
        margin: 0;
        font-size: 17px;
        font-weight: 650;
        letter-spacing: -0.015em;
        white-space: nowrap;
      }
      svg {
        width: 22px;
        height: 22px;
      }
      nav {
        display: flex;
        gap: 4px;
        align-self: stretch;
        margin: 0 auto 0 8px;
      }
      nav a {
        display: inline-flex;
        align-items: center;
        padding: 0 8px;
        border-bottom: 2px solid transparent;
        color: var(--soft);
        text-decoration: none;
      }
      nav a:hover {
        color: var(--ink);
      }
      nav a[aria-current] {
        border-bottom-color: var(--accent);
        color: var(--ink);
        font-weight: 600;
      }
      nav a:focus-visible {
        outline-offset: -3px;
      }
      .chip {
        max-width: 320px;
        padding: 3px 9px;
        border-radius: 6px;
        background: var(--raised);
        color: var(--soft);
        font-size: 13px;
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .chip b {
        color: var(--ink);
        font-weight: 600;
      }
      .engine {
        max-width: 132px;
        height: 30px;
        font-size: 13px;
      }
      .short {
        display: none;
      }
      @media (max-width: 1240px) {
        .chip,
        .word {
          display: none;
        }
        .short {
          display: inline;
        }
      }
      @media (max-width: 1020px) {
        :host {
          gap: 8px;
          padding: 0 12px;
        }
        nav {
          gap: 0;
          min-width: 0;
          margin-left: 0;
          overflow-x: auto;
          scrollbar-width: none;
        }
        nav a {
          padding: 0 6px;
          font-size: 13px;
        }
        .name {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
        .engine {
          max-width: 80px;
        }
      }
      /* A row of their own for the views, so that a phone shows all of them. */
      @media (max-width: 720px) {
        :host {
          flex-wrap: wrap;
          gap: 6px;
          height: auto;
          padding: 8px 12px 0;
        }
        h1 {
          flex: 1;
          gap: 7px;
          font-size: 15px;
        }
        .engine {
          max-width: 104px;
          padding: 0;
          font-size: 12px;
        }
        .name {
          position: static;
          width: auto;
          height: auto;
          clip-path: none;
        }
        nav {
          order: 1;
          flex: 1 0 100%;
          justify-content: space-between;
          margin: 0;
        }
        nav a {
          padding: 8px 6px;
          font-size: 14px;
        }
      }
      @media (max-width: 520px) {
        nav a {
          padding: 8px 1px;
          font-size: 13px;
        }
      }
      @media (max-width: 412px) {
        nav a {
          font-size: 12px;
        }
      }
      /* The narrowest phones still have both rows: the mark is left out before a control is. */
      @media (max-width: 380px) {
        h1 svg {
          display: none;
        }
        nav a {
          font-size: 11.5px;
          letter-spacing: -0.03em;
        }
      }
    `,
  ];

  @property({ attribute: false }) engine: EngineDescription | undefined;
  /** The engine that was asked for. */
  @property() preference: View['engine'] = 'auto';
  @property() view: ViewName = 'explore';
  @property() theme: ThemeChoice = 'auto';

  override render() {
    const { engine } = this;
    const next = themeChoices[(themeChoices.indexOf(this.theme) + 1) % themeChoices.length] ?? 'auto';
    return html`
      <h1>
        <svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6">
          <path d="M1.5 21 12 7 22.5 21M7.2 21 12 7l4.8 14" stroke-linejoin="round" />
          <circle cx="12" cy="5" r="2" fill="var(--accent)" stroke="none" />
        </svg>
        <span class="name">Vanishing Point</span>
      </h1>
      <nav aria-label="Views">
        ${views.map(
          ({ name, label }) =>
            html`<a href="#${name}" aria-current=${this.view === name ? 'page' : nothing}>${label}</a>`,
        )}
      </nav>
      <select class="engine" aria-label="Engine" .value=${this.preference} @change=${this.#chooseEngine}>
        <option value="auto" ?selected=${this.preference === 'auto'}>Best engine</option>
        ${engineNames.map(
          (name) =>
            html`<option value=${name} ?selected=${this.preference === name}>${engineWords[name]}</option>`,
        )}
      </select>
      ${
        engine
          ? html`<span class="chip" title=${engine.device}
              ><b>${engineWords[engine.name]}</b><span class="device"> · ${engine.device}</span></span
            >`
          : nothing
      }
      <copy-button what="link" .text=${() => location.href}
        ><span class="word">Copy link</span><span class="short">Link</span></copy-button
      >
      <button
        class="button"
        aria-label="Light: ${this.theme}. Change to ${next}"
        @click=${() => this.dispatchEvent(new ThemeEvent(next))}
      >
        <span aria-hidden="true">${{ auto: '◐', light: '○', dark: '●' }[this.theme]}</span
        ><span class="word">${{ auto: 'Auto', light: 'Light', dark: 'Dark' }[this.theme]}</span>
      </button>
    `;
  }

  /** Where the views do not fit beside each other, the one that is looked at is in sight. */
  override updated(changed: PropertyValues<this>): void {
    if (changed.has('view'))
      this.renderRoot
        .querySelector('nav [aria-current]')
        ?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }

  readonly #chooseEngine = (event: Event): void => {
    if (!(event.target instanceof HTMLSelectElement)) return;
    const { value } = event.target;
    this.dispatchEvent(new EngineEvent(engineNames.find((name) => name === value) ?? 'auto'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'page-header': PageHeader;
  }
}
