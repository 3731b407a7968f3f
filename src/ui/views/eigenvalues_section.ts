/** Eigenvalues in the complex plane: of one network's matrix, which follow the gain and the time, and of thousands as a density. */

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Experiment, isGated } from '../../experiment/experiment.ts';
import { defaultExperiment, fieldTable } from '../../experiment/fields.ts';
import { networkSettings } from '../../experiment/network_settings.ts';
import type { Cloud, CloudMatrix, Density } from '../../laboratory/clouds.ts';
import { say } from '../../language/say.ts';
import { type CloudQuestion, EigenvalueClouds } from '../../session/clouds.ts';
import { Workplace } from '../../session/workplace.ts';
import '../charts/chart_frame.ts';
import '../charts/eigenvalue_disc.ts';
import '../charts/number_table.ts';
import { toldOf } from '../charts/picture.ts';
import '../controls/quantity_field.ts';
import { usualLimits } from '../controls/slider_scale.ts';
import { count, fixed, several, significant } from '../numbers.ts';
import { progressStyles } from '../progress_styles.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { chartGridStyles } from './chart_grid_styles.ts';
import { sectionStyles } from './section_styles.ts';

@customElement('eigenvalues-section')
export class EigenvaluesSection extends LitElement {
  static override styles = [
    sharedStyles,
    progressStyles,
    chartGridStyles,
    sectionStyles,
    css`
      chart-frame {
        height: min(560px, 46vw + 120px);
        min-height: 430px;
      }
      eigenvalue-disc {
        --disc-text: 6px;
        margin: 4px 0 24px;
      }
    `,
  ];

