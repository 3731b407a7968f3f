/** One figure of the chapter alone, as another page has it in a frame: the figure, and a way to where it stands. */
import { css, html, LitElement } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Embedded } from '../figure/in_frame.ts';
import { Workplace } from '../session/workplace.ts';
import { noFigure } from '../ui/embedding.ts';
import { hear, NoticeEvent } from '../ui/events.ts';
import { sharedStyles } from '../ui/shared_styles.ts';
import { ThemeController } from '../ui/theme.ts';
import { embeddedIn, figureAddress, figureNamed } from './figure_link.ts';
import { figures } from './figures.ts';
import { mountedFigure } from './mounted_figure.ts';
import type { NearFigure } from './near_figure.ts';

@customElement('embedded-figure')
export class EmbeddedFigure extends LitElement implements Embedded {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        background: var(--page);
        font: 14px/1.3 system-ui, sans-serif;
        --motion: 120ms;
      }
      main {
        padding: 4px;
      }
      main > :not(p) {
        margin: 0;
      }
      p {
        margin: 0;
        padding: 6px 4px;
        color: var(--soft);
        font-size: 13px;
        line-height: 1.45;
        overflow-wrap: anywhere;
      }
      .home {
        display: flex;
        justify-content: flex-end;
        padding: 2px 8px 6px;
        font-size: 12px;
      }
      @media (prefers-reduced-motion: reduce) {
        :host {
          --motion: 0ms;
        }
      }
    `,
  ];

  /** What of the link was not understood. */
  @state() private notices: readonly string[] = [];

  readonly #theme = new ThemeController(this);
  readonly #workplace = new Workplace();
  readonly #asked = embeddedIn(location.search, location.hash);
  #figure: NearFigure | undefined;

  constructor() {
    super();
    hear(this, NoticeEvent, ({ notice }) => this.#notify(notice));
    this.#workplace.lookAt('chapter');
    const { engine } = this.#asked;
    if (engine !== 'auto')
      // A figure that cannot be measured says so by itself.
      this.#workplace
        .prefer(engine, (notice) => this.#notify(notice))
        .catch((error: unknown) => console.warn(error));
  }

  #notify(notice: string): void {
    this.notices = [...this.notices, notice];
  }

  get outline(): HTMLElement {
    return this;
  }

  override willUpdate(): void {
    const { id, engine, pairs } = this.#asked;
    const row = figureNamed(id);
    if (!row) return;
    const desk = { palette: this.#theme.palette, engine, workplace: this.#workplace };
    this.#figure ??= mountedFigure(row, desk, pairs);
    this.#figure.desk = desk;
    this.#figure.level = 2;
  }

  override render() {
    const { id, refusal } = this.#asked;
    const row = figureNamed(id);
    const names = figures.map((figure) => figure.id);
    const [home] = location.href.split(/[?#]/);
    return html`<main>
        <h1 class="unseen">A figure of Vanishing Point</h1>
        ${this.#figure ?? html`<p>${noFigure(id, names)}</p>`}
        ${[refusal, ...this.notices].map((notice) => notice && html`<p role="status">${notice}</p>`)}
      </main>
      <footer class="home">
        <a href=${`${home}${row ? figureAddress(row, []) : '#chapter'}`} target="_blank">From Vanishing Point</a>
      </footer>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'embedded-figure': EmbeddedFigure;
  }
}
