/** Lines on their way: what of them is drawn while they are first seen. */
import type { Line } from '../ui/charts/line_chart.ts';

/** Their beginning. @param part how much of the axis, 0 … 1 */
export function linesUpTo(lines: readonly Line[], part: number): readonly Line[] {
  return part < 1 ? pieces(lines, (place) => place <= part) : lines;
}

/** Their end: a gradient comes from the right. @param part how much of the axis, 0 … 1 */
export function linesBackTo(lines: readonly Line[], part: number): readonly Line[] {
  return part < 1 ? pieces(lines, (place) => place >= 1 - part) : lines;
}

/** @param isSeen whether what stands at a place along the axis, 0 … 1, is drawn */
function pieces(lines: readonly Line[], isSeen: (place: number) => boolean): readonly Line[] {
  return lines.map((line) => ({
    ...line,
    name: '',
    y: line.y.map((value, i) => (isSeen(i / (line.y.length - 1)) ? value : null)),
  }));
}
