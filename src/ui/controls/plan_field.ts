/** One field of networks that learn: a choice, a switch, or a number that may become a range in which they differ. */

import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { FieldError } from '../../experiment/field_error.ts';
import { parseField } from '../../experiment/field_text.ts';
import type { Field, FieldValue } from '../../experiment/fields.ts';
import type { LearningField } from '../../experiment/learning.ts';
import {
  appliesInPlan,
  type LearningAxis,
  type LearningPlan,
  type LearningRange,
  parseLearningRange,
  valueIn,
  withValue,
} from '../../experiment/learning_axes.ts';
import { middleOf, rangeAround, rangeAxes, textIn, usualPlan } from '../../experiment/learning_plan.ts';
import { say } from '../../language/say.ts';
import { PlanEvent } from '../learning_events.ts';
import { notation } from '../notation.ts';
import { exact, withMarks } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import { arrowSteps } from './arrow_steps.ts';
import { asTyped, fieldStyles, isForItself } from './field_element.ts';
import { positionOf, stepped, usualLimits, valueAt } from './slider_scale.ts';
import { takesBack, typedValue } from './typed_value.ts';

/** Slider positions between its ends. */
const positions = 1000;

/** @fires plan-change - The field takes a new, valid value. */
@customElement('plan-field')
export class PlanField extends LitElement {
  static override styles = [
    sharedStyles,
    fieldStyles,
    css`
      .row.number {
        grid-template-columns: 112px minmax(0, 1fr) 66px 22px;
        column-gap: 6px;
      }
      .row.fixed {
        grid-template-columns: 112px minmax(0, 1fr) 94px;
      }
      .pair {
        display: grid;
        grid-template-columns: 1fr auto 1fr;
        grid-column: 2 / 4;
        align-items: center;
        gap: 6px;
        color: var(--muted);
      }
      .typed {
        color: var(--ink);
      }
      .spread {
        appearance: none;
        width: 22px;
        height: 24px;
        padding: 0;
        border: 1px solid transparent;
        border-radius: 5px;
        background: none;
        color: var(--muted);
        cursor: pointer;
      }
      .spread:hover {
        border-color: var(--edge);
        color: var(--ink);
      }
      .spread[aria-pressed='true'] {
        background: var(--ink);
        color: var(--surface);
      }
      input[type='checkbox'] {
        width: 16px;
        height: 16px;
        margin: 0;
        accent-color: var(--accent);
      }
    `,
  ];

  @property({ attribute: false }) field: Field | LearningField | undefined;
  @property({ attribute: false }) plan: LearningPlan = usualPlan;

  /** Why what was typed is refused, and the text itself, which stays. */
  @state() private refused: { readonly text: string; readonly message: string } | undefined;

  /** A refused text does not outlive the value beside which it was typed. */
  override willUpdate(changed: PropertyValues<this>): void {
    const before: LearningPlan | undefined = changed.get('plan');
    const { field } = this;
    if (before && field && textIn(before, field) !== textIn(this.plan, field)) this.refused = undefined;
  }

  override render() {
    const { field, refused } = this;
    if (!field) return nothing;
    const applies = appliesInPlan(field, this.plan);
    const kind = field.kind === 'choice' || field.kind === 'flag' ? '' : this.#axis ? 'number' : 'fixed';
    return html`
      <div class="row ${applies === true ? kind : ''}" title=${field.hint} @dblclick=${this.#reset} @keydown=${this.#cancel}>
        <label class="name" for="control"
          >${field.label}${field.symbol ? html`<i> ${notation(field.symbol)}</i>` : nothing}</label
        >
        ${applies === true ? this.#control(field) : html`<span class="reason">${applies}</span>`}
      </div>
      ${refused ? html`<p class="error" id="error" role="alert">${refused.message}.</p>` : nothing}
    `;
  }

