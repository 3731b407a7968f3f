/** A figure that computes nothing before it comes near the reader, its controls, and its links. */
import { type CSSResult, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { FieldError } from '../experiment/field_error.ts';
import type { SliderLimits } from '../ui/controls/slider_scale.ts';
import '../ui/controls/quantity_field.ts';
import { fieldStyles } from '../ui/controls/field_element.ts';
import '../ui/copy_button.ts';
import { embedCode } from '../ui/embed_code.ts';
import { embedding } from '../ui/embedding.ts';
import { NoticeEvent } from '../ui/events.ts';
import { progressStyles } from '../ui/progress_styles.ts';
import { sharedStyles } from '../ui/shared_styles.ts';
import { embedQuery, figureAddress, figureNamed } from './figure_link.ts';
import { type FigurePairs, FigureSettings } from './figure_settings.ts';
import { figureStyles } from './figure_styles.ts';
import type { Desk } from './lesson.ts';
import { OpeningController } from './opening_controller.ts';
import { anotherSeed } from './traverse.ts';

export interface Quantity {
  readonly label: string;
  readonly symbol?: string;
  readonly unit?: string;
  readonly limits: SliderLimits;
}

/** How far outside the window a figure begins to compute. */
const nearby = '500px';
/** Seeds are below it. */
const seeds = 2 ** 32;

/** @fires notice-give - A setting that a link asks for is none. */
export abstract class NearFigure extends LitElement {
  static override styles: CSSResult[] = [sharedStyles, fieldStyles, progressStyles, figureStyles];

  @property({ attribute: false }) desk: Desk | undefined;
  /** What a link says is to be set; undefined leaves everything as it is. */
  @property({ attribute: false }) wanted: FigurePairs | undefined;

  /** The rank of its title among the headings around it. */
  @property({ type: Number }) level: 2 | 4 = 4;

  /** Whether its controls are left out. */
  @property({ type: Boolean, reflect: true }) bare = embedding?.bare ?? false;

  /** Whether the reader has come near, once. */
  @state() protected near = false;

  /** How long what moves when it is first seen takes, in milliseconds; 0 where nothing does. */
  protected readonly openingMilliseconds: number = 0;
  readonly #opening = new OpeningController(this, () => this.openingMilliseconds);
  readonly #settings = new FigureSettings();
  #observer: IntersectionObserver | undefined;

  /** What the reader can set. */
  protected controls(): TemplateResult | typeof nothing {
    return nothing;
  }

  /** What the figure is called. */
  protected abstract get heading(): string;

  /** Its name in links. */
  protected get figureName(): string {
    return this.localName;
  }

  /** How far what moves when it is first seen has come, 0 … 1. */
  protected get opened(): number {
    return this.#opening.part;
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

  /** Before anything is computed, what a link says is set. */
  protected override performUpdate(): void {
    if (this.near && this.desk && this.wanted) {
      const notices = this.#settings.take(this.wanted, () => this.controls());
      this.wanted = undefined;
      this.#opening.end();
      for (const notice of notices) this.dispatchEvent(new NoticeEvent(notice));
    }
    super.performUpdate();
  }

  readonly #approach = (): void => {
    this.near = true;
    this.#observer?.disconnect();
    removeEventListener('beforeprint', this.#approach);
  };

  /** The controls as they stand now. */
  protected listedControls() {
    return this.#settings.listed(() => this.controls());
  }

  /** A link to the figure as it is set, and what another page needs to show it. */
  protected share() {
    const row = figureNamed(this.figureName);
    if (!row) return nothing;
    const page = `${location.origin}${location.pathname}`;
    const link = () => `${page}${figureAddress(row, this.#settings.changed)}`;
    const embed = () =>
      embedCode(page, {
        query: embedQuery(row, this.#settings.changed),
        fragment: '',
        title: `${this.heading} · Vanishing Point`,
        height: Math.ceil(this.offsetHeight) + embedMargin,
      });
    return html`<div class="share">
      <copy-button fallback="above" what="link to the figure" .text=${link}
        >Link<span class="unseen"> to ${this.heading}</span></copy-button
      >
      <copy-button fallback="above" what="code that embeds the figure" .text=${embed}
        >Embed<span class="unseen"> ${this.heading}</span></copy-button
      >
    </div>`;
  }

  /** One slider with its number. @param name what links call it */
  protected quantity(name: string, quantity: Quantity, value: number, take: (value: number) => void) {
    const { minimum, maximum, step } = quantity.limits;
    const isWhole = Number.isInteger(step);
    this.offer(name, String(value), (text) => {
      const number = text.trim() === '' ? Number.NaN : Number(text);
      if (!(number >= minimum && number <= maximum) || (isWhole && !Number.isInteger(number)))
        throw new FieldError(
          name,
          isWhole ? `a whole number from ${minimum} to ${maximum}` : `a number from ${minimum} to ${maximum}`,
          text,
        );
      take(number);
    });
    return html`<quantity-field
      label=${quantity.label}
      symbol=${quantity.symbol ?? ''}
      unit=${quantity.unit ?? ''}
      .limits=${quantity.limits}
      .value=${value}
      @quantity-change=${({ detail }: CustomEvent<number>) => take(detail)}
    ></quantity-field>`;
  }

  /** One of a few words. @param name what links call it */
  protected choice<Word extends string>(
    name: string,
    label: string,
    words: Readonly<Record<Word, string>>,
    value: Word,
    take: (word: Word) => void,
  ) {
    const offered = Object.keys(words) as Word[];
    this.offer(name, written(value), (text) => {
      const chosen = offered.find((word) => written(word) === text);
      if (chosen === undefined) throw new FieldError(name, `one of ${offered.map(written).join(', ')}`, text);
      take(chosen);
    });
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
  protected drawAgain(seed: number, take: (seed: number) => void) {
    this.offer('seed', String(seed), (text) => {
      const number = /^\d{1,10}$/.test(text) ? Number(text) : seeds;
      if (number >= seeds) throw new FieldError('seed', `a whole number from 0 to ${seeds - 1}`, text);
      take(number);
    });
    return html`<button class="button" @click=${() => take(anotherSeed())}>Draw again</button>`;
  }

  /** What else a link can say. @param take throws a `FieldError` where the text is no value */
  protected offer(name: string, now: string, take: (text: string) => void): void {
    this.#settings.offer(name, { now, take });
  }
}

/** What an embedded figure has around it, in CSS pixels. */
const embedMargin = 24;

/** A word as links have it. */
function written(word: string): string {
  return word.replaceAll(' ', '-');
}
