/** Sentences whose verb waits for its subject, and what becomes of a gradient on the way between them. */

export interface Sentence {
  readonly words: readonly string[];
  /** Index of the subject's noun. */
  readonly subject: number;
  /** Index of its verb. */
  readonly verb: number;
}

/** The farthest that is measured, in steps: more than any sentence here needs. */
export const longestDistance = 40;

/** Subject and verb stand between asterisks. */
const written = [
  'The *lamp* *hums* at night.',
  'The *lamp* in the hall *hums* at night.',
  'The *letters* that my aunt sent from Lisbon last spring *arrive* today.',
  'The *keys* that the caretaker of the old theatre near the station lost yesterday *are* mine.',
  'The *boats* that the fishermen who live beyond the bay where the river meets the sea painted blue and green before winter *leave* at dawn.',
];

export const sentences: readonly Sentence[] = written.map((text) => {
  const words = text.split(' ');
  const [subject = 0, verb = 0] = words.flatMap((word, i) => (word.startsWith('*') ? [i] : []));
  return { words: words.map((word) => word.replaceAll('*', '')), subject, verb };
});

/**
 * A sentence as typed: its first word of more than three letters is taken for the subject, its last for the verb.
 * Undefined for fewer words than these two.
 */
export function ownSentence(text: string): Sentence | undefined {
  const words = text.trim().split(/\s+/).filter(Boolean);
  if (words.length < 2) return undefined;
  const verb = words.length - 1;
  const noun = words.findIndex((word, i) => i < verb && word.length > 3);
  return { words, subject: Math.max(0, noun), verb };
}

/** Steps that the gradient crosses from the verb back to the subject. */
export function distanceOf({ subject, verb }: Sentence): number {
  return verb - subject;
}
