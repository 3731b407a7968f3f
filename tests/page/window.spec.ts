/** The window of the first chart: around the edge by default, moved by mouse, finger and keys; it drives the charts through time, and is in the link. */
import { expect, type Page } from '@playwright/test';
import { aroundEdge, expectOwnWindow, inState, open } from './explorer.ts';
import { testAlone as test } from './tab.ts';

const sweep = 'engine=wasm&networks=384&hidden-size=16&steps=20&warm-up=10';
const bar = (page: Page) => page.getByRole('slider', { name: /^Window of the networks/ });
const throughTime = (page: Page) => page.locator('chart-frame.gradient .reading');
const query = (page: Page) => new URL(page.url()).search;

/** The ends of the window, as it is read aloud. */
async function ends(page: Page): Promise<[low: number, high: number]> {
  const words = (await bar(page).getAttribute('aria-valuetext')) ?? '';
  const [, low, high] = /^ρ ([\d.]+) to ([\d.]+), \d+ networks?$/.exec(words) ?? [];
  return [Number(low), Number(high)];
}

test('is around the edge unless somebody moves it, and the charts through time say which and how many', async ({
  page,
}) => {
  // Wide enough for the median to cross zero growth.
  const complaints = await open(page, 'engine=wasm&networks=384&hidden-size=64&steps=60&warm-up=60');
  await inState(page, 'complete');
  await expectOwnWindow(page, false);
  const [low, high] = await ends(page);
  expect(high).toBeGreaterThan(low);
  const words = new RegExp(`^ρ ${low}0* to ${high}0*, \\d\\d networks: median and 10–90 %`);
  await expect(throughTime(page)).toHaveText(words);
  await expect(page.locator('chart-frame.state .reading')).toHaveText(words);
  expect(query(page)).not.toContain('brush');
  // The edge stands in the table, with its direction and how sure it is.
  await page.getByRole('button', { name: /^Table of gradient norm/ }).click();
  const edge = page.getByRole('table', { name: /^Edge: / });
  await expect(edge.getByRole('row').nth(1)).toHaveText(
    /^\s*\d\.\d{4}\s*(up|down)wards\s*\d\.\d{4} to \d\.\d{4}\s*$/,
  );
  await page.getByRole('button', { name: /^Table of gradient norm/ }).click();

  await page.getByRole('button', { name: 'All', exact: true }).click();
  await expect(throughTime(page)).toHaveText(/^all, 384 networks: median/);
  await expect(bar(page)).toBeHidden();
  await expect(page).toHaveURL(/&brush=all/);
  await page.goBack();
  await expect(bar(page)).toBeVisible();
  await expect(throughTime(page)).toHaveText(words);
  expect(complaints).toEqual([]);
});

test('is dragged by its bar, wider by its end, drawn anew on the plot; one step back each', async ({
  page,
}) => {
  await open(page, sweep);
  await inState(page, 'complete');
  const before = await ends(page);
  const drag = async (from: number, by: number) => {
    const box = await bar(page).boundingBox();
    if (!box) throw new Error('The bar has no place.');
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + from * box.width, y);
    await page.mouse.down();
    for (const part of [0.3, 0.7, 1]) await page.mouse.move(box.x + from * box.width + part * by, y);
    await page.mouse.up();
  };
  await drag(0.5, -120);
  const moved = await ends(page);
  expect(moved[0]).toBeLessThan(before[0]);
  expect(moved[1] - moved[0]).toBeCloseTo(before[1] - before[0], 1);
  await expectOwnWindow(page, true);
  await expect(page).toHaveURL(/&brush=[\d.]+:[\d.]+/);
  await page.waitForTimeout(700);
  const first = query(page);
  const box = await bar(page).boundingBox();
  await drag(1 - 4 / (box?.width ?? 1), 60);
  const wider = await ends(page);
  expect(wider[0]).toBeCloseTo(moved[0], 1);
  expect(wider[1]).toBeGreaterThan(moved[1] + 0.05);
  await page.goBack();
  await expect(page).toHaveURL((url) => url.search === first);
  expect(await ends(page)).toEqual(moved);
  // The link alone says it, too.
  await page.reload();
  await inState(page, 'complete');
  await expect.poll(() => ends(page)).toEqual(moved);
  await aroundEdge(page).click();
  await expect.poll(() => ends(page)).toEqual(before);
});

test('is moved, widened and narrowed by keys, and left by Escape', async ({ page }) => {
  await open(page, sweep);
  await inState(page, 'complete');
  const before = await ends(page);
  await bar(page).focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(async () => (await ends(page))[0]).toBeLessThan(before[0]);
  await expectOwnWindow(page, true);
  const moved = await ends(page);
  await page.keyboard.press('Shift+ArrowUp');
  await expect.poll(async () => (await ends(page))[1]).toBeGreaterThan(moved[1]);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Escape');
  await expectOwnWindow(page, false);
  await expect.poll(() => ends(page)).toEqual(before);
  await page.keyboard.press('Delete');
  await expect(throughTime(page)).toHaveText(/^all, 384 networks/);
});

test('is moved by a finger on a phone, where it is seen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, sweep);
  await inState(page, 'complete');
  const before = await ends(page);
  const box = await bar(page).boundingBox();
  if (!box) throw new Error('The bar has no place.');
  expect(box.width).toBeGreaterThanOrEqual(24);
  const finger = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', by?: number) =>
    finger.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: by === undefined ? [] : [{ x: box.x + box.width / 2 + by, y: box.y + box.height / 2 }],
    });
  await touch('touchStart', 0);
  for (const by of [-20, -40, -60]) await touch('touchMove', by);
  await touch('touchEnd');
  await expect.poll(async () => (await ends(page))[1]).toBeLessThan(before[1]);
  await expectOwnWindow(page, true);
});

test('the y axis opens on the edge, an even one is a choice, and old links keep theirs', async ({ page }) => {
  await open(page, sweep);
  await inState(page, 'complete');
  const enlarged = page.getByRole('button', { name: 'Edge enlarged' });
  await expect(enlarged).toHaveAttribute('aria-pressed', 'true');
  await enlarged.click();
  await expect(page).toHaveURL(/&scale=even/);
  await page.goBack();
  await expect(enlarged).toHaveAttribute('aria-pressed', 'true');
  await page.goto(`/?v=1&${sweep}`);
  await inState(page, 'complete');
  await expect(enlarged).toHaveAttribute('aria-pressed', 'false');
  await expect(throughTime(page)).toHaveText(/^all, 384 networks/);
  await expect(page).toHaveURL(/\?v=2&.*scale=even&brush=all/);
});
