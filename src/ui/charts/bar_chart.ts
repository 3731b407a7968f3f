/** One bar a step, on a linear scale or in decades. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Drawing } from '../../files/picture_svg.ts';
import { asPower } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import { decadeNumbers, evenly, plainNumbers } from './axes.ts';
import type { PictureSource } from './picture.ts';

export interface Bar {
  /** What stands under it: a step. */
  readonly name: string;
  /** log10 of its value; −Infinity for an exact zero. */
  readonly decades: number;
  readonly color: string;
  /** log10 of what some rule expects there: a tick across the bar, where the scale has room for it. */
  readonly expected?: number;
  /** Whether it has its place, and does not show yet. */
  readonly hidden?: boolean;
}

/** Fewer decades than this would draw a constant as a cliff. */
const fewestDecades = 3;

/** @fires chart-reading - Another bar is pointed at: `detail` is what it reads, or an empty string. */
@customElement('bar-chart')
export class BarChart extends LitElement implements PictureSource {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        height: 220px;
      }
      .bars {
        position: relative;
        display: flex;
        align-items: stretch;
        height: calc(100% - 40px);
        margin: 8px 4px 0 62px;
        border-radius: 4px;
      }
      .slot {
        position: relative;
        flex: 1;
        min-width: 0;
      }
      .slot:hover,
      .slot.current {
        background: var(--raised);
      }
      .bar {
        position: absolute;
        inset: auto max(1px, 12%) 0;
        min-height: 1px;
        border-radius: 2px 2px 0 0;
        print-color-adjust: exact;
      }
      .expected {
        position: absolute;
        inset: auto 0;
        border-top: 2px solid var(--ink);
        pointer-events: none;
        print-color-adjust: exact;
      }
      .name {
        position: absolute;
        top: calc(100% + 4px);
        left: 50%;
        transform: translateX(-50%);
        color: var(--muted);
        font-size: 12px;
        white-space: nowrap;
      }
      .tick {
        position: absolute;
        left: -62px;
        right: 0;
        border-top: 1px solid var(--line);
        pointer-events: none;
      }
      .tick span {
        position: absolute;
        left: 0;
        width: 56px;
        transform: translateY(-50%);
        color: var(--muted);
        background: var(--surface);
        font-size: 12px;
        text-align: right;
      }
      .axis {
        margin: 19px 4px 0 62px;
        color: var(--muted);
        font-size: 12px;
        text-align: center;
      }
    `,
  ];

  @property({ attribute: false }) bars: readonly Bar[] = [];
  /** Whether heights are decades; otherwise they are the values themselves. */
  @property({ type: Boolean }) decades = false;
  @property() xLabel = '';
  /** What the figure shows, in a sentence, for those who do not see it. */
  @property() label = '';

  @state() private current = -1;

  override render() {
    const scale = this.decades ? this.#logarithmic() : this.#linear();
    const every = this.#every;
    return html`
      <div
        class="bars"
        role="figure"
        tabindex="0"
        aria-label=${this.label}
        aria-keyshortcuts="ArrowLeft ArrowRight Home End"
        @keydown=${this.#onKey}
        @blur=${() => this.#point(-1)}
        @pointerleave=${() => this.#point(-1)}
      >
        ${scale.ticks.map(
          ({ at, text }) =>
            html`<div class="tick" .style=${`bottom: ${100 * at}%`}><span>${text}</span></div>`,
        )}
        ${this.bars.map(
          ({ name, decades, color, expected, hidden }, i) => html`<div
            class="slot ${i === this.current ? 'current' : ''}"
            @pointerenter=${() => this.#point(i)}
          >
            <div
              class="bar"
              .style=${`height: ${hidden ? 0 : 100 * Math.max(0, scale.height(decades))}%; background: ${color}`}
            ></div>
            ${expected === undefined ? nothing : this.#tick(scale.height(expected))}
            ${i % every === 0 ? html`<span class="name">${name}</span>` : ''}
          </div>`,
        )}
      </div>
      <div class="axis">${this.xLabel}</div>
    `;
  }

  /** The same bars, their colours written into them. */
  picture(): Drawing | undefined {
    const { clientWidth: width, clientHeight: height, bars } = this;
    if (width === 0 || bars.length === 0) return undefined;
    const style = getComputedStyle(this);
    const color = (token: string) => style.getPropertyValue(`--${token}`);
    const { ticks, height: heightOf } = this.decades ? this.#logarithmic() : this.#linear();
    const [left, top, floor] = [62, 8, height - 32];
    const slot = (width - left - 4) / bars.length;
    const at = (part: number) => floor - (floor - top) * part;
    const line = (y: number, from: number, to: number, stroke: string) =>
      `<line x1="${from}" x2="${to}" y1="${y}" y2="${y}" stroke="${color(stroke)}"/>`;
    const text = (words: string, x: number, y: number, anchor: string) =>
      `<text x="${x}" y="${y}" font-size="12" fill="${color('muted')}" text-anchor="${anchor}">${words}</text>`;
    const drawn = bars.flatMap(({ name, decades, color: fill, expected = Number.NaN }, i) => {
      const x = left + slot * i;
      const tall = Math.max(1, (floor - top) * Math.max(0, heightOf(decades)));
      const gap = Math.max(1, 0.12 * slot);
      const wide = Math.max(0, slot - 2 * gap);
      return [
        `<rect x="${x + gap}" y="${floor - tall}" width="${wide}" height="${tall}" fill="${fill}"/>`,
        ...(fits(heightOf(expected)) ? [line(at(heightOf(expected)), x, x + slot, 'ink')] : []),
        ...(i % this.#every === 0 ? [text(name, x + slot / 2, floor + 15, 'middle')] : []),
      ];
    });
    return {
      ...{ width, height },
      markup: [
        ...ticks.map((tick) => line(at(tick.at), left, width - 4, 'line')),
        ...ticks.map((tick) => text(tick.text, left - 6, at(tick.at) + 4, 'end')),
        ...drawn,
        text(this.xLabel, (left + width) / 2, height - 1, 'middle'),
      ].join('\n'),
    };
  }

  /** Of so many bars one is named. */
  get #every(): number {
    return Math.ceil(this.bars.length / 8);
  }

  #tick(height: number) {
    return fits(height)
      ? html`<div class="expected" .style=${`bottom: calc(${100 * height}% - 1px)`}></div>`
      : nothing;
  }

  #linear() {
    const highest = Math.max(1e-300, ...this.bars.map(({ decades }) => 10 ** decades));
    return {
      height: (decades: number) => 10 ** decades / highest,
      ticks: ticksOf(evenly(0, highest, 4), plainNumbers, (value) => value / highest),
    };
  }

  #logarithmic() {
    const finite = this.bars
      .flatMap(({ decades, expected }) => [decades, expected ?? decades])
      .filter(Number.isFinite);
    const high = Math.ceil(Math.max(0, ...finite));
    const low = Math.min(high - fewestDecades, Math.floor(Math.min(0, ...finite)) - 1);
    const step = Math.ceil((high - low) / 5);
    const count = Math.floor((high - low) / step) + 1;
    return {
      height: (decades: number) => (decades - low) / (high - low),
      ticks: ticksOf(
        Array.from({ length: count }, (_, i) => high - i * step),
        decadeNumbers,
        (value) => (value - low) / (high - low),
      ),
    };
  }

  #point(index: number): void {
    this.current = index;
    const bar = this.bars[index];
    const detail = bar ? `${this.xLabel} ${bar.name}: ${asPower(bar.decades)}` : '';
    this.dispatchEvent(new CustomEvent('chart-reading', { detail, bubbles: true }));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const last = this.bars.length - 1;
    const from = this.current === -1 && event.key === 'ArrowLeft' ? last + 1 : this.current;
    const stride = event.shiftKey ? 10 : 1;
    const places = { ArrowLeft: from - stride, ArrowRight: from + stride, Home: 0, End: last };
    if (!(event.key in places) || last < 0) return;
    this.#point(Math.min(last, Math.max(0, places[event.key as keyof typeof places])));
    event.preventDefault();
  };
}

function ticksOf(
  values: readonly number[],
  written: (values: readonly number[]) => string[],
  placeOf: (value: number) => number,
): { readonly at: number; readonly text: string }[] {
  const texts = written(values);
  return values.map((value, i) => ({ at: placeOf(value), text: texts[i] ?? '' }));
}

/** Rounding may put a tick that belongs on the top of the highest bar a hair above it. */
function fits(height: number): boolean {
  return height >= 0 && height <= 1 + 1e-9;
}

declare global {
  interface HTMLElementTagNameMap {
    'bar-chart': BarChart;
  }
}
