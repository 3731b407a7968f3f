/** Section 3: the product of Jacobians, exactly, and the two lines it is held against. */
import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { ActivationName, EnsembleName, Experiment } from '../experiment/experiment.ts';
import { say } from '../language/say.ts';
import { type Line, limitsOf } from '../ui/charts/line_chart.ts';
import { asPower, fixed, significant } from '../ui/numbers.ts';
import { term } from '../ui/term.ts';
import type { Palette } from '../ui/theme.ts';
import { activationWords } from './activation_words.ts';
import { displayed, formula } from './formula.ts';
import { type JacobianProducts, jacobianProducts } from './jacobian_products.ts';
import type { Lesson } from './lesson.ts';
import { linesUpTo } from './lines_on_their_way.ts';
import { LiveFigure } from './live_figure.ts';
import { oneNetwork } from './traverse.ts';

export const jacobianProduct: Lesson = {
  id: 'jacobian-product',
  title: 'The Jacobian product',
  body: (desk) => html`
    <p>One step of the recurrence ${formula('h_t = \\varphi(z_t)')}, ${formula('z_t = \\W h_{t-1} + x_t')}, has the ${term('Jacobian')}</p>
    ${displayed("J_t \\;=\\; \\part{h_t}{h_{t-1}} \\;=\\; \\operatorname{diag}\\bigl(\\varphi'(z_t)\\bigr)\\, \\W")}
    <p>
      and the middle factor of the chain rule is the product of all Jacobians on the way. How large can it be? Norms are
      submultiplicative, so
    </p>
    ${displayed(
      "\\norm{\\part{h_T}{h_t}} \\;=\\; \\norm{J_T J_{T-1} \\cdots J_{t+1}} \\;\\le\\; \\bigl(\\norm{\\W}\\, \\max\\varphi'\\bigr)^{T-t}",
    )}
    <p>
      That inequality is right, and much quoted: if the bracket is below 1 the gradient <em>must</em> vanish. The figure
      draws it beside the product’s exact norm and beside ${formula('\\rho^{T-t}')}.
    </p>
    <jacobian-product .desk=${desk}></jacobian-product>
    <p class="kindly">
      <b>A bracket above 1 permits explosion; it does not cause it.</b> For a large Gaussian matrix
      ${formula('\\norm{\\W} \\approx 2g')} while a random vector grows only by ${formula('g')}, so in the long run the bound
      overshoots by ${formula('\\ln 2 \\approx 0.69')} nats at every step: thirty decades in a hundred steps. The sixteen
      units and forty steps of the figure are neither many nor long, and there it is about half a nat. To reach its bound
      a gradient would have to meet the matrix’s one worst direction every single time. Set the ensemble to orthogonal,
      where every direction is the worst one: while states are small and slopes near 1, the bound closes in.
    </p>
    <p>
      Look also at the first few steps. With a Gaussian matrix the exact norm rises <em>above</em>
      ${formula('\\rho^{T-t}')} even where ${formula('\\rho < 1')}: the worst direction grows first, and only then does
      everything shrink. “${formula('\\rho < 1')} vanishes” is a statement about long products near the origin, not about
      five steps.
    </p>
  `,
};

const ensembles: Readonly<Record<EnsembleName & ('ginibre' | 'orthogonal'), string>> = {
  ginibre: say`Gaussian`,
  orthogonal: 'orthogonal',
};

const nothing: JacobianProducts = {
  product: [],
  bound: [],
  radius: [],
  gradient: [],
  spectralRadius: 0,
  spectralNorm: 0,
};

@customElement('jacobian-product')
export class JacobianProductFigure extends LiveFigure {
  protected override readonly heading = 'The product of Jacobians beside its bound and the spectral radius';

  protected override readonly openingMilliseconds = 1800;

  @state() private activation: ActivationName = 'tanh';
  @state() private ensemble: keyof typeof ensembles = 'ginibre';
  @state() private gain = 0.8;
  @state() private steps = 40;
  @state() private seed = 1;

  #experiment: Experiment = oneNetwork;
  #products = nothing;

  override willUpdate(): void {
    if (!this.near) return;
    const { activation, ensemble, gain, steps, seed } = this;
    this.#experiment = {
      ...oneNetwork,
      hiddenSize: 16,
      warmUp: 20,
      inputScale: 0.1,
      activation,
      ensemble,
      gain,
      steps,
      seed,
    };
    this.#products = jacobianProducts(this.#experiment);
  }

  protected override summary(): string {
    const { product, bound, spectralRadius, spectralNorm } = this.#products;
    const [exact, most] = [product.at(-1) ?? null, bound.at(-1) ?? 0];
    const facts = `ρ = ${significant(spectralRadius)}, ‖W‖ = ${significant(spectralNorm)}.`;
    if (exact === null) return `${facts} The product is exactly zero: every unit is masked.`;
    const over = ((most - exact) * Math.LN10) / this.steps;
    return `${facts} Over ${this.steps} steps: product ${asPower(exact)}, bound ${asPower(most)}, which overshoots by ${fixed(over, 2)} nats a step.`;
  }

  protected override chart(palette: Palette) {
    const { product, bound, radius, gradient } = this.#products;
    const lines: readonly Line[] = [
      { name: say`bound`, y: bound, color: 'soft', dashed: true, namedAt: 0.6 },
      { name: 'ρᵀ⁻ᵗ', y: radius, color: 'warm', dashed: true, namedAt: 0.85 },
      { name: 'exact norm', y: product, color: 'ink', namedAt: 0.45 },
      { name: 'loss’s gradient', y: gradient, color: 'accent', side: 'below', namedAt: 0.25 },
    ];
    return html`<line-chart
      .palette=${palette}
      .x=${bound.map((_, k) => k)}
      .lines=${linesUpTo(lines, this.opened)}
      .yRange=${limitsOf(lines)}
      decades
      xLabel="distance T − t, steps"
      yLabel="norm"
      label="Norm of the product of Jacobians against distance. ${this.summary()}"
    ></line-chart>`;
  }

  protected override numbers() {
    const { product, bound, radius, gradient } = this.#products;
    const written = (value: number | null | undefined) => asPower(value ?? -Infinity);
    return {
      caption: 'Norms against the distance T − t',
      columns: ['T − t', 'exact norm', say`bound`, 'ρᵀ⁻ᵗ', 'loss’s gradient'],
      rows: bound.map((most, k) => [
        String(k),
        written(product[k]),
        asPower(most),
        written(radius[k]),
        written(gradient[k]),
      ]),
    };
  }

  protected override controls() {
    return html`
      ${this.choice('activation', say`Activation`, activationWords, this.activation, (activation) => {
        this.activation = activation;
      })}
      ${this.choice('ensemble', say`Ensemble`, ensembles, this.ensemble, (ensemble) => {
        this.ensemble = ensemble;
      })}
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
    return html`<span>16 units, inputs σ<sub>x</sub> = 0.1. Norms are spectral norms, in decades.</span>`;
  }

  protected override explored() {
    return this.#experiment;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'jacobian-product': JacobianProductFigure;
  }
}
