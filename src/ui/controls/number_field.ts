/** One number: a slider and the number itself, typed. A span's single value is one too. */

import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { IntegerField, RealField, SpanField } from '../../experiment/fields.ts';
import { withinSentence } from '../../language/nouns.ts';
import { exact } from '../numbers.ts';
import { arrowSteps } from './arrow_steps.ts';
import { FieldElement } from './field_element.ts';
import { positionOf, type SliderLimits, stepped, usualLimits, valueAt } from './slider_scale.ts';
import { typedValue } from './typed_value.ts';

/** Slider positions between its ends. */
const positions = 1000;

@customElement('number-field')
export class NumberField extends FieldElement<IntegerField | RealField | SpanField> {
  protected override control(field: IntegerField | RealField | SpanField) {
    const value = Number(this.experiment[field.key]);
    const limits =
      field.kind === 'integer' || field.key === 'negativeSlope' ? field : usualLimits(field, value);
    const position = positionOf(limits, value);
    const unit = field.unit === withinSentence(field.label) ? undefined : field.unit;
    return html`
      <input
        type="range"
        aria-label=${field.label}
        aria-valuetext=${`${exact(value)} ${field.unit ?? ''}`}
        min="0"
        max=${positions}
        .style=${`--filled: ${100 * position}%`}
        .value=${live(String(Math.round(positions * position)))}
        @input=${(event: Event) => this.#slide(field, limits, event)}
        @keydown=${(event: KeyboardEvent) => this.#step(field, value, event)}
      />
      <span class="typed ${this.refused ? 'invalid' : ''}">
        <input
          id="control"
          type="text"
          inputmode="decimal"
          autocomplete="off"
          spellcheck="false"
          aria-invalid=${this.refused ? 'true' : 'false'}
          aria-describedby=${this.refused ? 'error' : nothing}
          .defaultValue=${exact(value)}
          ${typedValue(this.refused?.text ?? exact(value))}
          @change=${(event: Event) => this.take((event.currentTarget as HTMLInputElement).value)}
          @keydown=${(event: KeyboardEvent) => this.#step(field, value, event)}
        />${unit ? html`<span class="unit" aria-hidden="true">${unit}</span>` : nothing}
      </span>
    `;
  }

  #slide({ key }: IntegerField | RealField | SpanField, limits: SliderLimits, event: Event): void {
    const position = Number((event.currentTarget as HTMLInputElement).value) / positions;
    this.change({ [key]: valueAt(limits, position) });
  }

  #step(field: IntegerField | RealField | SpanField, value: number, event: KeyboardEvent): void {
    const steps = arrowSteps(event);
    if (steps === 0) return;
    this.change({ [field.key]: stepped(field, value, steps) });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'number-field': NumberField;
  }
}
