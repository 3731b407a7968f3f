/** Time in the Learn view is the update: a scrubber over those that there have been, with play, pause, one update on, and back to the start. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { say } from '../../language/say.ts';
import { type LearningState, type Speed, speeds } from '../../session/learning.ts';
import { count } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';

export type TransportAction =
  | { readonly do: 'play' | 'pause' | 'step' | 'rewind' }
  | { readonly do: 'seek'; readonly update: number }
  | { readonly do: 'speed'; readonly speed: Speed };

/** @fires transport-act - Something is to be done: `detail` says what. */
@customElement('learn-transport')
export class LearnTransport extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 12px;
        padding: 6px 16px 8px;
        background: var(--surface);
        font-size: 13px;
      }
      .play {
        min-width: 76px;
      }
      .track {
        position: relative;
        flex: 1 1 200px;
        display: flex;
        align-items: center;
        height: 26px;
      }
      .track input {
        appearance: none;
        width: 100%;
        height: 26px;
        margin: 0;
        background: none;
        cursor: pointer;
      }
      .track input::-webkit-slider-runnable-track {
        height: 4px;
        border-radius: 2px;
        background: linear-gradient(
          to right,
          var(--accent) var(--head),
          var(--edge) var(--head) var(--made),
          var(--line) var(--made)
        );
      }
      .track input::-moz-range-track {
        height: 4px;
        border-radius: 2px;
        background: linear-gradient(
          to right,
          var(--accent) var(--head),
          var(--edge) var(--head) var(--made),
          var(--line) var(--made)
        );
      }
      .track input::-webkit-slider-thumb {
        appearance: none;
        width: 16px;
        height: 16px;
        margin-top: -6px;
        border: 2px solid var(--surface);
        border-radius: 50%;
        background: var(--accent);
        box-shadow: 0 0 0 1px var(--edge);
      }
      .at {
        min-width: 132px;
        color: var(--soft);
      }
      .at b {
        color: var(--ink);
        font-weight: 600;
      }
      /* What it says of how far it is has a place on paper, and what it is told has none. */
      @media print {
        label {
          display: none !important;
        }
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        color: var(--soft);
      }
      select {
        height: 28px;
      }
      p {
        flex: 1 0 100%;
        /* Two lines: nothing moves when the end has more to say. */
        min-height: 38px;
        margin: 0;
        color: var(--soft);
        line-height: 19px;
        text-wrap: pretty;
      }
      p.broken {
        color: var(--error);
      }
    `,
  ];

  @property() state: LearningState = 'idle';
  /** The update that is shown, how many there have been, and how many there are to be. */
  @property({ type: Number }) head = 0;
  @property({ type: Number }) made = 0;
  @property({ type: Number }) wanted = 0;
  @property({ attribute: false }) speed: Speed;
  /** How it stands, in a sentence. */
  @property() words = '';
  @property({ type: Boolean }) broken = false;

  override render() {
    const { state, head, made, wanted, speed } = this;
    const running = state === 'running';
    const share = (update: number) => `${(100 * Math.max(0, update - 1)) / Math.max(1, wanted - 1)}%`;
    const atEnd = head >= wanted && wanted > 0;
    return html`
      <span class="segments" role="group" aria-label="Time">
        <button ?disabled=${head <= 1} @click=${() => this.#act({ do: 'rewind' })} title="Back to the first update of the same networks">
          Rewind
        </button>
        <button class="play" ?disabled=${state === 'idle'} @click=${() => this.#act({ do: running ? 'pause' : 'play' })}>
          ${running ? say`Pause` : state === 'failed' ? 'Try again' : atEnd ? 'Play again' : say`Play`}
        </button>
        <button ?disabled=${state === 'idle' || atEnd} @click=${() => this.#act({ do: 'step' })} title="One update on">
          Step
        </button>
      </span>
      <span class="track"
        ><input
          type="range"
          aria-label="Update"
          aria-valuetext=${`update ${count(head)} of ${count(wanted)}`}
          min="1"
          max=${Math.max(1, wanted)}
          step="1"
          .style=${`--head: ${share(head)}; --made: ${share(made)}`}
          .value=${live(String(Math.max(1, head)))}
          @input=${({ currentTarget }: Event) =>
            currentTarget instanceof HTMLInputElement &&
            this.#act({ do: 'seek', update: Number(currentTarget.value) })}
      /></span>
      <span class="at">update <b>${count(head)}</b> of ${count(wanted)}</span>
      <label
        >Speed
        <select @change=${this.#chooseSpeed}>
          ${speeds.map(
            (one) =>
              html`<option value=${String(one ?? '')} .selected=${one === speed}>${one === undefined ? 'as learnt' : `${one} updates/s`}</option>`,
          )}
        </select></label
      >
      <p role="status" class=${this.broken ? 'broken' : nothing}>${this.words}</p>
    `;
  }

  readonly #chooseSpeed = ({ currentTarget }: Event): void => {
    const { value } = currentTarget as HTMLSelectElement;
    this.#act({ do: 'speed', speed: speeds.find((one) => String(one ?? '') === value) });
  };

  #act(detail: TransportAction): void {
    this.dispatchEvent(new CustomEvent('transport-act', { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'learn-transport': LearnTransport;
  }
}
