/** What can be saved as a picture, and what a picture says of what it shows. */
import type { Provenance } from '../../experiment/provenance.ts';
import type { Unfinished } from '../../experiment/unfinished.ts';
import type { Drawing } from '../../files/picture_svg.ts';
import { provenanceEntries } from '../../files/provenance.ts';
import { version } from '../../files/version.ts';
import { say } from '../../language/say.ts';
import { engineWords } from '../engine_words.ts';
import { experimentWords } from '../experiment_words.ts';
import { count, ofSeveral } from '../numbers.ts';

/** Anything on the page that can be drawn into a picture. */
export interface PictureSource {
  /** Undefined where there is nothing to see yet. */
  picture(): Drawing | undefined;
}

/** Whether an element can be drawn into a picture. */
export function isPictureSource(element: unknown): element is PictureSource & HTMLElement {
  return element instanceof HTMLElement && 'picture' in element && typeof element.picture === 'function';
}

/** What a picture says of what it shows. */
export interface Told {
  /** Lines under it. */
  readonly words: readonly string[];
  /** What its file keeps for whoever reads it by program. */
  readonly entries: Readonly<Record<string, string>>;
}

/** Of what was measured. */
export function toldOf(provenance: Provenance): Told {
  const { experiment, engine, unfinished } = provenance;
  const words = [
    experimentWords(experiment),
    ...unfinishedWords(unfinished),
    `${engineWords[engine.name]}, ${engine.device} · Vanishing Point ${version}`,
  ];
  return { words, entries: provenanceEntries(provenance) };
}

/** A line of what is not there, where something is missing. */
export function unfinishedWords(missing: Unfinished | undefined): string[] {
  if (!missing) return [];
  const { done, of, unit } = missing;
  return [
    of === undefined
      ? `Unfinished: left off after ${ofSeveral(done, unit)}.`
      : `Unfinished: ${count(done)} of ${ofSeveral(of, unit)}.`,
  ];
}

/** What a button says that it saves: before its menu has come, and after. */
export function savedAs(numbers: unknown): string {
  return numbers ? say`as a file` : say`as a picture`;
}

/** What stands in a table. */
export interface TableNumbers {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface PictureRequest {
  readonly heading: string;
  readonly chart: HTMLElement & PictureSource;
  readonly legend: PictureSource | undefined;
  readonly told: Told;
}

export type PictureFormat = 'png' | 'svg';
