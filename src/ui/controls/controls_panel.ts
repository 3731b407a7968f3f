/** All controls of an experiment: a preset to start from, then every field in its group. */
import { html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Experiment } from '../../experiment/experiment.ts';
import { defaultExperiment, fieldGroups, fields, groupLabels } from '../../experiment/fields.ts';
import { isPreset, offeredPresets } from '../../experiment/presets.ts';
import { type OnMap, PresetEvent } from '../events.ts';
import { notation } from '../notation.ts';
import { sharedStyles } from '../shared_styles.ts';
import { glossed } from '../term.ts';
import { controlStyles } from './control_styles.ts';
import { fieldControl } from './field_control.ts';
import { FieldElement } from './field_element.ts';

/**
 * @fires experiment-change - A field takes a new value.
 * @fires preset-choose - A preset is chosen.
 */
@customElement('controls-panel')
export class ControlsPanel extends LitElement {
  static override styles = [sharedStyles, controlStyles];

  @property({ attribute: false }) experiment: Experiment = defaultExperiment;

  /** What the map that is looked at makes of them. */
  @property({ attribute: false }) onMap: OnMap | undefined;

  /** Names of the controls that are shown, where an assignment leaves only some. */
  @property({ attribute: false }) only: readonly string[] | undefined;

  override render() {
    const isShown = (name: string) => this.only?.includes(name) ?? true;
    const chosen = offeredPresets.find((preset) => isPreset(preset, this.experiment));
    return html`
      <div class="preset" ?hidden=${!isShown('preset')}>
        <label for="preset">Preset</label>
        <select id="preset" @change=${this.#choose}>
          <option value="" disabled .selected=${!chosen}>Your own</option>
          ${offeredPresets.map(
            (preset) =>
              html`<option value=${preset.name} .selected=${preset === chosen}>${preset.title}</option>`,
          )}
        </select>
        <p class="watch">
          ${glossed(notation(chosen?.watch ?? 'Your own experiment. Choose a preset for one with something to look for.'))}
        </p>
      </div>
      ${fieldGroups.map(
        (title) => html`
          <section aria-labelledby=${title} ?hidden=${!fields.some(({ group, name }) => group === title && isShown(name))}>
            <h2 id=${title}>${groupLabels[title]}</h2>
            ${fields.filter(({ group, name }) => group === title && isShown(name)).map((field) => fieldControl(field, this.onMap?.experiment ?? this.experiment, this.onMap?.words[field.key]))}
          </section>
        `,
      )}
      <p class="note">↻ draws the matrices again; everything else answers at once. Double click a row to reset it.</p>
    `;
  }

  readonly #choose = (event: Event): void => {
    const { value } = event.currentTarget as HTMLSelectElement;
    const preset = offeredPresets.find(({ name }) => name === value);
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
