/** The curse of memory: what is left of the state's gradient, and how the state answers to the weight, as w goes to 1. */
import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { say } from '../language/say.ts';
import { oneTurn } from '../networks/turn.ts';
import '../ui/charts/line_chart.ts';
import { asPower, several, significant } from '../ui/numbers.ts';
import type { Palette } from '../ui/theme.ts';
import { LiveFigure } from './live_figure.ts';
import { expectedSensitivity, memories, memoryCurse, type Remembered } from './memory_curse.ts';

@customElement('memory-curse')
export class MemoryCurse extends LiveFigure {
  protected override readonly heading = 'The curse of memory';

  @state() private steps = 100;
  @state() private seed = 1;
  @state() private found: readonly Remembered[] = [];

  #measuring = 0;

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (this.near && (changed.has('near') || changed.has('seed'))) void this.#measure();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#measuring++;
  }

  async #measure(): Promise<void> {
    const measuring = ++this.#measuring;
    const found: Remembered[] = [];
    for (const one of memoryCurse(this.seed)) {
      found.push(one);
      await oneTurn();
      if (measuring !== this.#measuring) return;
      this.found = [...found];
    }
  }

  protected override unfinished(): boolean {
    return this.found.length < memories.length;
  }

  /** log10 of w^T. */
  #left(memory: number): number {
    return this.steps * Math.log10(1 - 1 / memory);
  }

  protected override summary(): string {
    const { found, steps } = this;
    const [first, last] = [found[0], found.at(-1)];
    if (!first || !last || this.unfinished())
      return `Measuring: ${found.length} of ${memories.length} memories.`;
    const of = ({ weight, memory, measured }: Remembered) =>
      `w = ${significant(weight)}: ${asPower(this.#left(memory))} of the gradient arrives over ${several(steps, 'step')}, ∂h/∂w is ${asPower(Math.log10(measured))}`;
    return `${of(first)}; ${of(last)}.`;
  }

  protected override chart(palette: Palette) {
    const x = memories.map(Math.log10);
    const clear = (value: number) => (value > lowest ? value : null);
    return html`<line-chart
      .palette=${palette}
      .x=${x}
      .lines=${[
        {
          name: say`theory`,
          y: memories.map((memory) => Math.log10(expectedSensitivity(1 - 1 / memory))),
          ...{ color: 'soft', dashed: true, side: 'below', namedAt: 0.75 },
        },
        {
          name: '∂h/∂w, measured',
          y: memories.map((_, i) => {
            const one = this.found[i];
            return one ? Math.log10(one.measured) : null;
          }),
          ...{ color: 'warm', namedAt: 0.45 },
        },
        {
          name: 'what arrives: wᵀ',
          y: memories.map((memory) => clear(this.#left(memory))),
          ...{ color: 'accent', side: 'below', namedAt: 0.7 },
        },
      ]}
      .yRange=${[lowest, 5]}
      xDecades
      decades
      xLabel="memory 1/(1 − w), steps"
      yLabel="size"
      label="Gradient of the state and of the weight against memory. ${this.summary()}"
    ></line-chart>`;
  }

  protected override numbers() {
    return {
      caption:
        'One linear unit: what is left of its gradient, and how its state answers to w (root mean square)',
      columns: ['w', `∂h_T/∂h_0, T = ${this.steps}`, '∂h/∂w measured', say`theory`],
      rows: this.found.map(({ weight, memory, measured }) => [
        significant(weight, 4),
        asPower(this.#left(memory)),
        asPower(Math.log10(measured)),
        asPower(Math.log10(expectedSensitivity(weight))),
      ]),
    };
  }

  protected override controls() {
    return html`
      ${this.quantity(
        'steps',
        { label: say`Steps`, symbol: 'T', limits: { minimum: 1, maximum: 1000, step: 1, logarithmic: true } },
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
      >h<sub>t</sub> = w h<sub>t−1</sub> + x<sub>t</sub>, inputs of variance 1. ∂h/∂w: root mean square over units and times,
      long after the start.</span
    >`;
  }
}

/** Decades below which the gradient is out of sight. */
const lowest = -6;

declare global {
  interface HTMLElementTagNameMap {
    'memory-curse': MemoryCurse;
  }
}
