/** One configuration of a comparison: what it is called, and the controls of what it may have of its own. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type View, writeAddress } from '../../experiment/address.ts';
import { clipLimits } from '../../experiment/clip.ts';
import {
  type Configuration,
  comparedFields,
  experimentOf,
  reconfigured,
} from '../../experiment/comparison.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { defaultExperiment } from '../../experiment/fields.ts';
import { fieldControl } from '../controls/field_control.ts';
import '../controls/quantity_field.ts';
import { ChangeEvent } from '../events.ts';
import { sharedStyles } from '../shared_styles.ts';

/** c of a configuration that begins to be clipped. */
const usualClip = 1;

/**
 * @fires configuration-change - The configuration takes other values: the event's `detail`.
 * @fires configuration-duplicate - Another one like it is wanted.
 * @fires configuration-remove - It is no longer wanted.
 */
@customElement('configuration-card')
export class ConfigurationCard extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        border-bottom: 1px solid var(--line);
      }
      summary {
        display: flex;
        align-items: center;
        gap: 9px;
        min-height: 34px;
        padding: 3px 0;
        font-weight: 600;
        line-height: 1.25;
        cursor: pointer;
      }
      summary::after {
        content: '▸';
        margin-left: auto;
        color: var(--muted);
      }
      [open] summary::after {
        content: '▾';
      }
      .swatch {
        flex: none;
        width: 14px;
        height: 14px;
        border-radius: 4px;
      }
      .clip {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 27px;
        color: var(--soft);
        font-size: 13px;
      }
      .clip input {
        width: 16px;
        height: 16px;
        margin: 0;
        accent-color: var(--accent);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 10px;
        padding: 8px 0 12px;
        font-size: 13px;
      }
    `,
  ];

  @property() name = '';
  @property() color = '';
  @property({ attribute: false }) base: Experiment = defaultExperiment;
  @property({ attribute: false }) configuration: Configuration = { changes: {} };
  /** How the explorer is to look at it. */
  @property({ attribute: false }) view: View | undefined;
  /** Whether there is room for another one. */
  @property({ type: Boolean }) room = false;
  /** Whether it is the only one. */
  @property({ type: Boolean }) alone = false;

  override render() {
    const { base, configuration, view } = this;
    const experiment = experimentOf(base, configuration);
    const address = view && `${writeAddress(experiment, view)}#explore`;
    return html`<details>
      <summary>
        <span class="swatch" .style=${`background: ${this.color}`} aria-hidden="true"></span>${this.name}
      </summary>
      <div @experiment-change=${this.#change}>
        ${comparedFields.map((field) => fieldControl(field, experiment))}
      </div>
      <label class="clip"
        ><input type="checkbox" .checked=${configuration.clip !== undefined} @change=${this.#switchClip} />
        Clip the parameter gradient</label
      >
      ${
        configuration.clip === undefined
          ? nothing
          : html`<quantity-field
              label="To norm"
              symbol="c"
              .limits=${clipLimits}
              .value=${configuration.clip}
              @quantity-change=${({ detail }: CustomEvent<number>) => this.#become({ ...configuration, clip: detail })}
            ></quantity-field>`
      }
      <div class="actions">
        <button class="button" ?disabled=${!this.room} @click=${() => this.dispatchEvent(new Event('configuration-duplicate'))}>
          Duplicate
        </button>
        <button class="button" ?disabled=${this.alone} @click=${() => this.dispatchEvent(new Event('configuration-remove'))}>
          Remove
        </button>
        ${address ? html`<a href=${address}>Open in the explorer</a>` : nothing}
      </div>
    </details>`;
  }

  /** The fields are of this configuration, not of the explorer's experiment. */
  readonly #change = (event: Event): void => {
    if (!(event instanceof ChangeEvent)) return;
    event.stopPropagation();
    this.#become(reconfigured(this.base, this.configuration, event.change));
  };

  readonly #switchClip = ({ currentTarget }: Event): void => {
    const { changes } = this.configuration;
    const clipped = currentTarget instanceof HTMLInputElement && currentTarget.checked;
    this.#become({ changes, ...(clipped && { clip: usualClip }) });
  };

  #become(configuration: Configuration): void {
    this.dispatchEvent(new CustomEvent('configuration-change', { detail: configuration }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'configuration-card': ConfigurationCard;
  }
}
