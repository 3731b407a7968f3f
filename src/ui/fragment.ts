/** What an address's fragment asks for: a view, and a part of it, as in `#chapter/from-scratch`. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { quoted } from '../experiment/field_error.ts';

/** The name of a view; an empty string where the fragment asks for none. */
export function viewIn(hash: string): string {
  return hash.slice(1).split('/')[0] ?? '';
}

/** The part of the view, or an empty string. */
export function sectionIn(hash: string): string {
  return hash.split('/')[1] ?? '';
}

/**
 * A sentence on something that a link asks for and that is not there.
 * @param instead what is shown in its place
 */
export function notThere(what: string, name: string, names: readonly string[], instead: string): string {
  return `There is no ${what} ${quoted(name)}: ${instead} is shown. There are ${names.join(', ')}.`;
}

/** Tells an element what fragment is asked for: once it stands on the page, and whenever a link or the browser's history is followed. */
export class FragmentController implements ReactiveController {
  readonly #follow: () => void;

  constructor(host: ReactiveControllerHost, follow: () => void) {
    this.#follow = follow;
    host.addController(this);
  }

  // `hashchange` does not tell of a way back on which the query changes, too.
  hostConnected(): void {
    addEventListener('popstate', this.#follow);
    this.#follow();
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.#follow);
  }
}
