/** What a gradient's colour means, in decades away from the gradient at the end. */
import { css, html } from 'lit';
import type { Palette } from '../ui/theme.ts';
import { gradientColor, strongestDecades } from './gradient_color.ts';

export const legendStyles = css`
  .legend {
    display: inline-grid;
    grid-template-columns: repeat(3, 1fr);
    width: 200px;
    gap: 1px 0;
    color: var(--muted);
    font-size: 11px;
  }
  .legend .bar {
    grid-column: 1 / -1;
    height: 8px;
    border-radius: 2px;
    print-color-adjust: exact;
  }
  .legend span:nth-of-type(2) {
    text-align: center;
  }
  .legend span:nth-of-type(3) {
    text-align: right;
  }
`;

export function gradientLegend(palette: Palette) {
  // An even number of stops: none of them is exactly zero, which has a colour of its own.
  const stops = Array.from({ length: 24 }, (_, i) =>
    gradientColor(palette, (i / 11.5 - 1) * strongestDecades),
  );
  return html`<div slot="legend" class="legend">
    <div class="bar" style=${`background: linear-gradient(to right, ${stops.join(', ')})`}></div>
    <span>10⁻⁶ of it</span><span>as it began</span><span>10⁶ times</span>
  </div>`;
}
