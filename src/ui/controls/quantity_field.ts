/** A number that belongs to no experiment: a slider and the number itself, typed. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { quoted } from '../../experiment/field_error.ts';
import { changedWithin } from '../changed_within.ts';
import { notation } from '../notation.ts';
import { exact } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import { arrowSteps } from './arrow_steps.ts';
import { asTyped, fieldStyles } from './field_element.ts';
import { positionOf, type SliderLimits, stepped, valueAt } from './slider_scale.ts';
import { typedValue } from './typed_value.ts';

/** Slider positions between its ends. */
const positions = 1000;

/** @fires quantity-change - The number takes a new, valid value: the event's `detail`. */
@customElement('quantity-field')
export class QuantityField extends LitElement {
  static override styles = [
    sharedStyles,
    fieldStyles,
    css`
      .row {
        grid-template-columns: var(--name-width, auto) minmax(60px, 1fr) 84px;
      }
    `,
  ];

  @property() label = '';
  /** What a formula calls it; an underscore begins a subscript. */
  @property() symbol = '';
  @property() unit = '';
  /** The same ones anew are no change: what is being typed stays while a figure around it moves. */
  @property({ attribute: false, hasChanged: changedWithin }) limits: SliderLimits = {
    minimum: 0,
    maximum: 1,
    step: 0.01,
    logarithmic: false,
  };
  @property({ type: Number }) value = 0;

  @state() private refused: string | undefined;

  override render() {
    const { limits, value, refused } = this;
    const position = positionOf(limits, value);
    return html`
      <div class="row">
        <label class="name" for="control"
          >${this.label}${this.symbol ? html`<i> ${notation(this.symbol)}</i>` : nothing}</label
        >
        <input
          type="range"
          aria-label="${this.label}, slider"
          aria-valuetext=${`${exact(value)} ${this.unit}`}
          min="0"
          max=${positions}
          .style=${`--filled: ${100 * position}%`}
          .value=${live(String(Math.round(positions * position)))}
          @input=${({ currentTarget }: Event) =>
            this.#take(valueAt(limits, Number((currentTarget as HTMLInputElement).value) / positions))}
          @keydown=${this.#step}
        />
        <span class="typed ${refused === undefined ? '' : 'invalid'}"
          ><input
            id="control"
            type="text"
            inputmode="decimal"
            autocomplete="off"
            aria-invalid=${refused === undefined ? 'false' : 'true'}
            aria-describedby=${refused === undefined ? nothing : 'error'}
            ${typedValue(refused ?? exact(value))}
            @change=${({ currentTarget }: Event) => this.#read((currentTarget as HTMLInputElement).value)}
            @keydown=${this.#step}
          />${this.unit ? html`<span class="unit" aria-hidden="true">${this.unit}</span>` : nothing}</span
        >
      </div>
      ${refused === undefined ? nothing : html`<p class="error" id="error" role="alert">${this.#why(refused)}</p>`}
    `;
  }

  #why(text: string): string {
    const { minimum, maximum, step } = this.limits;
    const kind = Number.isInteger(step) ? 'a whole number' : 'a number';
    return `${this.label} must be ${kind} from ${exact(minimum)} to ${exact(maximum)}; ${quoted(text)} is not.`;
  }

  #read(text: string): void {
    const { minimum, maximum, step } = this.limits;
    const typed = asTyped(text);
    const value = typed === '' ? Number.NaN : Number(typed);
    const whole = !Number.isInteger(step) || Number.isInteger(value);
    if (value >= minimum && value <= maximum && whole) this.#take(value);
    else this.refused = text;
  }

  #take(value: number): void {
    this.refused = undefined;
    this.dispatchEvent(new CustomEvent('quantity-change', { detail: value }));
  }

  readonly #step = (event: KeyboardEvent): void => {
    const steps = arrowSteps(event);
    if (steps === 0) return;
    this.#take(stepped(this.limits, this.value, steps));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'quantity-field': QuantityField;
  }
}
