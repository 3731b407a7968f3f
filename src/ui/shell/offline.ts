/** Has the browser keep the page for when there is no network, and says when a newer version of it has come. */
import { html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';
import { sharedStyles } from '../shared_styles.ts';
import { noticeStyles } from './notice_list.ts';

/** How long a version may take to take over, in milliseconds. */
const patience = 10_000;

/** A newer version waits. Nothing is loaded again before somebody says so. */
@customElement('update-notice')
class UpdateNotice extends LitElement {
  static override styles = [sharedStyles, noticeStyles];

  override role = 'status';
  /** The version that waits; none where it has been taken up in another tab. */
  waiting: ServiceWorker | null = null;

  override render() {
    return html`<div class="notice">
      <span>A new version is ready: reload the page to use it.</span>
      <button class="button" @click=${this.#reload}>Reload</button>
      <button class="button quiet" @click=${() => this.remove()}>Later</button>
    </div>`;
  }

  readonly #reload = (): void => {
    const { waiting } = this;
    if (waiting?.state !== 'installed') {
      location.reload();
      return;
    }
    // It takes over once the older one has answered whatever it was asked; nobody waits for ever.
    waiting.addEventListener('statechange', () => waiting.state === 'activated' && location.reload());
    setTimeout(() => location.reload(), patience);
    waiting.postMessage('take over');
  };
}

/** Stands among the page's notices, once. */
function offer(waiting: ServiceWorker | null): void {
  const notices = document.querySelector('vanishing-point')?.renderRoot.querySelector('notice-list');
  const notice = notices?.querySelector('update-notice') ?? new UpdateNotice();
  notice.waiting = waiting;
  notices?.append(notice);
}

/** Never more than once a visit. What the browser refuses is no loss while there is a network. */
export async function keepForLater(): Promise<void> {
  const { serviceWorker } = navigator;
  // The first worker of a page is no news.
  const known = serviceWorker.controller !== null;
  const registration = await serviceWorker.register(new URL('service_worker.js', document.baseURI));
  if (registration.waiting && known) offer(registration.waiting);
  const follow = (): void => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed' && serviceWorker.controller) offer(installing);
    });
  };
  // One may have been on its way before anybody listened.
  follow();
  registration.addEventListener('updatefound', follow);
  if (known) serviceWorker.addEventListener('controllerchange', () => offer(null));
}

declare global {
  interface HTMLElementTagNameMap {
    'update-notice': UpdateNotice;
  }
}
