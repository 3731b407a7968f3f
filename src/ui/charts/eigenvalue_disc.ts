/**
 * Eigenvalues of one matrix in the complex plane, or of many as a density, with the unit circle that a product of steps is
 * judged by, and where theory has them end.
 */

import { css, html, LitElement, nothing, type PropertyValues, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Provenance } from '../../experiment/provenance.ts';
import type { Drawing } from '../../files/picture_svg.ts';
import { say } from '../../language/say.ts';
import type { Eigenvalue } from '../../networks/spectrum.ts';
import { significant } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import { type DensityCounts, densityImage } from './density_image.ts';
import { type PictureSource, type Told, toldOf } from './picture.ts';
import './save_menu.ts';

/** CSS pixels of a picture's disc. */
const pictureSide = 312;
/** From its edge to that of a density, as on the page. */
const inset = pictureSide / 52;
/** What the style sheet says of the parts of the disc. */
const drawnStyles = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'vector-effect',
  'font-size',
];

@customElement('eigenvalue-disc')
export class EigenvalueDisc extends LitElement implements PictureSource {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        position: relative;
      }
      save-menu {
        position: absolute;
        top: 0;
        right: 0;
      }
      svg {
        display: block;
        position: relative;
        width: 100%;
        height: 100%;
      }
      /* The square from −100 to 100 of the drawing's −104 to 104. */
      canvas {
        position: absolute;
        inset: calc(100% / 52);
        width: calc(100% * 50 / 52);
        height: calc(100% * 50 / 52);
        object-fit: contain;
      }
      .axis {
        stroke: var(--line);
      }
      .unit {
        fill: none;
        stroke: var(--muted);
      }
      .theory {
        fill: none;
        stroke: var(--warm);
        stroke-dasharray: 5 4;
        stroke-width: 1.5;
      }
      .radius {
        fill: none;
        stroke: var(--accent);
        stroke-dasharray: 3 3;
      }
      circle,
      line,
      polyline {
        vector-effect: non-scaling-stroke;
      }
      .value {
        fill: var(--ink);
        fill-opacity: 0.75;
      }
      text {
        font-size: var(--disc-text, 11px);
        fill: var(--muted);
      }
    `,
  ];

  @property({ attribute: false }) eigenvalues: readonly Eigenvalue[] = [];
  @property({ type: Number }) radius = 0;
  /** What they are the eigenvalues of. */
  @property() of = 'W_hh';
  /** Where theory has them end: lines through points (real, imaginary). */
  @property({ attribute: false }) curves: readonly (readonly (readonly [number, number])[])[] = [];
  /** Of many matrices: how many there are where; then there are no single ones, and no ρ. */
  @property({ attribute: false }) density: DensityCounts | undefined;
  /** What is in sight, from −extent to extent; as far as they reach unless said. */
  @property({ type: Number }) extent: number | undefined;
  /** In which colours a density is drawn. */
  @property({ attribute: false }) palette: Palette | undefined;

  /** Of the density, behind the drawing. */
  #image: HTMLCanvasElement | undefined;
  /** Whose eigenvalues they are, in a few words: the title of a picture. */
  @property() heading = say`Eigenvalues`;
  /** What was measured: with it, the disc can be saved as a picture. */
  @property({ attribute: false }) provenance: Provenance | undefined;
  /** What a picture says of it, where that is no experiment. */
  @property({ attribute: false }) told: (() => Told) | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('density') && !changed.has('palette')) return;
    const { density, palette } = this;
    this.#image = density && palette ? densityImage(density, palette) : undefined;
  }

  override render() {
    const extent = this.density?.extent ?? this.extent ?? 1.12 * Math.max(1, this.radius);
    const scale = 100 / extent;
    const { provenance } = this;
    const told = this.told ?? (provenance && (() => toldOf(provenance)));
    return html`${this.#image ?? nothing}<svg
      viewBox="-104 -104 208 208"
      role="img"
      aria-label=${this.#label()}
    >
      <line class="axis" x1="-104" x2="104" y1="0" y2="0" />
      <line class="axis" y1="-104" y2="104" x1="0" x2="0" />
      <circle class="unit" r=${scale} />
      ${this.density ? nothing : svg`<circle class="radius" r=${scale * this.radius} />`}
      ${this.curves.map((curve) => svg`<polyline class="theory" points=${curve.map(([x, y]) => `${scale * x},${-scale * y}`).join(' ')} />`)}
      ${this.eigenvalues.map(
        ({ real, imaginary }) =>
          svg`<circle class="value" cx=${scale * real} cy=${-scale * imaginary} r=${this.eigenvalues.length > 128 ? 1.6 : 2.2} />`,
      )}
        <text x=${0.72 * scale} y=${-0.74 * scale - 3}>1</text>
      </svg>
      ${
        told
          ? html`<save-menu .heading=${this.heading} .told=${told} .chart=${() => this}></save-menu>`
          : nothing
      }`;
  }

  #label(): string {
    if (this.density)
      return `Where the eigenvalues of ${this.of} of ${this.density.networks} networks lie in the complex plane`;
    return `${this.eigenvalues.length} eigenvalues of ${this.of} in the complex plane; the largest modulus is ${significant(this.radius)}`;
  }

  /** The same drawing, its colours written into it. */
  picture(): Drawing | undefined {
    const drawn = this.renderRoot.querySelector('svg');
    if (!drawn || (this.eigenvalues.length === 0 && !this.density)) return undefined;
    const copy = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    copy.setAttribute('viewBox', '-104 -104 208 208');
    copy.setAttribute('width', String(pictureSide));
    copy.setAttribute('height', String(pictureSide));
    for (const child of drawn.children) {
      const style = getComputedStyle(child);
      const twin = copy.appendChild(document.importNode(child, true));
      for (const name of drawnStyles) twin.setAttribute(name, style.getPropertyValue(name));
    }
    const lines = new XMLSerializer().serializeToString(copy);
    const place = `x="${inset}" y="${inset}" width="${pictureSide - 2 * inset}" height="${pictureSide - 2 * inset}"`;
    const density =
      this.#image && `<image ${place} preserveAspectRatio="none" href="${this.#image.toDataURL()}"/>`;
    return { width: pictureSide, height: pictureSide, markup: `${density ?? ''}${lines}` };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'eigenvalue-disc': EigenvalueDisc;
  }
}
