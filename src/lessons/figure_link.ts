/** A figure by a link: within the chapter, and alone, as other pages embed it. */
import type { View } from '../experiment/address.ts';
import { FieldError } from '../experiment/field_error.ts';
import { engineNames } from '../experiment/provenance.ts';
import { embeddingKeys } from '../ui/embedding.ts';
import type { FigurePairs } from './figure_settings.ts';
import { type FigureRow, figures } from './figures.ts';
import { addressOf } from './lesson.ts';

/** A figure that is asked for, and what is to be set in it. */
export interface WantedFigure {
  readonly id: string;
  readonly pairs: FigurePairs;
}

interface EmbeddedFigure extends WantedFigure {
  readonly engine: View['engine'];
  /** What of it was not understood, a sentence; empty where all was. */
  readonly refusal: string;
}

/** Settings that one link may hold: more are no figure's. */
const mostPairs = 20;

/** The fragment at which a figure stands in the chapter. */
export function figureAddress({ id, section }: FigureRow, pairs: FigurePairs): string {
  const settings = written(pairs);
  return `${addressOf(section)}/${id}${settings && `?${settings}`}`;
}

/** The figure that a fragment asks for; undefined where it asks for none. */
export function figureIn(hash: string): WantedFigure | undefined {
  const [, , part = ''] = hash.split('/');
  const [id = '', settings = ''] = part.split(/\?(.*)/s);
  return id === '' ? undefined : { id, pairs: read(settings) };
}

/** The query that shows a figure alone. */
export function embedQuery({ id }: FigureRow, pairs: FigurePairs): string {
  const settings = written(pairs);
  return `?embed=${id}${settings && `&${settings}`}`;
}

/** What an address asks for that shows a figure alone: it names one, or has the fragment at which one stands in the chapter. */
export function embeddedIn(search: string, hash: string): EmbeddedFigure {
  const query = new URLSearchParams(search);
  const preference = query.get('engine') ?? 'auto';
  const engine = preference === 'auto' ? preference : engineNames.find((name) => name === preference);
  const left: readonly string[] = [...embeddingKeys, 'engine'];
  const named = query.get('embed') ?? '';
  const { id, pairs } = (named === '' && figureIn(hash)) || {
    id: named,
    pairs: read(search).filter(([name]) => !left.includes(name)),
  };
  const refusal = engine
    ? ''
    : `${new FieldError('engine', `one of auto, ${engineNames.join(', ')}`, preference).message}. The best one here is used.`;
  return { id, pairs, engine: engine ?? 'auto', refusal };
}

/** The row of a name; undefined where there is none. */
export function figureNamed(id: string): FigureRow | undefined {
  return figures.find((row) => row.id === id);
}

function written(pairs: FigurePairs): string {
  return new URLSearchParams(pairs.map((pair) => [...pair])).toString();
}

function read(settings: string): FigurePairs {
  return [...new URLSearchParams(settings)].slice(0, mostPairs);
}
