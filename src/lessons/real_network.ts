/** Section 9: the gradient norm at every step of a 20-step network, beside PyTorch. */
import { css, html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { quantile } from '../analysis/quantile.ts';
import { inDecimals } from '../language/decimal.ts';
import { say } from '../language/say.ts';
import { oneTurn } from '../networks/turn.ts';
import { type Line, limitsOf } from '../ui/charts/line_chart.ts';
import { asPower, several, significant } from '../ui/numbers.ts';
import type { Palette } from '../ui/theme.ts';
import { formula } from './formula.ts';
import type { Lesson } from './lesson.ts';
import { linesBackTo } from './lines_on_their_way.ts';
import torch from './torch_chapter.json';
import './listing.ts';
import { LiveFigure } from './live_figure.ts';
import { smallExperiment, smallGradients, smallSteps, torchGradients } from './small_networks.ts';
import { atRadius } from './traverse.ts';

export const realNetwork: Lesson = {
  id: 'real-network',
  title: 'In a real network',
  body: (desk) => html`
    <p>
      Now a network as one would really write it: tanh, four units, twenty steps, weak inputs, and
      ${formula('L = \\sum_i h_{20,i}')}, so that the gradient at the end is a vector of four ones, of norm exactly 2.00.
      What is left of it at the first step?
    </p>
    <small-network .desk=${desk}></small-network>
    <p>
      At ${formula('\\rho = 0.5')} an orthogonal matrix leaves
      ${formula('2 \\cdot 0.5^{19} \\approx 3.8 \\cdot 10^{-6}')} where the states are small, and a random one about
      ${formula('2 \\cdot 10^{-6}')} in the median. At ${formula('\\rho = 1.5')} one might expect
      ${formula('2 \\cdot 1.5^{19} \\approx 4400')}.
    </p>
    <p class="kindly">
      <b>It does not come to that.</b> The states grow until tanh bends them, and its slope falls below 1. Of a thousand
      draws more than a third end with more than the 2 they began with, one in sixty with more than a hundred, the largest with about a
      thousand; in the median less than 1 arrives. If a text book prints 10⁸ for this network, its numbers come from somewhere
      else.
    </p>
    <p>The same in PyTorch, and what it printed:</p>
    <torch-lines .desk=${desk}></torch-lines>
  `,
};

const networks = {
  torch: 'drawn by PyTorch (below)',
  ginibre: 'drawn here, Gaussian',
  orthogonal: 'drawn here, orthogonal',
};

/** Networks behind the median. */
const draws = 1000;
const sliceMilliseconds = 10;

@customElement('small-network')
export class SmallNetwork extends LiveFigure {
  protected override readonly heading = 'Gradient norm at every step of a 20-step network';

  protected override readonly openingMilliseconds = 1800;

  @state() private network: keyof typeof networks = 'torch';
  @state() private seed = 1;
  /** log10 ‖∂L/∂h_1‖ of many random draws, for both radii. */
  @state() private spread: readonly [low: readonly number[], high: readonly number[]] = [[], []];

  #curves: readonly (readonly number[])[] = [];
  #alive = true;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#alive = true;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#alive = false;
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!this.near) return;
    const { network, seed } = this;
    this.#curves = torch.cases.map((given) =>
      network === 'torch'
        ? torchGradients(given)
        : smallGradients(smallExperiment(network, seed), 0, given.radius),
    );
    if (changed.has('near')) void this.#drawMany();
  }

  /** A thousand other draws, in slices between which the page answers. */
  async #drawMany(): Promise<void> {
    const experiment = smallExperiment('ginibre', 1);
    const low: number[] = [];
    const high: number[] = [];
    await this.updateComplete;
    for (let index = 0; index < draws && this.#alive; ) {
      const end = performance.now() + sliceMilliseconds;
      for (; index < draws && performance.now() < end; index++) {
        low.push(smallGradients(experiment, index, 0.5)[1] ?? 0);
        high.push(smallGradients(experiment, index, 1.5)[1] ?? 0);
      }
      this.spread = [low, high];
      this.requestUpdate();
      await oneTurn();
    }
  }

  protected override unfinished(): boolean {
    return this.spread[0].length < draws;
  }

  protected override summary(): string {
    const [low, high] = this.#curves.map((curve) => asPower(curve[1] ?? 0));
    const [many, much] = this.spread.map((values) => {
      const sorted = Float64Array.from(values);
      return `median ${asPower(quantile(sorted, 0.5))}, largest ${asPower(sorted.reduce((a, b) => Math.max(a, b), -Infinity))}`;
    });
    const drawn = this.spread[0].length;
    const others =
      drawn === 0 ? '' : ` Over ${several(drawn, 'Gaussian draw')}: ${many} at 0.5; ${much} at 1.5.`;
    return `At t = 1: ${low} at ρ = 0.5, ${high} at ρ = 1.5.${others}`;
  }

  protected override chart(palette: Palette) {
    const [low = [], high = []] = this.#curves.map((curve) => curve.slice(1));
    const lines: readonly Line[] = [
      { name: inDecimals('ρ = 0.5'), y: low, color: 'cool', side: 'below', namedAt: 0.3 },
      { name: inDecimals('ρ = 1.5'), y: high, color: 'warm', side: 'above', namedAt: 0.3 },
    ];
    return html`<line-chart
      .palette=${palette}
      .x=${Array.from({ length: smallSteps }, (_, i) => i + 1)}
      .lines=${linesBackTo(lines, this.opened)}
      .yRange=${limitsOf(lines)}
      decades
      xLabel="time t, steps"
      yLabel="‖∂L/∂h‖"
      label="Gradient norm at each of twenty steps. ${this.summary()}"
    ></line-chart>`;
  }

  protected override numbers() {
    const [low = [], high = []] = this.#curves;
    return {
      caption: '‖∂L/∂h‖ at every step',
      columns: ['t', inDecimals('ρ = 0.5'), inDecimals('ρ = 1.5')],
      rows: low.slice(1).map((norm, i) => [String(i + 1), asPower(norm), asPower(high[i + 1] ?? 0)]),
    };
  }

  protected override controls() {
    return html`
      ${this.choice('network', say`Network`, networks, this.network, (network) => {
        this.network = network;
      })}
      ${
        this.network === 'torch'
          ? ''
          : this.drawAgain(this.seed, (seed) => {
              this.seed = seed;
            })
      }
    `;
  }

  protected override caption() {
    return html`<span>4 units, T = 20, from rest, inputs of scale 0.1, L = Σ h<sub>T</sub>; in float64.</span>`;
  }

  protected override explored() {
    if (this.network === 'torch') return undefined;
    return atRadius(smallExperiment(this.network, this.seed), 0.5);
  }
}

