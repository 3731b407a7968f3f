/** Charts are looked at from nearer by Ctrl and the wheel, two fingers and keys; a wheel alone stays the page's. */
import { expect, type Page } from '@playwright/test';
import { inState, open } from './explorer.ts';
import { testAlone as test } from './tab.ts';

const sweep = 'engine=wasm&networks=96&hidden-size=16&steps=20&warm-up=10';
const charts = {
  scatter: { frame: '.gradients', figure: /one point a network\. Arrow keys/ },
  time: { frame: '.gradient', figure: /^Gradient through time/ },
};

const figureOf = (page: Page, name: keyof typeof charts) =>
  page
    .locator(`explore-view chart-frame${charts[name].frame}`)
    .getByRole('figure', { name: charts[name].figure });

/** What both axes of a chart span, as it is read aloud; nothing while it is seen whole. */
async function spans(page: Page, name: keyof typeof charts): Promise<number[]> {
  const words = (await figureOf(page, name).getAttribute('aria-description')) ?? '';
  return [...words.replaceAll('−', '-').matchAll(/-?\d+(\.\d+)?/g)].map(([number]) => Number(number));
}

for (const name of ['scatter', 'time'] as const)
  test(`the ${name} chart: Ctrl and wheel, shift and drag, keys, and the whole again`, async ({ page }) => {
    const complaints = await open(page, sweep);
    await inState(page, 'complete');
    const chart = page.locator(`explore-view chart-frame${charts[name].frame} ${name}-chart`);
    const figure = figureOf(page, name);
    const reset = chart.getByRole('button', { name: 'Whole chart' });
    const box = await chart.locator('.u-over').boundingBox();
    if (!box) throw new Error('The chart has no plotting area.');
    await page.mouse.move(box.x + 0.75 * box.width, box.y + 0.25 * box.height);
    // The code for it is on its way.
    await expect(async () => {
      await page.mouse.wheel(0, -200);
      await expect(chart.getByText('Ctrl + wheel zooms')).toBeVisible({ timeout: 500 });
    }).toPass();
    await expect(reset).toHaveCount(0);

    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -200);
    await expect(reset).toBeVisible();
    const [w0 = 0, w1 = 0, v0 = 0, v1 = 0] = await spans(page, name);
    await page.mouse.wheel(0, -200);
    await expect.poll(async () => (await spans(page, name))[0]).not.toBe(w0);
    await page.keyboard.up('Control');
    const [x0 = 0, x1 = 0, y0 = 0, y1 = 0] = await spans(page, name);
    expect(x0).toBeGreaterThan(w0);
    expect(x1).toBeLessThan(w1);
    expect(y0).toBeGreaterThan(v0);
    expect(y1).toBeLessThan(v1);
    // What is under the pointer stays there: on an even axis, at three quarters.
    expect(x0 + 0.75 * (x1 - x0)).toBeCloseTo(w0 + 0.75 * (w1 - w0), 1);

    const url = page.url();
    await page.keyboard.down('Shift');
    await page.mouse.down();
    await page.mouse.move(box.x + 0.65 * box.width, box.y + 0.25 * box.height, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    const [moved = 0, movedTo = 0] = await spans(page, name);
    expect(moved).toBeGreaterThan(x0);
    expect(movedTo - moved).toBeCloseTo(x1 - x0, 2);
    // Nothing was drawn, nothing pinned.
    expect(page.url()).toBe(url);

    await page.mouse.dblclick(box.x + 0.5 * box.width, box.y + 0.95 * box.height);
    await expect(reset).toHaveCount(0);
    expect(await spans(page, name)).toEqual([]);

    await page.mouse.move(2, 2);
    await figure.focus();
    await page.keyboard.press('+');
    await expect(reset).toBeVisible();
    const near = await spans(page, name);
    await page.keyboard.press('ArrowUp');
    expect((await spans(page, name))[3]).toBeGreaterThan(near[3] ?? 0);
    await page.keyboard.press('-');
    await page.keyboard.press('+');
    await page.keyboard.press('0');
    await expect(reset).toHaveCount(0);
    expect(await spans(page, name)).toEqual([]);
    expect(complaints).toEqual([]);
  });

test('keys that walk along the networks take a chart with them that is seen from near', async ({ page }) => {
  await open(page, sweep);
  await inState(page, 'complete');
  await figureOf(page, 'scatter').focus();
  await page.keyboard.press('+');
  await expect.poll(() => spans(page, 'scatter')).not.toEqual([]);
  for (let i = 0; i < 3; i++) await page.keyboard.press('+');
  const near = await spans(page, 'scatter');
  await page.keyboard.press('End');
  await expect.poll(async () => (await spans(page, 'scatter'))[0]).toBeGreaterThan(near[0] ?? 0);
});

test('two fingers zoom on a phone, and draw no window', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, sweep);
  await inState(page, 'complete');
  // What zooms comes when a chart is first approached, in less time than fingers move, and in more than these take.
  await figureOf(page, 'scatter').focus();
  await page.keyboard.press('+');
  await expect.poll(() => spans(page, 'scatter')).not.toEqual([]);
  await page.keyboard.press('0');
  await expect.poll(() => spans(page, 'scatter')).toEqual([]);
  const box = await page.locator('scatter-chart .u-over').boundingBox();
  if (!box) throw new Error('The scatter has no plotting area.');
  const fingers = await page.context().newCDPSession(page);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...apart: number[]) =>
    fingers.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: apart.flatMap((far) => [
        { x: x - far, y, id: 1 },
        { x: x + far, y, id: 2 },
      ]),
    });
  await touch('touchStart', 30);
  for (const far of [40, 60, 80]) await touch('touchMove', far);
  await touch('touchEnd');
  const wide = async () => {
    const [x0 = 0, x1 = 0] = await spans(page, 'scatter');
    return x1 - x0;
  };
  // Of about 2.2; the last of the fingers' moves may still be on its way.
  await expect.poll(wide).toBeLessThan(1.6);
  expect(await wide()).toBeGreaterThan(0.3);
  expect(page.url()).not.toContain('brush');
  await page.locator('scatter-chart').getByRole('button', { name: 'Whole chart' }).click();
  expect(await spans(page, 'scatter')).toEqual([]);
});
