/** Where the parameters' gradient comes from: what each step adds to ∂L/∂W_hh, beside the gradient that reaches the state. */

import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { bandOf } from '../../analysis/singular_bands.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { SensitiveNetwork } from '../../laboratory/sensitivity.ts';
import { say } from '../../language/say.ts';
import { FewNetworks } from '../../session/few_networks.ts';
import { FollowedJob } from '../../session/followed_job.ts';
import { asPower, count, significant } from '../numbers.ts';
import { drawn, FewNetworksSection, gainOf, type LinesShown } from './few_networks_section.ts';

/** Decades below the largest term within which a step still counts. */
const counting = 1;

@customElement('sensitivity-section')
export class SensitivitySection extends FewNetworksSection<SensitiveNetwork> {
  static override styles = [
    ...FewNetworksSection.styles,
    css`
      chart-frame {
        height: 400px;
      }
    `,
  ];

  protected override readonly measured = 'terms of the parameter gradient';

  protected override session(): FewNetworks<SensitiveNetwork> {
    const { workplace } = this;
    return new FewNetworks(
      workplace,
      (urgency, changed) => new FollowedJob(workplace, 'sensitivity', { view: 'spectra', urgency }, changed),
    );
  }

  protected override charts(experiment: Experiment, networks: readonly SensitiveNetwork[]) {
    const { palette } = this;
    const [first] = networks;
    if (!palette || !first) return nothing;
    return html`<div class="charts">
        ${this.lines(this.#terms(networks, first), palette)}
        ${this.lines(this.#factors(networks, first), palette)}
      </div>
      <p class="note">
        ∂L/∂Wₕₕ = Σ_t ∂L/∂p_t ⊗ h_(t−1), p_t = Wₕₕ·h_(t−1): a step’s term is as large as the gradient that reaches its
        pre-activations times the state that it came from. Their sum is no larger than the sum of their norms; at
        g = ${significant(gainOf(experiment))} its median over networks is ${asPower(middle(networks.map(({ log10ParameterNorm }) => log10ParameterNorm)))},
        biases and all. A gradient that reaches the first state unharmed has terms all along the way, and they add up: the
        longer the memory, the more the loss answers to each parameter (<a href="#chapter/ways-out">the curse of memory</a>).
        Lines are medians over networks, bands reach from the 10th to the 90th percentile.
      </p>`;
  }

  #terms(networks: readonly SensitiveNetwork[], { times }: SensitiveNetwork): LinesShown {
    const { beside } = this.few;
    // The first time is no step.
    const steps = times.slice(1);
    const band = (of: readonly SensitiveNetwork[]) => bandOf(of.map(({ terms }) => [...terms.subarray(1)]));
    const own = band(networks);
    const largest = own.median.reduce<number>((most, value) => Math.max(most, value ?? -Infinity), -Infinity);
    const within = own.median.filter((value) => (value ?? -Infinity) > largest - counting).length;
    return {
      name: 'What each step adds to ∂L/∂Wₕₕ',
      reading: `${Math.round((100 * within) / steps.length)} % of the steps have terms within a tenth of the largest, ${asPower(largest)}`,
      x: steps,
      lines: [
        {
          name: beside.length > 0 ? this.ownName : say`term`,
          color: 'ink',
          ...drawn(own, networks.length > 1),
        },
        ...(beside.length > 0
          ? [{ name: this.besideName, color: 'warm', dashed: true, ...drawn(band(beside), false) } as const]
          : []),
      ],
      ...{ xLabel: 'step t', yLabel: '‖∂L/∂p_t ⊗ h_(t−1)‖' },
    };
  }

  #factors(networks: readonly SensitiveNetwork[], { times }: SensitiveNetwork): LinesShown {
    const gradient = bandOf(networks.map((network) => [...network.gradient]));
    const state = bandOf(networks.map((network) => [...network.state]));
    return {
      name: 'The state and its gradient',
      reading: `At t = 0 the gradient is ${asPower(gradient.median[0] ?? -Infinity)}, at t = ${count(times.at(-1) ?? 0)} it is ${asPower(gradient.median.at(-1) ?? -Infinity)}`,
      x: times,
      lines: [
        { name: '‖∂L/∂state_t‖', color: 'accent', ...drawn(gradient, networks.length > 1) },
        { name: '‖state_t‖', color: 'cool', ...drawn(state, networks.length > 1) },
      ],
      ...{ xLabel: 'time t', yLabel: say`norm` },
    };
  }
}

function middle(values: readonly number[]): number {
  return bandOf(values.map((value) => [value])).median[0] ?? Number.NEGATIVE_INFINITY;
}

declare global {
  interface HTMLElementTagNameMap {
    'sensitivity-section': SensitivitySection;
  }
}
