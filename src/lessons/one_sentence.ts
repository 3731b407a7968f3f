/** Section 1: one matrix, multiplied again and again. */
import { html, type PropertyValues } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { EnsembleName, Experiment } from '../experiment/experiment.ts';
import { log10Norm } from '../networks/scaled_vector.ts';
import { entry } from '../networks/vector.ts';
import '../ui/charts/bar_chart.ts';
import { asPower, significant, superscript } from '../ui/numbers.ts';
import type { Palette } from '../ui/theme.ts';
import { displayed, formula } from './formula.ts';
import { gradientColor } from './gradient_color.ts';
import { gradientLegend } from './gradient_legend.ts';
import type { Lesson } from './lesson.ts';
import { LiveFigure } from './live_figure.ts';
import { anotherSeed, atRadius, oneNetwork, traverseFirst } from './traverse.ts';

export const oneSentence: Lesson = {
  id: 'one-sentence',
  title: 'The one-sentence idea',
  body: (desk) => html`
    <p>
      A recurrent network uses <em>one</em> matrix at every step, so the gradient that travels back through it is
      multiplied by that matrix again and again; and whatever is multiplied by the same thing often enough either fades
      to nothing or grows without bound.
    </p>
    ${displayed('\\text{gradient after } k \\text{ steps} \\;\\sim\\; \\rho^k')}
    <p>
      The number that decides is the spectral radius ${formula('\\rho')} of the matrix, the largest modulus among its
      eigenvalues. At ${formula('\\rho = 0.9')} thirty steps leave 4 % of a gradient; at ${formula('\\rho = 1.1')} they make it seventeen times as large. Only ${formula('\\rho = 1')} keeps it, and nothing keeps ${formula('\\rho')} at 1.
    </p>
    <repeated-product .desk=${desk}></repeated-product>
    <p>
      Choose the Gaussian matrix and the bars no longer follow ${formula('\\rho^k')} exactly, though in the long run
      they must. A product of matrices may first grow in some directions, and only its limit obeys the spectral radius.
      That is the whole chapter in a nutshell: the sentence is true, and everything else is about where it bends.
    </p>
  `,
};

const kinds: Readonly<Record<'orthogonal' | 'ginibre', string>> = {
  orthogonal: 'orthogonal, times ρ',
  ginibre: 'Gaussian, scaled to ρ',
};

@customElement('repeated-product')
export class RepeatedProduct extends LiveFigure {
  protected override readonly heading = 'One matrix, multiplied again and again';

  @state() private radius = 0.9;
  @state() private steps = 30;
  @state() private kind: keyof typeof kinds = 'orthogonal';
  @state() private scale: 'linear' | 'decades' = 'linear';
  @state() private seed = 1;

  #experiment: Experiment = oneNetwork;
  /** log10 of the length of the vector after 0 … T multiplications. */
  #decades: number[] = [];

  override willUpdate(_changed: PropertyValues): void {
    if (!this.near) return;
    const ensemble: EnsembleName = this.kind;
    const { steps, seed, radius } = this;
    // The gradient of a linear network is a unit vector times Wᵀ, again and again: the oracle's own product.
    this.#experiment = atRadius(
      {
        ...oneNetwork,
        activation: 'identity',
        hiddenSize: 16,
        loss: 'random',
        warmUp: 0,
        ensemble,
        steps,
        seed,
      },
      radius,
    );
    this.#decades = traverseFirst(this.#experiment).gradients.map(log10Norm).reverse();
  }

  protected override summary(): string {
    const { steps, radius } = this;
    const last = entry(this.#decades, steps);
    const power = asPower(steps * Math.log10(radius));
    return `After ${steps} multiplications a vector of length 1 has length ${asPower(last)}; ρ${superscript(steps)} = ${power}.`;
  }

  protected override chart(palette: Palette) {
    const bars = this.#decades.map((decades, step) => ({
      name: String(step),
      decades,
      color: gradientColor(palette, decades),
    }));
    return html`<bar-chart
      .bars=${bars}
      ?decades=${this.scale === 'decades'}
      xLabel="multiplications k"
      label="Length of a vector after each multiplication by the same matrix. ${this.summary()}"
    ></bar-chart>`;
  }

  protected override legend(palette: Palette) {
    return gradientLegend(palette);
  }

  protected override numbers() {
    return {
      caption: 'Length of the vector after k multiplications',
      columns: ['k', 'length', 'ρᵏ'],
      rows: this.#decades.map((decades, k) => [
        String(k),
        asPower(decades),
        asPower(k * Math.log10(this.radius)),
      ]),
    };
  }

  protected override controls() {
    return html`
      ${this.quantity(
        {
          label: 'Spectral radius',
          symbol: 'ρ',
          limits: { minimum: 0.1, maximum: 2, step: 0.01, logarithmic: false },
        },
        this.radius,
        (radius) => {
          this.radius = radius;
        },
      )}
      ${this.quantity(
        { label: 'Multiplications', limits: { minimum: 5, maximum: 60, step: 1, logarithmic: false } },
        this.steps,
        (steps) => {
          this.steps = steps;
        },
      )}
      ${this.choice('Matrix', kinds, this.kind, (kind) => {
        this.kind = kind;
      })}
      ${this.choice('Scale', { linear: 'linear', decades: 'decades' }, this.scale, (scale) => {
        this.scale = scale;
      })}
      ${this.drawAgain(() => {
        this.seed = anotherSeed();
      })}
    `;
  }

  protected override caption() {
    return html`<span>16 × 16, ρ = ${significant(this.radius)}. Height: length of the vector, which begins at 1.</span>`;
  }

  protected override explored() {
    return this.#experiment;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'repeated-product': RepeatedProduct;
  }
}
