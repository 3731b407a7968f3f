/** Parts of the explorer that few visits open: their code comes when they are first shown, and they fill in once it has. */

const parts = {
  'phase-map-chart': () => import('../charts/phase_map_chart.ts'),
  'network-panel': () => import('./network_panel.ts'),
  'explore-table': () => import('./explore_table.ts'),
  'given-legend': () => import('./given_legend.ts'),
  'given-offer': () => import('./given_offer.ts'),
  'given-network-panel': () => import('./given_network_panel.ts'),
} as const satisfies Readonly<Record<string, () => Promise<unknown>>>;

const underWay = new Set<string>();

/** Has a part's code loaded, unless it is there or on its way; one that did not come is asked for again the next time. */
export function showPart(name: keyof typeof parts, failed: (sentence: string) => void): void {
  if (customElements.get(name) || underWay.has(name)) return;
  underWay.add(name);
  parts[name]()
    .catch((error: unknown) => {
      console.warn(error);
      failed(
        'A part of this view could not be loaded: is the page still being served? What is shown next tries again.',
      );
    })
    .finally(() => underWay.delete(name));
}
