/** Singular values of ∂state_T/∂state_t of an experiment's networks: all directions of the gradient at once. */

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { bandOf, conditionBand, placeBand, sortedBand } from '../../analysis/singular_bands.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { SingularNetwork } from '../../laboratory/singular.ts';
import { say } from '../../language/say.ts';
import { FewNetworks } from '../../session/few_networks.ts';
import { FollowedJob } from '../../session/followed_job.ts';
import '../charts/bar_chart.ts';
import type { Bar } from '../charts/bar_chart.ts';
import type { Line } from '../charts/line_chart.ts';
import '../charts/number_table.ts';
import '../controls/quantity_field.ts';
import { asPower, count, decades, fixed, significant } from '../numbers.ts';
import type { Palette } from '../theme.ts';
import { drawn, FewNetworksSection, gainOf, type LinesShown } from './few_networks_section.ts';

/** Places of the sorted spectrum that are followed through time: 0 the largest, 1 the smallest. */
const places: readonly { readonly name: string; readonly place: number; readonly color: Line['color'] }[] = [
  { name: say`largest`, place: 0, color: 'accent' },
  { name: 'upper quarter', place: 0.25, color: 'soft' },
  { name: say`median`, place: 0.5, color: 'ink' },
  { name: 'lower quarter', place: 0.75, color: 'soft' },
  { name: say`smallest`, place: 1, color: 'cool' },
];

/** Decades of growth before a fall that are worth a word. */
const leastTransient = 0.04;

/** What is against the distance, and where that stands. */
interface Along {
  readonly distances: readonly number[];
  readonly distance: number;
  readonly pick: (distance: number) => void;
}

@customElement('singular-section')
export class SingularSection extends FewNetworksSection<SingularNetwork> {
  static override styles = [
    ...FewNetworksSection.styles,
    css`
      chart-frame {
        height: 330px;
      }
      .wide {
        grid-column: 1 / -1;
        height: 300px;
      }
    `,
  ];

  protected override readonly measured = 'singular values';

  protected override session(): FewNetworks<SingularNetwork> {
    const { workplace } = this;
    return new FewNetworks(
      workplace,
      (urgency, changed) => new FollowedJob(workplace, 'singular', { view: 'spectra', urgency }, changed),
    );
  }

  /** The distance whose whole spectrum is shown; the farthest unless somebody says. */
  @state() private distance: number | undefined;

  protected override ownSettings() {
    const distances = this.few.networks[0]?.distances ?? [];
    return distances.length > 1
      ? html`<quantity-field
          label="Distance"
          symbol="T − t"
          unit="steps"
          .limits=${{ minimum: 0, maximum: distances.at(-1) ?? 1, step: 1, logarithmic: false }}
          .value=${Math.min(this.distance ?? Number.POSITIVE_INFINITY, distances.at(-1) ?? 0)}
          @quantity-change=${({ detail }: CustomEvent<number>) => this.#pick(detail)}
        ></quantity-field>`
      : nothing;
  }

  protected override charts(experiment: Experiment, networks: readonly SingularNetwork[]) {
    const [first] = networks;
    const { palette } = this;
    if (!palette || !first) return nothing;
    const { distances } = first;
    const at = this.#place(distances);
    const distance = distances[at] ?? 0;
    const followed = distances.at(-1) ?? 0;
    const along: Along = { distances, distance, pick: this.#pick };
    return html`<div class="charts">
        ${this.lines(this.#through(experiment, networks, along), palette)}
        ${this.lines(this.#largest(networks, along), palette)}
        ${this.lines(this.#sorted(networks, { at, distance }), palette)}
        ${this.lines(this.#condition(networks, along), palette)}
        ${this.#direction(first, { experiment, at, distance, palette })}
      </div>
      <p class="note">
        ${followed < experiment.steps ? `Of T = ${count(experiment.steps)} the last ${count(followed)} steps. ` : ''}
        Lines are medians over networks, bands reach from the 10th to the 90th percentile. A singular value is what the steps
        from t to T make of one direction; the gradient of the loss is one more direction. A gap is an exact zero, or a direction
        that a step all but loses, so that rounding leaves nothing of it.
      </p>`;
  }

  readonly #pick = (distance: number): void => {
    this.distance = Math.round(distance);
  };

