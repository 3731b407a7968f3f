/** Which ways out let the same networks learn: the loss in the median of each, and how many have learnt. */
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { LearningTrack } from '../analysis/learning_track.ts';
import { inDecimals } from '../language/decimal.ts';
import { say } from '../language/say.ts';
import '../ui/charts/line_chart.ts';
import type { Line } from '../ui/charts/line_chart.ts';
import '../ui/charts/line_legend.ts';
import { count, several, significant } from '../ui/numbers.ts';
import type { Palette } from '../ui/theme.ts';
import { LearningController } from './learning_controller.ts';
import { flossing, type LearningWay, learningPlanOf, learningWays } from './learning_ways.ts';
import { decades } from './learnt.ts';
import { LiveFigure } from './live_figure.ts';
import { halfLearntAt } from './outcome.ts';
import { PhoneController } from './phone_controller.ts';
import { networksFor } from './recall_plans.ts';
import { verdictList, verdictStyles } from './verdict_list.ts';

/** As many as a processor of two cores lets learn in some seconds, all ways together. */
const networks = 64;
const colors = ['ink', 'soft', 'cool', 'warm', '#8a63d2', 'accent'] as const;

@customElement('ways-learnt')
export class WaysLearnt extends LiveFigure {
  static override styles = [
    ...LiveFigure.styles,
    verdictStyles,
    css`
      .scroll {
        margin-top: 12px;
      }
      /* Its place is kept while lines come one by one. */
      .names {
        flex: 1 0 100%;
        order: 1;
        min-height: 54px;
      }
    `,
  ];

  protected override readonly heading = 'The same task, learnt or not, by each way out';

  @state() private kind: LearningWay['kind'] = 'plain';
  @state() private seed = 1;

  readonly #learning = new LearningController(this);
  readonly #phone = new PhoneController(this);

  get #ways(): readonly LearningWay[] {
    return learningWays.filter(({ kind }) => kind === this.kind);
  }

  #plan(way: LearningWay) {
    return learningPlanOf(way, networksFor(this.desk?.engine ?? 'auto', networks), this.seed);
  }

  override willUpdate(): void {
    if (this.near && this.desk)
      this.#learning.want(
        this.desk,
        this.#ways.map((way) => this.#plan(way)),
      );
  }

  protected override unfinished(): boolean {
    return this.#learning.progress !== undefined;
  }

  protected override summary(): string {
    const parts = this.#ways.flatMap((way) => {
      const plan = this.#plan(way);
      const learnt = this.#learning.of(plan);
      if (!learnt) return [];
      const { track, ready } = learnt;
      const { updates } = track;
      if (updates === 0)
        return ready > 0 ? [`${way.name}: ${ready} ${ready === 1 ? 'is' : 'are'} ready`] : [];
      const soFar = updates < plan.learning.updates ? ` after ${several(updates, 'update')}` : '';
      return [`${way.name}: ${track.counts(updates).learnt}${soFar}`];
    });
    const all = this.#plan(this.#ways[0] ?? waysFirst).experiment.networks;
    return this.#learning.told(parts.length === 0 ? undefined : `Learnt of ${all} – ${parts.join('; ')}.`);
  }

  #lines(): Line[] {
    const updates = this.#updates();
    return this.#ways.map((way, i) => ({
      name: way.name,
      y: decades(this.#learning.of(this.#plan(way)), updates, 'p50'),
      color: colors[i] ?? 'soft',
      // On a phone names beside it would leave the plot half its width.
      namedAt: this.#phone.isNarrow ? 'legend' : 'beside',
    }));
  }

  /** All that are made of any way. */
  #updates(): number[] {
    const most = Math.max(...this.#ways.map((way) => this.#plan(way).learning.updates));
    return Array.from({ length: most }, (_, i) => i + 1);
  }

  protected override legend(palette: Palette) {
    if (!this.#phone.isNarrow) return nothing;
    const there = this.#lines().filter(({ y }) => y.some((loss) => loss !== null));
    return there.length === 0
      ? html`<div class="names" slot="legend"></div>`
      : html`<line-legend class="names" slot="legend" .palette=${palette} .lines=${there}></line-legend>`;
  }

  protected override chart(palette: Palette) {
    return html`
      <line-chart
        .palette=${palette}
        .x=${this.#updates()}
        .lines=${this.#lines()}
        .yRange=${[-3, 1]}
        decades
        xLabel="update"
        yLabel="loss in the median"
        label="Loss against update in the median of the networks of each way. ${this.summary()}"
      ></line-chart>
      <div class="scroll" tabindex="0" role="region" aria-label="Table of what was learnt">
        <number-table
          caption="What has become of the networks of each way"
          .columns=${this.#phone.isNarrow ? columns : [...columns, 'what it does']}
          .words=${[0, 5]}
          .rows=${this.#ways.map((way) => this.#row(way))}
        ></number-table>
      </div>
      ${this.#phone.isNarrow ? verdictList(this.#ways) : nothing}
    `;
  }

  #row(way: LearningWay): string[] {
    const track = this.#learning.of(this.#plan(way))?.track;
    // No line ends within "g = 1".
    const name = way.name.replaceAll(' = ', '\u00a0=\u00a0');
    const numbers = track?.updates ? outcome(track) : ['–', '–', '–', '–'];
    return this.#phone.isNarrow ? [name, ...numbers] : [name, ...numbers, way.verdict];
  }

  protected override numbers() {
    const at = [1, 10, 20, 50, 100, 150, 200];
    const columns = this.#ways.map((way) => decades(this.#learning.of(this.#plan(way)), at, 'p50'));
    return {
      caption: 'Loss in the median of the networks',
      columns: [say`update`, ...this.#ways.map(({ name }) => name)],
      rows: at.map((update, i) => [
        String(update),
        ...columns.map((line) => {
          const value = line[i];
          return value === null || value === undefined ? '–' : significant(10 ** value, 2);
        }),
      ]),
    };
  }

  protected override controls() {
    return html`
      ${this.choice('kind', say`Networks`, { plain: 'plain ones', gated: 'LSTMs' }, this.kind, (kind) => {
        this.kind = kind;
      })}
      ${this.learningControls(this.#learning, this.seed, (seed) => {
        this.seed = seed;
      })}
    `;
  }

  protected override caption() {
    const { experiment, learning } = this.#plan(this.#ways[0] ?? waysFirst);
    const how = this.kind === 'plain' ? 'plain gradient descent' : 'Adam, clipped to norm 1';
    const flossed = ` Clipped: to norm 1. Flossed: ${flossing.floss} exponents, in ${flossing.flossUpdates} steps before the first update, and clipped.`;
    return html`<span
      >${count(experiment.networks)} networks of 16 units on each way, all of one seed, that are to recall a number over
      ${experiment.steps} steps: ${how}, learning rate ${inDecimals(String(learning.rate))}, ${learning.updates}
      updates.${this.kind === 'plain' ? flossed : ''} A line ends where half of the networks have diverged.</span
    >`;
  }

  protected override learning() {
    const last = this.#ways.at(-1);
    return last && this.#plan(last);
  }
}

const [waysFirst] = learningWays;
const columns = [say`way`, say`learnt`, say`not`, say`diverged`, 'half of all by update'] as const;

/** What the table says of a way's networks. */
function outcome(track: LearningTrack): string[] {
  const { learnt, waiting, diverged } = track.counts(track.updates);
  const half = halfLearntAt(track);
  return [count(learnt), count(waiting), count(diverged), half === undefined ? '–' : count(half)];
}

declare global {
  interface HTMLElementTagNameMap {
    'ways-learnt': WaysLearnt;
  }
}
