/** The pinned network, and one that is pinned beside it: seed, numbers, its eigenvalues, what clipping does to it, and its neighbours along the x axis. */

import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { clippingDecades } from '../../analysis/clipping.ts';
import type { NetworkReading } from '../../analysis/network_reading.ts';
import { type Quantity, quantities, quantityTable, units } from '../../analysis/quantities.ts';
import type { QuantityName } from '../../experiment/axes.ts';
import { parseClip } from '../../experiment/clip.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { FieldError } from '../../experiment/field_error.ts';
import { defaultExperiment } from '../../experiment/fields.ts';
import type { Provenance } from '../../experiment/provenance.ts';
import type { Flow, Spectra } from '../../laboratory/anatomy.ts';
import { say } from '../../language/say.ts';
import { cellOf } from '../../networks/cells.ts';
import { asTyped } from '../controls/field_element.ts';
import { phaseWords } from '../phase_words.ts';
import '../charts/eigenvalue_disc.ts';
import { ClipEvent, PinEvent, StepEvent } from '../events.ts';
import { notation } from '../notation.ts';
import { count, decades, exact, fixed, withMarks } from '../numbers.ts';
import { cell, titled, written } from '../quantity_words.ts';
import { sharedStyles } from '../shared_styles.ts';
import { blockRadii, panelStyles } from './panel_styles.ts';

/**
 * @fires network-pin - Another network is to be pinned, or none.
 * @fires beside-choose - The next network that is chosen is to stand beside this one, or no longer.
 * @fires network-step - The neighbour along the x axis is to be pinned.
 * @fires clip-choose - Its parameter gradient is to be clipped, or no longer.
 */
@customElement('network-panel')
export class NetworkPanel extends LitElement {
  static override styles = [
    sharedStyles,
    panelStyles,
    css`
      h3 {
        margin: 14px 0 0;
        font-size: 12px;
        font-weight: 600;
      }
      .clip {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        margin-top: 6px;
      }
      .clip input {
        width: 84px;
        padding: 3px 6px;
        border: 1px solid var(--edge);
        border-radius: 5px;
        background: var(--surface);
        color: var(--ink);
        font: inherit;
        font-variant-numeric: tabular-nums;
        text-align: right;
      }
      .clip input[aria-invalid='true'] {
        border-color: var(--warm);
      }
      dl.pair {
        grid-template-columns: minmax(0, 1fr) auto auto;
        column-gap: 8px;
        hyphens: auto;
      }
      header + header h2 {
        color: var(--beside);
      }
      .actions button:last-child:nth-child(odd) {
        grid-column: 1 / -1;
      }
      .actions {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 6px;
        margin-top: 10px;
      }
    `,
  ];

  @property({ attribute: false }) experiment: Experiment = defaultExperiment;
  @property({ attribute: false }) reading: NetworkReading | undefined;
  /** Pinned, though perhaps not measured yet. */
  @property({ type: Number }) index = 0;
  @property({ type: Boolean }) stale = false;
  /** The one that is pinned beside it, though perhaps not measured yet. */
  @property({ type: Number }) besideIndex: number | undefined;
  @property({ attribute: false }) beside: NetworkReading | undefined;
  /** Whether the next one that is chosen stands beside this one. */
  @property({ type: Boolean }) choosing = false;
  @property({ attribute: false }) flow: Flow | undefined;
  /** Which share of that is done, while it takes long. */
  @property({ attribute: false }) flowShare: number | undefined;
  /** Why that will not be known, as a clause. */
  @property() flowFailure = '';
  @property({ attribute: false }) clip: number | undefined;
  @property({ attribute: false }) readSpectra: (reading: NetworkReading) => Promise<Spectra | undefined> =
    async () => undefined;

  /** What was measured. */
  @property({ attribute: false }) provenance: Provenance | undefined;

