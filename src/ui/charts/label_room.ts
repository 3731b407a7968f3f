/**
 * Where names on a chart may stand: what is drawn covers a coarse grid, a name takes the cheapest of the places offered to it, and no
 * two names overlap. The same drawing always gives the same places.
 */

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A place for a name: its left end and its middle, and what it costs to stand there rather than at the best one. */
export interface Place {
  readonly left: number;
  readonly middle: number;
  readonly cost: number;
  /** From what it names to the name: other lines between them would have it name one of those. */
  readonly stalk?: {
    readonly from: readonly [x: number, y: number];
    readonly to: readonly [x: number, y: number];
  };
}

/** Side of a cell of the grid, half the height of a name, and what is kept free around it, in CSS pixels. */
const [side, half, margin] = [4, 7.5, 2];
/** What a cell is covered by. */
const [points, line] = [1, 2];
/** What a place costs for each cell through which a line runs; with points in all of its cells it costs 1. */
const lineCost = 0.3;
/** Cells on either side of a line that may be its own. */
const ownLine = 1.1;

export class LabelRoom {
  readonly #area: Box;
  /** Canvas pixels of a cell. */
  readonly #cell: number;
  readonly #columns: number;
  readonly #covered: Uint8Array;
  readonly #taken: Box[];

  /**
   * @param pixel canvas pixels in a CSS pixel
   * @param taken where no name may stand
   */
  constructor(area: Box, pixel: number, taken: Box[] = []) {
    this.#taken = taken;
    this.#area = area;
    this.#cell = side * pixel;
    this.#columns = Math.max(1, Math.ceil((area.right - area.left) / this.#cell));
    const rows = Math.max(1, Math.ceil((area.bottom - area.top) / this.#cell));
    this.#covered = new Uint8Array(this.#columns * rows);
  }

  /** Something is drawn here. */
  cover(x: number, y: number, what: 'points' | 'line'): void {
    if (!this.#within(x, y)) return;
    const at = this.#at(x, y);
    this.#covered[at] = Math.max(what === 'line' ? line : points, this.#covered[at] ?? 0);
  }

  /** A name takes the cheapest place where it covers no other, if it costs no more than `most`. */
  take(width: number, places: Iterable<Place>, most = Infinity): Box | undefined {
    const { left, right, top, bottom } = this.#area;
    const [free, tall] = [this.#cell, (half / side) * this.#cell];
    if (width + 2 * free > right - left) return undefined;
    let best: Box | undefined;
    let least = most;
    for (const place of places) {
      if (place.cost > least) continue;
      const from = Math.min(right - free - width, Math.max(left + free, place.left));
      const middle = Math.min(bottom - tall, Math.max(top + tall, place.middle));
      const moved = Math.abs(from - place.left) + Math.abs(middle - place.middle);
      const box = { left: from, right: from + width, top: middle - tall, bottom: middle + tall };
      // A little more for a place that the frame has moved.
      const cost = place.cost + (0.02 * moved) / this.#cell + this.#costOf(box) + this.#costBetween(place);
      if (
        cost > least ||
        (best && cost === least) ||
        this.#taken.some((other) => overlap(box, other, 2 * this.#cell))
      )
        continue;
      [best, least] = [box, cost];
    }
    if (best) this.#taken.push(best);
    return best;
  }

  /** What is drawn under a name and close around it. */
  #costOf(box: Box): number {
    const { left, right, top, bottom } = this.#area;
    const around = (margin / side) * this.#cell;
    const [from, to] = [Math.max(left, box.left - around), Math.min(right, box.right + around)];
    const end = Math.min(bottom, box.bottom + around);
    let [pointed, lined, cells] = [0, 0, 0];
    for (let y = Math.max(top, box.top - around); y < end; y += this.#cell) {
      for (let x = from; x < to; x += this.#cell) {
        const what = this.#covered[this.#at(x, y)];
        if (what === points) pointed++;
        else if (what === line) lined++;
        cells++;
      }
    }
    return lineCost * lined + pointed / Math.max(1, cells);
  }

  /** Whether another line lies between a line and its name. */
  #costBetween({ stalk }: Place): number {
    if (!stalk) return 0;
    const [[x0, y0], [x1, y1]] = [stalk.from, stalk.to];
    const cells = Math.hypot(x1 - x0, y1 - y0) / this.#cell;
    let crossed = 0;
    for (let k = ownLine; k <= cells; k += 0.5) {
      const [x, y] = [x0 + ((x1 - x0) * k) / cells, y0 + ((y1 - y0) * k) / cells];
      if (this.#within(x, y) && this.#covered[this.#at(x, y)] === line) crossed++;
    }
    return Math.min(1, crossed);
  }

  #within(x: number, y: number): boolean {
    const { left, right, top, bottom } = this.#area;
    return x >= left && x < right && y >= top && y < bottom;
  }

  #at(x: number, y: number): number {
    const { left, top } = this.#area;
    return (
      Math.floor((y - top) / this.#cell) * this.#columns +
      Math.min(this.#columns - 1, Math.floor((x - left) / this.#cell))
    );
  }
}

/** Whether two names overlap, or stand in a row like words of one. */
function overlap(a: Box, b: Box, space: number): boolean {
  return a.left < b.right + space && b.left < a.right + space && a.top < b.bottom && b.top < a.bottom;
}
