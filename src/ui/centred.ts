/**
 * Brings what is current of a row that scrolls sideways to the row's middle. Not by `scrollIntoView`: in Chromium 150 the
 * next tab stop is the one after what that has shown, which led keyboards past all that stands before.
 */
export function centre(row: Element, current: Element | null): void {
  if (!current) return;
  const [around, box] = [row.getBoundingClientRect(), current.getBoundingClientRect()];
  row.scrollLeft += box.left + box.width / 2 - (around.left + around.width / 2);
}