  @state() private spectra: Spectra | undefined;
  @state() private clipError = '';

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('reading')) void this.#readSpectra();
  }

  override render() {
    const { index, besideIndex, reading } = this;
    return html`
      <header>
        <h2>${besideIndex === undefined ? '' : 'A: '}Network ${count(index)}</h2>
        <button class="button quiet" @click=${() => this.dispatchEvent(new PinEvent(undefined))}>
          Unpin<span class="unseen"> network ${count(index)}</span>
        </button>
      </header>
      ${
        besideIndex === undefined
          ? nothing
          : html`<header>
              <h2>B: Network ${count(besideIndex)}</h2>
              <button class="button quiet" @click=${() => this.dispatchEvent(new PinEvent(undefined, true))}>
                Unpin<span class="unseen"> network ${count(besideIndex)}</span>
              </button>
            </header>`
      }
      ${reading ? this.#numbers(reading) : html`<p>Not measured yet in this run.</p>`}
      <div class="actions">
        <button class="button" @click=${() => this.dispatchEvent(new StepEvent(-1))}>← left</button>
        <button class="button" @click=${() => this.dispatchEvent(new StepEvent(1))}>right →</button>
        <button
          class="button"
          aria-pressed=${this.choosing}
          title="Or hold shift while you click"
          @click=${() => this.dispatchEvent(new Event('beside-choose'))}
        >
          ${this.choosing ? 'Click the network beside it…' : 'Pin another beside it'}
        </button>
      </div>
    `;
  }

  #numbers(reading: NetworkReading) {
    const { experiment } = this;
    const dead = reading.phase === 'dead';
    const { blockNames: names, candidate: block } = cellOf(experiment);
    const candidate = names?.[block] ?? '';
    const { values } = reading;
    const titles: Partial<Record<QuantityName, string>> = {
      rest: quantityTable.rest.symbol,
      // Of a gated cell these two are of one block.
      ...(names && { radius: `radius ρ of ${candidate}`, 'spectral-norm': `‖${candidate}‖₂` }),
    };
    const { beside } = this;
    const both = beside ? [reading, beside] : [reading];
    /** A quantity of one with its unit, of two with the unit beside its name: there is little room. */
    const row = (
      name: string,
      quantity: Quantity,
      of: (one: NetworkReading) => number,
    ): [string, ...unknown[]] => {
      const unit = units[quantity.scale];
      if (!beside) return [name, written(quantity, of(reading))];
      return [unit ? `${name}, ${unit}` : name, ...both.map((one) => cell(quantity, of(one)))];
    };
    const rows: [string, ...unknown[]][] = [
      ...(beside ? [['', html`<b>A</b>`, html`<b class="b">B</b>`] as [string, ...unknown[]]] : []),
      [say`seed`, ...both.map(() => experiment.seed)],
      // What was not asked for has no number, and a death is the phase's news.
      ...quantities
        .filter(({ name, scale }) => scale !== 'step' && !Number.isNaN(values[name]))
        .map((quantity) =>
          row(titles[quantity.name] ?? titled(quantity), quantity, ({ values: own }) => own[quantity.name]),
        ),
      row('gradient norm at T', quantityTable.decades, ({ log10FinalNorm }) => log10FinalNorm),
      [say`phase`, ...both.map(ending)],
    ];
    return html`
      <dl class="${this.stale ? 'stale' : ''} ${beside ? 'pair' : ''}">
        ${rows.map(
          ([name, ...cells]) =>
            html`<dt>${notation(name)}</dt>${cells.map((value) => html`<dd>${value}</dd>`)}`,
        )}
        ${blockRadii(names, this.spectra?.radii)}
      </dl>
      ${
        dead
          ? html`<p>Every unit was masked at once, so the gradient before step ${count(values['death-step'] + 1)} is
              exactly zero: it has no logarithm and no rate.</p>`
          : nothing
      }
      ${this.#parts()} ${dead ? nothing : this.#clipping()}
      <figure class=${this.stale ? 'stale' : ''}>
        <eigenvalue-disc
 .heading=${`Eigenvalues of network ${count(reading.index)}`}
 .provenance=${this.provenance}
 .eigenvalues=${this.spectra?.eigenvalues ?? []} .radius=${values.radius}></eigenvalue-disc>
        <figcaption>eigenvalues of Wₕₕ${names ? html` (${notation(candidate)})` : nothing}, the unit circle, and ρ = ${fixed(values.radius, 3)}</figcaption>
      </figure>
    `;
  }

  /** What of the gradient at t = 0 is in h, and what in c, of a cell that has both. */
  #parts() {
    const [hidden, cell] = this.flow?.parts ?? [];
    if (!hidden || !cell) return nothing;
    return html`<p>
      At t = 0 the gradient is ${decades(hidden[0] ?? Number.NaN)} with respect to h and
      ${decades(cell[0] ?? Number.NaN)} with respect to c.
    </p>`;
  }

  #clipping() {
    const { clip } = this;
    return html`
      <h3>Clipping</h3>
      <label class="clip">
        <span>Clip ‖∂L/∂θ‖ to c =</span>
        <input
          type="text"
          inputmode="decimal"
          placeholder="off"
          .value=${clip === undefined ? '' : exact(clip)}
          aria-invalid=${this.clipError !== ''}
          aria-describedby="clip-words"
          @change=${this.#chooseClip}
        />
      </label>
      <p id="clip-words">${this.clipError || this.#clippingWords()}</p>
    `;
  }

  #clippingWords() {
    const { clip, flow, flowShare } = this;
    if (this.flowFailure)
      return `The norm of the parameter gradient could not be computed: ${this.flowFailure}.`;
    if (!flow && flowShare !== undefined)
      return `The norm of the parameter gradient is being computed: ${Math.floor(100 * flowShare)} %.`;
    if (!flow) return 'The norm of the parameter gradient is computed once the run is complete.';
    const norm = flow.log10ParameterNorm;
    if (norm === undefined)
      return 'The parameter gradient would take too long here: choose fewer steps or units.';
    const size = html`‖∂L/∂θ‖ is ${decades(norm)}, over the recurrent weights and biases.`;
    if (clip === undefined) return size;
    const factor = clippingDecades(clip, norm);
    return factor === 0
      ? html`${size} It is below c already: nothing is clipped. Clipping only ever shrinks, so it cannot bring back a
        gradient that has vanished.`
      : html`${size} One factor of ${decades(factor)} moves the whole curve and leaves its slope: the update is bounded
        by c, and early and late steps stay as many decades apart as they were.`;
  }

  readonly #chooseClip = (event: Event): void => {
    const input = event.currentTarget;
    if (!(input instanceof HTMLInputElement)) return;
    const text = input.value.trim();
    try {
      const clip = text === '' ? undefined : parseClip(asTyped(text));
      this.clipError = '';
      this.dispatchEvent(new ClipEvent(clip));
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      this.clipError = `${withMarks(error.about('c'))}.`;
    }
  };

  async #readSpectra(): Promise<void> {
    const { reading } = this;
    this.spectra = undefined;
    if (!reading) return;
    const spectra = await this.readSpectra(reading);
    if (reading === this.reading) this.spectra = spectra;
  }
}

function ending({ phase, values }: NetworkReading) {
  return html`<span class=${phase}>${phase === 'dead' ? `dead at t = ${count(values['death-step'])}` : phaseWords[phase]}</span>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'network-panel': NetworkPanel;
  }
}