  /** The kept distance nearest to the chosen one. */
  #place(distances: readonly number[]): number {
    const wanted = this.distance ?? Number.POSITIVE_INFINITY;
    if (wanted === Number.POSITIVE_INFINITY) return distances.length - 1;
    return distances.reduce(
      (best, distance, i) =>
        Math.abs(distance - wanted) < Math.abs((distances[best] ?? 0) - wanted) ? i : best,
      0,
    );
  }

  #through(
    experiment: Experiment,
    networks: readonly SingularNetwork[],
    { distances, distance, pick }: Along,
  ): LinesShown {
    const lines: Line[] = places.map(({ name, place, color }) => ({
      ...{ name, color, namedAt: 'beside' },
      ...drawn(placeBand(networks, place), networks.length > 1 && (place === 0 || place === 1)),
    }));
    const median = lines[places.findIndex(({ place }) => place === 0.5)]?.y.at(-1) ?? -Infinity;
    return {
      name: 'Singular values',
      reading: `The median falls to ${asPower(median)} in ${count(distances.at(-1) ?? 0)} steps at g = ${significant(gainOf(experiment))}`,
      ...{ x: distances, lines, mark: distance, pick },
      ...{ xLabel: 'distance T − t, steps', yLabel: 'σ of ∂state_T/∂state_t' },
    };
  }

  /** The non-normal transient: how far the worst direction is from the one that the loss sends back. */
  #largest(networks: readonly SingularNetwork[], { distances, distance, pick }: Along): LinesShown {
    const largest = placeBand(networks, 0);
    const gradient = bandOf(networks.map(({ log10Gradient }) => [...log10Gradient]));
    const peak = largest.median.reduce<number>(
      (best, value, i) => ((value ?? -Infinity) > (largest.median[best] ?? -Infinity) ? i : best),
      0,
    );
    const grown = largest.median[peak] ?? 0;
    const last = distances.length - 1;
    return {
      name: 'The largest, and the gradient',
      reading:
        grown > leastTransient && peak > 0 && peak < last
          ? `The worst direction ${significant(10 ** grown)}-fold at T − t = ${count(distances[peak] ?? 0)}, the gradient ${asPower(gradient.median[peak] ?? -Infinity)}`
          : `After ${count(distances[last] ?? 0)} steps ${asPower(largest.median[last] ?? -Infinity)}, the gradient ${asPower(gradient.median[last] ?? -Infinity)}`,
      ...{ x: distances, mark: distance, pick },
      lines: [
        { name: 'largest σ', color: 'accent', ...drawn(largest, networks.length > 1) },
        {
          name: 'gradient of the loss',
          color: 'warm',
          dashed: true,
          ...drawn(gradient, networks.length > 1),
        },
      ],
      ...{ xLabel: 'distance T − t, steps', yLabel: 'growth from T to t' },
    };
  }

  #sorted(
    networks: readonly SingularNetwork[],
    { at, distance }: { at: number; distance: number },
  ): LinesShown {
    const { beside } = this.few;
    const own = sortedBand(networks, at);
    const [first] = networks;
    const x = own.median.map((_, i) => i + 1);
    const spread = (own.median[0] ?? Number.NaN) - (own.median.at(-1) ?? Number.NaN);
    return {
      name: 'All of them at one distance',
      reading: `${count(x.length)} singular values at T − t = ${count(distance)}${Number.isFinite(spread) ? `, over ${decades(spread)}` : ''}`,
      x,
      lines: [
        { name: networks.length > 1 ? say`median` : '', color: 'ink', ...drawn(own, networks.length > 1) },
        ...(networks.length > 1 && first
          ? [
              {
                name: `network ${count(first.index)}`,
                color: 'accent',
                y: shown(first.log10Values[at]),
              } as const,
            ]
          : []),
        ...(beside.length > 0
          ? [
              {
                name: this.besideName,
                color: 'warm',
                dashed: true,
                ...drawn(sortedBand(beside, at), false),
              } as const,
            ]
          : []),
      ],
      ...{ xLabel: 'place, the largest first', yLabel: 'σ' },
    };
  }

  #condition(networks: readonly SingularNetwork[], { distances, distance, pick }: Along): LinesShown {
    const { beside } = this.few;
    const own = conditionBand(networks);
    const end = own.median.at(-1);
    return {
      name: 'Condition number',
      reading:
        typeof end !== 'number'
          ? 'Some directions are lost for good: no condition number'
          : end < 0.01
            ? 'Dynamical isometry: every direction keeps the same length'
            : `The largest over the smallest, after ${count(distances.at(-1) ?? 0)} steps: ${asPower(end)}`,
      x: distances,
      lines: [
        {
          name: beside.length > 0 ? this.ownName : '',
          color: 'ink',
          ...drawn(own, networks.length > 1),
        },
        ...(beside.length > 0
          ? [
              {
                name: this.besideName,
                color: 'warm',
                dashed: true,
                ...drawn(conditionBand(beside), false),
              } as const,
            ]
          : []),
      ],
      ...{ xLabel: 'distance T − t, steps', yLabel: 'σ_max ÷ σ_min', mark: distance, pick },
    };
  }

  #direction(
    { index, directions, log10Values }: SingularNetwork,
    {
      experiment,
      at,
      distance,
      palette,
    }: { experiment: Experiment; at: number; distance: number; palette: Palette },
  ) {
    const direction = directions[at] ?? new Float64Array(0);
    const units = experiment.hiddenSize;
    const shares = Array.from(direction, (value) => value * value);
    const names = Array.from(direction, (_, i) =>
      i < units ? `${direction.length > units ? 'h' : ''}${i + 1}` : `c${i - units + 1}`,
    );
    const bars: Bar[] = shares.map((share, i) => ({
      ...{ name: names[i] ?? '', decades: Math.log10(share) },
      color: i < units ? palette.accent : palette.warm,
    }));
    const participation = 1 / shares.reduce((sum, share) => sum + share * share, 0);
    const name = 'The direction that survives best';
    const size = log10Values[at]?.[0] ?? Number.NaN;
    return this.frame(
      {
        name,
        shape: 'wide',
        reading: `Network ${count(index)}: of a change of state_t along it ${asPower(size)} arrives ${count(distance)} steps later; ${fixed(participation, 1)} of ${count(direction.length)} entries carry it`,
      },
      html`<bar-chart
          .bars=${bars}
          .xLabel=${direction.length > units ? 'unit of h, then of c' : say`unit`}
          .label=${`Share of each unit in the direction of state_t that grows most within ${distance} steps: ${bars.length} bars`}
        ></bar-chart>
        <number-table
          slot="table"
          caption="Entries of the direction, of length 1, and their shares"
          .columns=${[say`unit`, say`entry`, say`share`]}
          .rows=${Array.from(direction, (value, i) => [names[i] ?? '', significant(value), `${fixed(100 * (shares[i] ?? 0), 2)} %`])}
        ></number-table>`,
    );
  }
}

function shown(values: Float64Array | undefined): (number | null)[] {
  return Array.from(values ?? [], (value) => (Number.isFinite(value) ? value : null));
}

declare global {
  interface HTMLElementTagNameMap {
    'singular-section': SingularSection;
  }
}
