/**
 * What every figure of the chapter shares: a frame with its title, its controls, a table of its numbers, a
 * caption and a way into the explorer. A figure computes nothing before it comes near the reader.
 */
import { type CSSResult, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { writeAddress } from '../experiment/address.ts';
import { usualAxes } from '../experiment/axes.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { version } from '../files/version.ts';
import '../ui/charts/chart_frame.ts';
import { isPictureSource, type Told } from '../ui/charts/picture.ts';
import '../ui/charts/number_table.ts';
import type { SliderLimits } from '../ui/controls/slider_scale.ts';
import '../ui/controls/quantity_field.ts';
import { fieldStyles } from '../ui/controls/field_element.ts';
import { progressStyles } from '../ui/progress_styles.ts';
import { sharedStyles } from '../ui/shared_styles.ts';
import type { Palette } from '../ui/theme.ts';
import { figureStyles } from './figure_styles.ts';
import type { Desk } from './lesson.ts';

export interface NumberTableText {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Quantity {
  readonly label: string;
  readonly symbol?: string;
  readonly unit?: string;
  readonly limits: SliderLimits;
}

/** How far outside the window a figure begins to compute. */
const nearby = '500px';

export abstract class LiveFigure extends LitElement {
  static override styles: CSSResult[] = [sharedStyles, fieldStyles, progressStyles, figureStyles];

  @property({ attribute: false }) desk: Desk | undefined;

  /** Whether the reader has come near, once. */
  @state() protected near = false;
  @state() private table = false;
  /** What the cursor reads in the chart. */
  @state() private pointed = '';

  #observer: IntersectionObserver | undefined;

  protected abstract readonly heading: string;
  /** What the figure shows, in a sentence of numbers. */
  protected abstract summary(): string;
  protected abstract chart(palette: Palette): TemplateResult;
  protected abstract numbers(): NumberTableText | undefined;
  protected controls(): TemplateResult | typeof nothing {
    return nothing;
  }
  /** What the colours mean, in the frame's slot for it. */
  protected legend(_palette: Palette): TemplateResult | typeof nothing {
    return nothing;
  }
  protected caption(): TemplateResult | typeof nothing {
    return nothing;
  }
  /** What is saved as a picture: what draws itself of all that is in the frame. */
  protected drawn(): unknown {
    return [...this.renderRoot.querySelectorAll('.content *')].find(isPictureSource);
  }
  /** Whether what it shows will still change by itself: on paper it says so. */
  protected unfinished(): boolean {
    return false;
  }
  /** The same networks, or the nearest that the explorer has. */
  protected explored(): Experiment | undefined {
    return undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && this.#approach(),
      { rootMargin: nearby },
    );
    this.#observer.observe(this);
    addEventListener('beforeprint', this.#approach);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    removeEventListener('beforeprint', this.#approach);
  }

  readonly #approach = (): void => {
    this.near = true;
    this.#observer?.disconnect();
    removeEventListener('beforeprint', this.#approach);
  };

  override render() {
    const palette = this.desk?.palette;
    if (!palette || !this.near) return html`<div class="waiting"></div>`;
    const numbers = this.numbers();
    return html`
      <chart-frame
        flow
        level="4"
        heading=${this.heading}
        reading=${this.pointed || this.summary()}
        ?table=${this.table}
        ?tableless=${numbers === undefined}
        .told=${numbers && (() => this.#told())}
        .chart=${() => this.drawn()}
        @table-toggle=${() => {
          this.table = !this.table;
        }}
      >
        ${this.legend(palette)}
        <div class="content" @chart-reading=${this.#point}>${this.chart(palette)}</div>
        ${
          numbers && this.table
            ? html`<number-table
                slot="table"
                caption=${numbers.caption}
                .columns=${numbers.columns}
                .rows=${numbers.rows}
              ></number-table>`
            : nothing
        }
      </chart-frame>
      ${
        this.unfinished()
          ? html`<p class="unfinished">Still being computed when this was printed: print it again in a moment.</p>`
          : nothing
      }
      <div class="controls">${this.controls()}</div>
      <div class="foot">${this.caption()}${this.#door()}</div>
    `;
  }

  /** One slider with its number. */
  protected quantity(quantity: Quantity, value: number, take: (value: number) => void) {
    return html`<quantity-field
      label=${quantity.label}
      symbol=${quantity.symbol ?? ''}
      unit=${quantity.unit ?? ''}
      .limits=${quantity.limits}
      .value=${value}
      @quantity-change=${({ detail }: CustomEvent<number>) => take(detail)}
    ></quantity-field>`;
  }

  /** One of a few words. */
  protected choice<Word extends string>(
    label: string,
    words: Readonly<Record<Word, string>>,
    value: Word,
    take: (word: Word) => void,
  ) {
    const offered = Object.keys(words) as Word[];
    return html`<label class="choice"
      ><span>${label}</span
      ><select
        @change=${({ currentTarget }: Event) => {
          const chosen = offered.find((word) => word === (currentTarget as HTMLSelectElement).value);
          if (chosen !== undefined) take(chosen);
        }}
      >
        ${offered.map((word) => html`<option value=${word} .selected=${word === value}>${words[word]}</option>`)}
      </select></label
    >`;
  }

  /** A button that draws other random numbers. */
  protected drawAgain(draw: () => void) {
    return html`<button class="button" @click=${draw}>Draw again</button>`;
  }

  /** What a picture says: what is to be seen, with which settings, of what. */
  #told(): Told {
    const choices = [...this.renderRoot.querySelectorAll('.controls .choice')].map((choice) => [
      plainText(choice.querySelector('span')),
      plainText(choice.querySelector('option:checked')),
    ]);
    const quantities = [...this.renderRoot.querySelectorAll('quantity-field')].map(
      ({ label, value, unit }) => [label, `${value} ${unit}`.trim()],
    );
    const settings = [...choices, ...quantities];
    const about = plainText(this.renderRoot.querySelector('.foot > span'));
    const experiment = this.explored();
    const software = `Vanishing Point ${version}`;
    return {
      words: [
        this.summary(),
        settings.map((setting) => setting.join(': ')).join(' · '),
        about,
        software,
      ].filter((line) => line !== ''),
      entries: {
        ...{ Software: software, version, figure: this.heading, summary: this.summary(), about },
        settings: JSON.stringify(Object.fromEntries(settings)),
        ...(experiment && { experiment: JSON.stringify(experiment), seed: String(experiment.seed) }),
      },
    };
  }

  readonly #point = ({ detail }: CustomEvent<string>): void => {
    this.pointed = detail;
  };

  #door() {
    const experiment = this.explored();
    if (!experiment) return nothing;
    const view = {
      engine: this.desk?.engine ?? 'auto',
      ...usualAxes,
      // A single network is looked at from near.
      ...(experiment.networks === 1 && { network: 0 }),
    } as const;
    return html`<a href=${`${writeAddress(experiment, view)}#explore`}>Open in the explorer</a>`;
  }
}

/**
 * The words of an element in one line. What is set below the line stands in brackets: of the letters in use there, plain
 * text has one.
 */
function plainText(element: Element | null): string {
  const pieces = [...(element?.childNodes ?? [])].map((node) => {
    if (node instanceof Text) return node.data;
    const text = node instanceof Element ? (node.textContent ?? '') : '';
    if (!(node instanceof Element && node.localName === 'sub')) return text;
    return text === 'x' ? 'ₓ' : `(${text})`;
  });
  return pieces.join('').replace(/\s+/g, ' ').trim();
}
