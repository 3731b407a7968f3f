/** What the colours mean: growth rate in nats per step, zero in the middle. */
import type { PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { quantityTable } from '../../analysis/quantities.ts';
import { fixed } from '../numbers.ts';
import { axisLabel } from '../quantity_words.ts';
import { type ColorScale, signedScale } from './color_scale.ts';
import { type ColorTable, growthLimit } from './growth_color.ts';
import { ScaleLegend } from './scale_legend.ts';

/** Growth rates in some colours. */
export function growthScale(colors: ColorTable): ColorScale {
  return signedScale(axisLabel(quantityTable.rate, true), colors, {
    limit: growthLimit,
    ticks: [-1, -0.1, 0, 0.1, 1],
    written: (rate) => fixed(rate, rate === 0 || Math.abs(rate) === 1 ? 0 : 1),
  });
}

@customElement('growth-legend')
export class GrowthLegend extends ScaleLegend {
  @property({ attribute: false }) colors: ColorTable = new Uint8ClampedArray();

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('colors')) this.scale = growthScale(this.colors);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'growth-legend': GrowthLegend;
  }
}
