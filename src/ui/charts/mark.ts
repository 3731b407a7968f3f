/** What stands on a chart where a network is, out of sight until one is there. */
export function mark(kind: string): HTMLElement {
  const element = document.createElement('div');
  element.className = `mark ${kind}`;
  element.hidden = true;
  return element;
}
