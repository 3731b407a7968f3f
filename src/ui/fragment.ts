/** What an address's fragment asks for: a view, and a part of it, as in `#chapter/from-scratch`. */

/** The name of a view; an empty string where the fragment asks for none. */
export function viewIn(hash: string): string {
  return hash.slice(1).split('/')[0] ?? '';
}

/** The part of the view, or an empty string. */
export function sectionIn(hash: string): string {
  return hash.split('/')[1] ?? '';
}