  /** Undefined where networks cannot differ in it. */
  get #axis(): LearningAxis | undefined {
    return rangeAxes.find(({ name }) => name === this.field?.name);
  }

  #control(field: Field | LearningField) {
    if (field.kind === 'choice')
      return html`<select id="control" @change=${({ currentTarget }: Event) => this.#take((currentTarget as HTMLSelectElement).value)}>
        ${field.options.map(
          ({ value, label }) =>
            html`<option value=${value} .selected=${value === textIn(this.plan, field)}>${label}</option>`,
        )}
      </select>`;
    if (field.kind === 'flag')
      return html`<input
        id="control"
        type="checkbox"
        .checked=${textIn(this.plan, field) === 'true'}
        @change=${({ currentTarget }: Event) => this.#take(String((currentTarget as HTMLInputElement).checked))}
      />`;
    const axis = this.#axis;
    const value = axis ? valueIn(this.plan, axis.name) : Number(textIn(this.plan, field));
    const isRange = typeof value === 'object';
    return html`${isRange ? this.#range(field, value) : this.#number(field, value)}
    ${
      axis
        ? html`<button
            class="spread"
            aria-pressed=${isRange}
            aria-label=${`${field.label}: a range`}
            title=${isRange ? 'One value for all networks' : 'Let the networks differ in it'}
            @click=${() => this.#spread(axis, value)}
          >
            ↔
          </button>`
        : nothing
    }`;
  }

  #number(field: Limited, value: number) {
    const limits = field.kind === 'integer' ? field : usualLimits(field, value);
    const position = Math.min(1, Math.max(0, positionOf(limits, value)));
    return html`<input
        type="range"
        aria-label=${field.label}
        aria-valuetext=${exact(value)}
        min="0"
        max=${positions}
        .style=${`--filled: ${100 * position}%`}
        .value=${live(String(Math.round(positions * position)))}
        @input=${({ currentTarget }: Event) =>
          this.#take(String(valueAt(limits, Number((currentTarget as HTMLInputElement).value) / positions)))}
        @keydown=${(event: KeyboardEvent) => this.#step(field, event, value, (next) => String(next))}
      />
      ${this.#typed('control', field.label, this.refused?.text ?? exact(value), exact(value), (event) =>
        this.#step(field, event, value, (next) => String(next)),
      )}`;
  }

  #range(field: Limited, [from, to]: readonly [number, number]) {
    const texts = this.refused?.text.split(':') ?? [exact(from), exact(to)];
    const end = (place: 0 | 1, name: string, value: number) =>
      this.#typed(
        place === 0 ? 'control' : 'to',
        `${field.label}, ${name}`,
        texts[place] ?? '',
        exact(value),
        (event) =>
          this.#step(field, event, value, (next) => (place === 0 ? `${next}:${to}` : `${from}:${next}`)),
      );
    return html`<span class="pair">${end(0, say`from`, from)}<span aria-hidden="true">to</span>${end(1, say`to`, to)}</span>`;
  }

  #typed(id: string, label: string, text: string, usual: string, step: (event: KeyboardEvent) => void) {
    return html`<span class="typed ${this.refused ? 'invalid' : ''}"
      ><input
        id=${id}
        type="text"
        inputmode="decimal"
        autocomplete="off"
        spellcheck="false"
        aria-label=${label}
        aria-invalid=${this.refused ? 'true' : 'false'}
        aria-describedby=${this.refused ? 'error' : nothing}
        .defaultValue=${usual}
        ${typedValue(text)}
        @change=${this.#typedIn}
        @keydown=${step}
    /></span>`;
  }

  readonly #typedIn = (): void => {
    const inputs = this.renderRoot.querySelectorAll<HTMLInputElement>('.typed input');
    this.#take(Array.from(inputs, ({ value }) => asTyped(value)).join(':'));
  };

  #step(field: Limited, event: KeyboardEvent, value: number, textOf: (next: number) => string): void {
    const steps = arrowSteps(event);
    if (steps === 0) return;
    this.#take(textOf(stepped(field, value, steps)));
  }

  /** One value becomes a range around it, a range its middle. */
  #spread(axis: LearningAxis, value: FieldValue): void {
    const { name } = axis;
    if (typeof value !== 'object') this.#become(withRange(this.plan, axis, rangeAround(this.plan, axis)));
    else this.#become(withValue(this.plan, name, middleOf({ axis: name, from: value[0], to: value[1] })));
  }

  /** Takes a text, or keeps it and says what is wrong with it. */
  #take(text: string): void {
    const { field, plan } = this;
    if (!field) return;
    const axis = this.#axis;
    try {
      if (axis && axis.kind !== 'span' && text.includes(':')) {
        this.#become(withRange(plan, axis, parseLearningRange(axis, text)));
        return;
      }
      const value = parseField(field, text);
      if (axis && typeof value !== 'string' && typeof value !== 'boolean')
        this.#become(withValue(plan, axis.name, value));
      else if ('group' in field)
        this.#become({ ...plan, experiment: { ...plan.experiment, [field.key]: value } });
      else this.#become({ ...plan, learning: { ...plan.learning, [field.key]: value } });
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      this.refused = { text, message: withMarks(error.about(field.label)) };
    }
  }

  #become(plan: LearningPlan): void {
    this.refused = undefined;
    this.dispatchEvent(new PlanEvent(plan));
  }

  readonly #cancel = (event: KeyboardEvent): void => {
    if (!takesBack(event, this.refused !== undefined)) return;
    this.refused = undefined;
    this.requestUpdate();
  };

  readonly #reset = (event: Event): void => {
    const { field } = this;
    if (!field || isForItself(event)) return;
    this.#take(textIn(usualPlan, field));
  };
}

type Limited = Extract<Field | LearningField, { readonly kind: 'integer' | 'real' | 'span' }>;

/** The same plan in whose networks an axis goes through a range: a span by itself, others beside. */
function withRange(plan: LearningPlan, axis: LearningAxis, range: LearningRange): LearningPlan {
  if (axis.kind === 'span') return withValue(plan, axis.name, [range.from, range.to]);
  return { ...plan, ranges: [...plan.ranges.filter((one) => one.axis !== axis.name), range] };
}

declare global {
  interface HTMLElementTagNameMap {
    'plan-field': PlanField;
  }
}
