/** Section 8: the whole thing with one unit, by hand and in code. */
import { css, html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { inDecimals } from '../language/decimal.ts';
import { say } from '../language/say.ts';
import { asPower, exact, ofSeveral, significant } from '../ui/numbers.ts';
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
  sigmoid: say`sigmoid`,
  relu: 'ReLU',
  identity: say`identity`,
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
  /** Lines that the reader has asked for; undefined before that. */
  @state() private shown: number | undefined;

  protected override readonly openingMilliseconds = 2500;
  protected override readonly isTable = true;

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

  /** Lines that are shown. */
  get #far(): number {
    return this.shown ?? Math.max(1, Math.floor(this.opened * this.recurrence.steps));
  }

  get #lines(): readonly TraceLine[] {
    return scalarTrace(this.recurrence);
  }

  protected override summary(): string {
    const far = this.shown ?? this.recurrence.steps;
    const line = this.#lines[far - 1];
    return line
      ? `∂h/∂h₀ after ${ofSeveral(far, 'step')} is ${asPower(Math.log10(Math.abs(line.product)))}.`
      : '';
  }

  protected override chart() {
    const numbers = this.numbers();
    const far = this.#far;
    // Lines on their way have their room: nothing moves under the pointer.
    const rows =
      this.shown === undefined
        ? numbers.rows.map((row, i) =>
            i < far ? row : row.map((cell, column) => (column === 0 ? cell : '')),
          )
        : numbers.rows.slice(0, far);
    return html`
      ${this.shownTable('Table of the trace', { ...numbers, rows })}
      <code-listing
        heading="The same in JavaScript: paste it into this page’s console"
        .text=${traceCode(this.recurrence)}
      ></code-listing>
    `;
  }

  protected override numbers() {
    const { weight, initialState, input, activation } = this.recurrence;
    const phi = activation === 'identity' ? '' : activations[activation];
    const x = input === 0 ? '' : ` + ${significant(input)}`;
    const lines = this.#lines;
    const digits = (value: number) => inDecimals(written(value));
    return {
      caption: `h₀ = ${exact(initialState)}`,
      columns: ['t', 'what is computed', 'h', 'local Jacobian', say`product`],
      words: [1],
      rows: lines.map(({ step, state, jacobian, product }, i) => [
        String(step),
        `${phi}(${exact(weight)} · ${digits(i === 0 ? initialState : (lines[i - 1]?.state ?? 0))}${x})`,
        digits(state),
        digits(jacobian),
        digits(product),
      ]),
    };
  }

  protected override controls() {
    const { weight, initialState, input, activation, steps } = this.recurrence;
    const field = (
      name: string,
      label: string,
      symbol: string,
      minimum: number,
      maximum: number,
      value: number,
      key: 'weight' | 'initialState' | 'input',
    ) =>
      this.quantity(
        name,
        { label, symbol, limits: { minimum, maximum, step: 0.05, logarithmic: false } },
        value,
        (changed) => this.#change({ [key]: changed }),
      );
    return html`
      <span class="player">
        <button
          class="button"
          ?disabled=${this.#far >= steps}
          @click=${() => {
            this.shown = this.#far + 1;
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
      ${this.choice('activation', say`Activation`, activations, activation, (chosen) => this.#change({ activation: chosen }))}
      ${field('weight', say`Weight`, 'w', -3, 3, weight, 'weight')}
      ${field('initial-state', 'First state', 'h_0', -2, 2, initialState, 'initialState')}
      ${field('input', say`Input`, 'x', -2, 2, input, 'input')}
      ${this.quantity(
        'steps',
        { label: say`Steps`, symbol: 'T', limits: { minimum: 1, maximum: 30, step: 1, logarithmic: false } },
        steps,
        (changed) => this.#change({ steps: changed }),
      )}
    `;
  }

  #change(change: Partial<ScalarRecurrence>): void {
    this.recurrence = { ...this.recurrence, ...change };
    if (this.shown !== undefined) this.shown = Math.min(this.shown, this.recurrence.steps);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'scalar-trace': ScalarTraceFigure;
  }
}
