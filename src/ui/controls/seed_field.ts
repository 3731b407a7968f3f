/** The seed: typed, or drawn again. */
import { css, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { IntegerField } from '../../experiment/fields.ts';
import { sharedStyles } from '../shared_styles.ts';
import { FieldElement, fieldStyles } from './field_element.ts';
import { typedValue } from './typed_value.ts';

@customElement('seed-field')
export class SeedField extends FieldElement<IntegerField> {
  static override styles = [
    sharedStyles,
    fieldStyles,
    css`
      .row {
        grid-template-columns: 112px minmax(0, 1fr) auto;
      }
    `,
  ];

  protected override control(field: IntegerField) {
    return html`
      <span class="typed ${this.refused ? 'invalid' : ''}"
        ><input
          id="control"
          type="text"
          inputmode="numeric"
          autocomplete="off"
          aria-invalid=${this.refused ? 'true' : 'false'}
          .defaultValue=${String(this.experiment[field.key])}
          ${typedValue(this.refused?.text ?? String(this.experiment[field.key]))}
          @change=${(event: Event) => this.take((event.currentTarget as HTMLInputElement).value)}
      /></span>
      <button class="button" @click=${this.#draw}>Draw again</button>
    `;
  }

  readonly #draw = (): void => {
    this.change({ seed: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0 });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'seed-field': SeedField;
  }
}
