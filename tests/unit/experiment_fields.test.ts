import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawName } from '../../src/engines/draw_name.ts';
import type { Experiment } from '../../src/experiment/experiment.ts';
import { FieldError } from '../../src/experiment/field_error.ts';
import { formatField, parseField } from '../../src/experiment/field_text.ts';
import { contradiction, defaultExperiment, type Field, fields } from '../../src/experiment/fields.ts';
import { networkSettings } from '../../src/experiment/network_settings.ts';

function fieldOf(key: keyof Experiment): Field {
  const field = fields.find((candidate) => candidate.key === key);
  if (field === undefined) throw new Error(`no field ${key}`);
  return field;
}

/** Every value that a field may take. */
function valuesOf(field: Field): fc.Arbitrary<Experiment[keyof Experiment]> {
  switch (field.kind) {
    case 'choice':
      return fc.constantFrom(...field.options.map(({ value }) => value));
    case 'flag':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: field.minimum, max: field.maximum });
    case 'real':
      return numbersOf(field.minimum, field.maximum);
    case 'span': {
      const numbers = numbersOf(field.minimum, field.maximum);
      const ranges = fc
        .tuple(numbers, numbers)
        .filter(([a, b]) => a !== b)
        .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
      return fc.oneof(numbers, ranges);
    }
  }
}

function numbersOf(min: number, max: number) {
  return fc.double({ min, max, noNaN: true }).map((value) => value + 0);
}

