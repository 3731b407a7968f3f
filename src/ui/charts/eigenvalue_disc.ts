/** Eigenvalues of one W_hh in the complex plane, with the unit circle that a product of steps is judged by. */
import { css, html, LitElement, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Eigenvalue } from '../../networks/spectrum.ts';
import { fixed } from '../numbers.ts';
import { sharedStyles } from '../shared_styles.ts';

@customElement('eigenvalue-disc')
export class EigenvalueDisc extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
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

  override render() {
    const extent = 1.12 * Math.max(1, this.radius);
    const scale = 100 / extent;
    return html`<svg
      viewBox="-104 -104 208 208"
      role="img"
      aria-label="${this.eigenvalues.length} eigenvalues of W_hh in the complex plane; the largest modulus is ${fixed(this.radius, 3)}"
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
    </svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'eigenvalue-disc': EigenvalueDisc;
  }
}
