/** Gradient norms of a whole model: a row a layer and direction, a column a step, in decades. */
import { css, html, LitElement, nothing, type PropertyValues, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Drawing } from '../../files/picture_svg.ts';
import { asPower, count, decades } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { decadesColor, printedInstead } from './decades_color.ts';
import { cellColors } from './growth_color.ts';
import type { PictureSource } from './picture.ts';
import { runsOf } from './pixel_runs.ts';

/** One direction of one layer. */
export interface GradientRow {
  readonly name: string;
  /** log10‖∂L/∂state_t‖ for t = 0 … T; −Infinity for an exact zero. */
  readonly decades: Float64Array;
}

/** A row, and a step of it. */
interface Place {
  readonly row: number;
  readonly step: number;
}

/** CSS pixels. */
const layout = { labels: 84, top: 4, axis: 34, end: 10, least: 20, most: 44, wanted: 260 };

/**
 * The rows stand as the layers do: the first at the bottom.
 * @fires row-pick - A row is picked, by a press or Enter: its index is the event's `detail`.
 * @fires map-reading - The cursor stands on another place; `detail` is what it reads, or an empty string.
 */
@customElement('gradient-map-chart')
export class GradientMapChart extends LitElement implements PictureSource {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .plot {
        width: 100%;
        cursor: crosshair;
      }
      svg {
        display: block;
        font-family: system-ui, sans-serif;
      }
    `,
  ];

  @property({ attribute: false }) palette: Palette | undefined;
  @property({ attribute: false }) rows: readonly GradientRow[] = [];
  @property() label = '';

  @state() private width = 0;
  @state() private at: Place | undefined;

  readonly #observer = new ResizeObserver(([entry]) => {
    this.width = Math.floor(entry?.contentRect.width ?? 0);
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const { at, rows } = this;
    if (changed.has('rows') && at && at.step >= (rows[at.row]?.decades.length ?? 0)) this.at = undefined;
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('at') || changed.has('rows'))
      this.dispatchEvent(new CustomEvent('map-reading', { detail: this.#reading() }));
  }

  /** Points at a step of a row and takes the focus there. */
  async show(row: number, step: number): Promise<void> {
    this.at = { row, step };
    await this.updateComplete;
    const plot = this.renderRoot.querySelector<HTMLElement>('.plot');
    plot?.focus({ preventScroll: true });
    plot?.scrollIntoView({ block: 'center' });
  }

  override render() {
    return html`<div
      class="plot"
      role="figure"
      tabindex="0"
      aria-label=${this.label}
      aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown Home End Enter"
      @keydown=${this.#onKey}
      @pointermove=${this.#point}
      @pointerdown=${(event: PointerEvent) => {
        this.#point(event);
        this.#pick();
      }}
      @pointerleave=${this.#leave}
      @blur=${this.#leave}
    >${this.palette && this.width > 0 ? this.#drawing(this.palette) : nothing}</div>`;
  }

  picture(): Drawing | undefined {
    const drawn = this.renderRoot.querySelector('svg');
    if (!drawn) return undefined;
    const { width, height } = this.#size;
    const copy = document.importNode(drawn, true);
    copy.querySelector('.at')?.remove();
    return { width, height, markup: new XMLSerializer().serializeToString(copy) };
  }

  get #size() {
    const { labels, top, axis, end, least, most, wanted } = layout;
    const { width, rows } = this;
    const rowHeight = Math.min(most, Math.max(least, Math.floor(wanted / Math.max(1, rows.length))));
    const height = top + rowHeight * rows.length + axis;
    return { width, height, rowHeight, across: Math.max(1, width - labels - end) };
  }

  /** Columns: steps of the longest row, and where it starts from. */
  get #columns(): number {
    return Math.max(1, ...this.rows.map((row) => row.decades.length));
  }

  #top(row: number): number {
    return layout.top + this.#size.rowHeight * (this.rows.length - 1 - row);
  }

  #drawing(palette: Palette) {
    const { width, height, rowHeight, across } = this.#size;
    const columns = this.#columns;
    const { labels } = layout;
    const colors = cellColors(palette);
    const bottom = layout.top + rowHeight * this.rows.length;
    const x = (step: number) => labels + (across * step) / columns;
    const middle = (row: number) => this.#top(row) + rowHeight / 2 + 4;
    return html`<svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" font-size="12" aria-hidden="true">
      <defs>
        <pattern id="beyond" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="2" height="6" fill=${palette.surface} fill-opacity="0.55" />
        </pattern>
        <pattern id="zero" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
          <rect width="1.2" height="6" fill=${palette.muted} />
        </pattern>
      </defs>
      ${this.rows.map(
        (row, i) => svg`
          <text x=${labels - 8} y=${middle(i)} text-anchor="end" fill=${palette.soft}>${row.name}</text>
          ${runsOf(row.decades, columns, Math.floor(across)).map(({ from, to, decades: value }) => {
            const place = { x: labels + from, y: this.#top(i), width: to - from, height: rowHeight - 2 };
            return value === -Infinity
              ? rect(place, 'url(#zero)')
              : svg`${rect(place, decadesColor(colors, value))}${
                  printedInstead(value) ? rect(place, 'url(#beyond)') : nothing
                }`;
          })}`,
      )}
      ${ticksOf(columns - 1, across).map(
        (step) =>
          svg`<line x1=${x(step + 0.5)} x2=${x(step + 0.5)} y1=${bottom} y2=${bottom + 4} stroke=${palette.muted} />
            <text x=${x(step + 0.5)} y=${bottom + 16} font-size="11" text-anchor="middle" fill=${palette.muted}>${count(step)}</text>`,
      )}
      <text x=${labels + across / 2} y=${height - 4} font-size="11" text-anchor="middle" fill=${palette.muted}>step t, as each direction reads</text>
      ${
        this.at
          ? svg`<rect class="at" x=${x(this.at.step) - 1} y=${this.#top(this.at.row) - 1} width=${Math.max(3, across / columns) + 2} height=${rowHeight} fill="none" stroke=${palette.ink} stroke-width="2" />`
          : nothing
      }
    </svg>`;
  }

  #reading(): string {
    const { at, rows } = this;
    const row = at && rows[at.row];
    const value = row?.decades[at?.step ?? 0];
    if (!at || !row || value === undefined) return '';
    const instead = value === -Infinity ? undefined : printedInstead(value);
    return [
      row.name,
      `t = ${count(at.step)} of ${count(row.decades.length - 1)}`,
      value === -Infinity
        ? '‖∂L/∂state‖ is exactly zero'
        : `‖∂L/∂state‖ = ${asPower(value)} · ${decades(value)}`,
      ...(instead ? [`float32 prints ${instead}`] : []),
    ].join(' · ');
  }

  readonly #point = (event: PointerEvent): void => {
    const { currentTarget } = event;
    if (!(currentTarget instanceof HTMLElement)) return;
    const { left, top } = currentTarget.getBoundingClientRect();
    const { rowHeight, across } = this.#size;
    const columns = this.#columns;
    const step = Math.floor(((event.clientX - left - layout.labels) / across) * columns);
    const row = this.rows.length - 1 - Math.floor((event.clientY - top - layout.top) / rowHeight);
    const length = this.rows[row]?.decades.length ?? 0;
    this.at = step >= 0 && step < length ? { row, step } : undefined;
  };

  readonly #leave = (): void => {
    if (!this.renderRoot.querySelector('.plot:focus')) this.at = undefined;
  };

  #pick(): void {
    if (this.at) this.dispatchEvent(new CustomEvent('row-pick', { detail: this.at.row }));
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') this.#pick();
    const { rows } = this;
    const stride = event.shiftKey ? 10 : 1;
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [0, -stride],
      ArrowRight: [0, stride],
      ArrowDown: [-1, 0],
      ArrowUp: [1, 0],
      Home: [0, -Infinity],
      End: [0, Infinity],
    };
    const move = moves[event.key];
    if (!move || rows.length === 0) return;
    event.preventDefault();
    const { row: last, step } = this.at ?? { row: rows.length - 1, step: this.#columns - 1 };
    const row = Math.min(rows.length - 1, Math.max(0, last + move[0]));
    const most = (rows[row]?.decades.length ?? 1) - 1;
    this.at = { row, step: Math.min(most, Math.max(0, step + move[1])) };
  };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function rect({ x, y, width, height }: Box, fill: string) {
  return svg`<rect x=${x} y=${y} width=${width} height=${height} fill=${fill} shape-rendering="crispEdges" />`;
}

/** Steps that are named, from 0 on. */
function ticksOf(last: number, across: number): number[] {
  const most = Math.max(2, Math.floor(across / 70));
  const step =
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].find((by) => last / by <= most) ?? 10_000;
  return Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step);
}

declare global {
  interface HTMLElementTagNameMap {
    'gradient-map-chart': GradientMapChart;
  }
}
