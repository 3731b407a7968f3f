/** The pinned network: its seed, its numbers, its eigenvalues, and its neighbours along the spectral radius. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Experiment } from '../experiment/experiment.ts';
import { defaultExperiment } from '../experiment/fields.ts';
import type { Provenance } from '../files/provenance.ts';
import type { Eigenvalue } from '../networks/spectrum.ts';
import type { NetworkReading } from '../summary.ts';
import './charts/eigenvalue_disc.ts';
import { PinEvent, StepEvent } from './events.ts';
import { count, decades, fixed, natsPerStep, significant } from './numbers.ts';
import { sharedStyles } from './shared_styles.ts';

/**
 * @fires network-pin - Another network is to be pinned, or none.
 * @fires network-step - The neighbour along the spectral radius is to be pinned.
 */
@customElement('network-panel')
export class NetworkPanel extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        font-size: 13px;
      }
      header {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: 8px;
      }
      h2 {
        margin: 0;
        font-size: 20px;
        font-weight: 600;
        letter-spacing: -0.01em;
      }
      p {
        margin: 6px 0 0;
        color: var(--soft);
        line-height: 1.45;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 4px 12px;
        margin: 10px 0;
      }
      dt {
        color: var(--soft);
      }
      sub {
        font-size: 0.75em;
        line-height: 0;
      }
      dd {
        margin: 0;
        text-align: right;
      }
      .vanishing {
        color: var(--cool);
      }
      .exploding {
        color: var(--warm);
      }
      .stale {
        opacity: 0.45;
      }
      eigenvalue-disc {
        height: 208px;
        margin: 4px 0;
      }
      figcaption {
        color: var(--muted);
        font-size: 12px;
        text-align: center;
      }
      figure {
        margin: 0;
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
  @property({ attribute: false }) eigenvalues: (
    reading: NetworkReading,
  ) => Promise<readonly Eigenvalue[] | undefined> = async () => undefined;

  /** What was measured. */
  @property({ attribute: false }) provenance: Provenance | undefined;

  @state() private spectrum: readonly Eigenvalue[] | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('reading')) void this.#readSpectrum();
  }

  override render() {
    const { index, reading } = this;
    return html`
      <header>
        <h2>Network ${count(index)}</h2>
        <button class="button quiet" @click=${() => this.dispatchEvent(new PinEvent(undefined))}>Unpin</button>
      </header>
      ${reading ? this.#numbers(reading) : html`<p>Not measured yet in this run.</p>`}
      <div class="actions">
        <button class="button" @click=${() => this.dispatchEvent(new StepEvent(-1))}>← lower ρ</button>
        <button class="button" @click=${() => this.dispatchEvent(new StepEvent(1))}>higher ρ →</button>
      </div>
    `;
  }

  #numbers(reading: NetworkReading) {
    const { experiment } = this;
    const dead = reading.phase === 'dead';
    const rows: [unknown, unknown][] = [
      ['seed', experiment.seed],
      ['gain g', significant(reading.gain, 4)],
      ['spectral radius ρ', significant(reading.spectralRadius, 4)],
      ['norm ‖Wₕₕ‖₂', significant(reading.spectralNorm, 4)],
      [html`input scale σ<sub>x</sub>`, significant(reading.inputScale)],
      [html`bias scale σ<sub>b</sub>`, significant(reading.biasScale)],
      ['growth rate λ', dead ? 'none' : natsPerStep(reading.growthRate)],
      ['gradient at t = 0', decades(reading.log10GradientNorm)],
      ['gradient at t = T', decades(reading.log10FinalNorm)],
      ['gradient ratio', decades(reading.log10GradientNorm - reading.log10FinalNorm)],
      [
        'phase',
        html`<span class=${reading.phase}>${dead ? `dead at t = ${count(reading.deathStep)}` : reading.phase}</span>`,
      ],
    ];
    return html`
      <dl class=${this.stale ? 'stale' : ''}>
        ${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}
      </dl>
      ${
        dead
          ? html`<p>Every unit was masked at once, so the gradient before step ${count(reading.deathStep + 1)} is
              exactly zero: it has no logarithm and no rate.</p>`
          : nothing
      }
      <figure class=${this.stale ? 'stale' : ''}>
        <eigenvalue-disc
          .heading=${`Eigenvalues of network ${count(reading.index)}`}
          .provenance=${this.provenance}
          .eigenvalues=${this.spectrum ?? []} .radius=${reading.spectralRadius}></eigenvalue-disc>
        <figcaption>eigenvalues of Wₕₕ, the unit circle, and ρ = ${fixed(reading.spectralRadius, 3)}</figcaption>
      </figure>
    `;
  }

  async #readSpectrum(): Promise<void> {
    const { reading } = this;
    this.spectrum = undefined;
    if (!reading) return;
    const spectrum = await this.eigenvalues(reading);
    if (reading === this.reading) this.spectrum = spectrum;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'network-panel': NetworkPanel;
  }
}
