/** Renders an element again whenever its session changes. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class SessionController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #session: () => EventTarget | undefined;
  #heard: EventTarget | undefined;

  constructor(host: ReactiveControllerHost, session: () => EventTarget | undefined) {
    this.#host = host;
    this.#session = session;
    host.addController(this);
  }

  hostUpdate(): void {
    const session = this.#session();
    if (session === this.#heard) return;
    this.hostDisconnected();
    this.#heard = session;
    session?.addEventListener('change', this.#update);
  }

  hostDisconnected(): void {
    this.#heard?.removeEventListener('change', this.#update);
    this.#heard = undefined;
  }

  readonly #update = (): void => this.#host.requestUpdate();
}
