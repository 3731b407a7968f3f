/**
 * Buttons side by side of which one is chosen are one tab stop: Tab comes to the chosen one, arrows walk along the others. For all
 * such groups of the page at once: keys, unlike focus, are heard through every shadow root.
 */

document.addEventListener('keydown', (event) => {
  const [stops, at] = stopsAround(event);
  if (event.key === 'Tab') settle(stops, at);
  const to = { ArrowLeft: at - 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowDown: at + 1, Home: 0, End: -1 }[
    event.key
  ];
  if (to === undefined || stops.length < 2 || event.altKey || event.ctrlKey || event.metaKey) return;
  stops.at(to % stops.length)?.focus();
  event.preventDefault();
});

document.addEventListener('keyup', (event) => {
  const [stops] = stopsAround(event);
  if (event.key !== 'Tab') return;
  const chosen = stops.findIndex((stop) => stop.matches(chosenOne));
  stops[chosen]?.focus();
  settle(stops, chosen);
});

const chosenOne = '[aria-pressed="true"], [aria-current]';

/** The buttons or links of a group of which one is chosen, and which of them has the focus; none elsewhere. */
function stopsAround(event: Event): [stops: HTMLElement[], at: number] {
  const [focused] = event.composedPath();
  if (!(focused instanceof HTMLElement)) return [[], -1];
  const group = focused.closest('.segments');
  if (!group?.querySelector(chosenOne)) return [[], -1];
  const stops = [...group.querySelectorAll<HTMLElement>('button:enabled, a')];
  return [stops, stops.indexOf(focused)];
}

/** From then on Tab leaves the group. */
function settle(stops: readonly HTMLElement[], at: number): void {
  stops.forEach((stop, i) => {
    stop.tabIndex = i === Math.max(0, at) ? 0 : -1;
  });
}
