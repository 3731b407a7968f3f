/** A map of trainability, as a person has it taught, zooms into it, comes back out, and takes it along. */
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { open } from './explorer.ts';
import { test } from './tab.ts';

/** Networks that learn within seconds, as the view's link has them. */
const tiny =
  'engine=wasm&networks=16&hidden-size=4&steps=5&learn=networks=16,hidden-size=4,steps=4,optimizer=sgd,updates=40,batch=2';
const map = 'learn-map=rate=0.01:100,gain=0.5:3,cells=32x32';

async function opened(page: Page, address: string) {
  const complaints = await open(page, `${address}#learn/map`);
  const section = page.locator('trainability-section');
  await expect(section).toBeVisible();
  return { complaints, section };
}

const complete = /^1.024 cells, the same network in each, in /;

test('a map is taught when it is asked for, read by keys, and is a table, files and a poster', async ({
  page,
}) => {
  const { complaints, section } = await opened(page, tiny);
  await section.getByRole('combobox', { name: /^Cells/ }).selectOption('16 × 16');
  await expect(page).toHaveURL(/learn-map=rate=[\d.:]+,gain=[\d.:]+,cells=16x16/);
  await section.getByRole('combobox', { name: /^Cells/ }).selectOption('32 × 32');
  await expect(section.getByText(complete)).toBeVisible({ timeout: 90_000 });
  const figure = section.getByRole('figure', {
    name: /^Final loss over learning rate and gain, 32 × 32 cells/,
  });
  await figure.focus();
  await page.keyboard.press('ArrowRight');
  await expect(
    section.getByText(/^learning rate η [\d.]+ · gain g [\d.]+ · (final loss|diverged)/).first(),
  ).toBeVisible();
  await expect(section.getByText(/^\d\.\d\d ± \d\.\d\d$|^–$/)).toBeVisible();
  for (const light of lights) expect(await violations(page, light)).toEqual([]);

  const saving = page.waitForEvent('download');
  await section.getByRole('button', { name: 'JSON' }).click();
  const file = JSON.parse(await readFile(await (await saving).path(), 'utf8'));
  expect(file).toMatchObject({
    experiment: { hiddenSize: 4 },
    training: { updates: 40 },
    x: { axis: 'rate' },
  });
  expect(file.networks[0].loss).toHaveLength(32);

  const printing = page.waitForEvent('download');
  await section.getByRole('button', { name: 'Poster' }).click();
  const poster = await readFile(await (await printing).path());
  expect([poster.readUInt32BE(16), poster.readUInt32BE(20)]).toEqual([4096, 4096]);
  const said = poster.toString('latin1');
  expect(said).toMatch(/iTXtmap\0+rate=[\d.:]+,gain=[\d.:]+,cells=32x32/);
  expect(said).toContain('"hiddenSize":4');
  expect(said).toContain('"updates":40');

  await section.getByRole('button', { name: /^Table of final loss/ }).click();
  await expect(section.getByRole('table').getByRole('row')).toHaveCount(13);
  expect(complaints).toEqual([]);
});

test('a rectangle is zoomed into, each zoom is a link, and back goes out', async ({ page }) => {
  const { complaints, section } = await opened(page, `${tiny}&${map}`);
  await expect(section.getByText(complete)).toBeVisible({ timeout: 90_000 });
  const area = section.locator('.u-over');
  await area.scrollIntoViewIfNeeded();
  const box = await area.boundingBox();
  if (!box) throw new Error('The map has no place.');
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  // From inside the ninth cell to inside the sixteenth, both ways.
  await page.mouse.move(...at(8.5 / 32, 8.5 / 32));
  await page.mouse.down();
  await page.mouse.move(...at(12 / 32, 12 / 32), { steps: 4 });
  await page.mouse.move(...at(15.5 / 32, 15.5 / 32), { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/learn-map=rate=0\.1:1,gain=1\.75:2\.375,cells=32x32,path=0\.01:100:0\.5:3#/);
  await expect(section.getByLabel('Learning rate from')).toHaveValue('0.1');
  await expect(section.getByRole('navigation', { name: 'The way in' }).getByRole('link')).toHaveText([
    'η 0.01 … 100, g 0.5 … 3',
  ]);
  await expect(section.getByText(complete)).toBeVisible({ timeout: 90_000 });
  // Further in by keys alone: three cells by one.
  await section.getByRole('figure', { name: /32 × 32 cells/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/path=0\.01:100:0\.5:3~0\.1:1:1\.75:2\.375#/);
  await page.goBack();
  await expect(page).toHaveURL(/learn-map=rate=0\.1:1,gain=1\.75:2\.375,cells=32x32,path=0\.01:100:0\.5:3#/);
  await expect(section.getByText(complete)).toBeVisible();
  await section.getByRole('figure', { name: /32 × 32 cells/ }).focus();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/learn-map=rate=0\.01:100,gain=0\.5:3,cells=32x32#/);
  await expect(section.getByText(complete)).toBeVisible();
  // A link leads to the same place.
  await page.goForward();
  expect(complaints).toEqual([]);
});

test('deep down it is reckoned in float64, and says so; beyond that it says why not', async ({ page }) => {
  const deep = 'learn-map=rate=0.1:0.1000001,gain=1:1.0000001,cells=16x16';
  const { complaints, section } = await opened(page, `${tiny}&${deep}`);
  await expect(
    section.getByText(
      /Reckoned in float64, because float32 can hardly tell neighbouring cells apart here\.$/,
    ),
  ).toBeVisible({ timeout: 90_000 });
  await section.getByLabel('Learning rate to').fill('0.10000000000001');
  await section.getByLabel('Learning rate to').press('Enter');
  await expect(section.getByRole('alert')).toContainText('closer than even float64 tells apart');
  await section.getByLabel('Gain from').fill('2');
  await section.getByLabel('Gain from').press('Enter');
  await expect(section.getByRole('alert')).toContainText('Gain must be a range');
  expect(complaints).toEqual([]);
});

test('the whole map, both axes, is on the first screen, and on a phone within one', async ({ page }) => {
  for (const [width, height] of [
    [1440, 900],
    [1280, 800],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    const { section } = await opened(page, `${tiny}&${map.replace('32x32', '16x16')}`);
    const chart = section.locator('chart-frame');
    await expect(chart.locator('.u-over')).toBeVisible();
    const isPhone = width < 800;
    if (isPhone) await chart.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    const [box, plot] = [await chart.boundingBox(), await chart.locator('.u-over').boundingBox()];
    const header = isPhone ? await page.locator('page-header').boundingBox() : undefined;
    if (!box || !plot) throw new Error('The map has no place.');
    expect(box.y).toBeGreaterThanOrEqual(header ? header.y + header.height : 0);
    // On a phone the button for the controls stands below it.
    expect(box.y + box.height).toBeLessThanOrEqual(height - (isPhone ? 50 : 0));
    expect(plot.height).toBeGreaterThan(0.35 * height);
  }
});

test('a place worth a look is one choice, and says what is seen there', async ({ page }) => {
  const { complaints, section } = await opened(page, tiny);
  await section.getByLabel('Place worth a look').selectOption('Adam');
  await expect(page).toHaveURL(/learn-map=preset=adam#/);
  await expect(section.getByText(/^Adam moves every parameter by about the rate/)).toBeVisible();
  await expect(section.getByLabel('Place worth a look')).toHaveValue('Adam');
  expect(complaints).toEqual([]);
});
