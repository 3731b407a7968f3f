/**
 * What a link asks for that shows one figure alone, as other pages have it in a frame: `?embed=gradients&controls=none&theme=dark`
 * before whatever the link says besides. Without a name it is the first figure of what the link leads to.
 */
import { quoted } from '../experiment/field_error.ts';
import { viewIn } from './fragment.ts';

export interface Embedding {
  /** The figure's name; empty for the first. */
  readonly figure: string;
  /** Whether nothing of it can be operated but what is drawn. */
  readonly bare: boolean;
  /** The name of the light that it is to stand in, as the link has it. */
  readonly theme: string | undefined;
}

/** The names in a query that say how something is embedded, and nothing of what it is. */
export const embeddingKeys = ['embed', 'controls', 'theme'] as const;

/** What a view shows unless a figure of it is named, where that is not its first. */
const mainFigures: Readonly<Record<string, string>> = { compare: 'overlay' };

/** What an address asks for; undefined where it asks for the whole page. */
export function embeddingIn(search: string, hash: string): Embedding | undefined {
  const query = new URLSearchParams(search);
  const [figure, controls, theme] = embeddingKeys.map((key) => query.get(key));
  if (typeof figure !== 'string') return undefined;
  return {
    figure: figure || (mainFigures[viewIn(hash)] ?? ''),
    bare: controls === 'none',
    theme: theme ?? undefined,
  };
}

/** A query without what {@link embeddingIn} reads. */
export function withoutEmbedding(search: string): string {
  const query = new URLSearchParams(search);
  if (!query.has('embed')) return search;
  for (const key of embeddingKeys) query.delete(key);
  return `?${query}`;
}

/** Whether the figure is the chapter's: those had names of their own before other views had figures to embed. */
export function isOfChapter({ figure }: Embedding, hash: string): boolean {
  return viewIn(hash) === 'chapter' || (figure !== '' && viewIn(hash) === '');
}

/**
 * A sentence on a figure that a link asks for and that is not there.
 * @param names those that are
 */
export function noFigure(name: string, names: Iterable<string>): string {
  return `There is no figure ${quoted(name)} here. Here are ${[...names].join(', ')}.`;
}

/** What this page's own address asks for. Tests of what only reads colours have no address. */
export const embedding = embeddingIn(globalThis.location?.search ?? '', globalThis.location?.hash ?? '');
