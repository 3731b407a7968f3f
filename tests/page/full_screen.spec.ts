/** Any chart has the whole screen, by its button or by a key, and gives it back before Escape does anything else. */
import { expect, type Page } from '@playwright/test';
import { inState, open, small } from './explorer.ts';
import { testAlone as test } from './tab.ts';

const frame = (page: Page) => page.locator('chart-frame.gradients');
const isFull = (page: Page) => frame(page).evaluate((element) => element.matches(':fullscreen'));

test('a chart fills the screen and comes back, and the pin stays', async ({ page }) => {
  const complaints = await open(page, `engine=wasm&${small}&network=3`);
  await inState(page, 'complete');
  await expect(page.locator('network-panel')).toBeVisible();
  await frame(page)
    .getByRole('button', { name: /^Full screen of gradient norm/ })
    .click();
  await expect.poll(() => isFull(page)).toBe(true);
  const window = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  await expect
    .poll(async () => (await frame(page).locator('scatter-chart canvas').first().boundingBox())?.width)
    .toBeGreaterThan(0.75 * window.width);
  await expect(frame(page).getByRole('button', { name: /^Leave the full screen/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect.poll(() => isFull(page)).toBe(false);
  await expect(page.locator('network-panel')).toBeVisible();

  await frame(page).getByRole('figure').focus();
  await page.keyboard.press('f');
  await expect.poll(() => isFull(page)).toBe(true);
  await page.keyboard.press('f');
  await expect.poll(() => isFull(page)).toBe(false);
  await page.keyboard.press('Escape');
  await expect(page.locator('network-panel')).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('an f that is typed is a letter', async ({ page }) => {
  await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  await frame(page).getByRole('combobox', { name: 'Upwards' }).focus();
  await page.keyboard.press('f');
  expect(await isFull(page)).toBe(false);
});
