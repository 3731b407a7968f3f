/** What is mapped: two numbers and how far they go, how a cell is read, how many there are; and places worth a look. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { namesOf } from '../../experiment/experiment.ts';
import { FieldError } from '../../experiment/field_error.ts';
import { type LearningPlan, learningAxis, parseLearningRange } from '../../experiment/learning_axes.ts';
import {
  formatTrainability,
  precisions,
  type TrainabilityChoice,
  trainabilityAxes,
  trainabilityReadings,
  usualRange,
  whyNotMapped,
} from '../../experiment/trainability.ts';
import { type TrainabilityPreset, trainabilityPresets } from '../../experiment/trainability_presets.ts';
import { say } from '../../language/say.ts';
import { asTyped } from '../controls/field_element.ts';
import { LearnMapEvent } from '../events.ts';
import { PlanEvent } from '../learning_events.ts';
import { exact, withMarks } from '../numbers.ts';
import { capitalised } from '../quantity_words.ts';
import { sharedStyles } from '../shared_styles.ts';
import { mapSettingStyles } from './map_setting_styles.ts';

const sides = [16, 32, 64, 128, 256] as const;
const networkCounts = [1, 4, 16, 64] as const;

/**
 * @fires learn-map-choose - Another map is asked for.
 * @fires plan-change - Of other networks.
 */
@customElement('trainability-settings')
export class TrainabilitySettings extends LitElement {
  static override styles = [
    sharedStyles,
    mapSettingStyles,
    css`
      :host {
        display: block;
      }
      input {
        width: 80px;
      }
    `,
  ];

  @property({ attribute: false }) plan: LearningPlan | undefined;
  @property({ attribute: false }) choice: TrainabilityChoice | undefined;
  /** Why a link was not understood; empty where it was. */
  @property() misread = '';

  /** What was typed and means nothing, by the input it stands in. */
  @state() private refused:
    | { readonly input: string; readonly text: string; readonly reason: string }
    | undefined;

  override render() {
    const { plan, choice } = this;
    if (!plan || !choice) return nothing;
    const { columns, rows, networks, reading, precision } = choice;
    const reason = this.refused?.reason ?? this.misread;
    const chosen = presetOfMap(plan, choice);
    return html`
      <div class="settings" role="group" aria-label="What is mapped">
        <slot name="heading"></slot>
        ${select(
          'Place worth a look',
          ['', ...trainabilityPresets.map(({ name }) => name)],
          chosen?.name ?? '',
          (name) => trainabilityPresets.find((preset) => preset.name === name)?.label ?? 'Your own',
          (name) => {
            const preset = trainabilityPresets.find((one) => one.name === name);
            if (preset) this.#take(preset);
          },
        )}
        ${this.#range(plan, choice, 'x')} ${this.#range(plan, choice, 'y')}
        ${select(
          'Read as',
          namesOf(trainabilityReadings),
          reading,
          (name) => trainabilityReadings[name].label,
          (name) => this.#change({ reading: name }),
        )}
        ${select(
          say`Cells`,
          sides.map((side) => `${side}x${side}`),
          `${columns}x${rows}`,
          (value) => value.replace('x', ' × '),
          (value) => {
            const [right = columns, up = rows] = value.split('x').map(Number);
            this.#change({ columns: right, rows: up });
          },
        )}
        ${select('Networks in each', networkCounts, networks, String, (value) => this.#change({ networks: value }))}
        ${select(
          'Reckoned in',
          precisions,
          precision,
          (name) => (name === 'auto' ? 'as needed' : 'float64'),
          (name) => this.#change({ precision: name }),
        )}
        ${reason ? html`<p class="refused" role="alert">${reason}</p>` : nothing}
      </div>
    `;
  }

  #take({ plan, name }: TrainabilityPreset): void {
    this.refused = undefined;
    this.dispatchEvent(new PlanEvent(plan));
    this.dispatchEvent(new LearnMapEvent(`preset=${name}`));
  }

  /** One of the two numbers, and from where to where. */
  #range(plan: LearningPlan, choice: TrainabilityChoice, side: 'x' | 'y') {
    const { axis: name, from, to } = choice[side];
    const axis = learningAxis(name);
    const other = choice[side === 'x' ? 'y' : 'x'].axis;
    const offered = trainabilityAxes(plan).filter((one) => one.name !== other);
    const input = (end: 'from' | 'to', value: number) => {
      const refused = this.refused?.input === `${side} ${end}` ? this.refused : undefined;
      return html`<input
        type="text"
        inputmode="decimal"
        autocomplete="off"
        aria-label=${`${axis.label} ${{ from: say`from`, to: say`to` }[end]}`}
        aria-invalid=${refused ? 'true' : 'false'}
        .value=${refused?.text ?? exact(value)}
        @change=${({ target }: Event) => target instanceof HTMLInputElement && this.#type(choice, side, end, target.value)}
      />`;
    };
    return html`<span class="range" role="group" aria-label=${side === 'x' ? 'Horizontal axis' : 'Vertical axis'}>
      ${select(
        side === 'x' ? 'To the right' : say`Upwards`,
        offered.map((one) => one.name),
        name,
        (one) => learningAxis(one).label,
        (one) => this.#change({ [side]: usualRange(plan, one), path: [] }),
      )}
      ${input('from', from)} to ${input('to', to)}
    </span>`;
  }

  #type(choice: TrainabilityChoice, side: 'x' | 'y', end: 'from' | 'to', text: string): void {
    const axis = learningAxis(choice[side].axis);
    const ends = { ...choice[side], [end]: asTyped(text) };
    try {
      this.#change({ [side]: parseLearningRange(axis, `${ends.from}:${ends.to}`), path: [] });
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      this.refused = { input: `${side} ${end}`, text, reason: `${withMarks(error.about(axis.label))}.` };
    }
  }

  /** Another map, where there is such a one. */
  #change(change: Partial<TrainabilityChoice>): void {
    if (!this.choice) return;
    const choice = { ...this.choice, ...change };
    const reason = whyNotMapped(choice);
    this.refused =
      reason === undefined ? undefined : { input: '', text: '', reason: `${capitalised(reason)}.` };
    if (reason === undefined) this.dispatchEvent(new LearnMapEvent(formatTrainability(choice)));
  }
}

/** The preset that is what is mapped; undefined where none is. */
export function presetOfMap(
  present: LearningPlan,
  choice: TrainabilityChoice,
): TrainabilityPreset | undefined {
  return trainabilityPresets.find(
    ({ plan, map }) => formatTrainability(choice) === map && JSON.stringify(present) === JSON.stringify(plan),
  );
}

function select<Value extends string | number>(
  label: string,
  values: readonly Value[],
  present: Value,
  words: (value: Value) => string,
  choose: (value: Value) => void,
) {
  const offered = values.includes(present) ? values : [present, ...values];
  return html`<label
    >${label}
    <select
      @change=${({ target }: Event) => {
        const chosen = target instanceof HTMLSelectElement ? offered[target.selectedIndex] : undefined;
        if (chosen !== undefined) choose(chosen);
      }}
    >
      ${offered.map((value) => html`<option .selected=${value === present}>${words(value)}</option>`)}
    </select></label
  >`;
}

declare global {
  interface HTMLElementTagNameMap {
    'trainability-settings': TrainabilitySettings;
  }
}
