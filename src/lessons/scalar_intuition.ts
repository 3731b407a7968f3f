/** Section 4: one number, to the power of T. */
import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { say } from '../language/say.ts';
import { asPower, count, fixed, several, significant, superscript } from '../ui/numbers.ts';
import { formula } from './formula.ts';
import type { Lesson } from './lesson.ts';
import { LiveFigure } from './live_figure.ts';

export const scalarIntuition: Lesson = {
  id: 'scalar-intuition',
  title: 'A scalar intuition',
  body: (desk) => html`
    <p>
      Take a network of a single linear unit, ${formula('h_t = w\\, h_{t-1}')}. Its Jacobian is the number
      ${formula('w')} and the product of ${formula('T')} of them is ${formula('w^T')}. Nothing is hidden in this table;
      move ${formula('T')} and watch how narrow the band around 1 is that leaves anything to see.
    </p>
    <scalar-powers .desk=${desk}></scalar-powers>
    <p>
      At ${formula('T = 20')} a weight of 0.5 has divided the gradient by a million, and a weight of 2 has multiplied it by
      a million. The two are mirror images. They only <em>feel</em> different, because a small gradient is silent and a
      large one is not.
    </p>
  `,
};

const weights = [0.5, 0.7, 0.9, 1, 1.1, 1.5, 2];

/** What w^T means for a gradient, in a few words. */
function meaning(decades: number): string {
  if (decades < -6) return 'vanished: below a millionth';
  if (decades < -2) return 'faint: less than a hundredth arrives';
  if (decades < -0.01) return 'shrinks, but arrives';
  if (decades <= 0.01) return 'kept as it is';
  if (decades <= 2) return 'grows, bearably';
  if (decades <= 6) return 'large: a step along it overshoots';
  return 'exploded: beyond a million';
}

/** "halves every 1.9 steps" */
function pace(weight: number): string {
  if (weight === 1) return 'never changes';
  const steps = significant(Math.LN2 / Math.abs(Math.log(weight)), 2);
  const isOne = steps === fixed(1, 1);
  if (weight < 1) return isOne ? 'halves every step' : `halves every ${steps} steps`;
  return isOne ? 'doubles every step' : `doubles every ${steps} steps`;
}

/** w^T, written out where it is large and has no more than seven digits. */
function power(weight: number, steps: number): string {
  const value = weight ** steps;
  return value >= 1000 && value < 1e7 ? count(value) : asPower(steps * Math.log10(weight));
}

@customElement('scalar-powers')
export class ScalarPowers extends LiveFigure {
  protected override readonly heading = 'w to the power of T';

  protected override readonly openingMilliseconds = 2000;

  protected override readonly isTable = true;

  @state() private steps = 20;
  @state() private weight = 0.95;

  protected override summary(): string {
    const { weight, steps } = this;
    return `Your w = ${significant(weight)}: w${superscript(steps)} = ${power(weight, steps)}, which ${pace(weight)}.`;
  }

  protected override chart() {
    return this.shownTable(
      'Table of powers',
      this.#powers(Math.max(1, Math.round(this.opened * this.steps))),
    );
  }

  protected override numbers() {
    return this.#powers(this.steps);
  }

  #powers(steps: number) {
    const { weight } = this;
    return {
      caption: `What is left of a gradient of 1 after T = ${several(steps, 'step')}`,
      columns: ['w', 'wᵀ', say`pace`, say`meaning`],
      words: [2, 3],
      rows: [
        ...weights.map((w) => [w, fixed(w, 1)] as const),
        [weight, `yours, ${significant(weight)}`] as const,
      ].map(([w, name]) => {
        const decades = steps * Math.log10(w);
        return [name, power(w, steps), pace(w), meaning(decades)];
      }),
    };
  }

  protected override controls() {
    return html`
      ${this.quantity(
        'steps',
        {
          label: say`Steps`,
          symbol: 'T',
          limits: { minimum: 1, maximum: 200, step: 1, logarithmic: false },
        },
        this.steps,
        (steps) => {
          this.steps = steps;
        },
      )}
      ${this.quantity(
        'weight',
        {
          label: 'Your weight',
          symbol: 'w',
          limits: { minimum: 0.01, maximum: 3, step: 0.01, logarithmic: false },
        },
        this.weight,
        (weight) => {
          this.weight = weight;
        },
      )}
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'scalar-powers': ScalarPowers;
  }
}
