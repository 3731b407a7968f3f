/** How well a few typed letters fit a text: enough to find a thing by a part of its name, or by letters of it in order. */

/** Without accents, in small letters; Greek ones by their names too. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[αλρσφξχ]/g, (letter) => `${letter} ${greek[letter] ?? ''} `);
}

const greek: Readonly<Record<string, string>> = {
  α: 'alpha',
  λ: 'lambda',
  ρ: 'rho',
  σ: 'sigma',
  φ: 'phi',
  ξ: 'xi',
  χ: 'chi',
};

/**
 * 0 where a text does not fit; else the higher the better: every word that is typed begins a word of the text, or is within one, or has its
 * letters there in order.
 * @param typed what is looked for, as it was typed; an empty one fits everything
 */
export function match(typed: string, text: string): number {
  const within = plain(text);
  let worst = 4;
  for (const word of plain(typed).split(/\s+/)) {
    if (word === '') continue;
    worst = Math.min(worst, fitOfWord(word, within));
  }
  return worst;
}

function fitOfWord(word: string, text: string): number {
  if (text.startsWith(word)) return 4;
  if (text.split(/[^\p{L}\p{N}]+/u).some((own) => own.startsWith(word))) return 3;
  if (text.includes(word)) return 2;
  return word.length > 2 && inOrder(word, text) ? 1 : 0;
}

/** Whether all letters stand in a text in this order, none too far from the one before. */
function inOrder(letters: string, text: string): boolean {
  const far = 6;
  const escaped = [...letters].map((letter) => letter.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&'));
  return new RegExp(escaped.join(`.{0,${far}}?`), 'su').test(text);
}
