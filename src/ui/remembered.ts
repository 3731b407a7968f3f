/** What the browser remembers of a person's choices; one that forbids storage forgets them, and nothing else. */

/** What was remembered under a name; undefined where nothing was, or nothing can be. */
export function remembered(name: string): string | undefined {
  try {
    return localStorage.getItem(`vanishing-point:${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers a text under a name, in place of the one before. */
export function remember(name: string, text: string): void {
  try {
    localStorage.setItem(`vanishing-point:${name}`, text);
  } catch {
    // Forgotten.
  }
}
