/** Escape as the view's own: pressed anywhere, where nothing is open that it would close first. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class EscapeController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #act: () => void;

  /** @param act what Escape does while the element is in sight */
  constructor(host: ReactiveControllerHost & HTMLElement, act: () => void) {
    this.#host = host;
    this.#act = act;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('keydown', this.#onKey);
  }

  hostDisconnected(): void {
    removeEventListener('keydown', this.#onKey);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || this.#host.hidden) return;
    if (event.ctrlKey || event.metaKey || event.altKey || document.fullscreenElement) return;
    // Lists, dialogs and what pops up are closed by the browser.
    if (event.composedPath().some((one) => one instanceof HTMLElement && one.matches(closable))) return;
    this.#act();
  };
}

const closable = 'select, dialog[open], [popover], [role="dialog"]';