  @property({ attribute: false }) workplace = new Workplace();
  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) experiment: Experiment = defaultExperiment;
  @property({ attribute: false }) pinned: number | undefined;
  @property({ type: Boolean, reflect: true }) override hidden = false;

  @state() private matrix: CloudMatrix = 'weights';
  /** The gain that somebody chose here. */
  @state() private chosenGain: number | undefined;
  /** The step whose Jacobian it is; the last one unless somebody says. */
  @state() private time: number | undefined;
  @state() private tables: ReadonlySet<string> = new Set();

  #session: EigenvalueClouds | undefined;

  constructor() {
    super();
    new SessionController(this, () => this.#clouds);
  }

  get #clouds(): EigenvalueClouds {
    this.#session ??= new EigenvalueClouds(this.workplace);
    return this.#session;
  }

  get #gain(): number {
    // Networks have float32s, people few digits.
    return this.chosenGain ?? Number(networkSettings(this.experiment, this.pinned ?? 0).gain.toFixed(4));
  }

  get #time(): number {
    const { steps } = this.experiment;
    return Math.min(this.time ?? steps, steps);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('experiment') && changed.get('experiment')?.gain !== this.experiment.gain)
      this.chosenGain = undefined;
    if (changed.has('pinned')) this.chosenGain = undefined;
    if (this.hidden) {
      // Nobody looks: thousands of networks can wait.
      if (changed.has('hidden') && this.#clouds.state === 'running') this.#clouds.pause();
      return;
    }
    const { experiment, matrix } = this;
    const question: CloudQuestion = {
      experiment: { ...experiment, gain: this.#gain },
      ...{ index: this.pinned ?? 0, matrix, time: this.#time },
    };
    if (JSON.stringify(question) !== JSON.stringify(this.#clouds.wanted)) this.#clouds.ask(question);
  }

  override render() {
    const { cloud, answered, density, densityAsked } = this.#clouds;
    return html`${this.#settings()} ${this.#outcome()}
      <div class="charts">
        ${cloud && answered ? this.#one(cloud, answered) : nothing}
        ${density && densityAsked ? this.#many(density, densityAsked) : nothing}
      </div>
      <p class="note">
        ${cloud ? `${cloud.theory.words} ` : ''}Solid is the unit circle; wide dashes are that theory of large networks, with the
        slopes that were measured${cloud ? html`, narrow ones the largest modulus` : nothing}. What the steps make of a gradient is a product of Jacobians that differ from step to step, so that no single cloud tells its growth:
        singular values and exponents do.
      </p>`;
  }

  #settings() {
    const { experiment, matrix } = this;
    const gain = this.#gain;
    const kinds: readonly (readonly [CloudMatrix, string])[] = [
      ['weights', matrixName(experiment, 'weights')],
      ['step', matrixName(experiment, 'step')],
    ];
    return html`<div class="settings">
      <span class="segments" role="group" aria-label="Of which matrix"
        >${kinds.map(
          ([kind, label]) =>
            html`<button aria-pressed=${kind === matrix} @click=${() => {
              this.matrix = kind;
            }}>${label}</button>`,
        )}</span
      >
      <quantity-field
        label="Gain"
        symbol="g"
        .limits=${{ ...usualLimits(fieldTable.gain, gain), step: 0.01 }}
        .value=${gain}
        @quantity-change=${({ detail }: CustomEvent<number>) => {
          this.chosenGain = detail;
        }}
      ></quantity-field>
      ${
        matrix === 'step'
          ? html`<quantity-field
              label="Step"
              symbol="t"
              .limits=${{ minimum: 1, maximum: experiment.steps, step: 1, logarithmic: false }}
              .value=${this.#time}
              @quantity-change=${({ detail }: CustomEvent<number>) => {
                this.time = detail;
              }}
            ></quantity-field>`
          : nothing
      }
    </div>`;
  }

  #outcome() {
    const { state, density, failure, densityAsked } = this.#clouds;
    const running = state === 'running';
    const total = this.experiment.networks;
    const done = density?.networks ?? 0;
    const words = {
      idle: '',
      running: `Density: ${count(done)} of ${count(total)} networks`,
      complete: `Density of ${count(done)} networks at g = ${significant(gainOf(densityAsked))}.`,
      stopped: `Stopped after ${count(done)} of ${count(total)} networks.`,
      failed: '',
    }[state];
    return html`<div class="progress">
      ${running ? html`<progress aria-label="Of all networks" max=${total} .value=${done}></progress>` : nothing}
      ${running ? html`<button class="button" @click=${() => this.#clouds.stop()}>Stop</button>` : nothing}
      <p aria-live=${running ? 'off' : 'polite'}>${failure ? html`<b class="broken">✗ The eigenvalues could not be computed: ${failure}.</b>` : words}</p>
    </div>`;
  }

  #one({ eigenvalues, theory }: Cloud, answered: CloudQuestion) {
    const moduli = eigenvalues.map(({ real, imaginary }) => Math.hypot(real, imaginary));
    const radius = Math.max(...moduli);
    const reach = Math.max(radius, ...theory.curves.flat().map(([x, y]) => Math.hypot(x, y)));
    const name = `Network ${count(answered.index)}`;
    const sorted = eigenvalues
      .map(({ real, imaginary }, i) => ({ real, imaginary, modulus: moduli[i] ?? 0 }))
      .sort((a, b) => b.modulus - a.modulus);
    return this.#frame(
      name,
      `Largest modulus ${significant(radius)}`,
      answered,
      html`<eigenvalue-disc
          .eigenvalues=${eigenvalues}
          .radius=${radius}
          .of=${matrixName(answered.experiment, answered.matrix)}
          .curves=${theory.curves}
          .extent=${1.12 * Math.max(1, reach)}
        ></eigenvalue-disc>
        <number-table
          slot="table"
          .caption=${`Eigenvalues of ${matrixName(answered.experiment, answered.matrix)}, the largest first`}
          .columns=${[say`place`, say`modulus`, say`real`, say`imaginary`]}
          .rows=${sorted.map(({ real, imaginary, modulus }, i) => [
            count(i + 1),
            ...[modulus, real, imaginary].map((value) => significant(value, 5)),
          ])}
        ></number-table>`,
    );
  }

  #many(density: Density, asked: CloudQuestion) {
    const { networks, extent, rings, outside, theory } = density;
    const all = rings.reduce((sum, ring) => sum + ring, 0) + outside;
    const width = extent / rings.length;
    const beyond = Array.from(rings).reduce((sum, ring, i) => (i * width >= 1 ? sum + ring : sum), outside);
    const rows = Array.from(rings, (ring, i) => [
      `${fixed(i * width, 2)} – ${fixed((i + 1) * width, 2)}`,
      `${fixed((100 * ring) / Math.max(1, all), 2)} %`,
      significant(ring / Math.max(1, all) / (Math.PI * width ** 2 * (2 * i + 1))),
    ]);
    return this.#frame(
      several(networks, 'network'),
      `${fixed((100 * beyond) / Math.max(1, all), 1)} % of their eigenvalues outside the unit circle`,
      asked,
      html`<eigenvalue-disc
          .density=${density}
          .palette=${this.palette}
          .of=${matrixName(asked.experiment, asked.matrix)}
          .curves=${theory.curves}
        ></eigenvalue-disc>
        <number-table
          slot="table"
          caption="Eigenvalues by modulus: the share of all, and per unit of area"
          .columns=${[say`modulus`, say`share`, say`density`]}
          .rows=${rows}
        ></number-table>`,
      'density',
    );
  }

  #frame(
    heading: string,
    reading: string,
    { experiment, matrix, time }: CloudQuestion,
    content: TemplateResult,
    key = 'one',
  ) {
    const { engine } = this.#clouds;
    const shown = `${heading}: ${matrixName(experiment, matrix)}${matrix === 'step' ? ` at t = ${count(time)}` : ''}`;
    return html`<chart-frame
      name="eigenvalues-${key}"
      .heading=${shown}
      .reading=${reading}
      .told=${engine ? () => toldOf({ experiment, engine }) : undefined}
      ?table=${this.tables.has(key)}
      @table-toggle=${() => {
        const tables = new Set(this.tables);
        if (!tables.delete(key)) tables.add(key);
        this.tables = tables;
      }}
      >${content}</chart-frame
    >`;
  }
}

/** What a matrix is called in an experiment. */
function matrixName({ cell }: Experiment, matrix: CloudMatrix): string {
  if (matrix === 'weights') return isGated(cell) ? 'W of the candidate' : 'Wₕₕ';
  return cell === 'rnn' ? 'Dₜ·Wₕₕ' : 'the step’s Jacobian';
}

function gainOf(question: CloudQuestion | undefined): number {
  const gain = question?.experiment.gain;
  return typeof gain === 'number' ? gain : Number.NaN;
}

declare global {
  interface HTMLElementTagNameMap {
    'eigenvalues-section': EigenvaluesSection;
  }
}
