/** The figures of the chapter: the names by which links and other pages ask for them, and where they stand. */

export interface FigureRow {
  /** Its name in links: `#chapter/activations/derivative-table`, `?embed=derivative-table`. */
  readonly id: string;
  /** The element that it is. */
  readonly tag: string;
  /** Which of the element's figures, where it has several. */
  readonly kind?: string;
  /** The section that it stands in. */
  readonly section: string;
}

/** In the order of the chapter. */
export const figures: readonly FigureRow[] = [
  figure('repeated-product', 'one-sentence'),
  figure('gradient-terms', 'chain-rule'),
  figure('jacobian-product', 'jacobian-product'),
  figure('scalar-powers', 'scalar-intuition'),
  figure('activation-curve', 'activations'),
  figure('derivative-table', 'activations'),
  { id: 'recall-vanishing', tag: 'recall-training', kind: 'vanishing', section: 'symptoms' },
  { id: 'recall-exploding', tag: 'recall-training', kind: 'exploding', section: 'symptoms' },
  figure('gradient-flow', 'gradient-flow'),
  figure('scalar-trace', 'from-scratch'),
  figure('small-network', 'real-network'),
  figure('torch-lines', 'real-network'),
  figure('long-sentence', 'long-distance'),
  figure('ways-out', 'ways-out'),
  figure('ways-learnt', 'ways-out'),
  figure('start-drift', 'ways-out'),
  figure('memory-curse', 'ways-out'),
  figure('edge-of-learning', 'trainability'),
];

function figure(tag: string, section: string): FigureRow {
  return { id: tag, tag, section };
}
