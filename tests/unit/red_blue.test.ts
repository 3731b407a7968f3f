import { interpolateRdBu } from 'd3-scale-chromatic';
import { expect, it } from 'vitest';
import { redBlue } from '../../src/ui/charts/red_blue.ts';

it('the colours of growth rates are D3’s', () => {
  for (let i = 0; i <= 1000; i++) {
    expect(`rgb(${redBlue(i / 1000).join(', ')})`).toBe(interpolateRdBu(i / 1000));
  }
});
