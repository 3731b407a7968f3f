/**
 * A brush for fingers and pens: uPlot hears only a mouse. A horizontal drag selects, a tap points; a vertical
 * drag is left to the page, which scrolls (`touch-action: pan-y`).
 */

export interface TouchBrush {
  /** A drag under way spans these pixels of the plotting area. */
  drag(left: number, right: number): void;
  /** A drag has ended; `undefined` where the page took it over. */
  end(span: readonly [left: number, right: number] | undefined): void;
  tap(left: number, top: number): void;
}

/** CSS pixels that a finger may tremble within a tap. */
const tremble = 8;

export function brushByTouch(area: HTMLElement, brush: TouchBrush): void {
  let start: { id: number; x: number; y: number } | undefined;
  let dragging = false;
  const place = ({ clientX, clientY }: PointerEvent) => {
    const { left, top, width } = area.getBoundingClientRect();
    return { x: Math.min(width, Math.max(0, clientX - left)), y: clientY - top };
  };

  area.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'mouse') return;
    if (!event.isPrimary) {
      // Two fingers zoom.
      start = undefined;
      if (dragging) brush.end(undefined);
      dragging = false;
      return;
    }
    start = { id: event.pointerId, ...place(event) };
    dragging = false;
  });
  area.addEventListener('pointermove', (event) => {
    if (event.pointerId !== start?.id) return;
    const { x, y } = place(event);
    const across = Math.abs(x - start.x);
    if (!dragging && across > tremble && across > Math.abs(y - start.y)) {
      dragging = true;
      area.setPointerCapture(event.pointerId);
    }
    if (dragging) brush.drag(Math.min(start.x, x), Math.max(start.x, x));
  });
  area.addEventListener('pointerup', (event) => {
    if (event.pointerId !== start?.id) return;
    const { x, y } = place(event);
    if (dragging) brush.end([Math.min(start.x, x), Math.max(start.x, x)]);
    else if (Math.hypot(x - start.x, y - start.y) <= tremble) brush.tap(x, y);
    start = undefined;
  });
  area.addEventListener('pointercancel', (event) => {
    if (event.pointerId !== start?.id) return;
    start = undefined;
    if (dragging) brush.end(undefined);
  });
}
