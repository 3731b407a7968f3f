/** The spectral radius of networks that learn from an orthogonal start. */
import { html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { quantile } from '../analysis/quantile.ts';
import { say } from '../language/say.ts';
import '../ui/charts/line_chart.ts';
import { count, fixed, several } from '../ui/numbers.ts';
import type { Palette } from '../ui/theme.ts';
import { LearningController } from './learning_controller.ts';
import { LiveFigure } from './live_figure.ts';
import { outcomeWords } from './outcome.ts';
import { networksFor, recallPlan } from './recall_plans.ts';

@customElement('start-drift')
export class StartDrift extends LiveFigure {
  protected override readonly heading = 'The spectral radius while the weights learn';

  @state() private seed = 1;

  readonly #learning = new LearningController(this);

  get #plan() {
    const networks = networksFor(this.desk?.engine ?? 'auto');
    return recallPlan({ experiment: { ensemble: 'orthogonal', gain: 1, networks, seed: this.seed } });
  }

  override willUpdate(): void {
    if (this.near && this.desk) this.#learning.want(this.desk, [this.#plan]);
  }

  protected override unfinished(): boolean {
    return this.#learning.progress !== undefined;
  }

  /** ρ over the networks at each update at which it was found. */
  #radii() {
    return (this.#learning.of(this.#plan)?.radii ?? []).map(({ update, radii }) => {
      const known = radii.filter(Number.isFinite);
      const at = (part: number) => (known.length > 0 ? quantile(known, part) : null);
      return { update, networks: radii.length, p10: at(0.1), p50: at(0.5), p90: at(0.9), radii };
    });
  }

  protected override summary(): string {
    const learnt = this.#learning.of(this.#plan);
    const [first, last] = [this.#radii()[0], this.#radii().at(-1)];
    if (!learnt?.track.updates || !first || !last) return this.#learning.told(undefined);
    const of = (radius: number | null) => (radius === null ? '–' : fixed(radius, 2));
    return this.#learning.told(
      `ρ begins at ${of(first.p50)}; after ${several(last.update, 'update')} it is ${of(last.p10)} to ${of(last.p90)}, ${of(last.p50)} in the median. ${outcomeWords(learnt.track)}.`,
    );
  }

  protected override chart(palette: Palette) {
    const all = this.#radii();
    const line = (which: 'p10' | 'p50' | 'p90') => all.map((one) => one[which]);
    const most = all.reduce((greatest, { p90 }) => Math.max(greatest, p90 ?? 0), 1.4);
    // Single ones show that it is no matter of the median.
    const single = [0, 1, 2].map((network) => ({
      name: network === 0 ? 'single networks' : '',
      y: all.map(({ radii }) => (Number.isFinite(radii[network]) ? (radii[network] ?? null) : null)),
      color: 'soft' as const,
      ...(network === 0 && { namedAt: 0.85 }),
    }));
    return html`<line-chart
      .palette=${palette}
      .x=${all.map(({ update }) => update)}
      .lines=${[
        { name: 'ρ = 1', y: all.map(() => 1), color: 'soft', dashed: true, side: 'below', namedAt: 0.6 },
        ...single,
        {
          name: 'median, middle 80 %',
          y: line('p50'),
          band: { low: line('p10'), high: line('p90') },
          color: 'accent',
          namedAt: 0.4,
        },
      ]}
      .yRange=${[0.9, most + 0.1]}
      xLabel="update"
      yLabel="spectral radius ρ"
      label="Spectral radius of the networks against update. ${this.summary()}"
    ></line-chart>`;
  }

  protected override numbers() {
    const all = this.#radii();
    const every = Math.max(1, Math.ceil(all.length / 12));
    const of = (radius: number | null) => (radius === null ? '–' : fixed(radius, 3));
    return {
      caption: 'Spectral radius after each of some updates',
      columns: [say`update`, '10 %', say`median`, '90 %'],
      rows: all
        .filter((_, i) => i % every === 0 || i === all.length - 1)
        .map(({ update, p10, p50, p90 }) => [count(update), of(p10), of(p50), of(p90)]),
    };
  }

  protected override controls() {
    return this.learningControls(this.#learning, this.seed, (seed) => {
      this.seed = seed;
    });
  }

  protected override caption() {
    const { networks } = this.#plan.experiment;
    const shown = this.#radii()[0]?.networks ?? networks;
    return html`<span
      >${count(networks)} tanh networks of 16 units from orthogonal starts at ρ = 1, a lag of 20 steps, learning rate 0.02, no
      clipping; ρ of ${count(shown)} of them.</span
    >`;
  }

  protected override learning() {
    return this.#plan;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'start-drift': StartDrift;
  }
}
