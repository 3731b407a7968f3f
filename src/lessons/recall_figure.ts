/** Networks that are to recall their first input, and their clipped twins: hundreds of losses that sink or stay. */
import { html, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { LearningPlan } from '../experiment/learning_axes.ts';
import { say } from '../language/say.ts';
import '../ui/charts/line_chart.ts';
import type { Line } from '../ui/charts/line_chart.ts';
import { asPower, count, exact } from '../ui/numbers.ts';
import type { Palette } from '../ui/theme.ts';
import { LearningController } from './learning_controller.ts';
import { decades, type Learnt } from './learnt.ts';
import { LiveFigure } from './live_figure.ts';
import { outcomeWords } from './outcome.ts';
import { networksFor, recallCases, recallPlan } from './recall_plans.ts';

@customElement('recall-training')
export class RecallTraining extends LiveFigure {
  @property() kind: keyof typeof recallCases = 'vanishing';

  @state() private lag = 20;
  @state() private rate = 0.02;
  @state() private clip = 1;
  @state() private seed = 1;

  readonly #learning = new LearningController(this);

  protected override get heading(): string {
    return recallCases[this.kind].heading;
  }

  protected override get figureName(): string {
    return `recall-${this.kind}`;
  }

  /** The networks as they are, and their clipped twins. */
  get #twins(): readonly [LearningPlan, LearningPlan] {
    const { activation, gain } = recallCases[this.kind];
    const networks = networksFor(this.desk?.engine ?? 'auto');
    const plan = (clip: number) =>
      recallPlan({
        experiment: { activation, gain, steps: this.lag, seed: this.seed, networks },
        learning: { rate: this.rate, clip },
      });
    return [plan(0), plan(this.clip)];
  }

  override willUpdate(_: PropertyValues): void {
    if (this.near && this.desk) this.#learning.want(this.desk, this.#twins);
  }

  protected override unfinished(): boolean {
    return this.#learning.progress !== undefined;
  }

  protected override summary(): string {
    const [plain, clipped] = this.#twins.map((plan) => this.#learning.of(plan));
    if (!plain?.track.updates) return this.#learning.told(undefined);
    const parts = [`Not clipped: ${outcomeWords(plain.track)}`];
    if (clipped?.track.updates) parts.push(`clipped: ${outcomeWords(clipped.track)}`);
    return this.#learning.told(`${parts.join('; ')}.`);
  }

  protected override chart(palette: Palette) {
    const { range } = recallCases[this.kind];
    const [plain, clipped] = this.#twins;
    const updates = Array.from({ length: plain.learning.updates }, (_, i) => i + 1);
    const line = (plan: LearningPlan, look: Omit<Line, 'y' | 'band'>): Line => {
      const learnt = this.#learning.of(plan);
      return {
        ...look,
        y: decades(learnt, updates, 'p50'),
        band: { low: decades(learnt, updates, 'p10'), high: decades(learnt, updates, 'p90') },
      };
    };
    const exploding = this.kind === 'exploding';
    return html`
      <line-chart
        .palette=${palette}
        .x=${updates}
        .lines=${[
          line(plain, {
            name: 'not clipped',
            color: exploding ? 'warm' : 'ink',
            side: 'below',
            namedAt: exploding ? 'start' : 0.25,
          }),
          line(clipped, { name: say`clipped`, color: 'accent', side: 'above', namedAt: 0.6 }),
          { name: 'always 0', y: updates.map(() => 0), color: 'soft', dashed: true, namedAt: 0.9 },
        ]}
        .yRange=${range}
        decades
        xLabel="update"
        yLabel="loss, mean of 10 updates"
        label="Loss against update in the median of the networks, and the middle 80 %, with and without clipping. ${this.summary()}"
      ></line-chart>
    `;
  }

  protected override numbers() {
    const [plain, clipped] = this.#twins.map((plan) => this.#learning.of(plan));
    const at = [1, 2, 3, 5, 10, 20, 50, 100, 150, 200, 250, 300];
    const cells = (learnt: Learnt | undefined) => {
      const lines = (['p10', 'p50', 'p90'] as const).map((which) => decades(learnt, at, which));
      const isMade = (update: number) => update <= (learnt?.track.updates ?? 0);
      return at.map((update, i) =>
        lines.map((line) => (isMade(update) ? asPower(line[i] ?? Number.POSITIVE_INFINITY) : '–')),
      );
    };
    const [without, withIt] = [cells(plain), cells(clipped)];
    return {
      caption: 'Loss of the networks: 10 %, median, 90 %; ∞ of those that have diverged',
      columns: [say`update`, '10 %', say`median`, '90 %', 'clipped: 10 %', say`median`, '90 %'],
      rows: at.map((update, i) => [String(update), ...(without[i] ?? []), ...(withIt[i] ?? [])]),
    };
  }

  protected override controls() {
    return html`
      ${this.quantity(
        'lag',
        {
          label: say`Lag`,
          symbol: 'T',
          unit: say`steps`,
          limits: { minimum: 2, maximum: 40, step: 1, logarithmic: false },
        },
        this.lag,
        (lag) => {
          this.lag = lag;
        },
      )}
      ${this.quantity(
        'rate',
        { label: 'Learning rate', limits: { minimum: 0.001, maximum: 0.2, step: 0.001, logarithmic: true } },
        this.rate,
        (rate) => {
          this.rate = rate;
        },
      )}
      ${this.quantity(
        'clip',
        {
          label: 'Clip at',
          symbol: 'c',
          limits: { minimum: 0.1, maximum: 10, step: 0.1, logarithmic: true },
        },
        this.clip,
        (clip) => {
          this.clip = clip;
        },
      )}
      ${this.learningControls(this.#learning, this.seed, (seed) => {
        this.seed = seed;
      })}
    `;
  }

  protected override caption() {
    const { what, gain } = recallCases[this.kind];
    const { networks } = this.#twins[0].experiment;
    return html`<span
      >${count(networks)} ${what} of 16 units at gain ${exact(gain)}, and their twins that are clipped: median, and the
      middle 80 %. Each learns by plain gradient descent from batches of 8 sequences of its own; loss is the mean squared
      error.</span
    >`;
  }

  protected override learning() {
    return this.#twins[1];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'recall-training': RecallTraining;
  }
}
