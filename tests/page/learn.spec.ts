/** Networks that learn, as a person watches them: to the end, paused, stepped and rewound; one of them pinned, opened and kept. */
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { readSafetensors } from '../../src/files/safetensors.ts';
import { lights, violations } from './axe.ts';
import { open } from './explorer.ts';
import { test } from './tab.ts';

const explorer = 'engine=wasm&networks=40&hidden-size=8&steps=20&warm-up=5';
const few = 'networks=48,hidden-size=8,steps=6,updates=60,batch=4,seed=3,optimizer=adam';
const tiny = `${few},rate=0.01`;

async function opened(page: Page, learn: string): Promise<string[]> {
  const complaints = await open(page, `${explorer}&learn=${learn}#learn`);
  await expect(page.locator('learn-view')).toBeVisible();
  return complaints;
}

const view = (page: Page) => page.locator('learn-view');
const status = (page: Page) => view(page).getByRole('status');
const complete = (page: Page, words = /^60 updates of 48 networks in /) =>
  expect(status(page)).toHaveText(words, { timeout: 60_000 });
const points = (page: Page) => view(page).getByRole('figure', { name: /^Loss of 48 networks against/ });

/** The update that is shown, of how many. */
const update = async (page: Page) =>
  Number((await view(page).locator('.at b').textContent())?.replace(/\D/g, ''));

/** The median loss of the first update and of the last, as the table says them. */
async function medians(page: Page): Promise<readonly [number, number]> {
  const button = view(page).getByRole('button', { name: 'Table of loss over the updates' });
  await button.click();
  const texts = await view(page)
    .locator('chart-frame.losses number-table tbody tr td:nth-of-type(2)')
    .allTextContents();
  await button.click();
  return [Number(texts[0]), Number(texts.at(-1))];
}

test('they learn, sink, and are counted, in both lights and on a phone', async ({ page }) => {
  const complaints = await opened(page, tiny);
  await complete(page);
  const [first, last] = await medians(page);
  expect(first).toBeGreaterThan(0.3);
  expect(last).toBeLessThan(first / 2);
  await expect(points(page)).toHaveAccessibleName(
    /at update 60: \d+ ha(s|ve) learnt, \d+ ha(s|ve) not, none diverged/,
  );
  await expect(view(page).getByText(/^mean field reaches 6ξ ≥ T from gain /)).toBeVisible();
  await expect(view(page).getByText(/^medians of 48 networks, bands 10–90 %/)).toBeVisible({
    timeout: 30_000,
  });
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await view(page).getByRole('button', { name: 'Controls' }).click();
  await expect(view(page).getByLabel('Task', { exact: true })).toBeVisible();
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(view(page).getByLabel('Task', { exact: true })).toBeHidden();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(complaints).toEqual([]);
});

test('time is paused, stepped, rewound, and played again', async ({ page }) => {
  // So long that it is still under way when it is paused, however fast the machine is.
  const complaints = await opened(
    page,
    tiny.replace('hidden-size=8,steps=6,updates=60', 'hidden-size=32,steps=40,updates=2000'),
  );
  await expect.poll(() => update(page), { timeout: 60_000 }).toBeGreaterThan(1);
  await view(page).getByRole('button', { name: 'Pause' }).click();
  await expect(status(page)).toHaveText(/^Paused at update /);
  await page.waitForTimeout(500);
  const paused = await update(page);
  await page.waitForTimeout(300);
  expect(await update(page)).toBe(paused);
  await view(page).getByRole('button', { name: 'Step', exact: true }).click();
  await expect.poll(() => update(page)).toBeGreaterThan(paused);
  await view(page).getByRole('button', { name: 'Rewind' }).click();
  expect(await update(page)).toBe(1);
  await view(page).getByRole('button', { name: 'Step', exact: true }).click();
  // The next that is kept: of a long run every so many.
  expect(await update(page)).toBeGreaterThan(1);
  expect(await update(page)).toBeLessThan(10);
  await view(page).getByLabel('Speed').selectOption('100 updates/s');
  await view(page).getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(() => update(page)).toBeGreaterThan(10);
  expect(complaints).toEqual([]);
});

test('one is pinned, says what it is, is kept as a file, and opens in the explorer', async ({ page }) => {
  const complaints = await opened(page, tiny);
  await complete(page);
  await points(page).focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/,pin=\d+#learn$/);
  const [, index = ''] = /pin=(\d+)/.exec(page.url()) ?? [];
  await expect(view(page).getByRole('heading', { name: `Network ${index}` })).toBeVisible();
  await expect(view(page).getByText(/^ρ after 60 updates$/)).toBeVisible();
  const radius = await view(page).locator('learn-network dd').last().textContent();
  const saving = page.waitForEvent('download');
  await view(page).getByRole('button', { name: 'Download .safetensors' }).click();
  const file = await saving;
  expect(file.suggestedFilename()).toBe(`network-${index}-update-60.safetensors`);
  const tensors = readSafetensors(new Uint8Array(await readFile(await file.path())));
  const shapes = Object.fromEntries(tensors.map(({ name, shape }) => [name, shape]));
  expect(shapes).toMatchObject({ weight_ih_l0: [8, 1], weight_hh_l0: [8, 8], 'out.weight': [1, 8] });
  await view(page).getByRole('button', { name: 'Open in the explorer' }).click();
  await expect(page).toHaveURL(/#explore$/);
  const panel = page.locator('given-network-panel');
  await expect(panel).toContainText(`network-${index}-update-60.safetensors`, { timeout: 30_000 });
  await expect(panel).toContainText(radius?.slice(0, 5) ?? '');
  await page.goBack();
  await expect(status(page)).toHaveText(/^60 updates of 48 networks in /);
  expect(complaints).toEqual([]);
});

test('controls and links say the same, and nonsense is said to be', async ({ page }) => {
  const complaints = await opened(page, `${few},rate=0.001:0.1,x=rate,momentum=1`);
  await expect(view(page).getByText(/^momentum changes nothing in learn, and is ignored/)).toBeVisible();
  await expect(view(page).getByLabel('Learning rate, from')).toHaveValue('0.001');
  await expect(view(page).getByLabel('Loss against')).toHaveValue('rate');
  await view(page).getByLabel('Cell').selectOption('LSTM');
  await view(page).getByRole('button', { name: 'Forget bias: a range' }).click();
  await expect(page).toHaveURL(/learn=.*cell=lstm,.*forget-bias=-1:1.*,x=rate#learn$/);
  await view(page).getByLabel('Forget bias, to').fill('3');
  await view(page).getByLabel('Forget bias, to').press('Enter');
  await expect(page).toHaveURL(/forget-bias=-1:3,/);
  await view(page).getByRole('textbox', { name: 'Updates' }).fill('0');
  await view(page).getByRole('textbox', { name: 'Updates' }).press('Enter');
  await expect(view(page).getByRole('alert')).toContainText('Updates must be a whole number from 1');
  await page.reload();
  await expect(view(page).getByLabel('Forget bias, to')).toHaveValue('3');
  await complete(page);
  await view(page).getByLabel('Loss against').selectOption('ρ now');
  await expect(page).toHaveURL(/x=radius-now#learn$/);
  await expect(points(page)).toHaveAccessibleName(/against ρ now at update 60/);
  expect(complaints).toEqual([]);
});
