/** Elements of the page by selector, through every shadow root, in the order in which they stand. */

/** All that match and are in sight. */
export function* inSight(root: ParentNode, selector: string): Generator<HTMLElement> {
  for (const element of root.querySelectorAll('*')) {
    const fits = element instanceof HTMLElement && element.matches(selector);
    if (fits && element.checkVisibility({ visibilityProperty: true })) yield element;
    if (element.shadowRoot) yield* inSight(element.shadowRoot, selector);
  }
}

/** The first of them, waited for as long as parts of the page usually take to come; undefined where it does not. */
export async function comesInSight(root: ParentNode, selector: string): Promise<HTMLElement | undefined> {
  for (let tries = 0; tries < 40; tries++) {
    const [found] = inSight(root, selector);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return undefined;
}
