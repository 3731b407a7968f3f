/** A file that was offered and is no network yet: why it is not taken, or what must be said of it first. */

import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { choices, type Experiment, isGated } from '../../experiment/experiment.ts';
import { defaultExperiment } from '../../experiment/fields.ts';
import type { FileQuestion } from '../../laboratory/open_file.ts';
import { ungatedCells } from '../../networks/given/layer_summary.ts';
import { kindFields } from '../../networks/given/ungated_kind.ts';
import type { Answers } from '../../networks/given/weight_reading.ts';
import type { Offer } from '../../session/given.ts';
import { fieldControl } from '../controls/field_control.ts';
import { ChangeEvent } from '../events.ts';
import { count } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import { panelStyles } from './panel_styles.ts';

/** What a person has said of the file, and what of the controls goes with it. */
export interface OfferAnswer {
  readonly answers: Answers;
  readonly change: Partial<Experiment>;
}

/**
 * @fires offer-answer - What was asked is answered: an {@link OfferAnswer} is the event's `detail`.
 * @fires offer-dismiss - Nothing more is to be said of the file.
 */
@customElement('given-offer')
export class GivenOffer extends LitElement {
  static override styles = [
    sharedStyles,
    panelStyles,
    css`
:host([hidden]) {
        display: none;
      }
      section {
        padding: 10px 12px 12px;
        border: 1px solid var(--edge);
        border-radius: 8px;
        background: var(--surface);
      }
      section.refused {
        border-color: var(--error);
      }
      h2 {
        font-size: 14px;
        overflow-wrap: anywhere;
      }
      p {
        color: var(--ink);
        overflow-wrap: anywhere;
      }
      .layer {
        display: grid;
        gap: 4px;
        margin-top: 8px;
      }
      select {
        min-width: 0;
        height: 26px;
      }
      .ends {
        display: flex;
        gap: 6px;
        margin-top: 10px;
      }
    `,
  ];

  @property({ attribute: false }) offer: Offer | undefined;
  /** The network that is there and stays there, by the name of its file. */
  @property() kept = '';
  /** What the controls say. */
  @property({ attribute: false }) experiment: Experiment = defaultExperiment;

  /** What is being said of an ungated cell. */
  @state() private said: Partial<Experiment> = {};

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('offer')) this.said = {};
  }

  override updated(changed: PropertyValues<this>): void {
    // It may have been dropped while the reader was far below.
    if (changed.has('offer') && this.offer) this.scrollIntoView({ block: 'center' });
  }

  override render() {
    const { offer } = this;
    return html`<div aria-live="polite">
      ${offer?.refusal ? this.#refused(offer.file, offer.refusal) : nothing}
      ${offer?.question ? this.#asked(offer.file, offer.question) : nothing}
    </div>`;
  }

  #refused(file: string, refusal: string) {
    return html`<section class="refused" role="alert">
      <h2>${file} is not read</h2>
      <p>${refusal}</p>
      ${this.kept ? html`<p>What is shown is still ${this.kept}.</p>` : nothing}
      <div class="ends">${this.#dismiss()}</div>
    </section>`;
  }

  #asked(file: string, question: FileQuestion) {
    return html`<section aria-labelledby="question">
      <h2 id="question">What is in ${file}?</h2>
      <p>${question.sentence}.</p>
      <form @submit=${this.#answer}>
        ${question.about === 'layer' ? this.#layers(question) : this.#kind()}
        <div class="ends"><button class="button">Read it so</button>${this.#dismiss()}</div>
      </form>
      ${this.kept ? html`<p>Until then, what is shown is still ${this.kept}.</p>` : nothing}
    </section>`;
  }

  #dismiss() {
    return html`<button
      type="button"
      class="button"
      @click=${() => this.dispatchEvent(new Event('offer-dismiss'))}
    >
      Dismiss
    </button>`;
  }

  #layers({ choices: layers }: FileQuestion) {
    return html`<label class="layer"
      >Read this, and leave the rest of the file aside:
      <select>
        ${layers.map(
          ({ name, cell, hiddenSize }) =>
            html`<option value=${name}>${name} · ${choices.cell[cell].label} of ${count(hiddenSize)}</option>`,
        )}
      </select></label
    >`;
  }

  /** What the controls say, to be confirmed or changed. */
  #kind() {
    const draft = this.#draft;
    return html`<div @experiment-change=${this.#say}>
      <label class="layer"
        >Cell
        <select @change=${this.#chooseCell}>
          ${ungatedCells.map(
            (cell) =>
              html`<option value=${cell} .selected=${cell === draft.cell}>${choices.cell[cell].label}</option>`,
          )}
        </select></label
      >
      ${kindFields.filter(({ key }) => key !== 'cell').map((field) => fieldControl(field, draft))}
    </div>`;
  }

  get #draft(): Experiment {
    const { experiment } = this;
    return { ...experiment, ...(isGated(experiment.cell) && { cell: 'rnn' }), ...this.said };
  }

  readonly #say = (event: Event): void => {
    // These are no controls yet: nothing is measured anew.
    event.stopPropagation();
    if (event instanceof ChangeEvent) this.said = { ...this.said, ...event.change };
  };

  readonly #chooseCell = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLSelectElement)) return;
    const cell = ungatedCells.find((name) => name === currentTarget.value);
    if (cell) this.said = { ...this.said, cell };
  };

  readonly #answer = (event: Event): void => {
    event.preventDefault();
    const layer = this.renderRoot.querySelector<HTMLSelectElement>('select')?.value;
    const draft = this.#draft;
    const detail: OfferAnswer =
      this.offer?.question?.about === 'layer'
        ? { answers: layer === undefined ? {} : { layer }, change: {} }
        : {
            answers: { kindKnown: true },
            change: Object.fromEntries(kindFields.map(({ key }) => [key, draft[key]])),
          };
    this.dispatchEvent(new CustomEvent('offer-answer', { detail }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'given-offer': GivenOffer;
  }
}
