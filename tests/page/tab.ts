/**
 * One tab for all tests of a run: a page that a tab has shown before costs half as much to show again. Whatever a test
 * leaves in it is cleared away; a test that puts scripts into the tab itself has a tab of its own (`testAlone`). No test
 * passes in which something went wrong that nobody has caught.
 */
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';

interface Heard {
  /** Errors and rejections that nobody has caught, in the page or in any of its workers; a test takes out what it means. */
  uncaught: string[];
}

interface Visit {
  /** Whether somebody has been here before, and is told nothing of a first visit, which would move what is below it. */
  returning: boolean;
}

async function beReturning(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    try {
      localStorage.setItem('vanishing-point:seen', 'yes');
    } catch {
      // An empty page has no storage.
    }
  });
}

/** A tab of the test's own. */
export const testAlone = base.extend<Heard & Visit>({
  returning: [true, { option: true }],
  context: async ({ context, returning }, use) => {
    if (returning) await beReturning(context);
    await use(context);
  },
  uncaught: [
    async ({ page }, use) => {
      const uncaught: string[] = [];
      // Chromium tells the page's listeners of its workers' errors too.
      page.on('pageerror', (error) => uncaught.push(String(error)));
      await use(uncaught);
      expect(uncaught).toEqual([]);
    },
    { auto: true },
  ],
});

export const test = testAlone.extend<object, { tab: Page }>({
  tab: [
    async ({ browser }, use, { project }) => {
      const { baseURL, viewport } = project.use;
      const context = await browser.newContext({
        ...(baseURL && { baseURL }),
        ...(viewport && { viewport }),
      });
      await beReturning(context);
      await use(await context.newPage());
      await context.close();
    },
    { scope: 'worker' },
  ],

  page: async ({ tab, viewport }, use) => {
    if (viewport) await tab.setViewportSize(viewport);
    await use(tab);
    // A test that had nothing to look at has left the empty page, which remembers nothing.
    if (tab.url() !== 'about:blank')
      await tab.evaluate(() => {
        localStorage.clear();
        sessionStorage.clear();
      });
    // An empty page: the next address may differ by no more than what follows its #.
    await tab.goto('about:blank');
    await tab.unrouteAll();
    await tab.emulateMedia({ media: null, colorScheme: null });
    await tab.context().clearPermissions();
    for (const event of ['console', 'pageerror', 'request'] as const) tab.removeAllListeners(event);
  },
});
