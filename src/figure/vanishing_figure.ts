/**
 * `<vanishing-figure>`: a figure of Vanishing Point in any page, by the link that the page itself has. It is the page in a frame, so it
 * brings its own worker, styles and policy, and leaves those around it alone.
 */
import { figureAddress } from './figure_address.ts';
import { type FromFrame, isOurs, speaker, type ToFrame } from './messages.ts';

/** How far outside the window it begins. */
const nearby = '200px';
/** Beside it stands the page, unless said. */
const script = import.meta.url;
/** As high as this, in CSS pixels, unless said, and until the figure says how high it is itself. */
const usualHeight = 440;

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host { display: block; height: var(--figure-height); }
  :host([hidden]) { display: none; }
  iframe { display: block; width: 100%; height: 100%; border: 0; }
`);

/**
 * @attr src - A link of the page, whole or from `?` on. With `embed=NAME` in it, the figure of that name; else the first of what it leads to.
 * @attr controls - `none`: what is drawn, and nothing beside it. `some` (unless said): with its own switches.
 * @attr theme - `light`, `dark`, or `auto`, as the reader's system has it.
 * @attr height - In CSS pixels. Figures of the chapter are as high as they are where it is not said.
 * @attr page - Where the page is, where that is not beside this script.
 * @fires vanishing-result - What it shows is measured: `detail` is what its JSON file holds. Again after every change.
 * @slot - What is shown before the figure is, and without this script.
 */
export class VanishingFigure extends HTMLElement {
  static readonly observedAttributes = ['src', 'controls', 'theme', 'height', 'page', 'lang'];

  /** The numbers of what it shows, once they are measured. */
  result: unknown;

  readonly #root = this.attachShadow({ mode: 'open' });
  #frame: HTMLIFrameElement | undefined;
  #isSeen = false;
  /** What the figure has said of its height; it counts where the page around it says none. */
  #ownHeight = usualHeight;
  readonly #observer = new IntersectionObserver(
    (entries) => entries.some(({ isIntersecting }) => isIntersecting) && this.#begin(),
    { rootMargin: nearby },
  );
  /** Settles once the page in the frame listens. */
  #ready = later<void>();
  /** Files that were asked for, by the number of the question. */
  readonly #questions = new Map<number, Later<Uint8Array>>();
  #asked = 0;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(document.createElement('slot'));
  }

  connectedCallback(): void {
    this.#size();
    this.#observer.observe(this);
    addEventListener('message', this.#hear);
  }

  disconnectedCallback(): void {
    this.#observer.disconnect();
    removeEventListener('message', this.#hear);
    this.#frame?.remove();
    this.#frame = undefined;
    this.#isSeen = false;
    this.#forget('the figure was taken away');
  }

  attributeChangedCallback(name: string): void {
    if (name === 'height') this.#size();
    else if (this.#isSeen) this.#show();
  }

  /**
   * A file of what it shows, once that is measured: of the explorer's figures `json`, `csv` or `parquet`, with the bytes that the page saves;
   * of a model `json` or `diagnosis`; of the chapter's `json` or `csv`; of a comparison `json`.
   * @throws Error where there is none, or the figure is taken away before
   */
  async file(format = 'json'): Promise<Uint8Array> {
    this.#begin();
    const question = this.#asked++;
    const answer = later<Uint8Array>();
    this.#questions.set(question, answer);
    const [bytes] = await Promise.all([
      answer.promise,
      this.#say({ speaker, says: 'file', question, format }),
    ]);
    return bytes;
  }

  /**
   * Opens a person's own network or model in it, as if it had been dropped there: files of weights, a capture, inputs beside them.
   * @throws Error where another figure is shown, or this one taken away, before it could
   */
  async open(files: readonly File[]): Promise<void> {
    this.#begin();
    this.result = undefined;
    await this.#say({ speaker, says: 'open', files });
  }

  /** It computes nothing before it is seen, or asked. */
  #begin(): void {
    this.#observer.disconnect();
    if (this.#isSeen || !this.isConnected) return;
    this.#isSeen = true;
    this.#show();
  }

  #show(): void {
    const address = this.#address();
    if (address === undefined || address === this.#frame?.src) return;
    if (this.#frame) this.#forget('another figure is shown');
    this.result = undefined;
    this.#ownHeight = usualHeight;
    this.#size();
    const frame = document.createElement('iframe');
    frame.allow = 'fullscreen; clipboard-write';
    frame.title = this.title || 'Vanishing Point';
    frame.src = address;
    this.#root.replaceChildren(frame);
    this.#frame = frame;
  }

  #address(): string | undefined {
    const [link, page] = [this.getAttribute('src'), this.getAttribute('page')];
    try {
      return figureAddress(link ?? '', page ?? new URL('.', script).href, {
        controls: this.getAttribute('controls') ?? 'some',
        theme: this.getAttribute('theme') ?? 'auto',
        language: this.closest<HTMLElement>('[lang]')?.lang ?? '',
      });
    } catch (error) {
      // What the element holds stays in its place.
      console.warn('vanishing-figure:', error);
      return undefined;
    }
  }

  #size(): void {
    const said = Number(this.getAttribute('height'));
    this.style.setProperty('--figure-height', `${said > 0 ? said : this.#ownHeight}px`);
  }

  async #say(message: ToFrame): Promise<void> {
    await this.#ready.promise;
    const { contentWindow, src } = this.#frame ?? {};
    if (src) contentWindow?.postMessage(message, new URL(src).origin);
  }

  readonly #hear = ({ source, origin, data }: MessageEvent<unknown>): void => {
    const { contentWindow, src } = this.#frame ?? {};
    if (!src || source !== contentWindow || origin !== new URL(src).origin) return;
    if (isOurs<FromFrame>(data)) this.#take(data);
  };

  #take(message: FromFrame): void {
    switch (message.says) {
      case 'ready':
        if (this.#frame && !this.title) this.#frame.title = message.title;
        this.#ready.resolve();
        break;
      case 'height':
        this.#ownHeight = message.height;
        this.#size();
        break;
      case 'result':
        this.result = message.numbers;
        this.dispatchEvent(
          new CustomEvent('vanishing-result', { detail: this.result, bubbles: true, composed: true }),
        );
        break;
      case 'file': {
        const question = this.#questions.get(message.question);
        this.#questions.delete(message.question);
        if (message.bytes) question?.resolve(message.bytes);
        else question?.reject(new Error(message.refusal));
      }
    }
  }

  /** Nobody will answer any more, and who still waits to ask is told so. */
  #forget(why: string): void {
    // Often nobody waits.
    this.#ready.promise.catch(() => undefined);
    this.#ready.reject(new Error(why));
    this.#ready = later();
    for (const { reject } of this.#questions.values()) reject(new Error(why));
    this.#questions.clear();
  }
}

/** A promise, and what settles it. */
interface Later<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (reason: Error) => void;
}

function later<Value>(): Later<Value> {
  let [resolve, reject]: [Later<Value>['resolve'], Later<Value>['reject']] = [
    () => undefined,
    () => undefined,
  ];
  const promise = new Promise<Value>((...settle) => {
    [resolve, reject] = settle;
  });
  return { promise, resolve, reject };
}

declare global {
  interface HTMLElementTagNameMap {
    'vanishing-figure': VanishingFigure;
  }
}
