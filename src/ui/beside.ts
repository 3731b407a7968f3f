/** Where something that opens over the page stands: under what it belongs to, or above it, and within the window. */

/** Between the two, and between what opens and the window's edge, in CSS pixels. */
export const gap = 6;

/**
 * What is in the top layer knows nothing of its place in the page.
 * @param card is placed; fixed to the window
 * @param width of it, in CSS pixels
 * @param owner where what it belongs to is
 * @param below whether it stands under that
 */
export function placeBeside(card: HTMLElement, width: number, owner: DOMRect, below: boolean): void {
  card.style.left = `${Math.max(gap, Math.min(owner.left, innerWidth - width - gap))}px`;
  card.style.top = below ? `${owner.bottom + gap}px` : 'auto';
  card.style.bottom = below ? 'auto' : `${innerHeight - owner.top + gap}px`;
}
