/** Section 8: the whole thing with one unit, by hand and in code. */
import { css, html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { asPower, significant } from '../ui/numbers.ts';
import { formula } from './formula.ts';
import type { Lesson } from './lesson.ts';
import './listing.ts';
import { LiveFigure } from './live_figure.ts';
import {
  type ScalarActivation,
  type ScalarRecurrence,
  scalarTrace,
  type TraceLine,
  traceCode,
  written,
} from './scalar_trace.ts';

export const fromScratch: Lesson = {
  id: 'from-scratch',
  title: 'From scratch',
  body: (desk) => html`
    <p>
      One unit, one weight, no library: ${formula('h_t = \\tanh(w\\, h_{t-1})')} with ${formula('w = 0.5')} and
      ${formula('h_0 = 0.1')}. Every line computes the next state, the local Jacobian
      ${formula("w\\,\\varphi'(z_t)")}, and the product of all of them so far, which is
      ${formula('\\partial h_t / \\partial h_0')}. After one step 0.4988 of a nudge to ${formula('h_0')} is left; after ten,
      ${formula('9.7 \\cdot 10^{-4}')}.
    </p>
    <scalar-trace .desk=${desk}></scalar-trace>
    <p>
      Notice how the local Jacobian creeps towards 0.5 from below. The state decays to the origin, where tanh is steepest,
      so the last factors are the <em>kindest</em> ones, and still none of them is more than a half.
    </p>
  `,
};

const activations: Readonly<Record<ScalarActivation, string>> = {
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  relu: 'ReLU',
  identity: 'identity',
};

@customElement('scalar-trace')
export class ScalarTraceFigure extends LiveFigure {
  static override styles = [
    ...LiveFigure.styles,
    css`
      .player {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      code-listing {
        margin-top: 12px;
      }
    `,
  ];

  protected override readonly heading = 'One unit, line by line';

  @state() private recurrence: ScalarRecurrence = {
    weight: 0.5,
    initialState: 0.1,
    input: 0,
    activation: 'tanh',
    steps: 10,
  };
  /** Lines that are shown. */
  @state() private shown = 1;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('beforeprint', this.#all);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('beforeprint', this.#all);
  }

  readonly #all = (): void => {
    this.shown = this.recurrence.steps;
  };

  get #lines(): readonly TraceLine[] {
    return scalarTrace(this.recurrence);
  }

  protected override summary(): string {
    const line = this.#lines[this.shown - 1];
    const step = `${this.shown} ${this.shown === 1 ? 'step' : 'steps'}`;
    return line ? `∂h/∂h₀ after ${step} is ${asPower(Math.log10(Math.abs(line.product)))}.` : '';
  }

  protected override chart() {
    const { weight, initialState, input, activation } = this.recurrence;
    const phi = activation === 'identity' ? '' : activations[activation];
    const x = input === 0 ? '' : ` + ${significant(input)}`;
    const lines = this.#lines;
    return html`
      <div class="scroll" tabindex="0" role="region" aria-label="Table of the trace">
        <number-table
          caption="h₀ = ${initialState}"
          .columns=${['t', 'what is computed', 'h', 'local Jacobian', 'product']}
          .words=${[1]}
          .rows=${lines
            .slice(0, this.shown)
            .map(({ step, state, jacobian, product }, i) => [
              String(step),
              `${phi}(${weight} · ${written(i === 0 ? initialState : (lines[i - 1]?.state ?? 0))}${x})`,
              written(state),
              written(jacobian),
              written(product),
            ])}
        ></number-table>
      </div>
      <code-listing
        heading="The same in JavaScript: paste it into this page’s console"
        .text=${traceCode(this.recurrence)}
      ></code-listing>
    `;
  }

  protected override numbers() {
    return undefined;
  }

  protected override controls() {
    const { weight, initialState, input, activation, steps } = this.recurrence;
    const field = (
      label: string,
      symbol: string,
      minimum: number,
      maximum: number,
      value: number,
      key: 'weight' | 'initialState' | 'input',
    ) =>
      this.quantity(
        { label, symbol, limits: { minimum, maximum, step: 0.05, logarithmic: false } },
        value,
        (changed) => this.#change({ [key]: changed }),
      );
    return html`
      <span class="player">
        <button
          class="button"
          ?disabled=${this.shown >= steps}
          @click=${() => {
            this.shown++;
          }}
        >
          Next line
        </button>
        <button
          class="button"
          @click=${this.#all}
        >
          All lines
        </button>
        <button
          class="button"
          @click=${() => {
            this.shown = 1;
          }}
        >
          From the first
        </button>
      </span>
      ${this.choice('Activation', activations, activation, (chosen) => this.#change({ activation: chosen }))}
      ${field('Weight', 'w', -3, 3, weight, 'weight')}
      ${field('First state', 'h_0', -2, 2, initialState, 'initialState')}
      ${field('Input', 'x', -2, 2, input, 'input')}
      ${this.quantity(
        { label: 'Steps', symbol: 'T', limits: { minimum: 1, maximum: 30, step: 1, logarithmic: false } },
        steps,
        (changed) => this.#change({ steps: changed }),
      )}
    `;
  }

  #change(change: Partial<ScalarRecurrence>): void {
    this.recurrence = { ...this.recurrence, ...change };
    this.shown = Math.min(this.shown, this.recurrence.steps);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'scalar-trace': ScalarTraceFigure;
  }
}
