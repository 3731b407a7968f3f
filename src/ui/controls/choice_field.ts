/** One of a few words. */
import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { ChoiceField } from '../../experiment/fields.ts';
import { FieldElement } from './field_element.ts';

@customElement('choice-field')
export class ChoiceFieldElement extends FieldElement<ChoiceField> {
  protected override control(field: ChoiceField) {
    const value = this.experiment[field.key];
    return html`<select
      id="control"
      @change=${(event: Event) => this.take((event.currentTarget as HTMLSelectElement).value)}
    >
      ${field.options.map(
        (option) =>
          html`<option value=${option.value} ?selected=${option.value === value} .selected=${option.value === value}>
            ${option.label}
          </option>`,
      )}
    </select>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'choice-field': ChoiceFieldElement;
  }
}
