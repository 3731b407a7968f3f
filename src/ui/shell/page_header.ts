/** The name, the engine at work, and what concerns the whole page: its link and its light. */

import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { View } from '../../experiment/address.ts';
import { type EngineDescription, engineNames } from '../../experiment/provenance.ts';
import { say } from '../../language/say.ts';
import { centre } from '../centred.ts';
import '../copy_button.ts';
import { engineWords } from '../engine_words.ts';
import { EngineEvent, ThemeEvent } from '../events.ts';
import { sharedStyles } from '../shared_styles.ts';
import { keysOf } from '../shortcuts.ts';
import { type ThemeChoice, themeChoices } from '../theme.ts';
import { leadToOther, otherAddress, otherLanguage } from './other_language.ts';
import { type ViewName, views } from './views.ts';

/** What each choice of light is called within a sentence. */
const lights = { auto: say`auto`, light: say`light`, dark: say`dark` } as const;

/**
 * @fires theme-choose - Another light is chosen.
 * @fires engine-choose - Another engine is asked for.
 * @fires skip - What the header is above is to have the focus.
 * @fires find - Something is looked for by its name.
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
      .button.skip {
        position: fixed;
        top: -99px;
        left: 8px;
        z-index: 9;
      }
      .button.skip:focus {
        top: 8px;
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
      .button svg {
        width: 15px;
        height: 15px;
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
      .language {
        padding: 0 7px;
        color: inherit;
        text-decoration: none;
      }
      .short {
        display: none;
      }
      @media (max-width: 1350px) {
        .chip {
          display: none;
        }
        .word {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
        .short {
          display: inline;
        }
      }
      @media (max-width: 1220px) {
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
          max-width: 112px;
        }
      }
      /* A row of their own for the views, so that a phone shows all of them. */
      @media (max-width: 940px) {
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
          max-width: 112px;
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
      @media (max-width: 640px) {
        nav a {
          padding: 8px 1px;
          font-size: 13px;
        }
      }
      @media (max-width: 520px) {
        :host {
          gap: 4px;
        }
        .button {
          padding: 0 6px;
        }
        .engine {
          max-width: 84px;
        }
        h1 svg {
          display: none;
        }
        nav a {
          font-size: 11.5px;
          letter-spacing: -0.03em;
        }
      }
      /* German names are longer, and have a row more. */
      @media (max-width: 430px) {
        nav:lang(de) {
          flex-wrap: wrap;
          justify-content: center;
          padding-bottom: 3px;
        }
        nav:lang(de) a {
          padding: 4px 6px;
          font-size: 13px;
          letter-spacing: normal;
        }
      }
      /* The other language has room on the narrowest phones, too. */
      @media (max-width: 400px) {
        h1 {
          font-size: 14px;
        }
        .engine {
          max-width: 68px;
        }
        .button {
          padding: 0 5px;
        }
        nav a {
          padding: 8px 0;
          font-size: 11px;
          letter-spacing: -0.05em;
        }
      }
      @media (max-width: 380px) {
        :host {
          gap: 3px;
          padding: 8px 8px 0;
        }
        h1 {
          font-size: 13px;
        }
        .engine {
          max-width: 58px;
        }
      }
      /* A low window, as one at 200 % zoom is, has one row: what else stands here, the palette has too. */
      @media (max-height: 520px) {
        :host {
          flex-wrap: nowrap;
          height: 34px;
          padding: 0 12px;
        }
        h1 {
          flex: none;
        }
        nav,
        nav:lang(de) {
          order: 0;
          flex: 1 1 0;
          flex-wrap: nowrap;
          justify-content: start;
        }
        nav a {
          padding: 0 6px;
          font-size: 13px;
        }
      }
      @media (max-height: 520px) and (max-width: 900px) {
        .engine,
        copy-button,
        .light,
        .name {
          display: none;
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
    // A link would need a fragment of its own, and fragments name views.
    return html`
      <button class="button primary skip" @click=${() => this.dispatchEvent(new Event('skip'))}>
        Skip to the content
      </button>
      <h1>
        <svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6">
          <path d="M1.5 21 12 7 22.5 21M7.2 21 12 7l4.8 14" stroke-linejoin="round" />
          <circle cx="12" cy="5" r="2" fill="var(--accent)" stroke="none" />
        </svg>
        <span class="name">Vanishing Point</span>
      </h1>
      <nav aria-label="Views">
        ${views
          .filter((view) => !('unlisted' in view))
          .map(
            ({ name, label }) =>
              html`<a href="#${name}" aria-current=${this.view === name ? 'page' : nothing}>${label}</a>`,
          )}
      </nav>
      <select class="engine" aria-label="Engine" @change=${this.#chooseEngine}>
        <option value="auto" .selected=${this.preference === 'auto'}>Best</option>
        ${engineNames.map(
          (name) =>
            html`<option value=${name} .selected=${this.preference === name}>${engineWords[name]}</option>`,
        )}
      </select>
      ${
        engine
          ? html`<span class="chip" title=${engine.device}
              ><b>${engineWords[engine.name]}</b><span class="device"> · ${inShort(engine)}</span></span
            >`
          : nothing
      }
      <copy-button what="link" .text=${() => location.href}
        ><span class="word">Copy link</span><span class="short" aria-hidden="true">Link</span></copy-button
      >
      <a
        class="button language"
        lang=${otherLanguage}
        hreflang=${otherLanguage}
        href=${otherAddress()}
        title="Diese Seite auf Deutsch"
        @click=${leadToOther}
        >DE</a
      >
      <button
        class="button"
        aria-label="Find anything"
        title="Find (${keysOf('palette')})"
        @click=${() => this.dispatchEvent(new Event('find'))}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2">
          <path d="M15 15 21 21M17 10A7 7 0 1 1 3 10a7 7 0 0 1 14 0" />
        </svg>
      </button>
      <button
        class="button light"
        aria-label="Light: ${lights[this.theme]}. Change to ${lights[next]}"
        @click=${() => this.dispatchEvent(new ThemeEvent(next))}
      >
        <span aria-hidden="true">${{ auto: '◐', light: '○', dark: '●' }[this.theme]}</span
        ><span class="word">${{ auto: say`Auto`, light: say`Light`, dark: say`Dark` }[this.theme]}</span>
      </button>
    `;
  }

  /** Where the views do not fit beside each other, the one that is looked at is in sight. */
  override updated(changed: PropertyValues<this>): void {
    if (!changed.has('view')) return;
    const row = this.renderRoot.querySelector('nav');
    if (row) centre(row, row.querySelector('[aria-current]'));
  }

  readonly #chooseEngine = (event: Event): void => {
    if (!(event.target instanceof HTMLSelectElement)) return;
    const { value } = event.target;
    this.dispatchEvent(new EngineEvent(engineNames.find((name) => name === value) ?? 'auto'));
  };
}

/** The device without what its name says after a comma, such as the kind of a processor's registers. */
function inShort({ device }: EngineDescription): string {
  return device.split(', ')[0] ?? device;
}

declare global {
  interface HTMLElementTagNameMap {
    'page-header': PageHeader;
  }
}
