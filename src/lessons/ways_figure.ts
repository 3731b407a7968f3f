/** The gradient over a hundred steps on each way out, in the median over many networks of one seed. */
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { EnsembleReading } from '../laboratory/figure.ts';
import { say } from '../language/say.ts';
import '../ui/charts/line_chart.ts';
import { asPower } from '../ui/numbers.ts';
import type { Palette } from '../ui/theme.ts';
import { EnsembleController } from './ensemble_controller.ts';
import { LiveFigure } from './live_figure.ts';
import { PhoneController } from './phone_controller.ts';
import { verdictList, verdictStyles } from './verdict_list.ts';
import { experimentOf, type Way, ways } from './ways.ts';

const networks = 200;
/** As many as the float64 engine measures in a few seconds. */
const fewNetworks = 20;
const colors = ['accent', 'warm', 'cool'] as const;
const numberColumns = [say`median`, '10 %', '90 %'] as const;
/** As the table names them. */
const kindNames: Readonly<Record<Way['kind'], string>> = {
  problem: 'the problem',
  start: say`start`,
  'activation path': 'activation path',
  architecture: say`architecture`,
};

@customElement('ways-out')
export class WaysOut extends LiveFigure {
  static override styles = [
    ...LiveFigure.styles,
    verdictStyles,
    css`
      progress {
        display: block;
        width: 100%;
        margin-bottom: 6px;
      }
      progress.idle {
        visibility: hidden;
      }
      .scroll {
        margin-top: 12px;
      }
    `,
  ];

  protected override readonly heading = 'Three ways out, over a hundred steps';

  @state() private kind: 'start' | 'activation path' | 'architecture' = 'architecture';
  @state() private seed = 1;

  readonly #ensembles = new EnsembleController(this);
  readonly #phone = new PhoneController(this);
  /** The newest readings by the way's name, or those before while newer ones are on their way. */
  readonly #shown = new Map<string, EnsembleReading>();

  override willUpdate(): void {
    if (!this.near || !this.desk) return;
    this.#ensembles.want(
      this.desk,
      ways.map((way) => this.#experiment(way)),
    );
    for (const way of ways) {
      const reading = this.#ensembles.reading(this.#experiment(way));
      if (reading) this.#shown.set(way.name, reading);
    }
  }

  #experiment(way: Way) {
    const many = this.desk?.engine === 'reference' ? fewNetworks : networks;
    return experimentOf(way, many, this.seed);
  }

  /** Median gradient ratio at each distance T − t, in decades. */
  #medians({ name }: Way): readonly (number | null)[] {
    return this.#shown.get(name)?.ratios.p50.toReversed() ?? [];
  }

  protected override unfinished(): boolean {
    return this.#ensembles.progress !== undefined;
  }

  protected override summary(): string {
    if (this.#ensembles.failure) return this.#ensembles.failure;
    const parts = this.#compared().flatMap((way) => {
      const last = this.#medians(way).at(-1);
      return last === undefined ? [] : [`${way.name}: ${asPower(last ?? -Infinity)}`];
    });
    return parts.length === 0 ? 'Measuring …' : `What arrives after 100 steps – ${parts.join('; ')}.`;
  }

  #compared(): readonly Way[] {
    return ways.filter(({ kind }) => kind === 'problem' || kind === this.kind);
  }

  protected override chart(palette: Palette) {
    const [problem, ...others] = this.#compared();
    const distances = Array.from({ length: 101 }, (_, d) => d);
    const line = (way: Way | undefined) => distances.map((d) => (way && this.#medians(way)[d]) ?? null);
    const { progress } = this.#ensembles;
    return html`
      <progress
        class=${progress === undefined || progress === 1 ? 'idle' : ''}
        aria-label="Networks measured"
        value=${progress ?? 0}
      ></progress>
      <line-chart
        .palette=${palette}
        .x=${distances}
        .lines=${[
          { name: problem?.name ?? '', y: line(problem), color: 'ink', side: 'below', namedAt: 0.35 },
          ...others.map((way, i) => ({
            name: way.name,
            y: line(way),
            color: colors[i] ?? 'soft',
            side: i === 1 ? 'below' : 'above',
            namedAt: 0.5 - 0.15 * i,
          })),
        ]}
        decades
        xLabel="distance T − t, steps"
        yLabel="gradient ratio"
        label="Median gradient ratio against distance. ${this.summary()}"
      ></line-chart>
      <div class="scroll" tabindex="0" role="region" aria-label="Table of the ways out">
        <number-table
          caption="All ways, after 100 steps: the median gradient ratio, and the middle 80 %"
          .columns=${this.#phone.isNarrow ? [say`way`, ...numberColumns] : [say`way`, say`kind`, ...numberColumns, 'what it does']}
          .words=${this.#phone.isNarrow ? [0] : [0, 1, 5]}
          .rows=${ways.map((way) => this.#row(way))}
        ></number-table>
      </div>
      ${this.#phone.isNarrow ? verdictList(ways) : nothing}
    `;
  }

  #row(way: Way): string[] {
    const ratios = this.#shown.get(way.name)?.ratios;
    const first = (values: readonly (number | null)[] | undefined) =>
      values === undefined ? '–' : asPower(values[0] ?? -Infinity);
    const numbers = [first(ratios?.p50), first(ratios?.p10), first(ratios?.p90)];
    const { name, kind, verdict } = way;
    return this.#phone.isNarrow ? [name, ...numbers] : [name, kindNames[kind], ...numbers, verdict];
  }

  protected override numbers() {
    const compared = this.#compared();
    return {
      caption: 'Median gradient ratio against the distance T − t',
      columns: ['T − t', ...compared.map(({ name }) => name)],
      rows: Array.from({ length: 21 }, (_, i) => 5 * i).map((d) => [
        String(d),
        ...compared.map((way) => asPower(this.#medians(way)[d] ?? -Infinity)),
      ]),
    };
  }

  protected override controls() {
    return html`
      ${this.choice(
        'kind',
        'Way out',
        { start: 'the start', 'activation path': 'the activation’s path', architecture: 'the architecture' },
        this.kind,
        (kind) => {
          this.kind = kind;
        },
      )}
      ${this.drawAgain(this.seed, (seed) => {
        this.seed = seed;
      })}
    `;
  }

  protected override caption() {
    const reading = this.#shown.get(ways[0]?.name ?? '');
    return html`<span
      >${reading?.growthRate.length ?? networks} networks of 32 units on each way, all of one seed, inputs σ<sub>x</sub> =
      0.1; a gated cell’s gradient is that of its whole state.</span
    >`;
  }

  protected override explored() {
    const chosen = this.#compared().at(-1);
    return chosen && this.#experiment(chosen);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ways-out': WaysOut;
  }
}
