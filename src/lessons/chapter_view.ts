/** The chapter: its contents, its sections in order, and the address that follows the reader. */
import mathFont from '@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2?url';
import { html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { View } from '../experiment/address.ts';
import { Workplace } from '../session/workplace.ts';
import { sectionIn, viewIn } from '../ui/fragment.ts';
import { sharedStyles } from '../ui/shared_styles.ts';
import type { Palette } from '../ui/theme.ts';
import { lessons } from './chapter.ts';
import { chapterStyles } from './chapter_styles.ts';
import { addressOf, type Desk } from './lesson.ts';

// Formulas need a font with a table of mathematics, and not every phone has one.
// It is larger than the whole chapter: formulas stand in another one until it has come.
document.fonts.add(
  new FontFace('STIX Two Math', `local('STIX Two Math'), url(${mathFont})`, { display: 'swap' }),
);

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

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#followAddress);
    addEventListener('scroll', this.#followReader, { passive: true });
    this.#wide.addEventListener('change', this.#unfold);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#followAddress);
    removeEventListener('scroll', this.#followReader);
    this.#wide.removeEventListener('change', this.#unfold);
  }

  override firstUpdated(): void {
    // The figures have to have their height before a place among them means anything.
    requestAnimationFrame(() => this.#goTo(sectionIn(location.hash)));
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
    this.#away = away;
    if (away) return;
    requestAnimationFrame(() => this.#goTo(section));
  };

  #goTo(id: string): void {
    if (id === '') {
      scrollTo({ top: 0 });
      return;
    }
    const section = this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
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
    history.replaceState(null, '', current === '' ? '#chapter' : addressOf(current));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chapter-view': ChapterView;
  }
}
