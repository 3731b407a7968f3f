/** What every control of one field shares: its label, its reasons, its errors, and how a typed value is taken. */

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Experiment } from '../../experiment/experiment.ts';
import { FieldError } from '../../experiment/field_error.ts';
import { formatField, parseField } from '../../experiment/field_text.ts';
import { contradiction, defaultExperiment, type Field } from '../../experiment/fields.ts';
import { decimalMark } from '../../language/language.ts';
import { ChangeEvent } from '../events.ts';
import { notation } from '../notation.ts';
import { withMarks } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import { takesBack } from './typed_value.ts';

export const fieldStyles = css`
  :host {
    display: block;
    font-size: 13px;
  }
  .row {
    display: grid;
    grid-template-columns: 112px minmax(0, 1fr) var(--typed, 76px);
    align-items: center;
    column-gap: 8px;
    min-height: 27px;
  }
  /* "100 Schritte" is longer than "100 steps". */
  .row:lang(de) {
    --typed: 86px;
  }
  .name {
    color: var(--soft);
    white-space: nowrap;
    line-height: 1.2;
  }
  .name i {
    font-style: normal;
    color: var(--muted);
    margin-left: 2px;
  }
  .redraws {
    color: var(--muted);
    font-size: 11px;
    margin-left: 3px;
  }
  .typed {
    display: flex;
    align-items: baseline;
    height: 24px;
    border: 1px solid transparent;
    border-radius: 5px;
    background: var(--raised);
    padding: 0 6px;
    gap: 3px;
  }
  .typed:hover {
    border-color: var(--edge);
  }
  .typed:focus-within {
    outline: 2px solid var(--accent);
    outline-offset: 0;
  }
  .typed input {
    flex: 1;
    min-width: 0;
    width: 100%;
    height: 22px;
    padding: 0;
    border: 0;
    background: none;
    text-align: right;
    outline: none;
  }
  .typed.invalid {
    border-color: var(--error);
  }
  .unit {
    color: var(--muted);
    font-size: 11px;
  }
  .error {
    margin: 2px 0 6px;
    color: var(--error);
    font-size: 12px;
    line-height: 1.35;
    overflow-wrap: anywhere;
  }
  .reason {
    grid-column: 2 / -1;
    padding: 3px 0;
    color: var(--muted);
    font-size: 11.5px;
    line-height: 1.25;
  }
  select {
    grid-column: 2 / -1;
    width: 100%;
    height: 26px;
    padding: 0 4px;
    border: 1px solid transparent;
    border-radius: 5px;
    background: var(--raised);
    text-overflow: ellipsis;
  }
  select:hover {
    border-color: var(--edge);
  }
  option {
    background: var(--surface);
  }
  input[type='range'] {
    appearance: none;
    width: 100%;
    height: 22px;
    margin: 0;
    background: none;
    cursor: pointer;
  }
  input[type='range']::-webkit-slider-runnable-track {
    height: 2px;
    border-radius: 1px;
    background: linear-gradient(to right, var(--soft) var(--filled, 0%), var(--edge) var(--filled, 0%));
  }
  input[type='range']::-moz-range-track {
    height: 2px;
    border-radius: 1px;
    background: linear-gradient(to right, var(--soft) var(--filled, 0%), var(--edge) var(--filled, 0%));
  }
  input[type='range']::-webkit-slider-thumb {
    appearance: none;
    width: 14px;
    height: 14px;
    margin-top: -6px;
    border: 2px solid var(--surface);
    border-radius: 50%;
    background: var(--ink);
    box-shadow: 0 0 0 1px var(--edge);
  }
  input[type='range']::-moz-range-thumb {
    width: 10px;
    height: 10px;
    border: 2px solid var(--surface);
    border-radius: 50%;
    background: var(--ink);
    box-shadow: 0 0 0 1px var(--edge);
  }
  input[type='range']:focus-visible {
    outline: none;
  }
  input[type='range']:focus-visible::-webkit-slider-thumb {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  input[type='range']:focus-visible::-moz-range-thumb {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
`;

/** @fires experiment-change - The field takes a new, valid value. */
export abstract class FieldElement<Of extends Field = Field> extends LitElement {
  static override styles = [sharedStyles, fieldStyles];

  @property({ attribute: false }) field: Of | undefined;
  @property({ attribute: false }) experiment: Experiment = defaultExperiment;

  /** What is said in place of the control, where something else has its say. */
  @property() instead: string | undefined;

  /** Why what was typed is refused, and the text itself, which stays. */
  @state() protected refused: { readonly text: string; readonly message: string } | undefined;

  /** The control between the label and the error. */
  protected abstract control(field: Of): TemplateResult;

  /** A refused text does not outlive the value beside which it was typed. */
  override willUpdate(changed: PropertyValues<this>): void {
    const before: Experiment | undefined = changed.get('experiment');
    const { field } = this;
    if (!before || !field) return;
    if (formatField(field, before[field.key]) !== formatField(field, this.experiment[field.key]))
      this.forget();
  }

  /** Shows the value again in place of a text that was refused. */
  forget(): void {
    this.refused = undefined;
  }

  override render() {
    const { field, refused } = this;
    if (!field) return nothing;
    const applies = this.instead ?? field.appliesTo?.(this.experiment) ?? true;
    return html`
      <div class="row" title=${field.hint} @dblclick=${this.#reset} @keydown=${this.#cancel}>
        <label class="name" for="control"
          >${field.label}${field.symbol ? html`<i> ${notation(field.symbol)}</i>` : nothing}${
            field.drawsAnew
              ? html`<span class="redraws" aria-hidden="true" title="Draws the matrices again">↻</span>`
              : nothing
          }</label
        >
        ${applies === true ? this.control(field) : html`<span class="reason">${applies}</span>`}
      </div>
      ${refused ? html`<p class="error" id="error" role="alert">${refused.message}.</p>` : nothing}
    `;
  }

  /** Takes a typed value, or keeps it and says what is wrong with it. */
  protected take(text: string): void {
    const { field } = this;
    if (!field) return;
    try {
      const change = { [field.key]: parseField(field, asTyped(text)) };
      const conflict = contradiction({ ...this.experiment, ...change });
      if (conflict === undefined) this.change(change);
      else this.refused = { text, message: conflict };
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      this.refused = { text, message: withMarks(error.about(field.label)) };
    }
  }

  protected change(change: Partial<Experiment>): void {
    this.refused = undefined;
    this.dispatchEvent(new ChangeEvent(change));
  }

  readonly #cancel = (event: KeyboardEvent): void => {
    if (!takesBack(event, this.refused !== undefined)) return;
    this.forget();
    this.requestUpdate();
  };

  readonly #reset = (event: Event): void => {
    const { field } = this;
    if (!field || this.instead || isForItself(event)) return;
    this.take(formatField(field, defaultExperiment[field.key]));
  };
}

/** Whether a double click is not the row's: inside the typed number it selects a word, and on a button it is two presses. */
export function isForItself(event: Event): boolean {
  const inside = event.composedPath()[0];
  return (
    inside instanceof HTMLButtonElement || (inside instanceof HTMLInputElement && inside.type === 'text')
  );
}

/** People type what the page shows: thin spaces, a real minus. */
export function asTyped(text: string): string {
  const plain = text.replace(/[\s\u202f]/g, '').replace(/\u2212/g, '-');
  return decimalMark === '.' ? plain : plain.replaceAll(decimalMark, '.');
}
