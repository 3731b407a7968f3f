/**
 * How many steps a pressed arrow goes up, ten with Shift; 0 of any other key. In a typed number those to the side are the
 * caret's. What is a step here is none of the browser's any more.
 */
export function arrowSteps(event: KeyboardEvent): number {
  const { key, currentTarget, shiftKey } = event;
  const typed = currentTarget instanceof HTMLInputElement && currentTarget.type === 'text';
  const up = key === 'ArrowUp' || (!typed && key === 'ArrowRight');
  const down = key === 'ArrowDown' || (!typed && key === 'ArrowLeft');
  if (!up && !down) return 0;
  event.preventDefault();
  return (up ? 1 : -1) * (shiftKey ? 10 : 1);
}
