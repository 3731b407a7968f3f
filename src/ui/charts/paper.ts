/** Charts on paper: ink shows what a screen hides, so their pixels are finer there, and they are drawn as wide as the sheet is. */

/** Pixels of a chart on paper for each CSS pixel, at least. */
const leastDensity = 2;

/** How much larger a chart is drawn than it is shown: more than 1 on paper alone, where the screen's pixels are coarse. */
export function oversize(): number {
  return matchMedia('print').matches ? Math.max(1, leastDensity / devicePixelRatio) : 1;
}

/**
 * Has a chart drawn again for paper, and for the screen again: as soon as the sheet is laid out, which nothing else tells of in time.
 * @returns what ends that
 */
export function whenOnPaper(draw: () => void): () => void {
  const paper = matchMedia('print');
  paper.addEventListener('change', draw);
  return () => paper.removeEventListener('change', draw);
}
