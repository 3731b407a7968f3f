/** Section 5: what the slope of the activation does to every factor. */
import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { ActivationName, Experiment } from '../experiment/experiment.ts';
import { say } from '../language/say.ts';
import { activationOf } from '../networks/activation.ts';
import '../ui/charts/line_chart.ts';
import { asPower, significant } from '../ui/numbers.ts';
import { term } from '../ui/term.ts';
import type { Palette } from '../ui/theme.ts';
import { activationWords } from './activation_words.ts';
import { type DerivativeStatistics, derivativeStatistics } from './derivative_statistics.ts';
import { formula } from './formula.ts';
import type { Lesson } from './lesson.ts';
import { LiveFigure } from './live_figure.ts';
import { oneNetwork } from './traverse.ts';

export const activationsLesson: Lesson = {
  id: 'activations',
  title: say`Activations`,
  body: (desk) => html`
    <p>
      Every Jacobian holds a slope ${formula("\\varphi'(z)")} for each unit. Where the curve is flat, the unit lets nothing
      through. Drag the marker along the curve and read what twenty such slopes in a row would leave.
    </p>
    <activation-curve .desk=${desk}></activation-curve>
    <p>
      The sigmoid is never steeper than a quarter, so twenty sigmoids in a row, with a weight of 1, leave at most
      ${formula('0.25^{20} \\approx 9.1 \\cdot 10^{-13}')}. tanh reaches 1, but only at the origin; at
      ${formula('|z| = 1')} it is down to 0.42. The identity has slope 1 everywhere and ReLU has it for every unit that is
      open, which is why they are asked to carry gradients; ReLU pays for it with units whose slope is exactly 0.
    </p>
    <derivative-table .desk=${desk}></derivative-table>
    <p class="kindly">
      <b>“Sigmoid always vanishes” is almost right.</b> The matrix multiplies too. Per step a random matrix of gain
      ${formula('g')} makes ${formula("g\\sqrt{\\langle \\varphi'^2\\rangle}")} of it, and for a sigmoid that reaches 1 only
      beyond ${formula('g \\approx 10.15')} (${term('mean field')}, no input): at every usual scale it vanishes, but nothing
      guarantees it.
    </p>
  `,
};

const reach = 6;
const points = Array.from({ length: 241 }, (_, i) => (i - 120) / 20);

@customElement('activation-curve')
export class ActivationCurve extends LiveFigure {
  protected override readonly heading = 'An activation and its slope';

  protected override readonly openingMilliseconds = 2000;

  @state() private activation: ActivationName = 'tanh';
  @state() private z = 1;

  get #function() {
    return activationOf({ activation: this.activation, negativeSlope: 0.01 });
  }

  protected override summary(): string {
    const { value, derivative } = this.#function;
    const slope = derivative(this.z);
    return `At z = ${significant(this.z)}: φ = ${significant(value(this.z))}, slope φ′ = ${significant(slope)}; twenty such slopes make ${asPower(20 * Math.log10(Math.abs(slope)))}.`;
  }

  protected override chart(palette: Palette) {
    const { value, derivative } = this.#function;
    return html`<line-chart
      .palette=${palette}
      .x=${points}
      .lines=${[
        { name: 'φ(z)', y: points.map(value), color: 'soft', side: 'above', namedAt: 0.85 },
        { name: 'φ′(z)', y: points.map(derivative), color: 'accent', side: 'above', namedAt: 0.3 },
      ]}
      .yRange=${[-1.2, 2]}
      .mark=${this.z - (1 - this.opened) * (this.z + reach)}
      xLabel="pre-activation z"
      yLabel="value"
      label="The activation ${activationWords[this.activation]} and its derivative. ${this.summary()}"
      @chart-pick=${({ detail }: CustomEvent<number>) => {
        this.z = Math.round(20 * detail) / 20;
      }}
    ></line-chart>`;
  }

  protected override numbers() {
    const { value, derivative } = this.#function;
    return {
      caption: `${activationWords[this.activation]} and its derivative`,
      columns: ['z', 'φ(z)', 'φ′(z)'],
      rows: points
        .filter((_, i) => i % 10 === 0)
        .map((z) => [significant(z), significant(value(z)), significant(derivative(z))]),
    };
  }

  protected override controls() {
    return html`
      ${this.choice('activation', say`Activation`, activationWords, this.activation, (activation) => {
        this.activation = activation;
      })}
      ${this.quantity(
        'z',
        {
          label: say`Pre-activation`,
          symbol: 'z',
          limits: { minimum: -reach, maximum: reach, step: 0.05, logarithmic: false },
        },
        this.z,
        (z) => {
          this.z = z;
        },
      )}
    `;
  }
}

@customElement('derivative-table')
export class DerivativeTable extends LiveFigure {
  protected override readonly heading = 'The text-book slope and the one in a running network';

  protected override readonly isTable = true;

  @state() private gain = 1;
  @state() private inputScale = 0.5;
  @state() private seed = 1;

  #experiment: Experiment = oneNetwork;
  #statistics: readonly DerivativeStatistics[] = [];

  override willUpdate(): void {
    if (!this.near) return;
    const { gain, inputScale, seed } = this;
    this.#experiment = { ...oneNetwork, hiddenSize: 32, warmUp: 20, steps: 40, gain, inputScale, seed };
    this.#statistics = derivativeStatistics(this.#experiment);
  }

  protected override summary(): string {
    const growing = this.#statistics.filter(({ perStep }) => perStep > 1);
    const names = growing.map(({ activation }) => activationWords[activation]).join(', ');
    return `In a network of gain ${significant(this.gain)}, the factor per step is above 1 for ${names || 'none of them'}.`;
  }

  protected override chart() {
    return this.shownTable('Table of slopes');
  }

  protected override numbers() {
    return {
      caption: 'Slopes of each activation; measured over 32 units and 40 steps',
      words: [0],
      columns: [
        say`activation`,
        say`largest`,
        'at z = ±1',
        say`largest²⁰`,
        'measured √⟨φ′²⟩',
        'factor a step',
      ],
      rows: this.#statistics.map(({ activation, largest, typical: [up, down], measured, perStep }) => [
        activationWords[activation],
        significant(largest),
        Math.abs(up - down) < 1e-12 ? significant(up, 2) : `${significant(up, 2)}, ${significant(down, 2)}`,
        asPower(20 * Math.log10(largest)),
        significant(measured),
        significant(perStep),
      ]),
    };
  }

  protected override controls() {
    return html`
      ${this.quantity(
        'gain',
        {
          label: say`Gain`,
          symbol: 'g',
          limits: { minimum: 0.1, maximum: 5, step: 0.1, logarithmic: false },
        },
        this.gain,
        (gain) => {
          this.gain = gain;
        },
      )}
      ${this.quantity(
        'input-scale',
        {
          label: 'Input scale',
          symbol: 'σ_x',
          limits: { minimum: 0, maximum: 3, step: 0.1, logarithmic: false },
        },
        this.inputScale,
        (inputScale) => {
          this.inputScale = inputScale;
        },
      )}
      ${this.drawAgain(this.seed, (seed) => {
        this.seed = seed;
      })}
    `;
  }

  protected override caption() {
    return html`<span>The factor a step is g·√⟨φ′²⟩: what a random matrix makes of the measured slopes.</span>`;
  }

  protected override explored() {
    return this.#experiment;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'activation-curve': ActivationCurve;
    'derivative-table': DerivativeTable;
  }
}
