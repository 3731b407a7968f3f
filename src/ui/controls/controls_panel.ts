/** All controls of an experiment: a preset to start from, then every field in its group. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { bounds, type Experiment } from '../../experiment/experiment.ts';
import { defaultExperiment, type Field, fields } from '../../experiment/fields.ts';
import { type Preset, presets } from '../../experiment/presets.ts';
import { ChangeEvent, PresetEvent } from '../events.ts';
import { sharedStyles } from '../shared_styles.ts';
import './choice_field.ts';
import { FieldElement } from './field_element.ts';
import './flag_field.ts';
import './number_field.ts';
import './range_field.ts';
import './seed_field.ts';

/** Where everyone starts, and can come back to. */
const start: Preset = {
  name: 'start',
  title: 'tanh, gain 0.1 to 2',
  watch:
    'Each point is one random network. Below ρ = 1 its gradient vanishes; above it, saturation keeps most from exploding.',
  experiment: {},
};
const offered = [start, ...presets];

/** Parameters of one choice among others: shown where that choice is made. */
const dependents: readonly (keyof Experiment)[] = [
  ...(['leak', 'residualScale', 'forgetBias', 'negativeSlope', 'density', 'outlier'] as const),
];

const groups: readonly { readonly title: string; readonly keys: readonly (keyof Experiment)[] }[] = [
  {
    title: 'Network',
    keys: [
      ...(['cell', 'leak', 'residualScale', 'forgetBias', 'activation', 'negativeSlope'] as const),
      ...(['ensemble', 'density', 'outlier', 'hiddenSize'] as const),
    ],
  },
  { title: 'Drive', keys: ['inputScale', 'sharedInput', 'biasScale', 'initialScale', 'loss'] },
  { title: 'Sweep', keys: ['gain', 'networks', 'steps', 'warmUp'] },
  { title: 'Seed', keys: ['seed'] },
];

/**
 * @fires experiment-change - A field takes a new value.
 * @fires preset-choose - A preset is chosen.
 */
@customElement('controls-panel')
export class ControlsPanel extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        padding: 12px 16px 16px;
        font-size: 13px;
      }
      h2 {
        margin: 14px 0 3px;
        font-size: 12px;
        font-weight: 600;
        color: var(--ink);
      }
      .preset {
        display: grid;
        gap: 6px;
      }
      .preset label {
        font-size: 12px;
        font-weight: 600;
      }
      .preset select {
        width: 100%;
        height: 30px;
        padding: 0 6px;
        border: 1px solid var(--edge);
        border-radius: 6px;
        background: var(--surface);
        font-size: 14px;
      }
      .watch {
        margin: 0;
        min-height: 5.6em;
        color: var(--soft);
        line-height: 1.4;
      }
      .switch {
        min-height: 22px;
        margin: 0 0 2px 104px;
        font-size: 12px;
      }
      .note {
        margin: 14px 0 0;
        color: var(--muted);
        font-size: 12px;
        line-height: 1.4;
      }
    `,
  ];

  @property({ attribute: false }) experiment: Experiment = defaultExperiment;

  override render() {
    const chosen = offered.find((preset) => isPreset(preset, this.experiment));
    return html`
      <div class="preset">
        <label for="preset">Preset</label>
        <select id="preset" @change=${this.#choose}>
          <option value="" disabled .selected=${!chosen}>Your own</option>
          ${offered.map(
            (preset) =>
              html`<option value=${preset.name} .selected=${preset === chosen}>${preset.title}</option>`,
          )}
        </select>
        <p class="watch">
          ${chosen?.watch ?? 'Your own experiment. Choose a preset for one with something to look for.'}
        </p>
      </div>
      ${groups.map(
        ({ title, keys }) => html`
          <section aria-labelledby=${title}>
            <h2 id=${title}>${title}</h2>
            ${keys.map((key) => this.#control(this.#shownField(key)))}
          </section>
        `,
      )}
      <p class="note">↻ draws the matrices again; everything else answers at once. Double click a row to reset it.</p>
    `;
  }

  /** The field of a key, unless it is a parameter of a choice that is not made. */
  #shownField(key: keyof Experiment): Field | undefined {
    const field = fields.find((candidate) => candidate.key === key);
    const applies = field?.appliesTo?.(this.experiment) ?? true;
    return applies === true || !dependents.includes(key) ? field : undefined;
  }

  #control(field: Field | undefined): TemplateResult | undefined {
    const { experiment } = this;
    switch (field?.kind) {
      case 'choice':
        return html`<choice-field .field=${field} .experiment=${experiment}></choice-field>`;
      case 'flag':
        return html`<flag-field .field=${field} .experiment=${experiment}></flag-field>`;
      case 'span':
        return html`${
          typeof experiment[field.key] === 'object'
            ? html`<range-field .field=${field} .experiment=${experiment}></range-field>`
            : html`<number-field .field=${field} .experiment=${experiment}></number-field>`
        }${field.key === 'gain' ? this.#gainSwitch() : nothing}`;
      case 'integer':
        if (field.key === 'seed')
          return html`<seed-field .field=${field} .experiment=${experiment}></seed-field>`;
        return html`<number-field .field=${field} .experiment=${experiment}></number-field>`;
      case 'real':
        return html`<number-field .field=${field} .experiment=${experiment}></number-field>`;
      case undefined:
        return undefined;
    }
  }

  /** The networks share one gain, or spread over a range. (A range of the other spans is the map's switch.) */
  #gainSwitch() {
    const { gain } = this.experiment;
    const [low, high] = bounds(gain);
    const other: Experiment['gain'] =
      typeof gain === 'object' ? Number(((low + high) / 2).toFixed(2)) : defaultExperiment.gain;
    return html`<button class="button quiet switch" @click=${() => this.dispatchEvent(new ChangeEvent({ gain: other }))}>
      ${typeof gain === 'object' ? 'One gain for all networks' : 'Spread over a range of gains'}
    </button>`;
  }

  readonly #choose = (event: Event): void => {
    const { value } = event.currentTarget as HTMLSelectElement;
    const preset = offered.find(({ name }) => name === value);
    if (!preset) return;
    for (const field of this.renderRoot.querySelectorAll('*'))
      if (field instanceof FieldElement) field.forget();
    this.dispatchEvent(new PresetEvent(preset));
  };
}

/** Whether an experiment is a preset, whatever its seed and number of networks. */
function isPreset(preset: Preset, experiment: Experiment): boolean {
  const wanted: Experiment = { ...defaultExperiment, ...preset.experiment };
  return fields.every(
    ({ key }) =>
      key === 'seed' || key === 'networks' || JSON.stringify(wanted[key]) === JSON.stringify(experiment[key]),
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'controls-panel': ControlsPanel;
  }
}
