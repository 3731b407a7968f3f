/** Which view the address's fragment asks for, and which part of it: `#chapter/from-scratch`. */

export const viewNames = ['explore', 'compare', 'chapter', 'validate'] as const;
export type ViewName = (typeof viewNames)[number];

export function viewNamed(hash: string): ViewName {
  const [view] = hash.slice(1).split('/');
  return viewNames.find((name) => name === view) ?? 'explore';
}

/** The part of the view, or an empty string. */
export function sectionNamed(hash: string): string {
  return hash.split('/')[1] ?? '';
}
