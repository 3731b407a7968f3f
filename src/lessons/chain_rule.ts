/** Section 2: the chain rule, unrolled through time, term by term. */
import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Experiment } from '../experiment/experiment.ts';
import { say } from '../language/say.ts';
import { drawNetwork } from '../networks/network.ts';
import { log10Norm, plus, type ScaledVector } from '../networks/scaled_vector.ts';
import { weightGradientTerms } from '../networks/weight_gradient.ts';
import '../ui/charts/bar_chart.ts';
import { asPower, significant } from '../ui/numbers.ts';
import { term } from '../ui/term.ts';
import type { Palette } from '../ui/theme.ts';
import { displayed, formula } from './formula.ts';
import { gradientColor } from './gradient_color.ts';
import { gradientLegend } from './gradient_legend.ts';
import type { Lesson } from './lesson.ts';
import { LiveFigure } from './live_figure.ts';
import { negligibleTerms } from './negligible_terms.ts';
import { oneNetwork, traverse } from './traverse.ts';

export const chainRule: Lesson = {
  id: 'chain-rule',
  title: 'The chain rule, unrolled through time',
  body: (desk) => html`
    <p>
      A loss ${formula('L')} at the end of a sequence depends on the last state ${formula('h_T')}, which depends on
      ${formula('h_{T-1}')}, and so on down to the first. The same matrix ${formula('\\W')} had its say at every one of
      those steps, so its gradient is a sum with one term for each:
    </p>
    ${displayed('\\part{L}{\\W} \\;=\\; \\sum_{t=1}^{T} \\part{L}{h_T} \\, \\part{h_T}{h_t} \\, \\now{h_t}{\\W}')}
    <p>
      Read it from the right. ${formula('\\partial^{+} h_t / \\partial \\W')} is the <em>immediate</em> derivative: how
      ${formula('h_t')} answers to the matrix at step ${formula('t')} alone, with ${formula('h_{t-1}')} held still.
      ${formula('\\partial h_T / \\partial h_t')} carries that answer forward to the end. And
      ${formula('\\partial L / \\partial h_T')}, a ${term('cotangent')}, is what the loss thinks of it. The middle factor is the one that vanishes
      or explodes, because it is itself a product of ${formula('T - t')} Jacobians.
    </p>
    <gradient-terms .desk=${desk}></gradient-terms>
    <p class="kindly">
      <b>A vanishing gradient is not a zero gradient.</b> The sum stays healthy, because the late terms do; what is lost
      are the early ones. The network still learns, only not from its past.
    </p>
  `,
};

@customElement('gradient-terms')
export class GradientTerms extends LiveFigure {
  protected override readonly heading = 'How much each step contributes to ∂L/∂W';

  protected override readonly openingMilliseconds = 1500;

  @state() private gain = 0.9;
  @state() private steps = 30;
  @state() private seed = 1;

  #experiment: Experiment = oneNetwork;
  /** What each step contributes, t = 1 … T. */
  #terms: readonly ScaledVector[] = [];

  override willUpdate(): void {
    if (!this.near) return;
    const { gain, steps, seed } = this;
    this.#experiment = { ...oneNetwork, hiddenSize: 16, inputScale: 0.5, gain, steps, seed };
    const network = drawNetwork(this.#experiment, 0);
    const run = traverse(network, this.#experiment);
    this.#terms = [...weightGradientTerms(network, run)];
  }

  protected override summary(): string {
    const [first] = this.#terms;
    if (!first) return '';
    const whole = log10Norm(this.#terms.reduce(plus));
    const share = asPower(log10Norm(first) - whole);
    const negligible = negligibleTerms(this.#terms);
    const early =
      negligible > 1
        ? `Steps 1 to ${negligible} together come to less than 1 % of that, step 1 alone to ${share} of it.`
        : `Step 1 alone comes to ${share} of it.`;
    return `The sum has norm ${asPower(whole)}. ${early}`;
  }

  /** log10 ‖term‖ in the Frobenius norm. */
  get #sizes(): readonly number[] {
    return this.#terms.map(log10Norm);
  }

  protected override chart(palette: Palette) {
    const sizes = this.#sizes;
    const last = sizes.at(-1) ?? 0;
    const bars = sizes.map((decades, i) => ({
      name: String(i + 1),
      decades,
      color: gradientColor(palette, decades - last),
      // From the loss back to the first step, as the gradient goes.
      hidden: sizes.length - i > this.opened * sizes.length,
    }));
    return html`<bar-chart
      .bars=${bars}
      decades
      xLabel="step t"
      label="Size of each step’s term of the weight gradient, in decades. ${this.summary()}"
    ></bar-chart>`;
  }

  protected override legend(palette: Palette) {
    return gradientLegend(palette);
  }

  protected override numbers() {
    return {
      caption: 'Frobenius norm of each term of ∂L/∂W',
      columns: ['t', say`norm`, say`decades`],
      rows: this.#sizes.map((decades, i) => [String(i + 1), asPower(decades), significant(decades)]),
    };
  }

  protected override controls() {
    return html`
      ${this.quantity(
        'gain',
        {
          label: say`Gain`,
          symbol: 'g',
          limits: { minimum: 0.1, maximum: 3, step: 0.01, logarithmic: false },
        },
        this.gain,
        (gain) => {
          this.gain = gain;
        },
      )}
      ${this.quantity(
        'steps',
        {
          label: say`Steps`,
          symbol: 'T',
          limits: { minimum: 5, maximum: 60, step: 1, logarithmic: false },
        },
        this.steps,
        (steps) => {
          this.steps = steps;
        },
      )}
      ${this.drawAgain(this.seed, (seed) => {
        this.seed = seed;
      })}
    `;
  }

  protected override caption() {
    return html`<span
      >A tanh network of 16 units with random inputs (σ<sub>x</sub> = 0.5), L = Σ h<sub>T</sub>. Height: Frobenius norm
      of the term, in decades.</span
    >`;
  }

  protected override explored() {
    return this.#experiment;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gradient-terms': GradientTerms;
  }
}
