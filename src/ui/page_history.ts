/**
 * The browser's history as a person expects it: an entry a settled change. What a person changes begins an entry at once; while the
 * same goes on changing, as under a slider that is dragged, that entry's address follows. What the page does by itself, as when it
 * lets go of a network that is not there, never makes an entry.
 */
import { Debounce } from '../session/debounce.ts';
import { sectionIn } from './fragment.ts';

/** A change has settled once nothing has followed it for so long, in milliseconds. */
const settledAfter = 500;
/** Addresses are written at most so often, in milliseconds: browsers refuse more than some in ten seconds. */
const writtenEvery = 200;
/** So long after the last of it, in milliseconds, scrolling has come to rest. */
const scrolledAfter = 150;

/** How far the page, and what it scrolls within itself, is scrolled, in CSS pixels. */
export type Scrolled = readonly number[];

/** What of the page the history needs. */
interface Page {
  /** Reads all that the address says. */
  readonly read: () => void;
  /** Settles once what is shown has its height. */
  readonly ready: () => Promise<void>;
  readonly scrolled: () => Scrolled;
  readonly scroll: (to: Scrolled) => void;
}

/** Whether the present entry has been left before, and so knows how far the page was scrolled. */
export function isLeftBehind(): boolean {
  return scrolledIn(history.state) !== undefined;
}

function scrolledIn(state: unknown): Scrolled | undefined {
  if (typeof state !== 'object' || state === null || !('scrolled' in state)) return undefined;
  const { scrolled } = state;
  return Array.isArray(scrolled) && scrolled.every((far) => typeof far === 'number') ? scrolled : undefined;
}

export class PageHistory {
  readonly #page: Page;
  /** The newest query, which may wait to be written, and the one that the address bar has. */
  #search = location.search;
  #written = location.search;
  /** The fragment that waits to be written. */
  #fragment: string | undefined;
  /** Whether a person is the cause of the next change. */
  #meant = false;
  /** Names in the query that change together, until they have settled; all of them just after another view was chosen. */
  #moving: ReadonlySet<string> | 'all' | undefined;
  /** Whether a mouse or a finger is down: until it is let go, nothing has settled. */
  #pressed = false;
  /** Entries that have been gone to: whoever has gone on is not scrolled any more. */
  #travels = 0;
  readonly #settled = new Debounce(settledAfter);
  readonly #writing = new Debounce(writtenEvery);
  readonly #resting = new Debounce(scrolledAfter);

  constructor(page: Page) {
    this.#page = page;
  }

  follow(): void {
    history.scrollRestoration = 'manual';
    addEventListener('popstate', this.#travel);
    addEventListener('pointerdown', this.#press, true);
    for (const type of released) addEventListener(type, this.#release, true);
    // Who follows a link has no time to wait.
    addEventListener('click', this.#leave, true);
    addEventListener('scroll', this.rest, { passive: true });
    void this.#goTo(history.state);
  }

  leave(): void {
    removeEventListener('popstate', this.#travel);
    removeEventListener('pointerdown', this.#press, true);
    for (const type of released) removeEventListener(type, this.#release, true);
    removeEventListener('click', this.#leave, true);
    removeEventListener('scroll', this.rest);
  }

  /** What changes next, a person has changed. */
  mean(): void {
    this.#meant = true;
  }

  /** What changes until this is done is a part of what a person has just done, unless they go on to something else. */
  async during(work: Promise<unknown>): Promise<void> {
    this.#moving = 'all';
    this.#settled.cancel();
    await work;
    this.#settled.ask(this.#settle);
  }

  /** What is seen has this query now. */
  write(search: string): void {
    this.#write(search, this.#hash);
  }

  /** The view that is seen says this of itself now, settings behind its name as a query has them: `#model/loss=every`. */
  writeFragment(fragment: string): void {
    this.#write(this.#search, fragment);
  }

  /** The newest fragment, which may wait to be written. */
  get #hash(): string {
    return this.#fragment ?? location.hash;
  }

  #write(search: string, hash: string): void {
    const isMeant = this.#meant;
    this.#meant = false;
    if (search === this.#search && hash === this.#hash) return;
    const names = [
      ...namesOfChange(this.#search, search),
      ...namesOfChange(sectionIn(this.#hash), sectionIn(hash)),
    ];
    const goesOn = this.#goesOn(names);
    if (isMeant && !goesOn) {
      this.#leave();
      history.pushState(null, '', search + hash);
      this.#written = search;
      this.#moving = new Set(names);
    }
    this.#search = search;
    this.#fragment = hash === location.hash ? undefined : hash;
    if (isMeant && !this.#pressed) this.#settled.ask(this.#settle);
    if (this.#isBehind && !this.#writing.waits) this.#writing.ask(this.#catchUp);
    if (!isMeant) this.#catchUp();
  }

  /** Whether something waits to be written. */
  get #isBehind(): boolean {
    return this.#written !== this.#search || this.#fragment !== undefined;
  }

  /** Whether a change of these goes on with the one before. */
  #goesOn(names: readonly string[]): boolean {
    const moving = this.#moving;
    return (
      moving !== undefined && (moving === 'all' || this.#pressed || names.every((name) => moving.has(name)))
    );
  }

  readonly #settle = (): void => {
    this.#moving = undefined;
  };

  /** Writes what waits to be written. */
  readonly #catchUp = (): void => {
    this.#writing.cancel();
    if (!this.#isBehind) return;
    history.replaceState(history.state, '', this.#search + this.#hash);
    this.#written = this.#search;
    this.#fragment = undefined;
  };

  /** Whatever follows may be another entry: this one is complete. */
  readonly #leave = (): void => {
    this.#catchUp();
    this.#resting.cancel();
    history.replaceState({ scrolled: this.#page.scrolled() }, '');
  };

  /** Something was scrolled. */
  readonly rest = (): void => this.#resting.ask(this.#leave);

  readonly #press = (): void => {
    this.#settled.cancel();
    this.#moving = undefined;
    this.#pressed = true;
  };

  readonly #release = (): void => {
    if (!this.#pressed) return;
    this.#pressed = false;
    this.#settled.ask(this.#settle);
  };

  /** Another entry is the present one: a new one of another view, or one of before or after. */
  readonly #travel = ({ state }: PopStateEvent): void => {
    this.#resting.cancel();
    this.#fragment = undefined;
    if (location.search === this.#written) {
      // What the new view changes by itself is a part of having chosen it.
      this.#moving = 'all';
      this.#settled.ask(this.#settle);
    } else {
      this.#writing.cancel();
      this.#settled.cancel();
      this.#moving = undefined;
      this.#meant = false;
      this.#search = location.search;
      this.#written = location.search;
      this.#page.read();
    }
    void this.#goTo(state);
  };

  async #goTo(state: unknown): Promise<void> {
    this.#travels += 1;
    const scrolled = scrolledIn(state);
    const travel = this.#travels;
    if (!scrolled) return;
    await this.#page.ready();
    if (travel === this.#travels) this.#page.scroll(scrolled);
  }
}

/** What tells that a mouse or a finger is up, or that a control has taken its last value. */
const released = ['pointerup', 'pointercancel', 'change', 'keydown'] as const;

/** The names in two queries whose values differ. */
function namesOfChange(before: string, after: string): string[] {
  const [old, present] = [before, after].map((search) => new URLSearchParams(search));
  const names = new Set([...(old?.keys() ?? []), ...(present?.keys() ?? [])]);
  return [...names].filter((name) => old?.get(name) !== present?.get(name));
}
