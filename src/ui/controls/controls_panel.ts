/** All controls of an experiment: a preset to start from, then every field in its group. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Experiment } from '../../experiment/experiment.ts';
import { defaultExperiment, fieldGroups, fields } from '../../experiment/fields.ts';
import { isPreset, type Preset, presets } from '../../experiment/presets.ts';
import { PresetEvent } from '../events.ts';
import { notation } from '../notation.ts';
import { sharedStyles } from '../shared_styles.ts';
import { fieldControl } from './field_control.ts';
import { FieldElement } from './field_element.ts';

/** Where everyone starts, and can come back to. */
const start: Preset = {
  name: 'start',
  title: 'tanh, gain 0.1 to 2',
  watch:
    'Each point is one random network. Up to ρ = 1 its gradient falls along ρ^T; from there to 1.5 saturation holds it nearly ' +
    'flat, and beyond that it grows, by about 4 decades at ρ = 2.',
  experiment: {},
};
const offered = [start, ...presets];

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
        font-size: 14px;
      }
      .watch {
        margin: 0;
        min-height: 5.6em;
        color: var(--soft);
        line-height: 1.4;
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
          ${notation(chosen?.watch ?? 'Your own experiment. Choose a preset for one with something to look for.')}
        </p>
      </div>
      ${fieldGroups.map(
        (title) => html`
          <section aria-labelledby=${title}>
            <h2 id=${title}>${title}</h2>
            ${fields.filter(({ group }) => group === title).map((field) => fieldControl(field, this.experiment))}
          </section>
        `,
      )}
      <p class="note">↻ draws the matrices again; everything else answers at once. Double click a row to reset it.</p>
    `;
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

declare global {
  interface HTMLElementTagNameMap {
    'controls-panel': ControlsPanel;
  }
}
