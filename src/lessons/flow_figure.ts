/** Two unrolled networks with the same matrix, one above the other, drawn step by step. */
import { css, html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { ActivationName, Experiment } from '../experiment/experiment.ts';
import type { Drawing } from '../files/picture_svg.ts';
import { say } from '../language/say.ts';
import { log10Norm } from '../networks/scaled_vector.ts';
import type { PictureSource } from '../ui/charts/picture.ts';
import { asPower } from '../ui/numbers.ts';
import type { Palette } from '../ui/theme.ts';
import { activationWords } from './activation_words.ts';
import { gradientColor } from './gradient_color.ts';
import { gradientLegend } from './gradient_legend.ts';
import { LiveFigure } from './live_figure.ts';
import { oneNetwork, traverseFirst } from './traverse.ts';

/** Between two moments of the animation. */
const tickMilliseconds = 130;

interface Flow {
  /** log10 ‖h_t‖, t = 0 … T. */
  readonly states: readonly number[];
  /** log10 (‖δ_t‖ / ‖δ_T‖), t = 0 … T. */
  readonly ratios: readonly number[];
}

@customElement('gradient-flow')
export class GradientFlow extends LiveFigure implements PictureSource {
  static override styles = [
    ...LiveFigure.styles,
    css`
      .flow {
        padding: 10px 0 2px;
      }
      .name {
        display: block;
        margin-top: 8px;
        font-weight: 600;
        font-size: 13px;
      }
      .states {
        display: flex;
        position: relative;
      }
      .states::before {
        content: '';
        position: absolute;
        inset: 21px 3% auto;
        border-top: 2px solid var(--line);
      }
      .state {
        appearance: none;
        flex: 1;
        display: grid;
        justify-items: center;
        min-width: 0;
        padding: 8px 0 4px;
        border: 0;
        border-radius: 6px;
        background: none;
        cursor: default;
      }
      .dot {
        position: relative;
        width: min(28px, 86%);
        aspect-ratio: 1;
        max-height: 28px;
        border: 2px solid var(--edge);
        border-radius: 50%;
        background: var(--surface);
        transition: background-color var(--motion);
        print-color-adjust: exact;
      }
      .dot.filled {
        background: var(--edge);
      }
      .dot.reached {
        border-color: var(--ink);
      }
      .step {
        min-height: 16px;
        margin-top: 3px;
        color: var(--muted);
        font-size: 11px;
      }
      .player {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }
      .pass {
        color: var(--soft);
        font-size: 13px;
      }
    `,
  ];

  protected override readonly heading = 'Gradients through an unrolled network';

  protected override readonly openingMilliseconds = 3200;

  @state() private upper: ActivationName = 'sigmoid';
  @state() private lower: ActivationName = 'tanh';
  @state() private gain = 1;
  @state() private steps = 16;
  @state() private seed = 1;
  /** 0 … T: h_0 … h_T are known; T + 1 + k: so are δ_T … δ_{T−k}. Undefined: everything is. */
  @state() private moment: number | undefined;
  @state() private playing = false;
  /** The state whose values are read, as [row, t]. */
  @state() private read: readonly [row: number, time: number] | undefined;

  #timer: ReturnType<typeof setInterval> | undefined;
  #experiment: Experiment = oneNetwork;
  #flows: readonly Flow[] = [];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pause();
  }

  override willUpdate(): void {
    if (!this.near) return;
    const { gain, steps, seed } = this;
    const experiment = { ...oneNetwork, hiddenSize: 16, warmUp: 0, inputScale: 0.2, gain, steps, seed };
    this.#experiment = { ...experiment, activation: this.lower };
    this.#flows = [this.upper, this.lower].map((activation) => {
      const { start, steps: taken, gradients } = traverseFirst({ ...experiment, activation });
      const norms = gradients.map(log10Norm);
      const last = norms.at(-1) ?? 0;
      return {
        states: [start, ...taken.map((step) => step.state)].map(log10Norm),
        ratios: norms.map((norm) => norm - last),
      };
    });
  }

  get #end(): number {
    return 2 * this.steps + 1;
  }

  get #now(): number {
    return Math.min(this.moment ?? Math.floor(this.opened * this.#end), this.#end);
  }

  protected override summary(): string {
    if (this.read) return this.#reading(...this.read);
    const words = [this.upper, this.lower].map(
      (activation, row) => `${activationWords[activation]} ${asPower(this.#flows[row]?.ratios[0] ?? 0)}`,
    );
    return `Of the gradient at the end, the first state gets: ${words.join(', ')}.`;
  }

  #reading(row: number, time: number): string {
    const flow = this.#flows[row];
    const activation = activationWords[row === 0 ? this.upper : this.lower];
    return `${activation}, t = ${time}: ‖h‖ = ${asPower(flow?.states[time] ?? 0)}, ${asPower(flow?.ratios[time] ?? 0)} of the gradient at T arrives.`;
  }

  protected override chart(palette: Palette) {
    return html`<div class="flow">
      ${[this.upper, this.lower].map((activation, row) => this.#row(palette, activation, row))}
    </div>`;
  }

  protected override drawn(): unknown {
    return this;
  }

  /** Its states and their names, where they stand. */
  picture(): Drawing | undefined {
    const flow = this.renderRoot.querySelector('.flow');
    if (!flow) return undefined;
    const { left, top, width, height } = flow.getBoundingClientRect();
    const placed = [...flow.querySelectorAll('.dot, .name, .step')].map((element) => {
      const place = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const [x, y] = [place.left - left + place.width / 2, place.top - top + place.height / 2];
      if (element.matches('.dot'))
        return `<circle cx="${x}" cy="${y}" r="${place.width / 2 - 1}" fill="${style.backgroundColor}" stroke="${style.borderTopColor}" stroke-width="2"/>`;
      const named = element.matches('.name');
      const across = named ? 'x="0"' : `x="${x}" text-anchor="middle"`;
      return `<text ${across} y="${y + 4}" font-size="${style.fontSize}" font-weight="${style.fontWeight}" fill="${style.color}">${element.textContent}</text>`;
    });
    return { width, height, markup: placed.join('\n') };
  }

  #row(palette: Palette, activation: ActivationName, row: number) {
    const ratios = this.#flows[row]?.ratios ?? [];
    const every = Math.ceil(this.steps / 8);
    return html`
      <span class="name">${activationWords[activation]}</span>
      <div
        class="states"
        role="group"
        aria-label="States of the ${activationWords[activation]} network; arrow keys move between them"
        @keydown=${(event: KeyboardEvent) => this.#onKey(event, row)}
      >
        ${ratios.map((ratio, time) => {
          const filled = this.#now >= time;
          const reached = this.#now >= 2 * this.steps + 1 - time;
          const current = this.read?.[0] === row ? this.read[1] : 0;
          return html`<button
            class="state"
            tabindex=${time === current ? 0 : -1}
            aria-label=${this.#reading(row, time)}
            @focus=${() => this.#look(row, time)}
            @blur=${() => this.#look()}
            @pointerenter=${() => this.#look(row, time)}
            @pointerleave=${() => this.#look()}
          >
            <span
              class="dot ${filled ? 'filled' : ''} ${reached ? 'reached' : ''}"
              .style=${reached ? `background: ${gradientColor(palette, ratio)}` : ''}
            ></span>
            <span class="step">${time % every === 0 ? time : ''}</span>
          </button>`;
        })}
      </div>
    `;
  }

  #look(row?: number, time?: number): void {
    this.read = row === undefined || time === undefined ? undefined : [row, time];
  }

  #onKey(event: KeyboardEvent, row: number): void {
    const from = this.read?.[1] ?? 0;
    const places = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: this.steps };
    if (!(event.key in places)) return;
    event.preventDefault();
    const to = Math.min(this.steps, Math.max(0, places[event.key as keyof typeof places]));
    const states = this.renderRoot.querySelectorAll('.states')[row];
    states?.querySelectorAll<HTMLElement>('.state')[to]?.focus();
  }

  protected override legend(palette: Palette) {
    return gradientLegend(palette);
  }

  protected override numbers() {
    const [upper, lower] = this.#flows;
    return {
      caption: 'Gradient at each state, as a part of the one at T',
      columns: [
        't',
        `‖h‖, ${activationWords[this.upper]}`,
        `gradient, ${activationWords[this.upper]}`,
        `‖h‖, ${activationWords[this.lower]}`,
        `gradient, ${activationWords[this.lower]}`,
      ],
      rows: (upper?.ratios ?? []).map((_, time) => [
        String(time),
        ...[upper, lower].flatMap((flow) => [
          asPower(flow?.states[time] ?? 0),
          asPower(flow?.ratios[time] ?? 0),
        ]),
      ]),
    };
  }

  protected override controls() {
    return html`
      <span class="player">
        <button class="button" @click=${this.playing ? this.#pause : this.#play}>
          ${this.playing ? say`Pause` : say`Play`}
        </button>
        <button class="button" @click=${this.#step}>Step</button>
        <button class="button" @click=${this.#rewind}>Back to the start</button>
      </span>
      <span class="pass" role="status" aria-live=${this.opened < 1 ? 'off' : 'polite'}>${this.#pass()}</span>
      ${this.choice('upper', 'Upper activation', activationWords, this.upper, (activation) => {
        this.upper = activation;
      })}
      ${this.choice('lower', 'Lower activation', activationWords, this.lower, (activation) => {
        this.lower = activation;
      })}
      ${this.quantity(
        'gain',
        {
          label: 'Weight scale',
          symbol: 'g',
          limits: { minimum: 0.1, maximum: 4, step: 0.05, logarithmic: false },
        },
        this.gain,
        (gain) => {
          this.gain = gain;
        },
      )}
      ${this.quantity(
        'steps',
        {
          label: say`Length`,
          symbol: 'T',
          unit: say`steps`,
          limits: { minimum: 4, maximum: 24, step: 1, logarithmic: false },
        },
        this.steps,
        (steps) => {
          this.steps = steps;
        },
      )}
      ${this.drawAgain(this.seed, (seed) => {
        this.seed = seed;
      })}
    `;
  }

  #pass(): string {
    const [now, { steps }] = [this.#now, this];
    if (now <= steps) return `Forward pass: t = ${now} of ${steps}`;
    if (now < this.#end) return `Backward pass: t = ${2 * steps + 1 - now}`;
    return 'Both passes done';
  }

  readonly #play = (): void => {
    if (this.#now >= this.#end) this.moment = 0;
    this.playing = true;
    this.#timer = setInterval(() => {
      this.#advance();
      if (this.#now >= this.#end) this.#pause();
    }, tickMilliseconds);
  };

  readonly #pause = (): void => {
    clearInterval(this.#timer);
    this.playing = false;
  };

  readonly #step = (): void => {
    this.#pause();
    if (this.#now >= this.#end) this.moment = 0;
    else this.#advance();
  };

  readonly #rewind = (): void => {
    this.#pause();
    this.moment = 0;
  };

  #advance(): void {
    this.moment = Math.min(this.#end, this.#now + 1);
  }

  protected override caption() {
    return html`<span
      >16 units, one Gaussian matrix for both, inputs σ<sub>x</sub> = 0.2, L = Σ h<sub>T</sub>. Hover a state, or reach it
      with Tab and the arrow keys.</span
    >`;
  }

  protected override explored() {
    return this.#experiment;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'gradient-flow': GradientFlow;
  }
}
