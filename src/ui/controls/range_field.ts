/** A span as a range: one track with two thumbs, and both ends typed. */

import { css, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { bounds } from '../../experiment/experiment.ts';
import type { SpanField } from '../../experiment/fields.ts';
import { say } from '../../language/say.ts';
import { exact } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import { arrowSteps } from './arrow_steps.ts';
import { FieldElement, fieldStyles } from './field_element.ts';
import { positionOf, type SliderLimits, stepped, usualLimits, valueAt } from './slider_scale.ts';
import { typedValue } from './typed_value.ts';

const positions = 1000;

@customElement('range-field')
export class RangeField extends FieldElement<SpanField> {
  static override styles = [
    sharedStyles,
    fieldStyles,
    css`
      .row {
        grid-template-columns: 112px minmax(0, 1fr);
      }
      .pair {
        display: grid;
        grid-template-columns: 1fr auto 1fr;
        align-items: center;
        gap: 6px;
        color: var(--muted);
      }
      .typed {
        color: var(--ink);
      }
      .track {
        position: relative;
        grid-column: 1 / -1;
        height: 22px;
        background: linear-gradient(
            to right,
            var(--edge) var(--low),
            var(--soft) var(--low) var(--high),
            var(--edge) var(--high)
          )
          center / 100% 2px no-repeat;
      }
      .track input {
        position: absolute;
        inset: 0;
        pointer-events: none;
      }
      .track input::-webkit-slider-runnable-track {
        background: none;
      }
      .track input::-moz-range-track {
        background: none;
      }
      .track input::-webkit-slider-thumb {
        pointer-events: auto;
      }
      .track input::-moz-range-thumb {
        pointer-events: auto;
      }
    `,
  ];

  protected override control(field: SpanField) {
    const ends = bounds(this.experiment[field.key]);
    const limits = usualLimits(field, ends[1]);
    const [low, high] = ends.map((end) => positionOf(limits, end));
    // A refused text is "minimum:maximum" as typed.
    const texts = this.refused?.text.split(':') ?? ends.map(exact);
    const typed = (end: 0 | 1, name: string) => html`<span class="typed ${this.refused ? 'invalid' : ''}"
      ><input
        id=${end === 0 ? 'control' : 'maximum'}
        type="text"
        inputmode="decimal"
        autocomplete="off"
        aria-label=${`${field.label}, ${name}`}
        aria-invalid=${this.refused ? 'true' : 'false'}
        .defaultValue=${exact(ends[end])}
        ${typedValue(texts[end] ?? '')}
        @change=${this.#typed}
        @keydown=${(event: KeyboardEvent) => this.#step(field, end, event)}
    /></span>`;
    const thumb = (end: 0 | 1, name: string) => html`<input
      type="range"
      aria-label=${`${field.label}, ${name}`}
      aria-valuetext=${exact(ends[end])}
      min="0"
      max=${positions}
      .value=${live(String(Math.round(positions * positionOf(limits, ends[end]))))}
      @input=${(event: Event) => this.#slide(field, limits, end, event)}
      @keydown=${(event: KeyboardEvent) => this.#step(field, end, event)}
    />`;
    return html`
      <span class="pair">${typed(0, say`from`)}<span aria-hidden="true">to</span>${typed(1, say`to`)}</span>
      <span class="track" .style=${`--low: ${100 * (low ?? 0)}%; --high: ${100 * (high ?? 1)}%`}
        >${thumb(0, say`from`)}${thumb(1, say`to`)}</span
      >
    `;
  }

  readonly #typed = (): void => {
    const texts = Array.from(
      this.renderRoot.querySelectorAll<HTMLInputElement>('.typed input'),
      (i) => i.value,
    );
    this.take(texts.join(':'));
  };

  #slide(field: SpanField, limits: SliderLimits, end: 0 | 1, event: Event): void {
    const position = Number((event.currentTarget as HTMLInputElement).value) / positions;
    this.#moveEnd(field, end, valueAt(limits, position));
  }

  #step(field: SpanField, end: 0 | 1, event: KeyboardEvent): void {
    const steps = arrowSteps(event);
    if (steps === 0) return;
    const value = bounds(this.experiment[field.key])[end];
    this.#moveEnd(field, end, stepped(field, value, steps));
  }

  /** The ends never meet: a range stays one. */
  #moveEnd(field: SpanField, end: 0 | 1, value: number): void {
    const [low, high] = bounds(this.experiment[field.key]);
    const range =
      end === 0
        ? [Math.min(value, stepped(field, high, -1)), high]
        : [low, Math.max(value, stepped(field, low, 1))];
    this.change({ [field.key]: range });
    this.requestUpdate();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'range-field': RangeField;
  }
}
