/**
 * How every view looks, at three widths and in two lights. `npm test` compares; `npx playwright test -c tests/page/playwright.config.ts
 * pictures.spec --update-snapshots` takes the pictures anew, and whoever does so looks at them. Letters differ between Chromium's versions
 * and between systems' fonts: pictures are compared where both are as they were, and anywhere else the tests say loudly that they are not.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page, type TestInfo } from '@playwright/test';
import { lights } from './axe.ts';
import { test } from './tab.ts';
import { openView, stableViews } from './views.ts';

/** What the pictures were taken by. */
const taken = fileURLToPath(new URL('pictures.spec.ts-snapshots/taken.json', import.meta.url));

/** What decides how letters look: the browser's major version, and how wide a text is in the fonts that the page asks for. */
async function drawnBy(page: Page): Promise<string> {
  const widths = await page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d');
    return ['system-ui', 'sans-serif', 'monospace'].map((font) => {
      if (context) context.font = `100px ${font}`;
      return context?.measureText('Vanishing Point λ ∂ ₕ 0123').width ?? 0;
    });
  });
  return JSON.stringify({ chromium: page.context().browser()?.version().split('.')[0], widths });
}

/** Whether pictures can be compared here. Where they are taken, it is written down by what. */
async function comparable(page: Page, { config, annotations }: TestInfo): Promise<boolean> {
  const here = await drawnBy(page);
  if (config.updateSnapshots === 'all' || config.updateSnapshots === 'changed') {
    mkdirSync(dirname(taken), { recursive: true });
    writeFileSync(taken, `${here}\n`);
    return true;
  }
  const there = existsSync(taken) ? readFileSync(taken, 'utf8').trim() : 'nobody yet';
  if (here === there) return true;
  const words = `THE LOOK IS NOT COMPARED: its pictures were taken by ${there}, and this is ${here}.`;
  console.log(`!!! ${words} Take them anew with --update-snapshots.`);
  annotations.push({ type: 'not compared', description: words });
  return false;
}

/** Numbers that depend on the machine, and what is measured while one looks. */
const moving = [
  'status-bar',
  '.engine',
  'page-header .chip',
  'map-view .progress p',
  'agreement-badge',
  '[role=status]',
  'stress-view table',
  'stress-view dl',
];

for (const view of Object.keys(stableViews)) {
  test(`${view} looks as it did`, async ({ page }, info) => {
    if (!(await comparable(page, info))) return;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await openView(page, view);
    for (const width of [1440, 1024, 390]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 800 });
      for (const colorScheme of lights) {
        await page.emulateMedia({ colorScheme });
        await expect(page).toHaveScreenshot(`${view}-${width}-${colorScheme}.png`, {
          mask: moving.map((selector) => page.locator(selector)),
          animations: 'disabled',
          caret: 'hide',
          scale: 'css',
          // What is smoothed in another way is the same; a label that has moved is not.
          threshold: 0.2,
          maxDiffPixelRatio: 0.002,
        });
      }
    }
  });
}
