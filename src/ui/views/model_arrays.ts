/** What a whole model reads and is asked, out of files, and how they are meant: batches, lengths, whole numbers. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { say } from '../../language/say.ts';
import type { ArrayName } from '../../networks/given/array_names.ts';
import { placeKinds } from '../../networks/given/meant_inputs.ts';
import { batchAxes, lengthsIn } from '../../networks/given/model_sequence.ts';
import type { ModelSettings, ShownModel } from '../../session/model.ts';
import { sharedStyles } from '../shared_styles.ts';
import './array_chooser.ts';
import { settingStyles } from './setting_styles.ts';

/** What of the settings is said here; undefined is as the files tell. */
export type BatchChange = {
  readonly [Key in 'places' | 'batchAxis' | 'lengths']?: ModelSettings[Key] | undefined;
};

interface Row {
  readonly name: ArrayName;
  readonly label: string;
  /** Within a sentence. */
  readonly inText: string;
  readonly shape: string;
  readonly unlessGiven: string;
}

const rows: readonly Row[] = [
  {
    ...{ name: 'inputs', label: say`Inputs`, inText: say`inputs`, unlessGiven: 'drawn from N(0, 1)' },
    shape: 'T × inputs, a batch of that, or T whole numbers',
  },
  {
    ...{ name: 'hidden', label: 'States h₀', inText: 'initial states h₀', unlessGiven: say`zero` },
    shape: 'layers and directions × batch × N',
  },
  {
    ...{ name: 'cell', label: 'States c₀', inText: 'initial states c₀', unlessGiven: say`zero` },
    shape: 'layers and directions × batch × N',
  },
  {
    ...{ name: 'cotangent', label: '∂L/∂output', inText: say`cotangent`, unlessGiven: 'as the loss says' },
    shape: 'N numbers at the last time, or T × N at all',
  },
];

/** What a select says where nothing is said. */
const asTold = 'as the files tell';

/** What a person calls the choices, where that is not their name. */
const choiceWords: Readonly<Record<string, string>> = {
  first: say`first`,
  second: say`second`,
  tokens: say`tokens`,
};

/**
 * @fires array-give - An array is to be given, or taken away.
 * @fires batch-change - How arrays are meant is said: a {@link BatchChange} is the event's `detail`.
 */
@customElement('model-arrays')
export class ModelArrays extends LitElement {
  static override styles = [
    sharedStyles,
    settingStyles,
    css`
      :host {
        display: grid;
        gap: 4px;
        color: var(--soft);
        font-size: 13px;
      }
      .row {
        display: grid;
        grid-template-columns: 78px minmax(0, 1fr) auto;
        align-items: center;
        gap: 8px;
        min-height: 26px;
      }
      .given {
        overflow: hidden;
        text-align: right;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      details {
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) shown: ShownModel | undefined;
  @property({ attribute: false }) settings: ModelSettings | undefined;

  /** What is wrong with the lengths that were typed. */
  @state() private wrong = '';

  override render() {
    const { shown, settings } = this;
    if (!shown || !settings) return nothing;
    const taken = rows.filter(
      ({ name }) => name !== 'cell' || (shown.first.cell === 'lstm' && shown.request.hidden !== undefined),
    );
    return html`
      ${taken.map((row) => this.#row(row, shown.request[row.name]))}
      <details ?open=${settings.places !== undefined || settings.batchAxis !== undefined || settings.lengths !== undefined}>
        <summary>Batches and whole numbers</summary>
        ${this.#choice('The batch is the axis', batchAxes, settings.batchAxis, (batchAxis) => ({ batchAxis }))}
        ${this.#choice('Whole numbers are', placeKinds, settings.places, (places) => ({ places }))}
        <label
          >Length of each sequence
          <input
            type="text"
            placeholder="such as 6,9,1"
            aria-invalid=${this.wrong !== ''}
            .value=${settings.lengths?.join(',') ?? ''}
            @change=${this.#onLengths}
          />
        </label>
        ${this.wrong ? html`<p role="alert">${this.wrong}</p>` : nothing}
      </details>
    `;
  }

  #row({ name, label, inText, shape, unlessGiven }: Row, file: File | undefined) {
    return html`<div class="row">
      <span>${label}</span>
      <span class="given" title=${file?.name ?? unlessGiven}>${file?.name ?? unlessGiven}</span>
      <array-chooser name=${name} what=${inText} shape=${shape} ?given=${file !== undefined}></array-chooser>
    </div>`;
  }

  #choice<Value extends string>(
    label: string,
    values: readonly Value[],
    chosen: Value | undefined,
    change: (value: Value | undefined) => BatchChange,
  ) {
    return html`<label
      >${label}
      <select
        @change=${({ currentTarget }: Event) => {
          if (!(currentTarget instanceof HTMLSelectElement)) return;
          this.#say(change(values.find((value) => value === currentTarget.value)));
        }}
      >
        <option value="" .selected=${chosen === undefined}>${asTold}</option>
        ${values.map((value) => html`<option value=${value} .selected=${value === chosen}>${choiceWords[value] ?? value}</option>`)}
      </select>
    </label>`;
  }

  #say(detail: BatchChange): void {
    this.dispatchEvent(new CustomEvent('batch-change', { detail }));
  }

  readonly #onLengths = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLInputElement)) return;
    const text = currentTarget.value.replace(/\s+/g, '');
    const lengths = lengthsIn(text);
    const valid = text === '' || lengths !== undefined;
    this.wrong = valid ? '' : 'Whole numbers apart by commas are allowed, such as 6,9,1.';
    if (valid) this.#say({ lengths });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'model-arrays': ModelArrays;
  }
}
