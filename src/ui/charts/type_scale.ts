/** How large charts are drawn: as the page's type is, which grows with the window. */

import { oversize } from './paper.ts';

/** The root's type over the usual 16 pixels; on paper as much larger as the whole chart is. */
export function typeScale(): number {
  return (oversize() * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)) / 16;
}

/** Canvas pixels of what is one CSS pixel on a window of usual size. */
export function pixel(): number {
  return devicePixelRatio * typeScale();
}
