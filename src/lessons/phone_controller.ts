/** Whether the window is as narrow as a phone's: what has no room beside a plot stands elsewhere then. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class PhoneController implements ReactiveController {
  readonly #query = matchMedia('(width < 600px)');
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get isNarrow(): boolean {
    return this.#query.matches;
  }

  hostConnected(): void {
    this.#query.addEventListener('change', this.#changed);
  }

  hostDisconnected(): void {
    this.#query.removeEventListener('change', this.#changed);
  }

  readonly #changed = (): void => this.#host.requestUpdate();
}
