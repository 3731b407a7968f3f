/** What the palette and the sheet of keys share: a dialog over the page that Escape and a press beside it close. */
import { css, LitElement } from 'lit';
import { sharedStyles } from '../shared_styles.ts';
import type { Page } from './page.ts';

export const overlayStyles = [
  sharedStyles,
  css`
    dialog {
      width: min(600px, calc(100vw - 24px));
      max-width: none;
      max-height: calc(100svh - 2 * max(12px, 9svh));
      margin: max(12px, 9svh) auto auto;
      padding: 0;
      border: 1px solid var(--edge);
      border-radius: 10px;
      background: var(--surface);
      color: var(--ink);
      font: 14px/1.4 system-ui, sans-serif;
      box-shadow: 0 16px 64px #0006;
    }
    dialog::backdrop {
      background: #0006;
    }
  `,
];

export abstract class OverlayDialog extends LitElement {
  static override styles = overlayStyles;

  /** Over which page. */
  page: Page | undefined;

  /** Opens it; the focus comes back to where it was once it is closed. */
  async show(page: Page): Promise<void> {
    this.page = page;
    page.renderRoot.append(this);
    await this.updateComplete;
    const { dialog } = this;
    dialog?.addEventListener('close', () => this.remove());
    dialog?.addEventListener('pointerdown', (event) => {
      // What is beside a dialog counts as the dialog itself, and what is in it does not.
      if (event.target === dialog) dialog.close();
    });
    dialog?.showModal();
  }

  protected get dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }
}
