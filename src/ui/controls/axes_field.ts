/** What a scatter shows: any quantity upwards, against any to the right. */

import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { quantities } from '../../analysis/quantities.ts';
import { type Axes, usualAxes } from '../../experiment/axes.ts';
import { say } from '../../language/say.ts';
import { AxesEvent } from '../events.ts';
import { capitalised } from '../quantity_words.ts';
import { sharedStyles } from '../shared_styles.ts';

const measured = quantities.filter(({ field }) => field === undefined);
const set = quantities.filter(({ field }) => field !== undefined);

/** @fires axes-choose - Another quantity is to be shown. */
@customElement('axes-field')
export class AxesField extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-width: 0;
        max-width: 100%;
        font-size: 13px;
        color: var(--soft);
      }
      select {
        flex: 0 1 164px;
        width: 164px;
        min-width: 0;
        height: 28px;
        text-overflow: ellipsis;
      }
    `,
  ];

  @property({ attribute: false }) axes: Axes = usualAxes;

  override render() {
    return html`${this.#select('y', say`Upwards`)} against ${this.#select('x', 'To the right')}`;
  }

  #select(side: keyof Axes, label: string) {
    const chosen = this.axes[side];
    const options = (of: typeof quantities) =>
      of.map(
        ({ name, label, hint }) =>
          html`<option value=${name} title=${hint} .selected=${name === chosen}>${capitalised(label)}</option>`,
      );
    const choose = ({ currentTarget }: Event) => {
      const quantity = quantities.find(({ name }) => name === (currentTarget as HTMLSelectElement).value);
      if (quantity) this.dispatchEvent(new AxesEvent({ ...this.axes, [side]: quantity.name }));
    };
    return html`<select aria-label=${label} @change=${choose}>
      <optgroup label="Measured">${options(measured)}</optgroup>
      <optgroup label="Set for each network">${options(set)}</optgroup>
    </select>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'axes-field': AxesField;
  }
}
