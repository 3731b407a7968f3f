/** The colours of charts, in both lights and for every eye: what they say can be read at every value. */
import { describe, expect, it } from 'vitest';
import { configurationColor } from '../../src/ui/charts/configuration_color.ts';
import { type ColorTable, cellColors, colorIndex, pointColors } from '../../src/ui/charts/growth_color.ts';
import { fateColors } from '../../src/ui/charts/trainability_color.ts';
import { type Palette, palettes } from '../../src/ui/theme.ts';
import { type Bytes, bytesOf, contrast, distance, everyEye, lightness } from './color_vision.ts';

const lights = [palettes.light, palettes.dark];
const kinds = [
  ['points', pointColors],
  ['cells', cellColors],
] as const;
const scales = lights.flatMap((palette) =>
  kinds.map(([kind, colors]) => ({ palette, kind, colors: colors(palette), name: palette.name })),
);

/** The colour at a place along the scale, −1 … 1. */
function at(colors: ColorTable, place: number): Bytes {
  const index = 3 * colorIndex(Math.sign(place) * place ** 2);
  return [...colors.slice(index, index + 3)];
}

const places = Array.from({ length: 128 }, (_, i) => (i + 1) / 128);

describe.each(scales)('growth, $kind in the $name', ({ palette, kind, colors }) => {
  const surface = bytesOf(palette.surface);

  it('has a neutral colour at zero', () => {
    expect(new Set(at(colors, 0)).size).toBe(1);
    const away = distance(at(colors, 0), surface);
    expect(away).toBeGreaterThan(4);
    if (kind === 'cells') expect(away).toBeLessThan(12);
  });

  it.each(everyEye)('tells the sign at every value to a %s eye', (eye) => {
    for (const place of places) {
      const apart = distance(at(colors, -place), at(colors, place), eye);
      expect(apart, `at ±${place}`).toBeGreaterThan(7);
    }
    // And each from what does not grow.
    for (const sign of [-1, 1])
      expect(distance(at(colors, 0.05 * sign), at(colors, 0), eye)).toBeGreaterThan(3.5);
  });

  it.each(everyEye)('leaves the surface further behind, the further from zero, to a %s eye', (eye) => {
    for (const sign of [-1, 1]) {
      const tones = places.map((place) => lightness(at(colors, sign * place), eye));
      const outwards = palette.name === 'dark' ? 1 : -1;
      tones.slice(1).forEach((tone, i) => {
        expect(outwards * (tone - (tones[i] ?? 0)), `at ${sign * (places[i] ?? 0)}`).toBeGreaterThan(-0.004);
      });
      expect(outwards * ((tones.at(-1) ?? 0) - (tones[0] ?? 0))).toBeGreaterThan(0.2);
    }
  });

  it('is as far from zero on either side', () => {
    for (const place of places)
      expect(Math.abs(lightness(at(colors, -place)) - lightness(at(colors, place)))).toBeLessThan(0.03);
  });

  if (kind === 'points')
    it('has points that are seen on the surface', () => {
      for (const place of [0, ...places])
        for (const sign of [-1, 1]) expect(contrast(at(colors, sign * place), surface)).toBeGreaterThan(3);
    });
});

describe.each(lights)('configurations in the $name', (palette) => {
  const four = [0, 1, 2, 3].map((place) => bytesOf(configurationColor(palette, place)));
  const pairs = four.flatMap((a, i) => four.slice(i + 1).map((b) => [a, b] as const));

  it.each(everyEye)('are told apart by a %s eye', (eye) => {
    for (const [a, b] of pairs) expect(distance(a, b, eye)).toBeGreaterThan(13);
  });

  it('can be read as text, and are none of ink, cool and warm', () => {
    for (const color of four) {
      expect(contrast(color, bytesOf(palette.surface))).toBeGreaterThan(4.5);
      for (const other of ['ink', 'cool', 'warm'] as const)
        expect(distance(color, bytesOf(palette[other])), other).toBeGreaterThan(13);
    }
  });
});

describe.each(lights)('fates in the $name', (palette: Palette) => {
  const { colorOf } = fateColors(palette, 'loss', 200);
  const seen = (fate: Parameters<typeof colorOf>[0]) => (colorOf(fate).match(/\d+/g) ?? []).map(Number);
  const learns = (loss: number) => seen({ kind: 'learns', loss, learntAt: undefined });

  it.each(everyEye)('differ on both sides of the baseline to a %s eye', (eye) => {
    expect(distance(learns(0.9), learns(1.1), eye)).toBeGreaterThan(5);
    for (const updates of [1, 20, 200])
      for (const loss of [0.001, 0.1, 1, 1.1, 10, 100])
        expect(
          distance(seen({ kind: 'diverged', at: updates }), learns(loss), eye),
          `${updates} ${loss}`,
        ).toBeGreaterThan(5);
  });
});
