/** The fixed points of one network: a plane with its trajectory and them, and a table of each. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { isDriven } from '../../analysis/settling.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { defaultExperiment } from '../../experiment/fields.ts';
import type { NetworkFixedPoints, ShownFixedPoint } from '../../laboratory/fixed_points.ts';
import { say } from '../../language/say.ts';
import type { Stability } from '../../networks/fixed_points.ts';
import { Debounce } from '../../session/debounce.ts';
import { FixedPointSearch } from '../../session/fixed_points.ts';
import { Workplace } from '../../session/workplace.ts';
import '../charts/chart_frame.ts';
import '../charts/number_table.ts';
import '../charts/plane_chart.ts';
import type { Place, PlaceMark } from '../charts/plane_chart.ts';
import { count, fixed, significant } from '../numbers.ts';
import { progressStyles } from '../progress_styles.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { startedStyles } from './started_styles.ts';

/** Changes that follow one another sooner begin one search. */
const settleMilliseconds = 500;

const marks: Readonly<Record<Stability, PlaceMark>> = {
  stable: { name: say`stable`, shape: 'disc', color: 'accent' },
  marginal: { name: say`marginal`, shape: 'square', color: 'ink' },
  saddle: { name: say`saddle`, shape: 'diamond', color: 'warm' },
  unstable: { name: say`unstable`, shape: 'ring', color: 'warm' },
};

