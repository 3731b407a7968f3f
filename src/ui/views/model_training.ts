/** What no file says of a training: the lag of the task, truncation, clipping, the scale of the loss. Rules for them speak once they are said. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TrainingSaid } from '../../analysis/diagnosis/rule.ts';
import {
  type TrainingField,
  trainingFields,
  trainingNumber,
} from '../../analysis/diagnosis/training_fields.ts';
import { quoted } from '../../experiment/field_error.ts';
import { asTyped } from '../controls/field_element.ts';
import { exact } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import { settingStyles } from './setting_styles.ts';

/** @fires training-change - All that is said now, or undefined where nothing is: the event's `detail`. */
@customElement('model-training')
export class ModelTraining extends LitElement {
  static override styles = [
    sharedStyles,
    settingStyles,
    css`
      :host {
        display: block;
        color: var(--soft);
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) said: TrainingSaid | undefined;

  /** What is wrong with what was typed. */
  @state() private wrong: { readonly name: string; readonly sentence: string } | undefined;

  override render() {
    const { said, wrong } = this;
    return html`<details ?open=${said !== undefined}>
      <summary>What the training is</summary>
      ${trainingFields.map(
        (field) => html`<label title=${field.hint}
          >${field.label}
          <input
            type="text"
            inputmode="decimal"
            placeholder="not said"
            aria-invalid=${wrong?.name === field.name}
            .value=${written(said?.[field.key])}
            @change=${({ currentTarget }: Event) => {
              if (currentTarget instanceof HTMLInputElement) this.#say(field, currentTarget.value);
            }}
          />
        </label>`,
      )}
      ${wrong ? html`<p role="alert">${wrong.sentence}</p>` : nothing}
    </details>`;
  }

  #say(field: TrainingField, text: string): void {
    const { [field.key]: _, ...others } = this.said ?? {};
    const value = trainingNumber(field, asTyped(text));
    if (text.trim() !== '' && value === undefined) {
      const sentence = `${field.label} must be ${field.allowed}, not ${quoted(text)}; leave it empty to say nothing.`;
      this.wrong = { name: field.name, sentence };
      return;
    }
    this.wrong = undefined;
    const said: TrainingSaid = value === undefined ? others : { ...others, [field.key]: value };
    const detail = Object.keys(said).length > 0 ? said : undefined;
    this.dispatchEvent(new CustomEvent<TrainingSaid | undefined>('training-change', { detail }));
  }
}

function written(value: number | undefined): string {
  return value === undefined ? '' : exact(value);
}

declare global {
  interface HTMLElementTagNameMap {
    'model-training': ModelTraining;
  }
}
