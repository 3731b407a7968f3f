/** Figures by link, assignments by link, the story and its answers. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { longestQuestion, readAssignment, writeAssignment } from '../../src/experiment/assignment.ts';
import { FieldError } from '../../src/experiment/field_error.ts';
import { embeddedIn, embedQuery, figureAddress, figureIn } from '../../src/lessons/figure_link.ts';
import { FigureSettings } from '../../src/lessons/figure_settings.ts';
import { figures } from '../../src/lessons/figures.ts';
import { LetterReader } from '../../src/lessons/letter_reader.ts';
import { plain } from '../../src/ui/charts/numbers_file.ts';
import { embedCode } from '../../src/ui/embed_code.ts';
import { asPower, count, fixed } from '../../src/ui/numbers.ts';
import { example } from './given_files.ts';

it('every figure of the chapter has its row', () => {
  const folder = new URL('../../src/lessons/', import.meta.url);
  const tags = readdirSync(folder).flatMap((file) => {
    const text = file.endsWith('.ts') ? readFileSync(new URL(file, folder), 'utf8') : '';
    return [
      ...text.matchAll(/@customElement\('([\w-]+)'\)\nexport class \w+ extends (?:Live|Near)Figure/g),
    ].map(([, tag = '']) => tag);
  });
  expect(tags.length).toBeGreaterThan(15);
  expect([...new Set(figures.map(({ tag }) => tag))].sort()).toEqual(tags.sort());
});

describe('a figure by link', () => {
  const [row] = figures;
  if (!row) throw new Error('the chapter has no figure');
  const pairs = [
    ['gain', '1.5'],
    ['own', 'The cat & the "dog" / both=sing?#1'],
  ] as const;

  it('says the same in the chapter and alone', () => {
    expect(figureIn(figureAddress(row, pairs))).toEqual({ id: row.id, pairs });
    const alone = { id: row.id, pairs, engine: 'auto', refusal: '' };
    expect(embeddedIn(embedQuery(row, pairs), '')).toEqual(alone);
    expect(embeddedIn(`${embedQuery(row, pairs)}&controls=none&theme=dark`, '')).toEqual(alone);
    expect(embeddedIn('?embed', figureAddress(row, pairs))).toEqual(alone);
    expect(figureIn('#chapter/history')).toBeUndefined();
  });

  it('names an engine that there is, or says so', () => {
    expect(embeddedIn('?embed=ways-out&engine=wasm', '').engine).toBe('wasm');
    const wrong = embeddedIn('?embed=ways-out&engine=abacus', '');
    expect(wrong.engine).toBe('auto');
    expect(wrong.refusal).toContain('"abacus" is not');
  });

  it('is embedded by code that no setting breaks out of', () => {
    const figure = { fragment: '#"-->', title: '<b>"-->', height: 9 };
    const query = embedQuery(row, [['own', '"><script>']]);
    const code = embedCode('https://x.test/de/', { query, ...figure });
    expect(code.match(/</g)).toHaveLength(7);
    expect(code.match(/-->/g)).toHaveLength(1);
    expect(code.match(/"/g)).toHaveLength(22);
    expect(code).toContain('src="https://x.test/figure.js"');
  });
});

describe('the settings of a figure', () => {
  const state = { gain: 1, extra: 5 };
  const settings = new FigureSettings();
  const list = () => {
    settings.offer('gain', {
      now: String(state.gain),
      take: (text) => {
        if (!(Number(text) < 10)) throw new FieldError('gain', 'a number below 10', text);
        state.gain = Number(text);
      },
    });
    // There only while the gain is large.
    if (state.gain > 1)
      settings.offer('extra', {
        now: String(state.extra),
        take: (text) => {
          state.extra = Number(text);
        },
      });
  };

  it('are what differs from the usual, and come back', () => {
    settings.listed(list);
    expect(settings.changed).toEqual([]);
    expect(
      settings.take(
        [
          ['gain', '2'],
          ['extra', '7'],
        ],
        list,
      ),
    ).toEqual([]);
    settings.listed(list);
    expect(settings.changed).toEqual([
      ['gain', '2'],
      ['extra', '7'],
    ]);
    // What another link does not say is as usual again.
    expect(settings.take([], list)).toEqual([]);
    expect(state).toEqual({ gain: 1, extra: 5 });
  });

  it('refuse in a sentence each, and stay as they are', () => {
    const notices = settings.take(
      [
        ['gain', '11'],
        ['colour', 'red'],
      ],
      list,
    );
    expect(notices).toHaveLength(2);
    expect(notices[0]).toBe('gain must be a number below 10; "11" is not.');
    expect(notices[1]).toContain('no setting "colour"');
    expect(state.gain).toBe(1);
  });
});

describe('an assignment by link', () => {
  it('comes back as it was', () => {
    const assignment = {
      question: 'Where is the edge?\nAnd <b>why</b>, at 100 %?/#&=',
      shown: ['gain', 'input-scale'],
      answer: 'ρ ≈ 1',
    };
    expect(readAssignment(writeAssignment(assignment))).toEqual({ assignment, notices: [] });
    expect(writeAssignment(assignment)).not.toMatch(/[/#\s<]/);
    const none = { question: 'Look', shown: [], answer: '' };
    expect(readAssignment(writeAssignment(none)).assignment).toEqual(none);
    expect(readAssignment('ask=Look').assignment.shown).toBeUndefined();
  });

  it('is plain text of a limited length; what is not understood is said', () => {
    const { assignment, notices } = readAssignment(
      `ask=${'x'.repeat(longestQuestion + 50)}&show=gain,evil&more=1&answer=a%00b%E2%80%AEc`,
    );
    expect(assignment.question).toHaveLength(longestQuestion);
    expect(assignment.shown).toEqual(['gain']);
    expect(assignment.answer).toBe('abc');
    expect(notices).toHaveLength(3);
  });
});

describe('the numbers of a figure as a file', () => {
  it('are what the table shows', () => {
    for (const value of [1e-30, 4.2e-5, 0.0424, 7, 190_000, 3e12, 1]) {
      const read = plain(asPower(Math.log10(value)));
      expect(Number(read) / value).toBeCloseTo(1, 1);
    }
    expect(plain(fixed(-1234.5, 1))).toBe(-1234.5);
    expect(plain(count(14_500))).toBe(14_500);
    expect([plain('–'), plain('10⁻⁶'), plain('∞'), plain('halves every step')]).toEqual([
      ...[null, 1e-6, '∞', 'halves every step'],
    ]);
  });
});

describe('the pair of the story', () => {
  const readerOf = (name: string) =>
    LetterReader.of(new File([readFileSync(example(`${name}.safetensors`))], `${name}.safetensors`));
  const text = Array.from({ length: 40 }, (_, i) => (7 * i * i + i) % 4);

  it('names the first letter after learning, and not before', async () => {
    const [before, after] = [await readerOf('first_letter_before'), await readerOf('first_letter_after')];
    const said = (reader: LetterReader) =>
      [0, 1, 2, 3].map((first) => reader.read([first, ...text.slice(1)]).named);
    expect(said(after)).toEqual([0, 1, 2, 3]);
    expect(new Set(said(before)).size).toBe(1);
  });

  it('has its units saturated after learning: what the story says of them', async () => {
    const mean = (slopes: readonly number[]) =>
      Math.sqrt(slopes.reduce((sum, slope) => sum + slope ** 2, 0) / slopes.length);
    expect(mean((await readerOf('first_letter_before')).read(text).slopes)).toBeGreaterThan(0.95);
    expect(mean((await readerOf('first_letter_after')).read(text).slopes)).toBeLessThan(0.5);
  });
});
