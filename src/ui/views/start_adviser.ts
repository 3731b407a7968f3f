/** How to start a layer that there is no model of yet: the question at the top, what was measured of every start below. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { adviceInWords, shortStart } from '../../analysis/advice/words.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { defaultExperiment, fieldTable, mostGivenSteps } from '../../experiment/fields.ts';
import { say } from '../../language/say.ts';
import { kindFields } from '../../networks/given/ungated_kind.ts';
import { Adviser, type GivenAdvice } from '../../session/adviser.ts';
import { Workplace } from '../../session/workplace.ts';
import { fieldControl } from '../controls/field_control.ts';
import '../controls/quantity_field.ts';
import { ChangeEvent } from '../events.ts';
import { count, fixed, ofSeveral } from '../numbers.ts';
import { progressStyles } from '../progress_styles.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import './code_snippets.ts';
import { scrollSign } from '../scroll_sign.ts';

const lags = { minimum: 1, maximum: mostGivenSteps, step: 1, logarithmic: true } as const;

@customElement('start-adviser')
export class StartAdviser extends LitElement {
  static override styles = [
    sharedStyles,
    progressStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
        max-width: 92ch;
        font-size: 13px;
      }
      h2 {
        margin: 0;
        font-size: 15px;
        font-weight: 600;
      }
      p {
        max-width: 84ch;
        margin: 0;
        color: var(--soft);
        line-height: 1.45;
        text-wrap: pretty;
      }
      .question {
        display: grid;
        max-width: 360px;
        --name-width: 112px;
      }
      ul {
        display: grid;
        gap: 6px;
        max-width: 84ch;
        margin: 0;
        padding: 0;
        list-style: none;
        line-height: 1.45;
      }
      .answer {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
      }
      .stale {
        opacity: 0.55;
      }
      .scroll {
        ${scrollSign}
        position: relative;
        overflow: auto;
      }
      table {
        border-collapse: collapse;
        font-variant-numeric: tabular-nums;
      }
      th,
      td {
        padding: 4px 14px 4px 0;
        border-bottom: 1px solid var(--line);
        font-weight: 400;
        text-align: right;
        white-space: nowrap;
      }
      thead th {
        color: var(--soft);
      }
      tr > :first-child {
        text-align: left;
        min-width: 130px;
        white-space: normal;
      }
      tr.best > * {
        font-weight: 600;
      }
    `,
  ];

  /** Where it is measured. */
  @property({ attribute: false }) workplace = new Workplace();

  #adviser: Adviser | undefined;

  constructor() {
    super();
    new SessionController(this, () => this.#session);
  }

  get #session(): Adviser {
    this.#adviser ??= new Adviser(this.workplace);
    return this.#adviser;
  }

  override render() {
    const { choice, given, state, failure } = this.#session;
    const { settings, hiddenSize, lag } = choice;
    const draft: Experiment = { ...defaultExperiment, ...settings, hiddenSize };
    const fields = [
      fieldTable.cell,
      ...kindFields.filter(({ key }) => key !== 'cell'),
      fieldTable.hiddenSize,
    ];
    return html`
      <h2>No model yet? How to start one</h2>
      <p>
        Every usual start of such a layer is drawn time and again and its gradient followed back over the lag of the task: how many steps
        lie between what the loss hangs on and the loss.
      </p>
      <div class="question" @experiment-change=${this.#onChange}>
        ${fields.map((field) => fieldControl(field, draft))}
        <quantity-field
          label="Lag"
          unit="steps"
          .limits=${lags}
          .value=${lag}
          @quantity-change=${({ detail }: CustomEvent<number>) => this.#session.change({ lag: detail })}
        ></quantity-field>
      </div>
      ${this.#progress()}
      ${failure === '' ? nothing : html`<p role="alert">${failure}</p>`}
      ${given ? this.#answer(given, state === 'running' || state === 'stopped') : nothing}
    `;
  }

  #progress() {
    const { state, done, total, given } = this.#session;
    if (state === 'running')
      return html`<div class="progress">
        <progress aria-label="Starts measured" max=${total || 1} value=${done}></progress>
        <span aria-live="off">${total > 0 ? `${count(done)} of ${ofSeveral(total, 'network')}` : say`starting`}</span>
        <button class="button" @click=${() => this.#session.stop()}>Stop</button>
      </div>`;
    return given && state !== 'stopped'
      ? nothing
      : html`<div class="progress"><button class="button" @click=${() => this.#session.ask()}>Measure the starts</button></div>`;
  }

  #answer({ advice, question, code, networks, units }: GivenAdvice, stale: boolean) {
    const fewer = units < question.hiddenSize ? ` of ${count(units)} units, for more take long here` : '';
    return html`<div class="answer ${stale ? 'stale' : ''}">
      <ul aria-live="polite">${adviceInWords(question, advice).map((sentence) => html`<li>${sentence}</li>`)}</ul>
      <code-snippets raised .code=${code}></code-snippets>
      <div class="scroll" tabindex="0" role="region" aria-label="Table of starts">
        <table>
          <thead>
            <tr>
              <th scope="col">Start</th>
              <th scope="col">Decades over ${count(question.lag)} steps</th>
              <th scope="col">p10 … p90</th>
              <th scope="col"><span class="unseen">Among random networks</span></th>
            </tr>
          </thead>
          <tbody>
            ${advice.starts.map(
              (reading) => html`<tr class=${reading === advice.best ? 'best' : ''}>
                <th scope="row">${shortStart(reading.start, question)}${reading === advice.best ? ' (advised)' : ''}</th>
                <td>${fixed(reading.decades.p50, 2)}</td>
                <td>${fixed(reading.decades.p10, 2)} … ${fixed(reading.decades.p90, 2)}</td>
                <td><a href=${reading.link} target="_blank">Explore<span class="unseen"> ${shortStart(reading.start, question)}</span></a></td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <p>Measured in float64 on ${networks} networks a start${fewer}, inputs from N(0, 1), as many as units.</p>
    </div>`;
  }

  /** Its controls are no experiment's: nothing else is measured anew. */
  readonly #onChange = (event: Event): void => {
    event.stopPropagation();
    if (!(event instanceof ChangeEvent)) return;
    const { hiddenSize, ...change } = event.change;
    const { settings } = this.#session.choice;
    const kind = Object.fromEntries(
      kindFields.flatMap(({ key }) => (change[key] === undefined ? [] : [[key, change[key]]])),
    );
    void this.#session.change({
      settings: { ...settings, ...kind },
      ...(hiddenSize !== undefined && { hiddenSize }),
    });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'start-adviser': StartAdviser;
  }
}
