import { expect, it } from 'vitest';
import { quantities } from '../../src/analysis/quantities.ts';
import { comparisonPresets } from '../../src/experiment/comparison_presets.ts';
import { cells } from '../../src/experiment/experiment.ts';
import { defaultExperiment, fields } from '../../src/experiment/fields.ts';
import { presets } from '../../src/experiment/presets.ts';
import { cellOf } from '../../src/networks/cells.ts';
import { pieces } from '../../src/ui/notation.ts';
import { fixed, significant } from '../../src/ui/numbers.ts';

/** What a reader sees: subscripts in square brackets, superscripts in braces. */
const seen = (text: string) =>
  pieces(text)
    .map(({ text: own, place }) => (place === 'line' ? own : place === 'below' ? `[${own}]` : `{${own}}`))
    .join('');

it('sets what is marked below or above the line, and nothing else', () => {
  expect(seen('σ_x')).toBe('σ[x]');
  expect(seen('‖W_z‖₂')).toBe('‖W[z]‖₂');
  expect(seen('along the line ρ^T and loses')).toBe('along the line ρ{T} and loses');
  expect(seen('(‖W‖₂·max φ′)^T runs')).toBe('(‖W‖₂·max φ′){T} runs');
  expect(seen('the share σ(b_f) of c')).toBe('the share σ(b[f]) of c');
  expect(seen('spectral radius ρ')).toBe('spectral radius ρ');
});

it('leaves no mark in anything that the page says of presets, fields and blocks', () => {
  const said = [
    ...[...presets, ...comparisonPresets].map(({ watch }) => watch),
    ...fields.flatMap(({ symbol = '' }) => symbol),
    ...cells.flatMap((cell) => cellOf({ ...defaultExperiment, cell }).blockNames ?? []),
  ];
  for (const text of said) expect(seen(text)).not.toMatch(/[_^]/);
  expect(said.filter((text) => /[_^]/.test(text)).length).toBeGreaterThan(5);
});

it('needs no mark where nothing can be set, on the axes of charts', () => {
  for (const { symbol, formula = '', hint } of quantities) {
    expect([symbol, formula, hint].join(' ')).not.toMatch(/[_^]/);
  }
});

it('numbers of the page have real minus signs, thousands apart, and no minus before nothing', () => {
  const written = [-14500.126, 1234567, -0.001, -Infinity, Number.NaN].map((value) => fixed(value, 2));
  expect(written).toEqual(['−14\u202f500.13', '1\u202f234\u202f567.00', '0.00', '−∞', 'not a number']);
  expect([significant(-1.5e-7), significant(-12345.6), significant(0.00123)]).toEqual([
    '−1.50·10⁻⁷',
    '−12\u202f346',
    '0.00123',
  ]);
});
