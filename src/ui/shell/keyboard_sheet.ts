/** The sheet of keys: what the page's own do, and those of charts and controls. */

import { css, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { say } from '../../language/say.ts';
import { keysOf, type ShortcutName, shortcuts } from '../shortcuts.ts';
import { OverlayDialog, overlayStyles } from './overlay_dialog.ts';
import type { Page } from './page.ts';

/** What the keys do that the page hears anywhere. */
const words: Readonly<Record<ShortcutName, string>> = {
  palette: 'Find a view, a preset, a section, a control or an action',
  keys: 'This sheet',
};

type Row = readonly [keys: string, does: string];

/** Keys of what has the focus, as it says of itself. */
const elsewhere: readonly (readonly [where: string, rows: readonly Row[]])[] = [
  [
    'In a chart that has the focus',
    [
      ['← → ↑ ↓', 'Walk along its networks, cells or steps'],
      ['Enter', 'Pin the network'],
      ['Shift + ← →', 'Select a range'],
      ['+ −', 'Zoom in, or out'],
      ['0', 'The whole chart again'],
      ['f', 'Full screen, and back'],
      ['Esc', 'Let go: of the range, then of the pinned network'],
    ],
  ],
  [
    'In a control',
    [
      ['↑ ↓', 'A step more or less'],
      ['Shift + ↑ ↓', 'Ten steps'],
      ['Esc', 'Take back what is being typed'],
    ],
  ],
  [
    'Among buttons of which one is chosen',
    [
      ['← →', 'To the next one'],
      ['Enter', 'Choose it'],
    ],
  ],
];

@customElement('keyboard-sheet')
export class KeyboardSheet extends OverlayDialog {
  static override styles = [
    ...overlayStyles,
    css`
      .sheet {
        padding: 14px 20px 18px;
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
      }
      h2 {
        margin: 0;
        font-size: 17px;
      }
      h3 {
        margin: 14px 0 4px;
        font-size: 13px;
      }
      dl {
        display: grid;
        grid-template-columns: 120px minmax(0, 1fr);
        gap: 5px 12px;
        margin: 0;
      }
      dd {
        margin: 0;
        color: var(--soft);
      }
      kbd {
        padding: 1px 6px;
        border: 1px solid var(--edge);
        border-radius: 5px;
        background: var(--raised);
        font: 12px system-ui, sans-serif;
      }
    `,
  ];

  override render() {
    const own = (Object.keys(shortcuts) as ShortcutName[]).map((name): Row => [keysOf(name), words[name]]);
    return html`<dialog aria-labelledby="title">
      <div class="sheet">
        <div class="head">
          <h2 id="title">Keys</h2>
          <button class="button" autofocus @click=${() => this.dialog?.close()}>Close</button>
        </div>
        ${[[say`Anywhere`, own] as const, ...elsewhere].map(
          ([where, rows]) => html`<h3>${where}</h3>
            <dl>
              ${rows.map(([keys, does]) => html`<dt><kbd>${keys}</kbd></dt><dd>${does}</dd>`)}
            </dl>`,
        )}
      </div>
    </dialog>`;
  }
}

/** Opens the sheet over the page. */
export function open(page: Page): void {
  if (page.renderRoot.querySelector('keyboard-sheet')) return;
  void new KeyboardSheet().show(page);
}

declare global {
  interface HTMLElementTagNameMap {
    'keyboard-sheet': KeyboardSheet;
  }
}
