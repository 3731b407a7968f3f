/** All that comes to a chart with a pointer or the focus, in one piece. */
export { nearStyles } from './near_styles.ts';
export { PlotZoom } from './plot_zoom.ts';
export { ReadingCard } from './reading_card.ts';
