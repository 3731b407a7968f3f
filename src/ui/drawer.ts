/** Where the controls of a view are on a narrow window: in a drawer that rises from its bottom. */
import { css, html, type LitElement } from 'lit';

export class Drawer {
  readonly #host: LitElement;
  #isOpen = false;

  constructor(host: LitElement) {
    this.#host = host;
  }

  /** The controls: beside the view on a wide window, else in the drawer, with a way to close it. */
  controls(label: string, content: unknown) {
    return html`<div
      class="controls ${this.#isOpen ? 'open' : ''}"
      role="region"
      aria-label=${label}
      @keydown=${this.#onKey}
    >
      <div class="close-controls">
        <button class="button" @click=${() => this.#move(false)}>Done</button>
      </div>
      ${content}
    </div>`;
  }

  /** The button that opens it. */
  button() {
    return html`<button
      class="button primary open-controls"
      aria-expanded=${this.#isOpen}
      @click=${() => this.#move(true)}
    >
      Controls
    </button>`;
  }

  /** Has the controls in sight. */
  async show(): Promise<void> {
    await this.#host.updateComplete;
    if (this.#find('.open-controls')?.checkVisibility()) await this.#move(true);
  }

  /** The focus goes with it. */
  async #move(open: boolean): Promise<void> {
    this.#isOpen = open;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    this.#find(open ? '.close-controls button' : '.open-controls')?.focus();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.#isOpen) return;
    event.preventDefault();
    void this.#move(false);
  };

  #find(selector: string): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>(selector);
  }
}

/** After the styles of what has it. */
export const drawerStyles = css`
  .close-controls {
    display: none;
  }
  @media (max-width: 800px) {
    .controls {
      position: fixed;
      inset: auto 0 0 0;
      z-index: 4;
      max-height: 78svh;
      border-right: 0;
      border-top: 1px solid var(--edge);
      border-radius: 14px 14px 0 0;
      transform: translateY(105%);
      visibility: hidden;
      transition:
        transform var(--motion),
        visibility 0s var(--motion);
    }
    .controls.open {
      display: flex;
      flex-direction: column;
      transform: none;
      visibility: visible;
      transition: transform var(--motion);
      box-shadow: 0 -8px 40px #0006;
    }
    /* Where the button was that opened them. */
    .close-controls {
      order: 1;
      position: sticky;
      bottom: 0;
      z-index: 1;
      display: flex;
      justify-content: flex-end;
      padding: 5px 12px;
      background: var(--surface);
      border-top: 1px solid var(--line);
    }
    .close-controls .button {
      min-height: 40px;
    }
  }
`;
