/** Where a figure's frame leads, and what the page there makes of it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { figureAddress } from '../../src/figure/figure_address.ts';
import { embeddingIn, isOfChapter, withoutEmbedding } from '../../src/ui/embedding.ts';

const usual = { controls: 'some', theme: 'auto', language: '' };
const page = 'https://x.test/vp/';

describe('the address of a figure', () => {
  it('is the page’s, with the link as it is', () => {
    const link = '?v=2&gain=0.5:2&compare=base~cell=lstm#compare';
    const address = new URL(figureAddress(link, page, usual));
    expect(address.pathname + address.hash).toBe('/vp/#compare');
    expect(Object.fromEntries(address.searchParams)).toEqual({
      ...{ v: '2', gain: '0.5:2', compare: 'base~cell=lstm', embed: '' },
    });
    expect(figureAddress('#chapter/a/b?gain=1', page, usual)).toBe(`${page}?embed=#chapter/a/b?gain=1`);
  });

  it('is the German page’s in a German text, unless the link leads elsewhere', () => {
    const german = { ...usual, language: 'de-AT' };
    expect(figureAddress('?v=2', page, german)).toBe(`${page}de/?v=2&embed=`);
    expect(figureAddress(`${page}?v=2`, page, german)).toBe(`${page}de/?v=2&embed=`);
    expect(figureAddress(`${page}de/?v=2`, page, german)).toBe(`${page}de/?v=2&embed=`);
    expect(figureAddress('https://y.test/?v=2', page, german)).toBe('https://y.test/?v=2&embed=');
    expect(figureAddress('?v=2', page, { ...usual, language: 'den' })).toBe(`${page}?v=2&embed=`);
  });

  it('is no script', () => {
    expect(() => figureAddress('javascript:alert(1)', page, usual)).toThrow(TypeError);
    expect(() => figureAddress('data:text/html,x', page, usual)).toThrow(TypeError);
  });
});

describe('what the page in a frame shows', () => {
  it('is the figure that is named, or the first of the view', () => {
    const query = '?embed=state&controls=none&theme=dark&gain=1';
    expect(embeddingIn(query, '#explore')).toEqual({ figure: 'state', bare: true, theme: 'dark' });
    expect(embeddingIn('?embed', '#explore')).toEqual({ figure: '', bare: false, theme: undefined });
    // Of which names there are lights, whoever has them knows.
    expect(embeddingIn('?embed&theme=pink', '#explore')?.theme).toBe('pink');
    expect(embeddingIn('?embed', '#compare')?.figure).toBe('overlay');
    expect(embeddingIn('?gain=1', '#explore')).toBeUndefined();
  });

  it('is the chapter’s where a name stands without a view, as older links have it', () => {
    const named = (search: string, hash: string) => {
      const embedding = embeddingIn(search, hash);
      return embedding && isOfChapter(embedding, hash);
    };
    expect(named('?embed=ways-out', '')).toBe(true);
    expect(named('?embed', '#chapter/ways-out/ways-out')).toBe(true);
    expect(named('?embed', '')).toBe(false);
    expect(named('?embed=state', '#explore')).toBe(false);
  });

  it('leaves the rest of the query to whoever reads it', () => {
    expect(withoutEmbedding('?v=2&embed=state&controls=none&gain=0.5%3A2')).toBe('?v=2&gain=0.5%3A2');
    // The controls of an address that embeds nothing are somebody's mistake, and told.
    expect(withoutEmbedding('?controls=none')).toBe('?controls=none');
  });
});

it('the notebook’s two sides have the same traits', () => {
  const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const names = (source: string, pattern: RegExp) =>
    [...new Set([...source.matchAll(pattern)].map(([, name]) => name))].sort();
  const script = text('src/figure/widget.ts');
  const [, attributes = ''] = /const attributes = \[(.*?)\]/s.exec(script) ?? [];
  const used = names(
    `${script} ${attributes.replace(/'(\w+)'/g, "get('$1')")}`,
    /(?:get|set|follow)\('(\w+)'/g,
  );
  expect(used.length).toBeGreaterThan(8);
  expect(names(text('examples/notebook/vanishing_figure.py'), /^ {4}(\w+) = traitlets\./gm)).toEqual(used);
});
