// biome-ignore-all lint/suspicious/noTemplateCurlyInString: samples of code that has templates.
/** Another language: what is text in a source and what is not, and what becomes of it on the page and in files. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Catalogue } from '../../scripts/catalogue.mjs';
import { bothWords, translated, translatedMarkup } from '../../scripts/messages.mjs';

/** A source in the other language, and what was asked to be translated. */
function inOther(code: string, words: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const source = translated('sample.ts', code, (message: string) => {
    asked.push(message);
    return words[message];
  });
  return { source, asked };
}

describe('a source', () => {
  it('keeps expressions where a sentence puts them in another order', () => {
    const { source } = inOther('const x = `${a.b} networks of ${f(`${c}`)} units`;', {
      '{0} networks of {1} units': 'mit {1} Einheiten: {0} Netze',
    });
    expect(source).toBe('const x = `mit ${f(`${c}`)} Einheiten: ${a.b} Netze`;');
  });

  it('translates templates sentence by sentence, elements within them too', () => {
    const code = 'html`<p>A <b>${n}</b> of <i>many</i> words</p><style>p { color: red }</style><p>Next</p>`';
    const { source, asked } = inOther(code, {
      'A <1>{0}</1> of <2>many</2> words': 'Von <2>vielen</2> Wörtern <1>{0}</1>',
      Next: 'Weiter',
    });
    expect(source).toBe(
      'html`<p>Von <i>vielen</i> Wörtern <b>${n}</b></p><style>p { color: red }</style><p>Weiter</p>`',
    );
    expect(asked).toEqual(['A <1>{0}</1> of <2>many</2> words', 'Next']);
  });

  it('translates the attributes that are seen or heard, and no others', () => {
    const code = 'html`<a title="Open ${x} here" class="Open here" data-way="Open here"></a>`';
    expect(inOther(code, { 'Open {0} here': '„{0}“ "hier"' }).source).toBe(
      'html`<a title="„${x}“ &quot;hier&quot;" class="Open here" data-way="Open here"></a>`',
    );
  });

  it('takes strings of several words for text, and single ones where they are said to be', () => {
    const { source, asked } = inOther("f('several words', 'word', say`word`, css`a b { c: d }`);", {
      'several words': 'mehrere Wörter',
      word: 'Wort',
    });
    expect(asked).toEqual(['several words', 'word']);
    expect(source).toBe('f("mehrere Wörter", \'word\', `Wort`, css`a b { c: d }`);');
  });

  it('is as it was where nothing is translated', () => {
    const code =
      "import { a } from './some where.ts';\ntype Two = 'one way' | 'or another';\nf(`has ${b} parts`);\n";
    expect(inOther(code, {})).toEqual({ source: code, asked: ['has {0} parts'] });
  });
});

it('a page keeps its scripts', () => {
  const page =
    '<html lang="en"><title>A page</title><script>"two words"</script><noscript>It needs it.</noscript></html>';
  expect(translatedMarkup(page, (message: string) => message.toUpperCase())).toBe(
    '<html lang="en"><title>A PAGE</title><script>"two words"</script><noscript>IT NEEDS IT.</noscript></html>',
  );
});

it('what a catalogue lacks is an error that says what to do', () => {
  const german = new Catalogue('de');
  expect(german.translation('src/experiment/fields.ts', 'Gain')).toBe('Verstärkung');
  expect(() => german.translation('src/experiment/fields.ts', 'Nobody says this.')).toThrow(
    'src/experiment/fields.ts says “Nobody says this.”, which has no translation. “node scripts/catalogue.mjs de”',
  );
});

describe('a German page', () => {
  beforeEach(() => {
    vi.resetModules();
    vi.stubEnv('MODE', 'de');
    // Only what has a page says German alone.
    vi.stubGlobal('document', {});
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it('shows what a worker says in German, and files it in English', async () => {
    const { spoken, written } = await import('../../src/language/both.ts');
    const inner = bothWords('zwei Schritte', '2 steps');
    const column = new Float64Array(3);
    const said = { read: [bothWords(`Es sind ${inner}.`, `There are ${inner}.`)], name: 'same', column };
    const shown = spoken(said);
    expect(shown).toEqual({ read: ['Es sind zwei Schritte.'], name: 'same', column });
    expect(shown.column).toBe(column);
    const english = { read: ['There are 2 steps.'], name: 'same', column };
    expect(written({ ...shown })).toEqual(english);
    expect(written(said)).toEqual(english);
  });

  it('leaves what holds no words as it is', async () => {
    const { spoken } = await import('../../src/language/both.ts');
    const numbers = { a: [1, 2], b: { c: null, d: new Map([[1, 2]]) } };
    expect(spoken(numbers)).toBe(numbers);
  });

  it('makes a change in both languages', async () => {
    const { spoken, written } = await import('../../src/language/both.ts');
    const { asClause, withoutPoint } = await import('../../src/experiment/field_error.ts');
    const sentence = bothWords('Die Datei ist leer.', 'The file is empty.');
    expect(spoken(asClause(sentence))).toBe('Die Datei ist leer');
    expect(written(asClause(sentence))).toBe('the file is empty');
    expect(written(withoutPoint(sentence))).toBe('The file is empty');
  });

  it('has the words of errors, too', async () => {
    const { spokenError } = await import('../../src/language/both.ts');
    expect(spokenError(new Error(bothWords('verloren', 'lost')))).toEqual(new Error('verloren'));
  });

  it('counts nouns and marks decimals', async () => {
    const { inNumber, withinSentence } = await import('../../src/language/nouns.ts');
    const { fixed, plain } = await import('../../src/analysis/number_words.ts');
    expect([inNumber(1, 'network'), inNumber(2, 'network')]).toEqual(['Netz', 'Netze']);
    expect(withinSentence('Verstärkung')).toBe('Verstärkung');
    expect([fixed(-1.25, 1), plain.fixed(-1.25, 1)]).toEqual(['−1,3', '−1.3']);
  });

  it('says both where there is no page', async () => {
    vi.stubGlobal('document', undefined);
    const { inNumber, withinSentence } = await import('../../src/language/nouns.ts');
    const { inDecimals } = await import('../../src/language/decimal.ts');
    const { spoken, written } = await import('../../src/language/both.ts');
    const said = `${inDecimals('0.5')} · ${inNumber(2, 'step')} · ${withinSentence(bothWords('Verlust', 'Loss'))}`;
    expect(spoken(said)).toBe('0,5 · Schritte · Verlust');
    expect(written(said)).toBe('0.5 · steps · loss');
  });
});

it('an English page has English nouns and points', async () => {
  const { inNumber, withinSentence } = await import('../../src/language/nouns.ts');
  const { inDecimals } = await import('../../src/language/decimal.ts');
  expect([inNumber(1, 'network'), inNumber(2, 'network'), withinSentence('Gain')]).toEqual([
    'network',
    'networks',
    'gain',
  ]);
  expect(inDecimals('0.5')).toBe('0.5');
});
