/** Of a property whose small values are made anew for every render: whether one differs from the one before in what it holds. */
export function changedWithin(value: unknown, before: unknown): boolean {
  return JSON.stringify(value) !== JSON.stringify(before);
}
