/** Yes or no. */
import { css, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { FlagField } from '../../experiment/fields.ts';
import { sharedStyles } from '../shared_styles.ts';
import { FieldElement, fieldStyles } from './field_element.ts';

@customElement('flag-field')
export class FlagFieldElement extends FieldElement<FlagField> {
  static override styles = [
    sharedStyles,
    fieldStyles,
    css`
      input {
        width: 16px;
        height: 16px;
        margin: 0;
        accent-color: var(--accent);
      }
    `,
  ];

  protected override control(field: FlagField) {
    return html`<input
      id="control"
      type="checkbox"
      .checked=${this.experiment[field.key]}
      @change=${(event: Event) => this.take(String((event.currentTarget as HTMLInputElement).checked))}
    />`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'flag-field': FlagFieldElement;
  }
}