describe('the table of fields', () => {
  it('names every field as links, files and command lines do, in their order', () => {
    expect(fields.map(({ name }) => name)).toEqual([
      ...['cell', 'reset', 'leak', 'residual-scale', 'forget-bias', 'activation', 'negative-slope'],
      ...['ensemble', 'density', 'outlier', 'hidden-size', 'networks', 'steps', 'warm-up', 'times'],
      ...['gain', 'input-scale', 'shared-input', 'bias-scale', 'initial-scale', 'loss', 'seed'],
    ]);
    expect(Object.keys(defaultExperiment)).toEqual(fields.map(({ key }) => key));
  });

  it('knows which fields draw the matrices anew: engines keep them through a change of any other', () => {
    const bases: Experiment[] = [
      defaultExperiment,
      { ...defaultExperiment, ensemble: 'sparse' },
      { ...defaultExperiment, ensemble: 'low-rank' },
    ];
    const someOf = (field: Field) => {
      if (field.kind === 'choice') return field.options.map(({ value }) => value);
      return field.kind === 'flag' ? [true, false] : [field.minimum, field.maximum];
    };
    const redraws = (field: Field) =>
      bases.some((base) =>
        someOf(field).some((value) => drawName({ ...base, [field.key]: value }) !== drawName(base)),
      );
    for (const field of fields) {
      // More networks draw more matrices, and keep those that are there.
      if (field.key !== 'networks') expect(redraws(field), field.name).toBe(field.drawsAnew ?? false);
    }
  });

  it('shows a parameter of a choice only where that choice is made', () => {
    for (const { parameterOf, appliesTo, name } of fields) {
      if (parameterOf) expect(appliesTo?.(defaultExperiment), name).toMatch(/^Only /);
    }
  });

  it('gives the kernels a number of each span for every network', () => {
    const spans = fields.filter(({ kind }) => kind === 'span').map(({ key }) => key);
    expect(Object.keys(networkSettings(defaultExperiment, 0))).toEqual(spans);
  });

  it.each(fields)('$name: whatever is written is read back exactly', (field) => {
    expect(parseField(field, formatField(field, defaultExperiment[field.key]))).toEqual(
      defaultExperiment[field.key],
    );
    fc.assert(
      fc.property(valuesOf(field), (value) => {
        expect(parseField(field, formatField(field, value))).toStrictEqual(value);
      }),
    );
  });

  it.each([
    ['hiddenSize', 4, 256],
    ['networks', 1, 65_536],
    ['steps', 1, 1_000_000],
    ['warmUp', 0, 1_000_000],
    ['gain', 0.01, 10],
    ['inputScale', 0, 5],
    ['biasScale', 0, 5],
    ['initialScale', 0, 5],
    ['negativeSlope', 0, 1],
    ['seed', 0, 4_294_967_295],
  ] as const)('%s goes from %d to %d and not beyond', (key, minimum, maximum) => {
    const field = fieldOf(key);
    expect(parseField(field, String(minimum))).toBe(minimum);
    expect(parseField(field, String(maximum))).toBe(maximum);
    const beyond = field.kind === 'integer' ? 1 : 1e-9;
    expect(() => parseField(field, String(maximum + beyond))).toThrow(FieldError);
    expect(() => parseField(field, String(minimum - beyond))).toThrow(FieldError);
  });

  it.each([
    '',
    ' ',
    '5 ',
    'NaN',
    'Infinity',
    '-Infinity',
    '0x10',
    '1_0',
    '1,5',
    '.',
    'e5',
    '1e',
    '--5',
    '+5',
    '9'.repeat(400),
    '1e400',
    '<script>alert(1)</script>',
    'tanh ',
    'TANH',
    'null',
    'undefined',
    '__proto__',
    '５', // a full-width digit
  ])('%j is refused by every field', (text) => {
    for (const field of fields) expect(() => parseField(field, text), field.name).toThrow(FieldError);
  });

  it.each(['1:2:3', '2:1', '1:', ':1', ':', '1::2', '1:NaN', '0.001:1', '1:11', '1-2'])(
    '%j is refused as a range of gains',
    (text) => {
      expect(() => parseField(fieldOf('gain'), text)).toThrow(FieldError);
    },
  );

  it('reads the ways a number may be written', () => {
    const scale = fieldOf('initialScale');
    expect(parseField(scale, '5e-1')).toBe(0.5);
    expect(parseField(scale, '.5')).toBe(0.5);
    expect(parseField(scale, '2.')).toBe(2);
    expect(parseField(scale, '-0')).toBe(0); // toBe tells 0 from −0
    expect(parseField(fieldOf('gain'), '1e-1:1E+0')).toEqual([0.1, 1]);
    expect(parseField(fieldOf('gain'), '1:1')).toBe(1);
    expect(parseField(fieldOf('seed'), '007')).toBe(7);
    expect(parseField(fieldOf('steps'), '1e3')).toBe(1000);
    expect(() => parseField(fieldOf('steps'), '10.5')).toThrow(FieldError);
  });

  it.each([
    ['hiddenSize', 'abc', 'hidden-size must be a whole number from 4 to 256; "abc" is not'],
    ['initialScale', '6', 'initial-scale must be a number from 0 to 5; "6" is not'],
    ['gain', '2:1', 'gain must be a range whose from is below its to; "2:1" is not'],
    ['loss', 'mean', 'loss must be one of sum, random; "mean" is not'],
    ['sharedInput', 'yes', 'shared-input must be one of true, false; "yes" is not'],
  ] as const)('%s says what is allowed instead of %j', (key, text, message) => {
    expect(() => parseField(fieldOf(key), text)).toThrow(
      expect.objectContaining({ name: 'FieldError', message }),
    );
  });

  it('echoes no more than 40 characters, on one line', () => {
    const refusal = (text: string) => {
      try {
        parseField(fieldOf('seed'), text);
      } catch (error) {
        return String(error);
      }
      return '';
    };
    expect(refusal('x'.repeat(41))).toContain(`; "${'x'.repeat(39)}…" is not`);
    expect(refusal('x'.repeat(40))).toContain(`; "${'x'.repeat(40)}" is not`);
    expect(refusal('😀'.repeat(50))).toContain(`; "${'😀'.repeat(39)}…" is not`);
    expect(refusal('a\nb\u001b[31m')).toContain('"a\\nb\\u001b[31m"');
  });
});

describe('fields that depend on one another', () => {
  const applies = (key: keyof Experiment, changes: Partial<Experiment>) =>
    fieldOf(key).appliesTo?.({ ...defaultExperiment, ...changes });

  it('the negative slope is for leaky ReLU only', () => {
    expect(applies('negativeSlope', { activation: 'leaky-relu' })).toBe(true);
    expect(applies('negativeSlope', { activation: 'relu' })).toContain('leaky ReLU');
  });

  it('there must be an input to share', () => {
    expect(applies('sharedInput', { inputScale: 0 })).toContain('input scale is 0');
    expect(applies('sharedInput', { inputScale: 0.1 })).toBe(true);
    expect(applies('sharedInput', { inputScale: [0, 2] })).toBe(true);
  });

  it('a map has one axis beside the gain', () => {
    expect(contradiction({ ...defaultExperiment, inputScale: [0, 1], biasScale: [0, 1] })).toContain(
      'bias-scale',
    );
    expect(contradiction({ ...defaultExperiment, inputScale: [0, 1], biasScale: 1 })).toBeUndefined();
    expect(contradiction({ ...defaultExperiment, inputScale: 1, biasScale: [0, 1] })).toBeUndefined();
  });
});
