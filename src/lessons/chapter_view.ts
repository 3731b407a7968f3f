/** The chapter: its contents, its sections in order, and the address that follows the reader. */
import mathFont from '@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2?url';
import { html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { View } from '../experiment/address.ts';
import { say } from '../language/say.ts';
import { Workplace } from '../session/workplace.ts';
import { NoticeEvent } from '../ui/events.ts';
import { FragmentController, notThere, sectionIn, viewIn } from '../ui/fragment.ts';
import { isLeftBehind } from '../ui/page_history.ts';
import { sharedStyles } from '../ui/shared_styles.ts';
import type { Palette } from '../ui/theme.ts';
import { lessons } from './chapter.ts';
import { chapterStyles } from './chapter_styles.ts';
import { figureIn, figureNamed, type WantedFigure } from './figure_link.ts';
import { figures } from './figures.ts';
import { addressOf, type Desk } from './lesson.ts';
import { figureWithin } from './mounted_figure.ts';

// Formulas need a font with a table of mathematics, and not every phone has one.
// It is larger than the whole chapter: formulas stand in another one until it has come.
document.fonts.add(
  new FontFace('STIX Two Math', `local('STIX Two Math'), url(${mathFont})`, { display: 'swap' }),
);

/** @fires notice-give - A section that a link asks for is not there. */
@customElement('chapter-view')
export class ChapterView extends LitElement {
  static override styles = [sharedStyles, chapterStyles];

  @property({ attribute: false }) palette: Palette | undefined;
  @property() engine: View['engine'] = 'auto';
  /** Where the figures are measured. */
  @property({ attribute: false }) workplace = new Workplace();

  /** The section that is being read. */
  @state() private current = '';
  #desk: Desk | undefined;
  /** Whether another view is looked at. */
  #away = false;
  /** Whether the contents stand beside the text, where they are never folded. */
  readonly #wide = matchMedia('(min-width: 1001px)');

  constructor() {
    super();
    new FragmentController(this, this.#followAddress);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('scroll', this.#followReader, { passive: true });
    this.#wide.addEventListener('change', this.#unfold);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('scroll', this.#followReader);
    this.#wide.removeEventListener('change', this.#unfold);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const { palette, engine, workplace } = this;
    if (!palette || !(changed.has('palette') || changed.has('engine'))) return;
    this.#desk = { palette, engine, workplace };
  }

  override render() {
    const desk = this.#desk;
    if (!desk) return html``;
    return html`
      <nav class="contents" aria-label="Sections of the chapter">
        <details ?open=${this.#wide.matches}>
          <summary>Contents</summary>
          <ol>
            ${lessons.map(
              ({ id, title }) =>
                html`<li>
                  <a href=${addressOf(id)} aria-current=${this.current === id ? 'true' : 'false'}>${title}</a>
                </li>`,
            )}
          </ol>
        </details>
      </nav>
      <article>
        <header>
          <h2>The memory problem</h2>
          <p class="lead">
            Why a recurrent network forgets, why it sometimes blows up instead, and what can be done about either.
            Every figure is an experiment that runs while you read: move its sliders, doubt its numbers.
          </p>
          <p>
            Rather begin with a riddle? <a href="#story">One network, five questions</a>: guess, measure, see.
          </p>
        </header>
        ${lessons.map(
          ({ id, title, body }, i) => html`
            <section id=${id} aria-labelledby="${id}-title">
              <h3 id="${id}-title" tabindex="-1">
                <span class="ordinal">${i + 1}</span> ${title}
                <a class="anchor" href=${addressOf(id)} aria-label="Link to this section: ${title}">#</a>
              </h3>
              ${body(desk)}
            </section>
          `,
        )}
      </article>
    `;
  }

  readonly #unfold = (): void => this.requestUpdate();

  readonly #followAddress = (): void => {
    const away = viewIn(location.hash) !== 'chapter';
    // Whoever comes back from another view finds the page open where it was left.
    const section = sectionIn(location.hash) || (this.#away ? this.current : '');
    const figure = figureIn(location.hash);
    this.#away = away;
    // Where the browser's history leads, it leads to the very place.
    if (away || isLeftBehind()) return;
    // The figures have to have their height before a place among them means anything.
    requestAnimationFrame(() => (figure ? void this.#show(section, figure) : this.#goTo(section)));
  };

  /** A figure of a section, as a link has it set. */
  async #show(section: string, { id, pairs }: WantedFigure): Promise<void> {
    const row = figureNamed(id);
    const figure = row && figureWithin(this.renderRoot, row);
    if (!figure) {
      const ids = figures.map((one) => one.id);
      this.dispatchEvent(new NoticeEvent(notThere(say`figure`, id, ids, 'the section'), 'place'));
      this.#goTo(section);
      return;
    }
    figure.wanted = pairs;
    figure.tabIndex = -1;
    figure.scrollIntoView();
    figure.focus({ preventScroll: true });
    // Those above it have their heights only now.
    await figure.updateComplete;
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
    figure.scrollIntoView();
  }

  #goTo(id: string): void {
    if (id === '') {
      scrollTo({ top: 0 });
      return;
    }
    const section = this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
    if (!section) {
      const ids = lessons.map((lesson) => lesson.id);
      this.dispatchEvent(new NoticeEvent(notThere(say`section`, id, ids, 'the chapter’s start'), 'place'));
      scrollTo({ top: 0 });
    }
    section?.scrollIntoView();
    section?.querySelector<HTMLElement>('h3')?.focus({ preventScroll: true });
  }

  /** The address names the section in sight, so that a link or a reload leads back to it. */
  readonly #followReader = (): void => {
    if (this.hidden) return;
    const sections = [...this.renderRoot.querySelectorAll<HTMLElement>('section')];
    const line = innerHeight / 3;
    const current = sections.findLast((section) => section.getBoundingClientRect().top < line)?.id ?? '';
    if (current === this.current) return;
    this.current = current;
    // A link to one of its figures says more.
    if (current !== '' && sectionIn(location.hash) === current) return;
    history.replaceState(history.state, '', current === '' ? '#chapter' : addressOf(current));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chapter-view': ChapterView;
  }
}
