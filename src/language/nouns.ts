/** Nouns as they stand behind a count and within a sentence. */
import { bothWords, each } from './both.ts';
import { language } from './language.ts';

/** The noun that stands behind a count: an English one, as code says it, or the language’s own. What has no page says both. */
export function inNumber(count: number, noun: string): string {
  const english = count === 1 ? noun : `${noun}s`;
  if (language === 'en') return english;
  const own = nouns[noun]?.[count === 1 ? 0 : 1] ?? english;
  return typeof document === 'undefined' ? bothWords(own, english) : own;
}

/** A label as it stands within a sentence: German nouns keep their capitals. */
export function withinSentence(label: string): string {
  return language === 'en'
    ? label.toLowerCase()
    : each(label, (words, own) => (own === 'en' ? words.toLowerCase() : words));
}

/** One, and several, in the cases in which they are alike. */
const nouns: Readonly<Record<string, readonly [one: string, more: string]>> = {
  network: ['Netz', 'Netze'],
  input: ['Eingabe', 'Eingaben'],
  update: ['Update', 'Updates'],
  step: ['Schritt', 'Schritte'],
  cell: ['Zelle', 'Zellen'],
  unit: ['Einheit', 'Einheiten'],
  layer: ['Schicht', 'Schichten'],
  sequence: ['Folge', 'Folgen'],
  number: ['Zahl', 'Zahlen'],
  file: ['Datei', 'Dateien'],
  run: ['Lauf', 'Läufe'],
  point: ['Punkt', 'Punkte'],
  finding: ['Befund', 'Befunde'],
  exponent: ['Exponent', 'Exponenten'],
  eigenvalue: ['Eigenwert', 'Eigenwerte'],
  direction: ['Richtung', 'Richtungen'],
  weight: ['Gewicht', 'Gewichte'],
  letter: ['Buchstabe', 'Buchstaben'],
  word: ['Wort', 'Wörter'],
  figure: ['Abbildung', 'Abbildungen'],
  worker: ['Worker', 'Worker'],
  check: ['Prüfung', 'Prüfungen'],
  draw: ['Ziehung', 'Ziehungen'],
  'Gaussian draw': ['Gaußsche Ziehung', 'Gaußsche Ziehungen'],
};
