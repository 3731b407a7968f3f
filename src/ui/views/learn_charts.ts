/** What is to be seen of networks that learn beside their losses now: the losses over time, what becomes of them, ρ, and the gradient through time. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { OutcomeBin } from '../../analysis/outcome_bins.ts';
import { outcomeBins } from '../../analysis/outcome_bins.ts';
import type { LearningGradients } from '../../laboratory/learning_gradients.ts';
import type { PinnedNetwork } from '../../laboratory/pinned_network.ts';
import { say } from '../../language/say.ts';
import { judgedUpdates } from '../../networks/learning/task.ts';
import type { WatchedLearning } from '../../session/learning.ts';
import '../charts/chart_frame.ts';
import { type LearningColumn, valueAt } from '../charts/learning_axis.ts';
import '../charts/line_chart.ts';
import type { Line } from '../charts/line_chart.ts';
import '../charts/number_table.ts';
import '../charts/outcome_chart.ts';
import { outcomes, outcomeWords } from '../charts/outcome_color.ts';
import type { Told } from '../charts/picture.ts';
import { count, fixed, several, significant } from '../numbers.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';

type Frame = 'losses' | 'outcomes' | 'radii' | 'gradients';

/** Rows of a table at most: every update of a long run would be thousands. */
const mostRows = 60;

