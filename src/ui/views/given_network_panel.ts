/** A network of a person's own: its numbers, its eigenvalues, where it sits, and a slider across the edge. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { gradientLimit } from '../../analysis/own_trajectory_limits.ts';
import { quantityTable } from '../../analysis/quantities.ts';
import type { QuantityName } from '../../experiment/axes.ts';
import { choices, type Experiment } from '../../experiment/experiment.ts';
import { defaultExperiment, fieldTable } from '../../experiment/fields.ts';
import type { Provenance } from '../../experiment/provenance.ts';
import type { GivenReading } from '../../laboratory/given.ts';
import { say } from '../../language/say.ts';
import { cellOf } from '../../networks/cells.ts';
import { fits, type LayerSummary, sizeAround } from '../../networks/given/layer_summary.ts';
import type { Given } from '../../session/given.ts';
import type { GivenNetworks } from '../../session/given_networks.ts';
import { Workplace } from '../../session/workplace.ts';
import { phaseWords } from '../phase_words.ts';
import '../charts/eigenvalue_disc.ts';
import '../controls/quantity_field.ts';
import { error as inWords } from '../agreement_words.ts';
import { notation } from '../notation.ts';
import { asPower, count, fixed, ofSeveral, several, significant } from '../numbers.ts';
import { titled, written } from '../quantity_words.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import type { Place } from './given_place.ts';
import './given_exponents.ts';
import './given_sequence.ts';
import { verdictWords } from './given_verdict.ts';
import { blockRadii, panelStyles } from './panel_styles.ts';

const drawn = fieldTable.hiddenSize;
const factors = { minimum: 0.1, maximum: 4, step: 0.01, logarithmic: false } as const;

/**
 * @fires layer-choose - Another layer of the file is asked for: its name is the event's `detail`.
 * @fires given-kind - The charts are to show random networks of this one's cell and size.
 */
