/** What may open over the page, each loaded when it is first asked for. */
import type { OverlayName, Page } from './page.ts';

export const overlays: Readonly<Record<OverlayName, () => Promise<{ open: (page: Page) => unknown }>>> = {
  palette: () => import('./command_palette.ts'),
  keys: () => import('./keyboard_sheet.ts'),
  tour: () => import('./tour.ts'),
};
