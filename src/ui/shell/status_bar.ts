/** What the instrument is doing, in one line: progress, speed, what became of the gradients, and run or stop. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Machine } from '../../analysis/roofline.ts';
import type { EngineDescription } from '../../experiment/provenance.ts';
import { say } from '../../language/say.ts';
import type { Shown } from '../../session/exploration.ts';
import type { JobState } from '../../session/followed_job.ts';
import { count, duration, ofSeveral, significant } from '../numbers.ts';
import { phaseWords } from '../phase_words.ts';
import { progressStyles } from '../progress_styles.ts';
import { sharedStyles } from '../shared_styles.ts';
import { workWords } from '../work_words.ts';

/** The first so many networks of a sweep lie evenly over its axis, about. */
const evenFrom = 16;

/**
 * @fires run-start - Measure from the beginning.
 * @fires run-stop - Stop measuring.
 */
@customElement('status-bar')
export class StatusBar extends LitElement {
  static override styles = [
    sharedStyles,
    progressStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 8px 16px;
        padding: 0 16px;
        min-height: 36px;
        position: relative;
        background: var(--surface);
        border-top: 1px solid var(--line);
        font-size: 13px;
      }
      progress::-webkit-progress-value {
        transition: width var(--motion) linear;
      }
      .state {
        flex: 1 1 auto;
        margin: 0;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      ul {
        display: flex;
        gap: 14px;
        margin: 0;
        padding: 0;
        list-style: none;
        color: var(--soft);
        white-space: nowrap;
      }
      .vanishing b {
        color: var(--cool);
      }
      .exploding b {
        color: var(--warm);
      }
      b {
        font-weight: 600;
        color: var(--ink);
      }
      @media (max-width: 800px) {
        :host {
          display: grid;
          grid-template: 'state state' auto 'phases run' auto / minmax(0, 1fr) auto;
          gap: 1px 8px;
          padding: 5px 12px;
          border: 0;
        }
        progress {
          position: absolute;
          inset: -1px 0 auto 0;
          width: 100vw;
          height: 2px;
          border-radius: 0;
        }
        .state {
          grid-area: state;
          font-size: 12px;
        }
        .button {
          grid-area: run;
        }
        ul {
          display: grid;
          grid-template-columns: auto auto;
          justify-content: start;
          gap: 0 12px;
          font-size: 12px;
          line-height: 1.2;
        }
        /* Longer words, in the same room. */
        ul:lang(de) {
          gap: 0 6px;
          font-size: 11px;
        }
      }
      @media (max-height: 520px) {
        :host {
          display: flex;
          min-height: 30px;
          padding: 0 12px;
        }
        .button {
          min-height: 24px;
        }
        ul {
          display: flex;
        }
      }
      @media (max-height: 520px) and (max-width: 700px) {
        ul {
          display: none;
        }
      }
    `,
  ];

  @property() state: JobState = 'idle';
  @property({ attribute: false }) shown: Shown | undefined;
  @property({ attribute: false }) engine: EngineDescription | undefined;
  @property({ type: Boolean }) stale = false;
  /** Networks that the experiment asks for. */
  @property({ type: Number }) wanted = 0;
  /** How much is done of the networks that come next, in networks. */
  @property({ type: Number }) underWay = 0;
  /** What the engine's machine can do at most, once that is known. */
  @property({ attribute: false }) machine: Machine | undefined;
  /** T */
  @property({ type: Number }) steps = 0;

  override render() {
    const { shown, stale } = this;
    const done = stale || !shown ? 0 : shown.done;
    const total = stale || !shown ? this.wanted : shown.experiment.networks;
    const running = this.state === 'running' || this.state === 'idle';
    return html`
      <progress max=${Math.max(1, total)} .value=${done + this.underWay} aria-label="Networks measured"></progress>
      <p class="state" role="status" title=${this.#sentence(done, total)}>${this.#sentence(done, total)}</p>
      ${shown && !stale ? this.#phases(shown) : nothing}
      <button
        class="button"
        ?disabled=${this.state === 'idle'}
        @click=${() => this.dispatchEvent(new Event(running ? 'run-stop' : 'run-start'))}
      >
        ${running ? say`Stop` : 'Run again'}
      </button>
    `;
  }

  #sentence(done: number, total: number): string {
    const { shown } = this;
    switch (this.state) {
      case 'idle':
        return 'Looking for an adapter…';
      case 'failed':
        return 'Nothing is being measured. The notice above says why.';
      case 'stopped':
        if (done === 0) return 'Stopped before the first network was measured.';
        if (done < evenFrom) return `Stopped at ${count(done)} of ${ofSeveral(total, 'network')}.`;
        return `Stopped at ${count(done)} of ${ofSeveral(total, 'network')}: what you see is already even over the gain axis.`;
      case 'running':
      case 'complete': {
        if (!shown || done === 0) {
          const what = total === 1 ? 'a network' : `${count(total)} networks`;
          return `Measuring ${what}${this.#stepsUnderWay()}…`;
        }
        const seconds = shown.milliseconds / 1000;
        const cut = total < this.wanted ? ` (${count(this.wanted)} asked for)` : '';
        return [
          `${count(done)} of ${ofSeveral(total, 'network')}${cut}${this.#stepsUnderWay()}`,
          duration(shown.milliseconds),
          `${done / seconds < 10 ? significant(done / seconds, 2) : count(done / seconds)} networks/s`,
          ...workWords(shown, this.machine),
        ].join(' · ');
      }
    }
  }

  /** Of networks that take long, how far they are, forward and back. */
  #stepsUnderWay(): string {
    const { underWay, steps } = this;
    if (underWay === 0) return '';
    const networks = Math.ceil(underWay);
    const done = count(Math.floor(underWay * steps));
    return `, ${done} of ${count(networks * steps)} steps of the next${networks === 1 ? '' : ` ${count(networks)}`}`;
  }

  #phases({ summary: { phases } }: Shown) {
    const names = ['vanishing', 'alive', 'exploding', 'dead'] as const;
    return html`<ul aria-label="Networks by phase">
      ${names.map((name) => html`<li class=${name}><b>${count(phases[name])}</b> ${phaseWords[name]}</li>`)}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'status-bar': StatusBar;
  }
}
