/** The validation: every kernel held against its oracle on the reader's own adapter, as a table that fills. */

import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ValidationRow } from '../../analysis/validation_row.ts';
import { activations, cells, ensembles } from '../../experiment/experiment.ts';
import { type EngineName, engineNames } from '../../experiment/provenance.ts';
import { validationCsv, validationJson } from '../../files/validation_file.ts';
import { say } from '../../language/say.ts';
import { Validation } from '../../session/validation.ts';
import { Workplace } from '../../session/workplace.ts';
import { error, verdictWord } from '../agreement_words.ts';
import { download } from '../download.ts';
import { engineWords } from '../engine_words.ts';
import { count } from '../numbers.ts';
import { progressStyles } from '../progress_styles.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import { startedStyles } from './started_styles.ts';
import { validateStyles } from './validate_styles.ts';

@customElement('validate-view')
export class ValidateView extends LitElement {
  static override styles = [sharedStyles, progressStyles, startedStyles, validateStyles];

  @state() private engine: EngineName | 'every' = 'every';
  @state() private cell = 'every';
  @state() private ensemble = 'every';
  @state() private activation = 'every';

  /** Where it is done. */
  @property({ attribute: false }) workplace = new Workplace();

  #validation: Validation | undefined;

  constructor() {
    super();
    new SessionController(this, () => this.#session);
  }

  override render() {
    const { state, rows, done, total } = this.#session;
    const running = state === 'running';
    return html`
      <h2>Validate</h2>
      <p class="about">
        Every kernel is held against its oracle here, on your own adapter: draws and spectra against float64 from the
        same integers, steps and gradients against float64 along the engine’s own trajectory, whole runs where networks
        contract, and growth rates of other draws where they are chaotic.
      </p>
      <div class="settings">
        ${this.#choice(say`Engine`, this.engine, engineNames, (value) => {
          this.engine = engineNames.find((name) => name === value) ?? 'every';
        })}
        ${this.#choice(say`Cell`, this.cell, cells, (value) => {
          this.cell = value;
        })}
        ${this.#choice(say`Ensemble`, this.ensemble, ensembles, (value) => {
          this.ensemble = value;
        })}
        ${this.#choice(say`Activation`, this.activation, activations, (value) => {
          this.activation = value;
        })}
        ${
          running
            ? html`<button class="button" @click=${() => this.#session.stop()}>Stop</button>`
            : html`<button class="button primary" @click=${this.#start}>
                ${state === 'idle' ? say`Validate` : 'Validate again'}
              </button>`
        }
        <span class="files">
          ${(['csv', 'json'] as const).map(
            (format) =>
              html`<button class="button" ?disabled=${rows.length === 0} @click=${() => this.#download(format)}>
                Download ${format.toUpperCase()}
              </button>`,
          )}
        </span>
      </div>
      <div class="outcome">
        <progress aria-label="Parts of the validation" max=${total || 1} value=${done}></progress>
        ${this.#outcome()}
      </div>
      ${rows.length > 0 ? this.#table(rows) : nothing}
    `;
  }

  get #session(): Validation {
    this.#validation ??= new Validation(this.workplace);
    return this.#validation;
  }

  /** What is under way, then what came of it; said aloud at the end only. */
  #outcome() {
    const { state, rows, done, total, failure, engines, notices } = this.#session;
    const failed = rows.filter(({ passed }) => !passed).length;
    const devices = engines.map(({ name, device }) => `${engineWords[name]} (${device})`).join(' and ');
    const excused = rows.filter(({ passed, beyond }) => passed && beyond > 0).length;
    const but = excused > 0 ? `, ${count(excused)} of them with an outlier excused` : '';
    const so = `${count(rows.length - failed)} of ${count(rows.length)} checks within their limits${but}`;
    const verdict =
      failed > 0
        ? html`<b class="broken">✗ ${count(failed)} failed</b> · ${so}`
        : html`<b class="good">✓</b> ${so}`;
    const text = {
      idle: 'It takes from seconds to a minute or two; the explorer keeps what it shows.',
      running: html`${total > 0 ? `part ${count(done)} of ${count(total)}` : 'opening the engine'} ${
        failed > 0 ? html`· <b class="broken">✗ ${count(failed)} failed</b>` : nothing
      }`,
      complete: html`${verdict} on ${devices}`,
      stopped: html`Stopped. ${rows.length > 0 ? verdict : nothing}`,
      failed: html`<b class="broken">✗ ${failure}</b>`,
    }[state];
    return html`<p aria-live=${state === 'running' ? 'off' : 'polite'}>${text}${notices.map((notice) => html`<br />${notice}`)}</p>`;
  }

  #table(rows: readonly ValidationRow[]) {
    return html`<div class="table" tabindex="0" role="region" aria-label="Table of the validation">
      <table>
        <caption class="unseen">Worst error, limit and verdict of every check</caption>
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col">Cell</th>
            <th scope="col">Ensemble</th>
            <th scope="col">Activation</th>
            <th scope="col">Engine</th>
            <th scope="col" class="number">Networks</th>
            <th scope="col" class="number">Worst error</th>
            <th scope="col" class="number">Limit</th>
            <th scope="col">Unit</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr class=${row.passed ? '' : 'failed'}>
                <th scope="row">
                  <b class=${row.passed ? 'good' : 'broken'} aria-hidden="true">${row.passed ? '✓' : '✗'}</b> ${row.check}
                </th>
                <td>${row.cell}</td>
                <td>${row.ensemble}</td>
                <td>${row.activation ?? say`any`}</td>
                <td>${engineWords[row.engine]}</td>
                <td class="number">${count(row.networks)}</td>
                <td class="number">${error(row.worst)}</td>
                <td class="number">${error(row.limit)}</td>
                <td>${row.unit}</td>
                <td>${verdictWord(row)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #choice(label: string, value: string, choices: readonly string[], choose: (value: string) => void) {
    const words: Readonly<Record<string, string>> = engineWords;
    return html`<label>
      ${label}
      <select
        ?disabled=${this.#session.state === 'running'}
        @change=${({ target }: Event) => target instanceof HTMLSelectElement && choose(target.value)}
      >
        ${['every', ...choices].map(
          (choice) =>
            html`<option value=${choice} .selected=${choice === value}>${choice === 'every' ? say`every` : (words[choice] ?? choice)}</option>`,
        )}
      </select>
    </label>`;
  }

  readonly #start = (): void => {
    const cell = cells.find((name) => name === this.cell);
    const ensemble = ensembles.find((name) => name === this.ensemble);
    const activation = activations.find((name) => name === this.activation);
    this.#session.start({
      engines: this.engine === 'every' ? engineNames : [this.engine],
      selection: { ...(cell && { cell }), ...(ensemble && { ensemble }), ...(activation && { activation }) },
    });
  };

  #download(format: 'csv' | 'json'): void {
    const { rows } = this.#session;
    const text = format === 'csv' ? validationCsv(rows) : validationJson(rows);
    const type = format === 'csv' ? 'text/csv' : 'application/json';
    download(new Blob([text], { type }), `validation.${format}`);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'validate-view': ValidateView;
  }
}