/** @fires update-seek - An update is picked: `detail` is which. */
@customElement('learn-charts')
export class LearnCharts extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: contents;
      }
    `,
  ];

  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) session: WatchedLearning | undefined;
  @property({ attribute: false }) column: LearningColumn | undefined;
  @property({ attribute: false }) told: (() => Told) | undefined;

  @state() private tables: ReadonlySet<Frame> = new Set();
  @state() private readings: Readonly<Partial<Record<Frame, string>>> = {};

  constructor() {
    super();
    new SessionController(this, () => this.session);
  }

  override render() {
    const { palette, session } = this;
    if (!palette || !session?.track) return nothing;
    return html`${this.#losses(session)} ${this.#outcomes(session)} ${this.#gradients(session)} ${this.#radii(session)}`;
  }

  #frame(name: Frame, heading: string, usual: string, chart: unknown, table: () => unknown) {
    return html`<chart-frame
      class=${name}
      name=${name}
      heading=${heading}
      .reading=${this.readings[name] || usual}
      .told=${this.told}
      ?table=${this.tables.has(name)}
      @table-toggle=${() => {
        const tables = new Set(this.tables);
        if (!tables.delete(name)) tables.add(name);
        this.tables = tables;
      }}
      @chart-reading=${({ detail }: CustomEvent<string>) => {
        this.readings = { ...this.readings, [name]: detail };
      }}
    >
      ${chart} ${this.tables.has(name) ? html`<div slot="table">${table()}</div>` : nothing}
    </chart-frame>`;
  }

  #losses({ track, head, pinned, wanted, plan }: WatchedLearning) {
    if (!track) return nothing;
    const { kept, quantiles } = track;
    const baseline = track.baselines[0] ?? 1;
    const logs = (values: readonly (number | null)[]) =>
      values.map((value) => (value === null || value <= 0 ? null : Math.log10(value)));
    const own = pinned === undefined ? undefined : track.curveOf(pinned);
    const [low, high] = [logs(quantiles.map(({ p10 }) => p10)), logs(quantiles.map(({ p90 }) => p90))];
    const finite = [...low, ...high, ...logs(own ?? [])].filter((value) => value !== null);
    const [least, most] = [Math.log10(baseline / 10) - 0.4, Math.log10(baseline) + 0.4];
    const range = [Math.min(least, ...finite) - 0.1, Math.max(most, ...finite) + 0.1] as const;
    const lines: Line[] = [
      {
        ...{ name: say`baseline`, y: kept.map(() => Math.log10(baseline)), color: 'soft', dashed: true },
        namedAt: 0.62,
      },
      {
        ...{ name: 'a tenth', y: kept.map(() => Math.log10(baseline / 10)), color: 'accent', dashed: true },
        ...{ namedAt: 0.08, side: 'below' },
      },
      {
        ...{ name: say`median`, y: logs(quantiles.map(({ p50 }) => p50)), color: 'ink', namedAt: 0.3 },
        // Where more than a tenth has diverged, the worst of the band has no loss.
        band: { low, high: high.map((value, i) => value ?? (low[i] === null ? null : range[1])) },
      },
      ...(own ? [{ name: `network ${pinned}`, y: logs(own), color: 'accent', namedAt: 0.8 } as const] : []),
    ];
    const chart = html`<line-chart
      .palette=${this.palette}
      .x=${[...kept]}
      .xRange=${[1, Math.max(2, wanted)]}
      .lines=${lines}
      .mark=${head > 0 ? head : undefined}
      .yRange=${range}
      decades
      xLabel="update"
      yLabel="loss"
      label="Loss over the updates: median and 10 to 90 % of all networks${own ? `, and network ${pinned}` : ''}. Arrow keys move the cursor, Enter shows the update."
      @chart-pick=${({ detail }: CustomEvent<number>) =>
        this.dispatchEvent(new CustomEvent('update-seek', { detail: Math.round(detail) }))}
    ></line-chart>`;
    return this.#frame(
      'losses',
      'Loss over the updates',
      'median and 10–90 %; click to go to an update',
      chart,
      () => {
        const written = (value: number | null | undefined) =>
          value === null || value === undefined ? say`diverged` : significant(value);
        const places = evenPlaces(kept.length);
        return html`<number-table
        caption=${`Loss, a mean over ${several(judgedUpdates(plan?.learning.batch ?? 1), 'update')}`}
        .columns=${[say`update`, '10 %', say`median`, '90 %', ...(own ? [`network ${pinned}`] : [])]}
        .rows=${places.map((i) => [
          count(kept[i] ?? 0),
          ...[quantiles[i]?.p10, quantiles[i]?.p50, quantiles[i]?.p90, ...(own ? [own[i]] : [])].map(written),
        ])}
      ></number-table>`;
      },
    );
  }

  #outcomes(session: WatchedLearning) {
    const { track, head, theory, plan } = session;
    const { column } = this;
    if (!track || !column || !plan) return nothing;
    const becomes = track.baselines.map((_, i) => track.outcome(i, head));
    const bins = outcomeBins(column.places, becomes, column.range);
    const byGain = column.name === 'gain';
    const oneLag = !plan.ranges.some(({ axis }) => axis === 'steps');
    const reach = byGain && oneLag && theory?.reach && 'from' in theory.reach ? theory.reach : undefined;
    const usual = !byGain
      ? 'theory is about gains: choose the gain as axis to see where T ≤ 6ξ'
      : !oneLag
        ? 'T differs between the networks, so theory has no single reach for them'
        : (theory?.silence ??
          (reach
            ? `mean field reaches 6ξ ≥ T from gain ${significant(reach.from)} to ${significant(reach.to)}`
            : theory
              ? 'theory has no gain here at which T ≤ 6ξ'
              : 'learnt, not yet, diverged'));
    const chart = html`<outcome-chart
      .palette=${this.palette}
      .column=${column}
      .bins=${bins}
      .trainable=${reach ? ([reach.from, reach.to] as const) : undefined}
      label="Parts of the networks that have learnt, have not, and have diverged, over ${column.label}. Arrow keys walk through the bins."
    ></outcome-chart>`;
    return this.#frame('outcomes', 'What has become of them', usual, chart, () => tableOf(column, bins));
  }

  #radii({ radii, pinned, network, track, wanted }: WatchedLearning) {
    const all = radii[0]?.networks ?? [];
    const isGone = (network: number, update: number) => track?.outcome(network, update) === 'diverged';
    const x = radii.map(({ update }) => update);
    const curve = (network: number) =>
      radii.map(({ networks, radii: values, update }) => {
        const value = values[networks.indexOf(network)];
        return value === undefined || Number.isNaN(value) || isGone(network, update) ? null : value;
      });
    const curves = all.map(curve);
    const median = x.map((_, i) => {
      const living = curves.flatMap((one) => one[i] ?? []).sort((a, b) => a - b);
      const middle = (living.length - 1) / 2;
      const [lower, upper] = [living[Math.floor(middle)], living[Math.ceil(middle)]];
      return lower === undefined || upper === undefined ? null : (lower + upper) / 2;
    });
    const sampled = pinned !== undefined && all.includes(pinned);
    const own = pinned === undefined ? undefined : sampled ? curve(pinned) : straight(x, network);
    const lines: Line[] = [
      ...curves.map((y) => ({ name: '', y, color: 'ink', faint: true }) as const),
      { name: say`median`, y: median, color: 'ink', namedAt: 0.5 },
      ...(own
        ? [{ name: `network ${pinned}`, y: own, color: 'accent', dashed: !sampled, namedAt: 0.75 } as const]
        : []),
    ];
    const usual =
      own && !sampled
        ? `${several(all.length, 'network')} and their median; of network ${count(pinned ?? 0)} the ends alone`
        : `${several(all.length, 'network')} and their median; the line is ρ = 1`;
    const chart = html`<line-chart
      .palette=${this.palette}
      .x=${x}
      .xRange=${[0, Math.max(1, wanted)]}
      .lines=${lines}
      .level=${1}
      xLabel="update"
      yLabel="spectral radius ρ"
      label="Spectral radius of ${several(all.length, 'network')} over the updates, and their median. Arrow keys move the cursor."
    ></line-chart>`;
    return this.#frame('radii', 'ρ drifts', usual, chart, () => {
      const columns = [say`update`, 'median ρ', ...(own ? [`network ${pinned}`] : [])];
      const written = (value: number | null | undefined) =>
        typeof value === 'number' ? fixed(value, 4) : say`diverged`;
      return html`<number-table
        caption="Spectral radius of the recurrent matrix"
        .columns=${columns}
        .rows=${x.map((update, i) => [count(update), written(median[i]), ...(own ? [written(own[i])] : [])])}
      ></number-table>`;
    });
  }

  #gradients({ moments, pinned, plan }: WatchedLearning) {
    const { before, during, now } = moments;
    const named = (moment: LearningGradients | undefined, name: string) => (moment ? [{ moment, name }] : []);
    const shown = [
      ...named(before, 'as drawn'),
      ...(during && during.updates !== now?.updates ? named(during, `after ${count(during.updates)}`) : []),
      ...(now && now.updates > 0 ? named(now, `after ${count(now.updates)}`) : []),
    ];
    const last = shown.at(-1)?.moment;
    const x = (shown[0]?.moment.p50 ?? []).map((_, t) => t);
    const colors = ['cool', 'soft', 'ink'] as const;
    const lines: Line[] = shown.map(({ moment, name }, i) => {
      const isLast = i === shown.length - 1;
      return {
        ...{ name, y: moment.p50, color: colors[isLast && i > 0 ? 2 : i] ?? 'ink', namedAt: 0.12 + 0.3 * i },
        ...(moment !== during && {
          band: { low: moment.p10.map((low) => low ?? -Infinity), high: moment.p90 },
        }),
      };
    });
    const own = pinned === undefined ? undefined : last?.watched;
    if (own) lines.push({ name: `network ${pinned}`, y: own, color: 'accent', namedAt: 0.85 });
    const differs = plan?.ranges.some(({ axis }) => axis === 'steps');
    const usual = differs
      ? 'T differs between the networks, so they share no time axis'
      : last
        ? `medians of ${several(last.networks, 'network')}, bands 10–90 %, on the first batch`
        : 'the same networks on their own task, before and after';
    const chart = html`<line-chart
      .palette=${this.palette}
      .x=${x}
      .xRange=${[0, Math.max(1, x.length - 1)]}
      .lines=${lines}
      decades
      xLabel="time t, steps"
      yLabel="‖∂L/∂stateₜ‖"
      label="Gradient of the task’s loss through time, as the networks were drawn and as they are after learning. Arrow keys move the cursor."
    ></line-chart>`;
    return this.#frame('gradients', 'Gradient through time', usual, chart, () => {
      const written = (value: number | null | undefined) =>
        typeof value === 'number' ? fixed(value, 2) : say`zero`;
      return html`<number-table
        caption="log₁₀‖∂L/∂stateₜ‖ in decades, medians"
        .columns=${['t', ...lines.map(({ name }) => name)]}
        .rows=${x.map((t, i) => [count(t), ...lines.map(({ y }) => written(y[i]))])}
      ></number-table>`;
    });
  }
}