@customElement('fixed-points-panel')
export class FixedPointsPanel extends LitElement {
  static override styles = [
    sharedStyles,
    progressStyles,
    startedStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 10px;
        min-width: 0;
      }
      h3 {
        margin: 0;
        font-size: 15px;
        font-weight: 600;
        letter-spacing: -0.01em;
      }
      input {
        width: 76px;
        min-height: 28px;
        padding: 0 8px;
        border: 1px solid var(--edge);
        border-radius: 4px;
        background: var(--raised);
        color: var(--ink);
        font: inherit;
      }
      .progress p {
        margin: 0;
        font-size: 13px;
      }
      .chart {
        border: 1px solid var(--line);
        border-radius: 6px;
        overflow: hidden;
      }
      chart-frame {
        height: 440px;
      }
    `,
  ];

  @property({ attribute: false }) workplace = new Workplace();
  @property({ attribute: false }) palette: Palette | undefined;
  /** The explorer's. */
  @property({ attribute: false }) experiment: Experiment = defaultExperiment;
  /** The network that is pinned there. */
  @property({ attribute: false }) pinned: number | undefined;
  @property({ type: Boolean, reflect: true }) override hidden = false;

  /** A network that is asked for here, while none is pinned. */
  @state() private chosen = 0;
  @state() private table = false;
  @state() private reading = '';

  #search: FixedPointSearch | undefined;
  /** What was searched last, or is about to be. */
  #asked: { readonly experiment: Experiment; readonly index: number } | undefined;
  readonly #settled = new Debounce(settleMilliseconds);

  constructor() {
    super();
    new SessionController(this, () => this.#session);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#settled.cancel();
  }

  override updated(): void {
    const { experiment, index } = this;
    if (this.hidden || (this.#asked?.experiment === experiment && this.#asked.index === index)) return;
    const first = this.#asked === undefined;
    this.#asked = { experiment, index };
    this.#settled.ask(
      () => {
        this.reading = '';
        void this.#session.start(experiment, index);
      },
      first ? 0 : settleMilliseconds,
    );
  }

  override render() {
    const { found, asked } = this.#session;
    const { palette, pinned } = this;
    return html`
      <h3>${pinned === undefined ? `Fixed points of network ${count(this.index)}` : `Fixed points of the pinned network, ${count(this.index)}`}</h3>
      <div class="settings">
        ${
          pinned === undefined
            ? html`<label>
                Network
                <input
                  type="number"
                  min="0"
                  max=${this.experiment.networks - 1}
                  .value=${String(this.chosen)}
                  @change=${this.#choose}
                />
              </label>`
            : nothing
        }
        ${this.#progress()}
      </div>
      ${found && asked && palette ? this.#plane(found, asked.experiment, palette) : nothing}
    `;
  }

  private get index(): number {
    return this.pinned ?? this.chosen;
  }

  get #session(): FixedPointSearch {
    this.#search ??= new FixedPointSearch(this.workplace);
    return this.#search;
  }

  #progress() {
    const { state, done, failure, found } = this.#session;
    const words = {
      idle: '',
      running: `Looking for fixed points: ${Math.floor(100 * done)} %`,
      complete: found ? foundWords(found) : '',
      stopped: 'Stopped.',
      failed: html`<b class="broken">✗ ${failure}</b>`,
    }[state];
    const running = state === 'running';
    return html`<div class="progress">
      ${running ? html`<progress aria-label="Of the search" max="1" .value=${done}></progress>` : nothing}
      <p aria-live=${running ? 'off' : 'polite'}>${words}</p>
      ${running ? html`<button class="button" @click=${() => this.#session.stop()}>Stop</button>` : nothing}
    </div>`;
  }

  #plane(found: NetworkFixedPoints, experiment: Experiment, palette: Palette) {
    const { points, trajectory, explained, ofTrajectory } = found;
    const axis = (i: 0 | 1) => `component ${i + 1} (${percent(explained[i])} of the variance)`;
    const places: Place[] = points.map((point) => ({
      at: point.at,
      mark: marks[point.stability],
      reading: pointWords(point),
    }));
    const whose = ofTrajectory
      ? 'Principal components of the trajectory'
      : 'The trajectory spans no plane: components are of its newest states and the fixed points together';
    const driven = isDriven(experiment)
      ? ' The trajectory is the driven one; fixed points are those under the mean of its inputs, which is zero.'
      : '';
    const { provenance } = this.#session;
    return html`<div class="chart"><chart-frame
        heading="Trajectory and fixed points"
        .reading=${this.reading || `${whose}; both hold ${percent(explained[0] + explained[1])} of the variance.${driven}`}
        .provenance=${provenance}
        ?table=${this.table}
        @table-toggle=${() => {
          this.table = !this.table;
        }}
        @chart-reading=${({ detail }: CustomEvent<string>) => {
          this.reading = detail;
        }}
      >
        <plane-chart
          .palette=${palette}
          .path=${trajectory}
          .places=${places}
          pathName="newest ${trajectory.length} states"
          .xLabel=${axis(0)}
          .yLabel=${axis(1)}
          label="Trajectory and ${places.length} fixed points of network ${this.index} along two principal components"
        ></plane-chart>
        <number-table
          slot="table"
          caption="Fixed points, the quietest first. Growing: eigenvalues of the step’s Jacobian outside the unit circle. Size and distance from the trajectory are root mean squares of an entry."
          .columns=${['fixed point', say`kind`, say`growing`, 'leading eigenvalue', say`size`, 'from trajectory', say`residual`, 'mirror image']}
          .words=${[1]}
          .rows=${points.map((point, i) => [
            String(i + 1),
            marks[point.stability].name,
            count(point.growing),
            eigenvalueWords(point),
            significant(point.size),
            significant(point.away, 2),
            significant(point.residual, 1),
            point.mirrored ? 'of another' : '',
          ])}
        ></number-table>
      </chart-frame></div>
      <p class="about">
        Newton’s method sets out from ${found.starts} places: states of the trajectory, means of two in succession, the mean of all,
        and zero; from ${found.arrived} of them it arrives, some after a hundred half steps. There may be more fixed points than it
        comes to, in chaos far more.
      </p>`;
  }

  readonly #choose = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    const most = this.experiment.networks - 1;
    this.chosen = Math.min(most, Math.max(0, Math.round(Number(target.value)) || 0));
    target.value = String(this.chosen);
  };
}

/** "7 fixed points: 1 stable, 6 saddles" */
function foundWords({ points }: NetworkFixedPoints): string {
  if (points.length === 0) return 'Newton’s method arrives at no fixed point.';
  const kinds = (['stable', 'marginal', 'saddle', 'unstable'] as const).flatMap((kind) => {
    const of = points.filter(({ stability }) => stability === kind).length;
    return of === 0 ? [] : [`${count(of)} ${kind === 'saddle' && of > 1 ? say`saddles` : marks[kind].name}`];
  });
  const mirrored = points.filter((point) => point.mirrored).length;
  const images =
    mirrored === 0
      ? ''
      : `; ${mirrored === 1 ? '1 is the mirror image of another' : `${count(mirrored)} are mirror images of others`}`;
  return `${points.length === 1 ? '1 fixed point' : `${count(points.length)} fixed points`}: ${kinds.join(', ')}${images}.`;
}

function pointWords(point: ShownFixedPoint): string {
  const { stability, growing, size } = point;
  const directions =
    growing === 0 ? '' : growing === 1 ? ', 1 growing direction' : `, ${count(growing)} growing directions`;
  return `${marks[stability].name}${directions} · leading eigenvalue ${eigenvalueWords(point)} · size ${significant(size)}`;
}

function eigenvalueWords({ leading: { real, imaginary } }: ShownFixedPoint): string {
  if (imaginary === 0) return fixed(real, 3);
  return `${fixed(real, 3)} ± ${fixed(Math.abs(imaginary), 3)}i`;
}

function percent(part: number): string {
  return `${fixed(100 * part, 0)} %`;
}

declare global {
  interface HTMLElementTagNameMap {
    'fixed-points-panel': FixedPointsPanel;
  }
}
