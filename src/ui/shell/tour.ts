/** The tour of the explorer: five stops, by keys or by buttons, to be left at any of them. */

import { type Driver, type DriveStep, driver, type PopoverDOM } from 'driver.js';
import driverStyles from 'driver.js/dist/driver.css?inline';
import { say } from '../../language/say.ts';
import { firstWords, rememberVisit } from './first_visit.ts';
import type { Page } from './page.ts';
import { comesInSight, inSight } from './through_shadows.ts';

interface Stop {
  /** What it is about: the first of these that is in sight. */
  readonly at: readonly string[];
  readonly title: string;
  readonly words: string;
}

const stops: readonly Stop[] = [
  {
    at: ['.gradients'],
    title: 'Thousands of networks at once',
    words:
      'Each point is a recurrent network drawn at random. To the right its spectral radius ρ grows; its height is what is left of the ' +
      'gradient at the first step. Click a point to keep it and to see its eigenvalues.',
  },
  {
    at: ['.controls', '.open-controls'],
    title: 'Change anything',
    words:
      'Begin with a preset: each has something to look for. Every control measures again at once, and Back takes a change back. The ' +
      'address holds it all: copy it, and somebody else sees what you see.',
  },
  {
    at: ['.gradient'],
    title: 'On the way back through time',
    words:
      'The same gradients at every step, from the last at the right to the first at the left: half of the networks lie above the line, and ' +
      'eight of ten in the band.',
  },
  {
    at: ['.gradients'],
    title: 'Do not take its word for it',
    words:
      'When a run is complete, some of its networks are computed again in float64. The line under each chart says how far they agree; press ' +
      'it for the evidence.',
  },
  {
    at: ['page-header'],
    title: 'Where to go from here',
    words:
      'Learn has such networks learn; Model says what ails your own; the Chapter explains why all of this is so. The magnifier finds ' +
      'anything by its name, and ? lists the keys.',
  },
];

/** The library's own looks, and the page's over them. As a sheet of the document's own: a page may forbid styles within elements. */
const looks = `
.driver-popover {
  max-width: min(360px, calc(100vw - 24px));
  padding: 16px 18px;
  border: 1px solid var(--edge);
  border-radius: 10px;
  background: var(--surface);
  color: var(--ink);
  font-family: system-ui, sans-serif;
}
.driver-popover-title { padding-right: 24px; font-size: 16px; font-weight: 650; line-height: 1.3; }
.driver-popover-description { color: var(--soft); text-wrap: pretty; }
.driver-popover-progress-text { color: var(--soft); }
.driver-popover-close-btn, .driver-popover-close-btn:hover, .driver-popover-close-btn:focus { color: var(--soft); }
.driver-popover-footer-btn {
  padding: 5px 12px;
  border: 1px solid var(--edge);
  border-radius: 6px;
  background: var(--surface);
  color: var(--ink);
  font-size: 13px;
}
.driver-popover-footer-btn:hover, .driver-popover-footer-btn:focus { background: var(--raised); }
.driver-popover button:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.driver-popover-arrow-side-left { border-left-color: var(--edge); }
.driver-popover-arrow-side-right { border-right-color: var(--edge); }
.driver-popover-arrow-side-top { border-top-color: var(--edge); }
.driver-popover-arrow-side-bottom { border-bottom-color: var(--edge); }
`;

let underWay: Driver | undefined;

/** Goes to the explorer and shows it around. Whoever has begun is a visitor no longer, wherever they leave. */
export async function open(page: Page): Promise<void> {
  if (underWay) return;
  rememberVisit();
  page.session?.dismiss(firstWords);
  if (page.view !== 'explore') location.hash = 'explore';
  await comesInSight(page.renderRoot, '.gradients');
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(driverStyles + looks);
  document.adoptedStyleSheets.push(sheet);
  const before = deepest(document.activeElement);
  underWay = driver({
    animate: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    duration: 200,
    overlayOpacity: 0.55,
    stagePadding: 4,
    stageRadius: 8,
    disableActiveInteraction: true,
    showProgress: true,
    progressText: '{{current}} of {{total}}',
    nextBtnText: say`Next`,
    prevBtnText: say`Back`,
    doneBtnText: say`Done`,
    steps: stops.map((stop) => stepOf(stop, page)),
    onPopoverRender: mend,
    onHighlighted: () => document.querySelector<HTMLElement>('.driver-popover-next-btn')?.focus(),
    onDestroyed: () => {
      underWay = undefined;
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
      if (before instanceof HTMLElement) before.focus();
    },
  });
  underWay.drive();
}

function stepOf({ at, title, words }: Stop, page: Page): DriveStep {
  return {
    element: () => {
      for (const selector of at) for (const found of inSight(page.renderRoot, selector)) return found;
      return page;
    },
    popover: { title, description: words },
  };
}

/** To a screen reader the card is a dialog, and not a page with a banner of its own. */
function mend({ title, footer, closeButton }: PopoverDOM): void {
  for (const part of [title, footer]) part.role = 'none';
  closeButton.ariaLabel = 'Leave the tour';
}

/** What has the focus, within whatever shadow it is. */
function deepest(element: Element | null): Element | null {
  return element?.shadowRoot?.activeElement ? deepest(element.shadowRoot.activeElement) : element;
}