@customElement('torch-lines')
export class TorchLines extends LiveFigure {
  static override styles = [
    ...LiveFigure.styles,
    css`
      .pair {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 190px;
        gap: 12px;
      }
      .printed {
        display: grid;
        align-content: start;
        gap: 12px;
      }
      @media (max-width: 700px) {
        .pair {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  protected override readonly heading = 'The same network in PyTorch';
  protected override readonly isTable = true;

  protected override summary(): string {
    const worst = Math.max(
      ...torch.cases.flatMap((given) => {
        const here = torchGradients(given);
        return given.gradientNorms.map((norm, i) => Math.abs(10 ** (here[i + 1] ?? 0) / norm - 1));
      }),
    );
    return `This page’s float64 and PyTorch ${torch.torch} agree at all twenty steps to ${significant(worst, 1)} of the norm.`;
  }

  protected override chart() {
    return html`<div class="pair">
      <code-listing heading="Python" .text=${`rho = 0.5\n\n${torch.lines}`}></code-listing>
      <div class="printed">
        ${torch.cases.map(
          ({ radius, printed }) =>
            html`<code-listing output heading="Printed at rho = ${radius}" .text=${printed}></code-listing>`,
        )}
      </div>
    </div>`;
  }

  protected override numbers() {
    const [low, high] = torch.cases;
    return {
      caption: `‖∂L/∂h‖ at every step, by PyTorch ${torch.torch} and here`,
      columns: ['t', 'ρ = 0.5, PyTorch', say`here`, 'ρ = 1.5, PyTorch', say`here`],
      rows: (low?.gradientNorms ?? []).map((_, i) => [
        String(i + 1),
        ...[low, high].flatMap((given) => [
          asPower(Math.log10(given?.gradientNorms[i] ?? 0)),
          asPower((given && torchGradients(given)[i + 1]) ?? -Infinity),
        ]),
      ]),
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'small-network': SmallNetwork;
    'torch-lines': TorchLines;
  }
}