function tableOf(column: LearningColumn, bins: readonly OutcomeBin[]) {
  return html`<number-table
    caption="Networks in each stretch of the axis"
    .columns=${[`${column.label} from`, say`to`, ...outcomes.map((outcome) => outcomeWords[outcome])]}
    .rows=${bins.map((bin) => [
      significant(valueAt(column, bin.from)),
      significant(valueAt(column, bin.to)),
      ...outcomes.map((outcome) => count(bin[outcome])),
    ])}
  ></number-table>`;
}

/** From ρ as a network was drawn to ρ as it is now; undefined while that is not known. */
function straight(x: readonly number[], network: PinnedNetwork | undefined): (number | null)[] | undefined {
  if (!network) return undefined;
  const { firstRadius, radius, updates } = network;
  return x.map((update) =>
    update > updates ? null : firstRadius + ((radius - firstRadius) * update) / Math.max(1, updates),
  );
}

/** Places of a list, evenly, the last among them. */
function evenPlaces(length: number): number[] {
  const stride = Math.max(1, Math.ceil(length / mostRows));
  return Array.from({ length }, (_, i) => i).filter((i) => (length - 1 - i) % stride === 0);
}

declare global {
  interface HTMLElementTagNameMap {
    'learn-charts': LearnCharts;
  }
}
