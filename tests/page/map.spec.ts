/** A map of two fields, as a person makes one, reads it, pauses it, and opens a cell of it. */
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { inState, open } from './explorer.ts';
import { test } from './tab.ts';

const tiny = 'engine=wasm&networks=40&hidden-size=8&steps=20&warm-up=5';
const map = 'map=gain=0.5:4,input-scale=0:2,cells=16x16,networks=8';

async function opened(page: Page, address: string): Promise<string[]> {
  const complaints = await open(page, `${address}#map`);
  await expect(page.locator('map-view')).toBeVisible();
  return complaints;
}

test('a map is drawn, read under the cursor and by keys, and is a table and a file', async ({ page }) => {
  const complaints = await opened(page, `${tiny}&${map}`);
  const view = page.locator('map-view');
  await expect(view.getByText(/^256 cells, the same 8 networks in each, in /)).toBeVisible({
    timeout: 60_000,
  });
  const figure = view.getByRole('figure', {
    name: /^Median growth rate over gain and input scale, 16 × 16 cells/,
  });
  await figure.focus();
  await page.keyboard.press('ArrowRight');
  await expect(
    view.getByText(
      /^gain g 2\.578 · input scale σₓ 1\.063 · λ median .* nats\/step, spread .* of 8 with λ > 0$/,
    ),
  ).toBeVisible();
  const box = await figure.boundingBox();
  if (!box) throw new Error('The map has no place.');
  await page.mouse.move(box.x + box.width / 3, box.y + box.height / 3);
  await expect(view.getByText(/^gain g 1\.\d+ · input scale σₓ 1\.\d+ · λ median/)).toBeVisible();
  const saving = page.waitForEvent('download');
  await view.getByRole('button', { name: 'JSON' }).click();
  const file = JSON.parse(await readFile(await (await saving).path(), 'utf8'));
  expect(file).toMatchObject({
    quantity: 'rate',
    x: { field: 'gain' },
    experiment: { hiddenSize: 8, networks: 8 },
  });
  expect(file.contour.length).toBeGreaterThan(0);
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  await view.getByRole('button', { name: /^Table of median/ }).click();
  await expect(view.getByRole('table').getByRole('row')).toHaveCount(13);
  expect(complaints).toEqual([]);
});

test('its choices stand in the address, and survive a reload', async ({ page }) => {
  const complaints = await opened(page, `${tiny}&${map}`);
  const view = page.locator('map-view');
  await view.getByLabel('Read as').selectOption('Fraction vanishing');
  await expect(page).toHaveURL(
    /map=gain=0\.5:4,input-scale=0:2,cells=16x16,networks=8,reading=vanishing#map$/,
  );
  await view.getByLabel('Upwards').selectOption('Steps');
  await expect(page).toHaveURL(/map=gain=0\.5:4,steps=8:64,/);
  await view.getByLabel('Steps to').fill('40');
  await view.getByLabel('Steps to').press('Enter');
  await expect(page).toHaveURL(/map=gain=0\.5:4,steps=8:40,/);
  await view.getByLabel('Steps from').fill('50');
  await view.getByLabel('Steps from').press('Enter');
  await expect(view.getByRole('alert')).toContainText('Steps must be a range');
  await page.reload();
  await expect(view.getByLabel('Read as')).toHaveValue('vanishing');
  await expect(view.getByLabel('Steps to')).toHaveValue('40');
  await expect(view.getByRole('figure', { name: /over gain and steps, 16 × 16 cells/ })).toBeVisible();
  expect(complaints).toEqual([]);
});

test('it pauses, goes on with what it has, and stops', async ({ page }) => {
  const larger = 'map=gain=0.5:4,input-scale=0:2,cells=64x64,networks=32';
  const complaints = await opened(page, `engine=wasm&networks=40&hidden-size=48&steps=200&${larger}`);
  const view = page.locator('map-view');
  const cells = async () => {
    const [, digits = ''] =
      (await view.locator('.progress p').textContent())?.match(/([\d\u202f]+) of/) ?? [];
    return Number(digits.replace(/\D/g, ''));
  };
  await expect.poll(cells, { timeout: 60_000 }).toBeGreaterThan(64);
  await view.getByRole('button', { name: 'Pause' }).click();
  await expect(view.getByText(/^Paused at /)).toBeVisible();
  // A last report may still come.
  await page.waitForTimeout(500);
  const paused = await cells();
  await page.waitForTimeout(500);
  expect(await cells()).toBe(paused);
  await view.getByRole('button', { name: 'Go on' }).click();
  await expect.poll(cells).toBeGreaterThan(paused);
  await view.getByRole('button', { name: 'Stop' }).click();
  await expect(view.getByText(/^Stopped at /)).toBeVisible();
  await expect(view.getByRole('button', { name: 'Measure again' })).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a cell opens its networks in the explorer, and the map is still there afterwards', async ({ page }) => {
  const complaints = await opened(page, `${tiny}&${map}`);
  const view = page.locator('map-view');
  await expect(view.getByText(/^256 cells, /)).toBeVisible({ timeout: 60_000 });
  await view.getByRole('figure', { name: /^Median growth rate/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/gain=2\.578125&.*input-scale=1\.0625&.*#explore$/);
  await expect(page).toHaveURL(/networks=8&/);
  await inState(page, 'complete');
  const took = await view.locator('.progress p').textContent();
  await page.goBack();
  await expect(view.getByText(/^256 cells, /)).toBeVisible();
  expect(await view.locator('.progress p').textContent()).toBe(took);
  expect(complaints).toEqual([]);
});

test('a map that a link asks for and nobody understands is told of, and the usual one measured', async ({
  page,
}) => {
  await open(page, `${tiny}&map=gain=0.5:4,gain=1:2#map`);
  await expect(page.locator('notice-list')).toContainText(
    /map must be two different fields.*The usual map is measured\./,
  );
  await expect(page.locator('map-view').getByLabel('Gain from')).toHaveValue('0.1');
});

test('controls that the map has its own of say so, and what its axes reach applies', async ({ page }) => {
  const complaints = await opened(page, tiny);
  const row = (name: string) =>
    page
      .locator('controls-panel flag-field, controls-panel range-field, controls-panel number-field')
      .filter({
        // Its symbol may follow.
        has: page.getByText(new RegExp(`^${name}\\b`)),
      });
  await expect(row('Gain')).toContainText('On the map’s axis: 0.1 to 2.');
  await expect(row('Input scale')).toContainText('On the map’s axis: 0 to 2.');
  await expect(row('Networks')).toContainText('On the map: 32 in each cell.');
  await expect(page.getByRole('button', { name: 'One gain for all networks' })).toHaveCount(0);
  const shared = page.getByRole('checkbox', { name: 'Shared input' });
  await shared.check();
  // The link has it, together with the axes by which it applies.
  await expect(page).toHaveURL(/shared-input=true.*map=gain=0\.1:2,input-scale=0:2/);
  await page.reload();
  await expect(shared).toBeChecked();
  await page.getByRole('link', { name: 'Explore', exact: true }).click();
  await expect(row('Shared input')).toContainText('There is no input to share');
  await expect(page.getByRole('button', { name: 'One gain for all networks' })).toBeVisible();
  expect(complaints).toEqual([]);
});
