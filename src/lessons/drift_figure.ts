/** The spectral radius while a network trains from an orthogonal start. */
import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { spectralRadius } from '../networks/spectrum.ts';
import { oneTurn } from '../networks/turn.ts';
import '../ui/charts/line_chart.ts';
import { asPower, fixed } from '../ui/numbers.ts';
import type { Palette } from '../ui/theme.ts';
import { LiveFigure } from './live_figure.ts';
import { outcome } from './outcome.ts';
import { recallUnits, recallUpdates, type Update } from './recall_training.ts';
import { anotherSeed } from './traverse.ts';

const updates = 300;
const sliceMilliseconds = 10;

@customElement('start-drift')
export class StartDrift extends LiveFigure {
  protected override readonly heading = 'The spectral radius while the weights train';

  @state() private seed = 1;
  @state() private trained: readonly Update[] = [];
  @state() private radii: readonly number[] = [];

  #training = 0;

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (this.near && (changed.has('near') || changed.has('seed'))) void this.#train();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#training++;
  }

  async #train(): Promise<void> {
    const training = ++this.#training;
    const task = {
      activation: 'tanh',
      radius: 1,
      orthogonal: true,
      steps: 20,
      learningRate: 0.02,
      clip: undefined,
      seed: this.seed,
    } as const;
    const done: Update[] = [];
    const radii: number[] = [];
    let end = performance.now() + sliceMilliseconds;
    for (const update of recallUpdates(task)) {
      if (training !== this.#training) return;
      done.push(update);
      // What is not a number has no spectral radius, and ends the training.
      if (Number.isFinite(update.loss)) radii.push(spectralRadius(update.recurrent, recallUnits));
      const over = done.length === updates || !Number.isFinite(update.loss);
      if (performance.now() > end || over) {
        await oneTurn();
        this.trained = [...done];
        this.radii = [...radii];
        end = performance.now() + sliceMilliseconds;
      }
      if (over) return;
    }
  }

  protected override unfinished(): boolean {
    const { radii, trained } = this;
    return radii.length === trained.length && trained.length < updates;
  }

  protected override summary(): string {
    const { radii, trained } = this;
    const [first, last] = [radii[0], radii.at(-1)];
    if (first === undefined || last === undefined) return `Training: 0 of ${updates} updates.`;
    if (this.unfinished()) return `Training: ${trained.length} of ${updates} updates.`;
    const afterTen = radii[10];
    const early = afterTen === undefined ? '' : `, is ${fixed(afterTen, 2)} after ten updates`;
    return `ρ begins at ${fixed(first, 2)}${early} and ends at ${fixed(last, 2)}: ${outcome(trained)}.`;
  }

  protected override chart(palette: Palette) {
    const x = Array.from({ length: updates }, (_, i) => i + 1);
    return html`<line-chart
      .palette=${palette}
      .x=${x}
      .lines=${[
        { name: 'ρ = 1', y: x.map(() => 1), color: 'soft', dashed: true, side: 'below', namedAt: 0.8 },
        {
          name: 'ρ of the trained matrix',
          y: x.map((_, i) => this.radii[i] ?? null),
          color: 'accent',
          namedAt: 0.4,
        },
      ]}
      .yRange=${[0.8, Math.max(1.4, ...this.radii) + 0.05]}
      xLabel="update"
      yLabel="spectral radius ρ"
      label="Spectral radius against update. ${this.summary()}"
    ></line-chart>`;
  }

  protected override numbers() {
    const rows = [0, 1, 2, 5, 10, 20, 50, 100, 200, 299].filter((i) => i < this.radii.length);
    return {
      caption: 'Spectral radius and loss before each update',
      columns: ['update', 'ρ', 'loss'],
      rows: rows.map((i) => [
        String(i + 1),
        fixed(this.radii[i] ?? 1, 3),
        asPower(Math.log10(this.trained[i]?.loss ?? 1)),
      ]),
    };
  }

  protected override controls() {
    return this.drawAgain(() => {
      this.seed = anotherSeed();
    });
  }

  protected override caption() {
    return html`<span>8 tanh units from an orthogonal start at ρ = 1, a delay of 20 steps, learning rate 0.02.</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'start-drift': StartDrift;
  }
}
