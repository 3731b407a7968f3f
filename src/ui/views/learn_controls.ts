/** All controls of networks that learn: a preset to start from, how they learn, and what they are. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { fieldGroups, fields, groupLabels } from '../../experiment/fields.ts';
import { learningFields } from '../../experiment/learning.ts';
import { appliesInPlan, idleInLearning, type LearningPlan } from '../../experiment/learning_axes.ts';
import { learntFields, usualPlan } from '../../experiment/learning_plan.ts';
import {
  type LearningPreset,
  learningPresets,
  presetOf,
  presetPlan,
} from '../../experiment/learning_presets.ts';
import { withinSentence } from '../../language/nouns.ts';
import { say } from '../../language/say.ts';
import '../controls/plan_field.ts';
import { controlStyles } from '../controls/control_styles.ts';
import { PlanEvent } from '../learning_events.ts';
import { notation } from '../notation.ts';
import { sharedStyles } from '../shared_styles.ts';

/** What a sequence to learn from does not have, in words. */
const idleWords = fields
  .filter(({ key, parameterOf }) => idleInLearning.includes(key) && parameterOf === undefined)
  .map(({ label }) => withinSentence(label))
  .join(', ');

/** @fires plan-change - A field takes a new value, or a preset is chosen. */
@customElement('learn-controls')
export class LearnControls extends LitElement {
  static override styles = [
    sharedStyles,
    controlStyles,
    css`
      .segments {
        justify-self: start;
      }
      p {
        text-wrap: pretty;
      }
    `,
  ];

  @property({ attribute: false }) plan: LearningPlan = usualPlan;

  override render() {
    const { plan } = this;
    const chosen = presetOf(plan);
    const groups = fieldGroups.map((group) => ({
      id: group,
      title: group === 'Sweep' ? say`Size` : groupLabels[group],
      fields: learntFields.filter((field) => field.group === group),
    }));
    return html`
      <div class="preset">
        <label for="preset">Preset</label>
        <select id="preset" @change=${this.#choose}>
          <option value="" disabled .selected=${!chosen}>Your own</option>
          ${learningPresets.map(
            (preset) =>
              html`<option value=${preset.name} .selected=${preset === chosen?.preset}>${preset.title}</option>`,
          )}
        </select>
        ${chosen ? this.#variants(chosen) : nothing}
        <p class="watch">
          ${notation(chosen?.preset.watch ?? 'Your own networks. Choose a preset for some with something to look for.')}
        </p>
      </div>
      <section aria-labelledby="learning">
        <h2 id="learning">Learning</h2>
        ${learningFields.map((field) => html`<plan-field .field=${field} .plan=${plan}></plan-field>`)}
      </section>
      ${groups.map(
        ({ id, title, fields: own }) => html`<section aria-labelledby=${id}>
          <h2 id=${id}>${title}</h2>
          ${own
            .filter((field) => !field.parameterOf || appliesInPlan(field, plan) === true)
            .map((field) => html`<plan-field .field=${field} .plan=${plan}></plan-field>`)}
        </section>`,
      )}
      <p class="note">
        ↔ spreads a number over the networks. A network here reads nothing but its task, so these settings have no effect on it:
        ${idleWords}. Double click a row to reset it.
      </p>
    `;
  }

  #variants({ preset, variant: present }: NonNullable<ReturnType<typeof presetOf>>) {
    const { variants } = preset;
    if (!variants) return nothing;
    return html`<span class="segments" role="group" aria-label="On the same seed">
      ${variants.map(
        (variant) =>
          html`<button aria-pressed=${variant === present} @click=${() => this.#become(preset, presetPlan(preset, variant))}>${variant.label}</button>`,
      )}
    </span>`;
  }

  readonly #choose = ({ currentTarget }: Event): void => {
    const { value } = currentTarget as HTMLSelectElement;
    const preset = learningPresets.find(({ name }) => name === value);
    if (preset) this.#become(preset, presetPlan(preset, preset.variants?.[0]));
  };

  /** The seed stays, and so does the number of networks where a preset says none. */
  #become(preset: LearningPreset, plan: LearningPlan): void {
    const { seed, networks } = this.plan.experiment;
    const own = presetOf(this.plan)?.preset === preset ? { seed, networks } : { seed };
    this.dispatchEvent(
      new PlanEvent({ ...plan, experiment: { ...plan.experiment, ...own } }, preset.x ?? 'gain'),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'learn-controls': LearnControls;
  }
}
