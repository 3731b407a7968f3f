/** What every line of a chart is where the cursor stands, beside the cursor, from the highest down. The line under the title says it for those who hear it. */
import type uPlot from 'uplot';

/** What a chart reads at one of its places. */
export interface PlaceReading {
  /** The place itself. */
  readonly head: string;
  readonly rows: readonly {
    readonly name: string;
    readonly color: string;
    readonly value: number;
    readonly text: string;
  }[];
}

/** Lines that are read at once, at most; of more, those nearest to the pointer. */
const most = 14;
/** CSS pixels between the cursor and the card. */
const gap = 12;

export class ReadingCard {
  readonly #element = document.createElement('div');

  constructor() {
    this.#element.className = 'reading-card';
    this.#element.ariaHidden = 'true';
  }

  show(plot: uPlot, reading: PlaceReading | undefined): void {
    const element = this.#element;
    const { left = -1, top = -1 } = plot.cursor;
    if (!reading || left < 0 || reading.rows.length < 2) {
      element.remove();
      return;
    }
    const height = (value: number) => plot.valToPos(value, 'y');
    const rows = reading.rows
      .toSorted((a, b) => Math.abs(height(a.value) - top) - Math.abs(height(b.value) - top))
      .slice(0, most)
      .sort((a, b) => b.value - a.value);
    const more = reading.rows.length - rows.length;
    element.replaceChildren(
      line('b', reading.head),
      ...rows.map(({ name, color, text }) => {
        const row = line('span', name);
        row.style.setProperty('--line', color);
        row.append(line('i', text));
        return row;
      }),
      ...(more > 0 ? [line('small', `and ${more} more`)] : []),
    );
    if (element.parentElement !== plot.over) plot.over.append(element);
    // On the side where there is more room.
    const { clientWidth, clientHeight } = plot.over;
    const isRight = left > clientWidth / 2;
    element.style.left = isRight ? '' : `${left + gap}px`;
    element.style.right = isRight ? `${clientWidth - left + gap}px` : '';
    const room = clientHeight - element.offsetHeight;
    element.style.top = `${Math.max(0, Math.min(room, Math.max(top, 0) - element.offsetHeight / 2))}px`;
  }
}

function line(tag: 'b' | 'span' | 'i' | 'small', text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
