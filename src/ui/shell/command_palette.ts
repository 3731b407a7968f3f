/** The palette: type a part of a name to go to a view, a preset, a section or a control, or to have something done. */

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { say } from '../../language/say.ts';
import { match } from './fuzzy.ts';
import { OverlayDialog, overlayStyles } from './overlay_dialog.ts';
import type { Page } from './page.ts';
import { type Entry, entriesOf, sectionEntries } from './palette_entries.ts';

/** What the kinds of entries are called. */
const kindWords: Readonly<Record<Entry['kind'], string>> = {
  View: say`View`,
  Preset: say`Preset`,
  Section: say`Section`,
  Control: say`Control`,
  Action: say`Action`,
};

@customElement('command-palette')
export class CommandPalette extends OverlayDialog {
  static override styles = [
    ...overlayStyles,
    css`
      dialog[open] {
        display: flex;
        flex-direction: column;
      }
      input {
        flex: none;
        height: 48px;
        padding: 0 16px;
        border: 0;
        border-bottom: 1px solid var(--line);
        background: none;
        font-size: 16px;
      }
      input:focus-visible {
        outline-offset: -2px;
        border-radius: 10px 10px 0 0;
      }
      ul {
        margin: 0;
        padding: 6px;
        overflow: auto;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 64px minmax(0, 1fr) auto;
        gap: 0 10px;
        align-items: baseline;
        padding: 6px 10px;
        border-radius: 6px;
        cursor: pointer;
      }
      li[aria-selected='true'] {
        background: var(--raised);
        box-shadow: inset 2px 0 var(--accent);
      }
      li[aria-disabled] {
        color: var(--muted);
        cursor: default;
      }
      .kind,
      .aside {
        color: var(--soft);
        font-size: 12px;
      }
      li[aria-disabled] .aside {
        grid-column: 2 / -1;
      }
      p,
      label {
        margin: 0;
        padding: 12px 16px;
        color: var(--soft);
      }
      .by-hand input {
        width: 100%;
        margin-top: 6px;
        border: 1px solid var(--edge);
        border-radius: 6px;
      }
      @media (forced-colors: active) {
        li[aria-selected='true'] {
          outline: 2px solid Highlight;
        }
      }
    `,
  ];

  @state() private typed = '';
  /** The place of the one that Enter takes, among those that fit. */
  @state() private at = 0;
  @state() private entries: readonly Entry[] = [];
  /** A link that the browser did not copy. */
  @state() private byHand = '';

  override async show(page: Page): Promise<void> {
    this.entries = entriesOf(page, this.#copyLink);
    await super.show(page);
    try {
      const { lessons } = await import('../../lessons/chapter.ts');
      this.entries = [...this.entries, ...sectionEntries(page, lessons)];
    } catch (error) {
      // Everything else is found all the same.
      console.warn(error);
    }
  }

  override render() {
    const fitting = this.#fitting();
    return html`<dialog aria-label="Find">
      <input
        type="text"
        role="combobox"
        aria-label="Find a view, a preset, a section, a control or an action"
        aria-expanded="true"
        aria-controls="found"
        aria-autocomplete="list"
        aria-activedescendant=${fitting.length > 0 ? `found-${this.at}` : nothing}
        placeholder="View, preset, section, control or action"
        autocomplete="off"
        spellcheck="false"
        autofocus
        @input=${this.#type}
        @keydown=${this.#onKey}
      />
      <ul id="found" role="listbox" aria-label="Found" tabindex="-1">
        ${fitting.map(
          ({ kind, title, aside, run }, i) =>
            html`<li
              id="found-${i}"
              role="option"
              aria-selected=${i === this.at}
              aria-disabled=${run ? nothing : 'true'}
              @pointermove=${() => {
                this.at = i;
              }}
              @click=${() => this.#take(fitting[i])}
            >
              <span class="kind">${kindWords[kind]}</span> <span>${title}</span>
              ${aside ? html`<span class="aside">${aside}</span>` : nothing}
            </li>`,
        )}
      </ul>
      ${fitting.length === 0 ? html`<p role="status">Nothing here is called “${this.typed}”.</p>` : nothing}
      ${
        this.byHand
          ? html`<label class="by-hand"
              >The browser does not let this page copy. The link, to copy by hand:
              <input class="link-text" readonly .value=${this.byHand} />
            </label>`
          : nothing
      }
    </dialog>`;
  }

  override updated(): void {
    this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  /** The best first; of those that fit as well, in the order of the list. Names count for more than what else a thing is found by. */
  #fitting(): readonly Entry[] {
    const { typed } = this;
    if (typed.trim() === '') return this.entries;
    return this.entries
      .map((entry) => {
        const byName = match(typed, `${entry.title} ${entry.kind}`);
        return {
          entry,
          fits: byName > 1 ? 2 * byName + 1 : 2 * match(typed, `${entry.title} ${entry.also}`),
        };
      })
      .filter(({ fits }) => fits > 0)
      .sort((a, b) => b.fits - a.fits)
      .map(({ entry }) => entry);
  }

  readonly #type = ({ currentTarget }: Event): void => {
    if (currentTarget instanceof HTMLInputElement) this.typed = currentTarget.value;
    this.at = 0;
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const fitting = this.#fitting();
    const { at } = this;
    const page = 8;
    const to = {
      ArrowDown: (at + 1) % fitting.length,
      ArrowUp: (at - 1 + fitting.length) % fitting.length,
      PageDown: Math.min(at + page, fitting.length - 1),
      PageUp: Math.max(at - page, 0),
    }[event.key];
    if (to !== undefined && fitting.length > 0) {
      event.preventDefault();
      this.at = to;
    }
    // An input method's Enter ends a word.
    if (event.key !== 'Enter' || event.isComposing) return;
    // What it opens may have the focus at once, and is not to be pressed as well.
    event.preventDefault();
    this.#take(fitting[at]);
  };

  #take(entry: Entry | undefined): void {
    if (!entry?.run) return;
    // What copies needs the press that asked for it, and what is not copied needs the dialog.
    if (entry.run === this.#copyLink) {
      void this.#copyLink();
      return;
    }
    this.dialog?.close();
    entry.run();
  }

  readonly #copyLink = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(location.href);
      this.page?.session?.notify('The link is copied.');
      this.dialog?.close();
    } catch {
      this.byHand = location.href;
      await this.updateComplete;
      const link = this.renderRoot.querySelector<HTMLInputElement>('.link-text');
      link?.select();
      link?.focus();
    }
  };
}

/** Opens the palette over the page. */
export function open(page: Page): void {
  if (page.renderRoot.querySelector('command-palette')) return;
  void new CommandPalette().show(page);
}

declare global {
  interface HTMLElementTagNameMap {
    'command-palette': CommandPalette;
  }
}
