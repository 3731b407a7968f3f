/** What one number a network leaves out: whole spectra of an experiment's networks, a section each. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Experiment } from '../../experiment/experiment.ts';
import { defaultExperiment } from '../../experiment/fields.ts';
import { whatHappened } from '../../laboratory/engine_post.ts';
import { Workplace } from '../../session/workplace.ts';
import { centre } from '../centred.ts';
import { NoticeEvent } from '../events.ts';
import { FragmentController, notThere, sectionIn, viewIn } from '../fragment.ts';
import { scrollSign } from '../scroll_sign.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { type SectionName, sectionNamed, sections } from './spectra_sections.ts';

/** @fires notice-give - A section that a link asks for is not there. */
@customElement('spectra-view')
export class SpectraView extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
        min-height: 0;
      }
      :host([hidden]) {
        display: none;
      }
      nav {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 16px;
        align-items: center;
        padding: 12px 16px 0;
      }
      /* More sections than a phone is wide. */
      nav .segments {
        ${scrollSign}
        max-width: 100%;
      }
      .about {
        margin: 0;
        color: var(--soft);
        font-size: 13px;
      }
      .section {
        min-height: 0;
        overflow: auto;
        padding: 12px 16px 16px;
      }
      .section[hidden] {
        display: none;
      }
    `,
  ];

  /** Where it is measured. */
  @property({ attribute: false }) workplace = new Workplace();
  @property({ attribute: false }) palette: Palette | undefined;
  /** The explorer's. */
  @property({ attribute: false }) experiment: Experiment = defaultExperiment;
  /** The network that is pinned there. */
  @property({ attribute: false }) pinned: number | undefined;
  /** Whether another view is looked at. */
  @property({ type: Boolean, reflect: true }) override hidden = false;

  @state() private section: SectionName = sectionNamed('');
  /** Sections that have been looked at: loaded then, and kept from then on. */
  @state() private opened: ReadonlySet<SectionName> = new Set();
  @state() private failure = '';

  constructor() {
    super();
    new FragmentController(this, this.#followHash);
  }

  override render() {
    const { workplace, palette, experiment, pinned } = this;
    const shown = sections.find(({ name }) => name === this.section);
    return html`
      <nav aria-label="Spectra">
        <span class="segments">
          ${sections.map(
            ({ name, label }) =>
              html`<a href="#spectra/${name}" aria-current=${name === this.section ? 'true' : nothing}>${label}</a>`,
          )}
        </span>
        <p class="about">${shown?.about}</p>
        ${this.failure ? html`<p role="alert">${this.failure}</p>` : nothing}
      </nav>
      ${sections.map(({ name, render }): TemplateResult | typeof nothing => {
        const hidden = this.hidden || name !== this.section;
        return this.opened.has(name)
          ? html`<div class="section" ?hidden=${name !== this.section}>
              ${render({ workplace, palette, experiment, pinned, hidden })}
            </div>`
          : nothing;
      })}
    `;
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has('section' as keyof SpectraView)) return;
    // On a phone the sections scroll sideways.
    const row = this.renderRoot.querySelector('.segments');
    if (row) centre(row, row.querySelector('a[aria-current]'));
  }

  readonly #followHash = (): void => {
    if (viewIn(location.hash) !== 'spectra') return;
    const asked = sectionIn(location.hash);
    this.section = sectionNamed(asked);
    if (asked !== '' && asked !== this.section) {
      const names = sections.map(({ name }) => name);
      this.dispatchEvent(
        new NoticeEvent(notThere('section of Spectra', asked, names, this.section), 'place'),
      );
    }
    void this.#open(this.section);
  };

  async #open(name: SectionName): Promise<void> {
    if (this.opened.has(name)) return;
    try {
      await sections.find((section) => section.name === name)?.load();
      this.opened = new Set([...this.opened, name]);
      this.failure = '';
    } catch (error) {
      console.warn(error);
      this.failure = `This section could not be loaded: ${whatHappened(error)}. Choose it again to try again.`;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'spectra-view': SpectraView;
  }
}
