/** Eigenvalues of one W_hh in the complex plane, with the unit circle that a product of steps is judged by. */

import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Provenance } from '../../experiment/provenance.ts';
import type { Drawing } from '../../files/picture_svg.ts';
import type { Eigenvalue } from '../../networks/spectrum.ts';
import { significant } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';
import { type PictureSource, type Told, toldOf } from './picture.ts';
import './save_menu.ts';

/** CSS pixels of a picture's disc. */
const pictureSide = 312;
/** What the style sheet says of the parts of the disc. */
const drawnStyles = ['fill', 'fill-opacity', 'stroke', 'stroke-dasharray', 'vector-effect', 'font-size'];

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
        width: 100%;
        height: 100%;
      }
      .axis {
        stroke: var(--line);
      }
      .unit {
        fill: none;
        stroke: var(--muted);
      }
      .radius {
        fill: none;
        stroke: var(--accent);
        stroke-dasharray: 3 3;
      }
      circle,
      line {
        vector-effect: non-scaling-stroke;
      }
      .value {
        fill: var(--ink);
        fill-opacity: 0.75;
      }
      text {
        font-size: 11px;
        fill: var(--muted);
      }
    `,
  ];

  @property({ attribute: false }) eigenvalues: readonly Eigenvalue[] = [];
  @property({ type: Number }) radius = 0;
  /** Whose eigenvalues they are, in a few words: the title of a picture. */
  @property() heading = 'Eigenvalues';
  /** What was measured: with it, the disc can be saved as a picture. */
  @property({ attribute: false }) provenance: Provenance | undefined;
  /** What a picture says of it, where that is no experiment. */
  @property({ attribute: false }) told: (() => Told) | undefined;

  override render() {
    const extent = 1.12 * Math.max(1, this.radius);
    const scale = 100 / extent;
    const { provenance } = this;
    const told = this.told ?? (provenance && (() => toldOf(provenance)));
    return html`<svg
      viewBox="-104 -104 208 208"
      role="img"
      aria-label="${this.eigenvalues.length} eigenvalues of W_hh in the complex plane; the largest modulus is ${significant(this.radius)}"
    >
      <line class="axis" x1="-104" x2="104" y1="0" y2="0" />
      <line class="axis" y1="-104" y2="104" x1="0" x2="0" />
      <circle class="unit" r=${scale} />
      <circle class="radius" r=${scale * this.radius} />
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

  /** The same drawing, its colours written into it. */
  picture(): Drawing | undefined {
    const drawn = this.renderRoot.querySelector('svg');
    if (!drawn || this.eigenvalues.length === 0) return undefined;
    const copy = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    copy.setAttribute('viewBox', '-104 -104 208 208');
    copy.setAttribute('width', String(pictureSide));
    copy.setAttribute('height', String(pictureSide));
    for (const child of drawn.children) {
      const style = getComputedStyle(child);
      const twin = copy.appendChild(document.importNode(child, true));
      for (const name of drawnStyles) twin.setAttribute(name, style.getPropertyValue(name));
    }
    return { width: pictureSide, height: pictureSide, markup: new XMLSerializer().serializeToString(copy) };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'eigenvalue-disc': EigenvalueDisc;
  }
}
