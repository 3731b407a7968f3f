/** What the palette finds by a few letters. */
import { expect, it } from 'vitest';
import { match } from '../../src/ui/shell/fuzzy.ts';

it('ranks a beginning before a word, a word before a part, a part before letters in order', () => {
  const ranks = ['Steps T', 'The steps', 'Footsteps', 'Some text, pushed'].map((text) =>
    match('steps', text),
  );
  expect(ranks).toEqual([4, 3, 2, 1]);
  expect(match('hdnsz', 'Hidden size')).toBe(1);
});

it('needs every word that is typed, in any order', () => {
  expect(match('size hid', 'Hidden size')).toBeGreaterThan(0);
  expect(match('size gain', 'Hidden size')).toBe(0);
});

it('knows Greek letters by name, and signs as what they are', () => {
  expect(match('rho', 'ρ against λ')).toBeGreaterThan(0);
  // Each sign of a regular expression, in a word long enough to be looked for letter by letter.
  for (const sign of '\\^$.*+?()[]{}|/:-#&') expect(match(`ab${sign}`, 'a b c')).toBe(0);
  expect(match('l:d', 'Light: dark')).toBe(1);
  expect(match('', 'anything')).toBeGreaterThan(0);
});
