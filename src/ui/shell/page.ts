/** What opens over the page (its palette, its sheet of keys, its tour) sees and does of it. */
import type { Exploration } from '../../session/exploration.ts';
import type { ViewName } from './views.ts';

export type OverlayName = 'palette' | 'keys' | 'tour';

export interface Page extends HTMLElement {
  readonly renderRoot: HTMLElement | DocumentFragment;
  /** Undefined before the page stands. */
  readonly session: Exploration | undefined;
  readonly view: ViewName;
  /** Whether the controls of an experiment stand beside the view. */
  readonly controlled: boolean;
  /** Has them in sight: a narrow window keeps them in a drawer. */
  readonly showControls: () => Promise<void>;
  /** The focus goes past the header, into the view. */
  readonly enterView: () => void;
  /** Opens one of these over the page. */
  readonly openOverlay: (name: OverlayName) => Promise<void>;
}
