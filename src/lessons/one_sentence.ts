/** Section 1: one matrix, multiplied again and again. */
import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { ActivationName, EnsembleName } from '../experiment/experiment.ts';
import { say } from '../language/say.ts';
import { entry } from '../networks/vector.ts';
import '../ui/charts/bar_chart.ts';
import { asPower, significant, superscript } from '../ui/numbers.ts';
import { term } from '../ui/term.ts';
import type { Palette } from '../ui/theme.ts';
import { displayed, formula } from './formula.ts';
import { gradientColor } from './gradient_color.ts';
import { gradientLegend } from './gradient_legend.ts';
import { addressOf, type Lesson } from './lesson.ts';
import { LiveFigure } from './live_figure.ts';
import { type ProductLengths, repeatedProduct } from './repeated_product.ts';
import { oneNetwork } from './traverse.ts';

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
      Here ${formula('\\rho')} is the spectral radius of the matrix, the largest modulus among its eigenvalues. At
      ${formula('\\rho = 0.9')} thirty steps leave 4 % of a gradient; at ${formula('\\rho = 1.1')} they make it seventeen
      times as large. That is a first approximation, and the figure shows where it bends.
    </p>
    <repeated-product .desk=${desk}></repeated-product>
    <p>
      Choose the Gaussian matrix. The bars leave ${formula('\\rho^k')} and need not come back to it: in the long run only
      their <em>rate</em> is that of the spectral radius, and what happens to the vector in its first steps stays with it.
    </p>
    <p>
      Then let the step be tanh. Now every step multiplies by a matrix of its own,
      ${formula("J_t = \\operatorname{diag}(\\varphi'(z_t))\\, \\W")}, and slopes ${formula("\\varphi'")} below 1 make it
      smaller than ${formula('\\W')}. At ${formula('\\rho = 1.5')} thirty linear steps multiply by 190 000; thirty steps of
      this tanh network, orthogonal, by 7.
    </p>
    <p class="kindly">
      <b>What decides is a rate.</b> The product of all ${formula('J_t')} grows or shrinks by some
      ${formula('e^{\\lambda}')} a step: ${formula('\\lambda')} is its growth rate, in the long run its largest ${term('Lyapunov exponent')},
      and ${formula('\\ln \\rho')} is what it is near the origin, where slopes are 1. In the <a href="#explore">explorer</a>’s
      first chart the median gradient follows ${formula('\\rho^T')} up to ${formula('\\rho = 1')} and is nearly flat from there to
      1.5: between a tenth and a half of it arrives. A <a href="#story">network that has learnt</a> carries its gradient across
      forty steps at ${formula('\\rho = 2.66')}. And ${formula('\\rho')} can be held at 1 by construction
      (<a href=${addressOf('ways-out')}>section 12</a>), which saves nothing from saturation. The sentence is where to begin;
      the rest of the chapter is about where it bends.
    </p>
  `,
};

const kinds: Readonly<Record<EnsembleName & ('orthogonal' | 'ginibre'), string>> = {
  orthogonal: 'orthogonal, times ρ',
  ginibre: 'Gaussian, scaled to ρ',
};
const stepKinds: Readonly<Record<ActivationName & ('identity' | 'tanh'), string>> = {
  identity: 'linear: the matrix alone',
  tanh: 'tanh: its slopes, too',
};

@customElement('repeated-product')
export class RepeatedProduct extends LiveFigure {
  protected override readonly heading = 'One matrix, multiplied again and again';

  protected override readonly openingMilliseconds = 1500;

  @state() private radius = 0.9;
  @state() private steps = 30;
  @state() private kind: keyof typeof kinds = 'orthogonal';
  @state() private activation: keyof typeof stepKinds = 'identity';
  @state() private scale: 'linear' | 'decades' = 'linear';
  @state() private seed = 1;

  #product: ProductLengths = { experiment: oneNetwork, decades: [] };

  override willUpdate(): void {
    if (!this.near) return;
    const { kind: ensemble, activation, steps, seed, radius } = this;
    this.#product = repeatedProduct({ ensemble, activation, steps, seed }, radius);
  }

  protected override summary(): string {
    const { steps, radius } = this;
    const last = entry(this.#product.decades, steps);
    const power = asPower(steps * Math.log10(radius));
    return `After ${steps} multiplications a vector of length 1 has length ${asPower(last)}; ρ${superscript(steps)} = ${power}.`;
  }

  protected override chart(palette: Palette) {
    const bars = this.#product.decades.map((decades, step) => ({
      name: String(step),
      decades,
      expected: step * Math.log10(this.radius),
      color: gradientColor(palette, decades),
      hidden: step > this.opened * this.steps,
    }));
    return html`<bar-chart
      .bars=${bars}
      ?decades=${this.scale === 'decades'}
      xLabel="multiplications k"
      label="Length of a vector after each multiplication. ${this.summary()}"
    ></bar-chart>`;
  }

  protected override legend(palette: Palette) {
    return gradientLegend(palette);
  }

  protected override numbers() {
    return {
      caption: 'Length of the vector after k multiplications',
      columns: ['k', say`length`, 'ρᵏ'],
      rows: this.#product.decades.map((decades, k) => [
        String(k),
        asPower(decades),
        asPower(k * Math.log10(this.radius)),
      ]),
    };
  }

  protected override controls() {
    return html`
      ${this.quantity(
        'radius',
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
        'steps',
        { label: say`Multiplications`, limits: { minimum: 5, maximum: 60, step: 1, logarithmic: false } },
        this.steps,
        (steps) => {
          this.steps = steps;
        },
      )}
      ${this.choice('kind', say`Matrix`, kinds, this.kind, (kind) => {
        this.kind = kind;
      })}
      ${this.choice('activation', 'A step', stepKinds, this.activation, (activation) => {
        this.activation = activation;
      })}
      ${this.choice(
        'scale',
        say`Scale`,
        { linear: say`linear`, decades: say`decades` },
        this.scale,
        (scale) => {
          this.scale = scale;
        },
      )}
      ${this.drawAgain(this.seed, (seed) => {
        this.seed = seed;
      })}
    `;
  }

  protected override caption() {
    return html`<span
      >16 × 16, ρ = ${significant(this.radius)}. Height: length of the vector, which begins at 1; the tick across a bar is
      ρᵏ, where the scale has room for it.</span
    >`;
  }

  protected override explored() {
    return this.#product.experiment;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'repeated-product': RepeatedProduct;
  }
}
