/** Two networks pinned beside one another: named in every chart, side by side in the panel, in the link; and every line is read at once. */
import { expect, type Page } from '@playwright/test';
import { inState, open, small } from './explorer.ts';
import { testAlone as test } from './tab.ts';

const figure = (page: Page) =>
  page.locator('explore-view').getByRole('figure', { name: /networks?\. Arrow keys/ });
const panel = (page: Page) => page.locator('network-panel');
const marks = (page: Page) => page.locator('scatter-chart .mark.pinned:not([hidden])');

test('a second network is pinned with shift, both are named, and Escape lets go of them one by one', async ({
  page,
}) => {
  const complaints = await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  await figure(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+Enter');
  await expect(page).toHaveURL(/&network=\d+$/);
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+Enter');
  await expect(page).toHaveURL(/&network=\d+&beside=\d+$/);
  await expect(panel(page).getByRole('heading', { name: /^A: Network \d+/ })).toBeVisible();
  await expect(panel(page).getByRole('heading', { name: /^B: Network \d+/ })).toBeVisible();
  // A value of each beside every name.
  const counted = async (one: string) => panel(page).locator(one).count();
  await expect.poll(async () => (await counted('dd:not(.blocks)')) === 2 * (await counted('dt'))).toBe(true);
  await expect(panel(page).locator('dl')).toContainText(/growth rate λ, nats per step/);
  await expect(marks(page)).toHaveCount(2);
  expect(await marks(page).evaluateAll((all) => all.map((mark) => mark.getAttribute('data-name')))).toEqual([
    'A',
    'B',
  ]);
  const link = page.url();

  // All lines through time are read at once, beside the cursor and under the title.
  await page.getByRole('figure', { name: /^Gradient through time/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const card = page.locator('chart-frame.gradient .reading-card');
  for (const words of ['90 %', 'median', '10 %', /A: network \d+/, /B: network \d+/])
    await expect(card).toContainText(words);
  await expect(page.locator('chart-frame.gradient .reading')).toContainText(
    /median .* · B: network \d+ .* · A: network \d+ .* · 10–90 % .* to .* decades$/,
  );
  await page.keyboard.press('Tab');

  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/&network=\d+$/);
  await expect(panel(page).getByRole('heading', { name: /^Network \d+/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toHaveCount(0);

  await page.goto(link);
  await inState(page, 'complete');
  await expect(panel(page).getByRole('heading', { name: /^B: Network \d+/ })).toBeVisible();
  await expect(marks(page)).toHaveCount(2);
  expect(complaints).toEqual([]);
});

test('a button says which click pins the second; the first one let go of leaves its place to it', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `engine=wasm&${small}&network=3`);
  await inState(page, 'complete');
  await panel(page).getByRole('button', { name: 'Pin another beside it' }).click();
  await figure(page).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/&network=3&beside=\d+/);
  const beside = new URL(page.url()).searchParams.get('beside');
  await panel(page).getByRole('button', { name: 'Unpin network 3', exact: true }).click();
  await expect(page).toHaveURL(
    (url) => url.searchParams.get('network') === beside && !url.searchParams.has('beside'),
  );
  // Nothing is wider than a phone.
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
