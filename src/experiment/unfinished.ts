/** How much there is of a measurement that has not come to its end: no picture or file of it is to be taken for the whole. */
export interface Unfinished {
  readonly done: number;
  /** Undefined where nobody knows how many there would have been. */
  readonly of?: number;
  /** What is counted, in the singular. */
  readonly unit: 'network' | 'cell' | 'file' | 'run';
}

/** Undefined where nothing is missing. */
export function unfinished(done: number, of: number, unit: Unfinished['unit']): Unfinished | undefined {
  return done < of ? { done, of, unit } : undefined;
}

/** As every file says it: "1380 of 4096 networks", or "5 runs". */
export function filedUnfinished({ done, of, unit }: Unfinished): string {
  const all = of ?? done;
  const counted = `${all} ${unit}${all === 1 ? '' : 's'}`;
  return of === undefined ? counted : `${done} of ${counted}`;
}
