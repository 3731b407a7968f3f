/** The control of any field of an experiment. */
import { html, nothing } from 'lit';
import { bounds, type Experiment } from '../../experiment/experiment.ts';
import { applies, defaultExperiment, type Field } from '../../experiment/fields.ts';
import { ChangeEvent } from '../events.ts';
import './choice_field.ts';
import './flag_field.ts';
import './number_field.ts';
import './range_field.ts';
import './seed_field.ts';

/**
 * The control of a field, unless it is a parameter of a choice that is not made.
 * @param instead what is said in its place
 */
export function fieldControl(field: Field, experiment: Experiment, instead?: string) {
  if (field.parameterOf && applies(field, experiment) !== true) return nothing;
  // Without what is in it one row is like another.
  if (instead)
    return html`<flag-field .field=${field} .experiment=${experiment} .instead=${instead}></flag-field>`;
  switch (field.kind) {
    case 'choice':
      return html`<choice-field .field=${field} .experiment=${experiment}></choice-field>`;
    case 'flag':
      return html`<flag-field .field=${field} .experiment=${experiment}></flag-field>`;
    case 'span':
      return html`${
        typeof experiment[field.key] === 'object'
          ? html`<range-field .field=${field} .experiment=${experiment}></range-field>`
          : html`<number-field .field=${field} .experiment=${experiment}></number-field>`
      }${field.key === 'gain' ? gainSwitch(experiment) : nothing}`;
    case 'integer':
      if (field.key === 'seed')
        return html`<seed-field .field=${field} .experiment=${experiment}></seed-field>`;
      return html`<number-field .field=${field} .experiment=${experiment}></number-field>`;
    case 'real':
      return html`<number-field .field=${field} .experiment=${experiment}></number-field>`;
  }
}

/** The networks share one gain, or spread over a range. (A range of the other spans is the map's switch.) */
function gainSwitch({ gain }: Experiment) {
  const [low, high] = bounds(gain);
  const other: Experiment['gain'] =
    typeof gain === 'object' ? Number(((low + high) / 2).toFixed(2)) : defaultExperiment.gain;
  const change = ({ currentTarget }: Event) => currentTarget?.dispatchEvent(new ChangeEvent({ gain: other }));
  return html`<button
    class="button quiet"
    .style=${'min-height: 22px; margin: 0 0 2px 92px; font-size: 12px'}
    @click=${change}
  >
    ${typeof gain === 'object' ? 'One gain for all networks' : 'Spread over a range of gains'}
  </button>`;
}
