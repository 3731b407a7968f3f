/** Which view the address's fragment asks for. */

export const viewNames = ['explore', 'validate'] as const;
export type ViewName = (typeof viewNames)[number];

export function viewNamed(hash: string): ViewName {
  return viewNames.find((name) => hash === `#${name}`) ?? 'explore';
}