@customElement('given-network-panel')
export class GivenNetworkPanel extends LitElement {
  static override styles = [
    sharedStyles,
    panelStyles,
    css`
      h2 {
        min-width: 0;
        font-size: 17px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .mark {
        display: inline-block;
        width: 10px;
        height: 10px;
        margin: 0 7px 1px 2px;
        background: var(--accent);
        transform: rotate(45deg);
      }
      .layer {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: 8px;
        margin-top: 6px;
      }
      select {
        min-width: 0;
        height: 26px;
      }
      .off {
        color: var(--error);
      }
      .sits {
        color: var(--ink);
      }
      eigenvalue-disc {
        height: 190px;
      }
      .kept {
        margin-top: 8px;
        padding: 4px 0 6px;
        border: 1px solid var(--line);
        border-width: 1px 0;
      }
      .kept p {
        margin: 0;
      }
      h3 {
        min-width: 0;
        margin: 0;
        font-size: 13px;
        font-weight: 600;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .keep {
        width: 100%;
        margin-top: 8px;
      }
      .keep[aria-pressed='true'] {
        border-color: var(--accent);
        color: var(--accent);
      }
      details {
        margin-top: 10px;
        font-size: 12px;
      }
      summary {
        font-weight: 600;
        cursor: pointer;
      }
      ul {
        max-height: 320px;
        margin: 4px 0 0;
        padding: 0 0 0 16px;
        overflow: auto;
      }
      li {
        margin-bottom: 3px;
        color: var(--soft);
        line-height: 1.4;
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** Where it is measured. */
  @property({ attribute: false }) workplace = new Workplace();
  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) networks: GivenNetworks | undefined;
  /** What the charts show. */
  @property({ attribute: false }) experiment: Experiment = defaultExperiment;
  @property({ attribute: false }) provenance: Provenance | undefined;
  /** Where it stands on the scatter. */
  @property({ attribute: false }) place: Place | undefined;

  constructor() {
    super();
    new SessionController(this, () => this.networks);
  }

  override render() {
    const { networks } = this;
    const given = networks?.present;
    const layer = given?.layer;
    if (!networks || !given || !layer) return nothing;
    return html`
      <header>
        <h2 title=${given.fileName}><span class="mark"></span>${given.fileName}</h2>
        <button class="button quiet" @click=${() => networks.remove()}>Remove</button>
      </header>
      ${this.#layer(networks, given, layer)}
    `;
  }

  /** The network that is kept beside it, or the offer to keep it beside the next one. */
  #comparison(networks: GivenNetworks) {
    const { keeping, kept } = networks;
    const hint = kept ? 'takes its place' : 'is drawn beside it';
    return html`
      ${
        kept
          ? html`<section class="kept" aria-label="Kept for comparison">
              <header>
                <h3 title=${kept.fileName}>${kept.fileName}</h3>
                <button class="button quiet" @click=${() => networks.removeKept()}>
                  Remove<span class="unseen"> ${kept.fileName}</span>
                </button>
              </header>
              <p>${verdictWords(kept)}</p>
              ${this.#read(kept, false)}
            </section>`
          : nothing
      }
      <button class="button keep" aria-pressed=${keeping} @click=${() => networks.keep(!keeping)}>
        ${keeping ? 'Kept: now open another' : 'Keep for comparison'}
      </button>
      <p class="unseen" aria-live="polite">
        ${keeping ? `The next network that is opened ${hint}.` : ''}
      </p>
    `;
  }

  #layer(networks: GivenNetworks, given: Given, layer: LayerSummary) {
    const cell = fits(layer, this.experiment.cell) ? this.experiment.cell : layer.cell;
    const inputs = layer.inputSize === 0 ? '' : `, ${several(layer.inputSize, 'input')}`;
    return html`
      ${
        given.layers.length > 1
          ? html`<label class="layer"
              >Layer
              <select @change=${this.#choose}>
                ${given.layers.map(
                  ({ name }) =>
                    html`<option value=${name} .selected=${live(name === layer.name)}>${name}</option>`,
                )}
              </select></label
            >`
          : nothing
      }
      <p>${choices.cell[cell].label} of ${ofSeveral(layer.hiddenSize, 'unit')}${inputs}.</p>
      ${this.#kind(layer)}
      ${this.#comparison(networks)}
      <given-sequence .given=${given}></given-sequence>
      ${given.problem ? html`<p role="alert">${given.problem} ${this.#shorter(given)}</p>` : nothing}
      ${this.#progress(given)}
      ${given.reading ? this.#numbers(given, given.reading, layer) : this.#waiting(given, layer)}
      ${
        given.reading
          ? html`<given-exponents
              .workplace=${this.workplace}
              .palette=${this.palette}
              .name=${given.fileName}
              .request=${given.request}
              .arrays=${given.arrays}
            ></given-exponents>`
          : nothing
      }
      ${this.#read(given)}
    `;
  }

  /** How far a long sequence is, and the way to stop it. */
  #progress(given: Given) {
    const { share, stopped } = given;
    if (share === undefined) return nothing;
    const done = `${Math.floor(100 * share)} %`;
    return stopped
      ? html`<p>Stopped at ${done}. <button class="button" @click=${() => given.again()}>Measure again</button></p>`
      : html`<p>Measuring: ${done} of its steps. <button class="button" @click=${() => given.stop()}>Stop</button></p>`;
  }

  #waiting({ problem, share }: Given, layer: LayerSummary) {
    return share !== undefined || problem || !fits(layer, this.experiment.cell)
      ? nothing
      : html`<p aria-live="polite">Measuring…</p>`;
  }

  #back(words: string) {
    return html`<button class="button" @click=${() => this.dispatchEvent(new Event('given-kind'))}>
      ${words}
    </button>`;
  }

  /** The way out where the controls ask for more steps than its inputs have. */
  #shorter({ inputSteps, drive }: Given) {
    if (inputSteps === undefined || drive !== 'own' || this.experiment.steps <= inputSteps) return nothing;
    return this.#back(`Show ${count(inputSteps)} steps`);
  }

  /** What the random networks around it are, where they are not of its own cell and size. */
  #kind(layer: LayerSummary) {
    const { hiddenSize } = layer;
    const { experiment } = this;
    const size = sizeAround(layer);
    const back = this.#back('Show its own kind');
    if (!fits(layer, experiment.cell))
      return html`<p>The controls ask for another cell, which its weights do not fit: it is not on the charts. ${back}</p>`;
    if (experiment.hiddenSize !== size)
      return html`<p>The random networks have ${count(experiment.hiddenSize)} units, not its ${count(hiddenSize)}. ${back}</p>`;
    if (size !== hiddenSize)
      return html`<p>Random networks have ${drawn.minimum} to ${drawn.maximum} units on this page: it stands among those of ${count(size)}.</p>`;
    return nothing;
  }

  #numbers(given: Given, reading: GivenReading, { cell }: LayerSummary) {
    const { spectra } = given;
    const { factor } = reading;
    const { blockNames: names, candidate } = cellOf({ ...reading.experiment, cell });
    const { values } = reading;
    const { radius } = values;
    const row = (name: QuantityName, title = titled(quantityTable[name])): [string, unknown] => [
      title,
      written(quantityTable[name], values[name]),
    ];
    const rows: [string, unknown][] = [
      ...(spectra
        ? [
            row('radius', names && `radius ρ of ${names[candidate]}`),
            row('spectral-norm', names && `‖${names[candidate]}‖₂`),
            row('gain', 'entries as at gain'),
          ]
        : []),
      row('rate'),
      row('decades'),
      ['gradient norm at T', written(quantityTable.decades, reading.log10FinalNorm)],
      [say`phase`, html`<span class=${reading.phase}>${phaseWords[reading.phase]}</span>`],
    ];
    return html`
      <quantity-field
        label="W × factor"
        .limits=${factors}
        .value=${given.factor}
        @quantity-change=${({ detail }: CustomEvent<number>) => given.rescale(detail)}
        @dblclick=${() => given.rescale(1)}
      ></quantity-field>
      ${this.#sits()}
      <dl>
        ${rows.map(([name, value]) => html`<dt>${notation(name)}</dt><dd>${value}</dd>`)}
        ${blockRadii(
          names,
          spectra?.radii.map((radius) => factor * radius),
        )}
      </dl>
      ${
        spectra
          ? html`<figure>
              <eigenvalue-disc
                .heading=${`Eigenvalues of ${given.fileName}`}
                .provenance=${this.provenance}
                .eigenvalues=${spectra.eigenvalues.map(({ real, imaginary }) => ({
                  real: factor * real,
                  imaginary: factor * imaginary,
                }))}
                .radius=${radius}
              ></eigenvalue-disc>
              <figcaption>
                eigenvalues of Wₕₕ${names ? ` (${names[candidate]})` : ''}, the unit circle, and ρ = ${significant(radius)}
              </figcaption>
            </figure>`
          : nothing
      }
      ${spectra ? radiusTrust(radius, factor * spectra.radiusError) : nothing} ${this.#trust(given, reading)}
    `;
  }

  /** How far the kernels are from the oracle along the same trajectory. */
  #trust({ errors }: Given, { experiment }: GivenReading) {
    if (!errors) return nothing;
    const part = errors.steps < experiment.warmUp + experiment.steps;
    const where = part ? ` over its first ${count(errors.steps)} steps` : '';
    const off = `${asPower(Math.log10(errors.gradient))} decades`;
    const holds = errors.gradient <= gradientLimit(errors.steps);
    return holds
      ? html`<p>✓ Its gradient${where} agrees with float64 to ${off}.</p>`
      : html`<p class="off">✗ ${off} off float64${where}: choose the float64 engine for this network.</p>`;
  }

  /** What was read, what was left aside, and all that is assumed. */
  #read({ read, assumed }: Given, open = true) {
    return html`<details ?open=${open}>
      <summary>What is read and assumed</summary>
      <ul tabindex="0">
        ${[...read, ...assumed].map((sentence) => html`<li>${sentence}</li>`)}
      </ul>
    </details>`;
  }

  #sits() {
    const { place } = this;
    if (!place) return nothing;
    const { axis, x, near, below, reach } = place;
    if (near === 0) return html`<p class="sits">No random network is near ${axis} = ${fixed(x, 3)}.</p>`;
    return html`<p class="sits">
      Its gradient is larger than that of ${count(below)} of the ${count(near)} random networks within
      ${significant(reach, 2)} of ${axis} = ${fixed(x, 3)}.
    </p>`;
  }

  readonly #choose = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLSelectElement)) return;
    this.dispatchEvent(new CustomEvent('layer-choose', { detail: currentTarget.value }));
  };
}

/** How far ρ may be from the truth: it is computed in float64 whatever the engine. */
function radiusTrust(radius: number, error: number) {
  if (error === 0)
    return radius === 0
      ? html`<p>✓ ρ is exactly 0: no unit hears itself, at whatever remove.</p>`
      : html`<p>✓ ρ is exact: a unit’s own weight, with no larger loop through others.</p>`;
  const off = inWords(error);
  return error <= trustedShare * radius
    ? html`<p>✓ ρ = ${significant(radius, 6)} ± ${off}, in float64.</p>`
    : html`<p class="off">✗ ρ = ${significant(radius, 3)} ± ${off}: its eigenvalues move far with the last digit of W.</p>`;
}

/** More of ρ than this in doubt would show on the charts. */
const trustedShare = 1e-3;

declare global {
  interface HTMLElementTagNameMap {
    'given-network-panel': GivenNetworkPanel;
  }
}
