/** The pinned one of networks that learn: what it is, what has become of it, and the way out for its weights. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LearningTrack } from '../../analysis/learning_track.ts';
import { type LearningPlan, networkPlan, valueIn } from '../../experiment/learning_axes.ts';
import { variedAxes } from '../../experiment/learning_plan.ts';
import type { PinnedNetwork } from '../../laboratory/pinned_network.ts';
import { say } from '../../language/say.ts';
import { PinEvent } from '../events.ts';
import { notation } from '../notation.ts';
import { count, significant } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';

/** What of networks that learn is the same when they are taught again, and what is not. */
export const whatRepeats =
  'Taught again here with the same engine, every network comes out the same to the last bit. Another engine, machine or browser may round differently. Where learning is chaotic, as it is at large gains, other single networks learn then. The fraction that learns stays the same within its counting error.';

/** What somebody wants with the weights. */
export type WeightsUse = 'open' | 'download';

/**
 * @fires network-pin - It is let go of.
 * @fires weights-use - Its weights are wanted: `detail` says for what.
 */
@customElement('learn-network')
export class LearnNetwork extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        font-size: 13px;
      }
      header {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: 8px;
      }
      h2 {
        margin: 0;
        font-size: 15px;
        letter-spacing: -0.01em;
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 3px 12px;
        margin: 8px 0 10px;
      }
      dt {
        color: var(--soft);
      }
      dd {
        margin: 0;
        text-align: right;
      }
      .actions {
        display: grid;
        gap: 6px;
      }
      p {
        margin: 8px 0 0;
        color: var(--soft);
        font-size: 12px;
        line-height: 1.4;
      }
    `,
  ];

  @property({ attribute: false }) plan: LearningPlan | undefined;
  @property({ attribute: false }) track: LearningTrack | undefined;
  /** The update that is shown. */
  @property({ type: Number }) head = 0;
  @property({ type: Number }) index = 0;
  /** What is known of it beside its losses. */
  @property({ attribute: false }) network: PinnedNetwork | undefined;

  override render() {
    const { plan, track, head, index, network } = this;
    if (!plan || !track) return nothing;
    const own = networkPlan(plan, index);
    const place = track.placeOf(head);
    const loss = place < 0 ? Number.NaN : (track.lossesAt(place)[index] ?? Number.NaN);
    const outcome = track.outcome(index, head);
    const words = {
      learnt: `learnt after update ${count(track.learntAt[index] ?? 0)}`,
      waiting: 'not learnt yet',
      diverged: `diverged with update ${count(track.divergedAt[index] ?? 0)}`,
    }[outcome];
    return html`
      <header>
        <h2>Network ${count(index)}</h2>
        <button class="link" @click=${() => this.dispatchEvent(new PinEvent(undefined))}>Let go</button>
      </header>
      <dl>
        ${variedAxes(plan).map(
          ({ name, label, symbol }) =>
            html`<dt>${label}${symbol ? html` ${notation(symbol)}` : nothing}</dt>
              <dd>${significant(Number(valueIn(own, name)), 4)}</dd>`,
        )}
        <dt>Loss now</dt>
        <dd>${Number.isNaN(loss) ? '–' : significant(loss)}</dd>
        <dt>Baseline</dt>
        <dd>${significant(track.baselines[index] ?? Number.NaN)}</dd>
        <dt>Outcome</dt>
        <dd>${words}</dd>
        <dt>ρ as drawn</dt>
        <dd>${network ? significant(network.firstRadius, 4) : '…'}</dd>
        <dt>ρ ${network ? `after ${count(network.updates)} updates` : say`now`}</dt>
        <dd>${network ? significant(network.radius, 4) : '…'}</dd>
      </dl>
      <div class="actions">
        <button class="button" ?disabled=${!network} @click=${() => this.#use('open')}>Open in the explorer</button>
        <button class="button" ?disabled=${!network} @click=${() => this.#use('download')}>
          Download .safetensors
        </button>
      </div>
      <p>Under PyTorch’s names, as it is after the last update that was made.</p>
      <p>${whatRepeats}</p>
    `;
  }

  #use(detail: WeightsUse): void {
    this.dispatchEvent(new CustomEvent('weights-use', { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'learn-network': LearnNetwork;
  }
}
