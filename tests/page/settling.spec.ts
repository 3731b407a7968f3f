/** What networks settle into, as a person reads it: fractions against the gain, examples that can be pinned, fixed points. */
import { expect, type Page } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { open, picture, readPicture } from './explorer.ts';
import { test } from './tab.ts';

const tiny = 'hidden-size=8&networks=256&steps=20&warm-up=10&gain=0.5:2&ensemble=orthogonal';

async function opened(page: Page, search: string): Promise<string[]> {
  const complaints = await open(page, `${search}#spectra/settling`);
  await expect(page.getByText(/^256 networks, 20.000 steps each\.$/)).toBeVisible({ timeout: 90_000 });
  return complaints;
}

test('fractions, examples of a gain, a pinned one and its fixed points', async ({ page }) => {
  const complaints = await opened(page, `engine=wasm&${tiny}`);
  const section = page.locator('settling-section');
  await expect(section.getByText(/^Of all 256: .*zero \d+ %/)).toBeVisible();

  const figure = section.getByRole('figure', {
    name: /^Fractions of networks of each class against the gain/,
  });
  await figure.focus();
  await page.keyboard.press('Home');
  await expect(section.getByText(/^gain g 0\.\d+: .*zero 1\.00 /)).toBeVisible();
  await page.keyboard.press('Enter');
  const examples = section.getByRole('region', { name: /^Table of networks near gain 0\.\d+/ });
  await expect(examples.getByRole('row')).toHaveCount(13);
  await expect(examples.getByRole('row').nth(1)).toContainText('zero');

  await expect(
    section.getByText('1 fixed point', { exact: false }).or(section.getByText(/fixed points: /)),
  ).toBeVisible();
  const first = examples.getByRole('row').nth(1).getByRole('button');
  const index = (await first.textContent()) ?? '';
  await first.click();
  await expect(
    section.getByRole('heading', { name: `Fixed points of the pinned network, ${index}` }),
  ).toBeVisible();
  await expect(section.getByText('1 fixed point: 1 stable.')).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`network=${index}`));
  const plane = section.getByRole('figure', { name: `Trajectory and 1 fixed points of network ${index}` });
  await plane.focus();
  await page.keyboard.press('End');
  await expect(section.getByText(/^stable · leading eigenvalue /)).toBeVisible();

  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  for (const table of await section.getByRole('button', { name: /^Table of/ }).all()) await table.click();
  await expect(section.getByRole('cell', { name: 'stable' })).toBeVisible();
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  for (const table of await section.getByRole('button', { name: /^Table of/ }).all()) await table.click();
  const saved = await readPicture(page, await picture(page, 'trajectory and fixed points', 'SVG'));
  expect(saved).toMatchObject({ errors: 0, images: 1 });
  expect(complaints).toEqual([]);
});

test('an input makes it a question of the start, and changes measure anew', async ({ page }) => {
  const complaints = await opened(page, `engine=wasm&${tiny}&input-scale=0.5`);
  const section = page.locator('settling-section');
  await expect(section.getByText(/^Of all 256: .*echo state \d+ %/)).toBeVisible();
  await section.getByText('How each class is told').click();
  await expect(section.getByText('the start is forgotten', { exact: false })).toBeVisible();
  await expect(section.getByText(/The trajectory is the driven one/)).toBeVisible();
  await page.getByRole('textbox', { name: 'Input scale' }).fill('0');
  await page.keyboard.press('Tab');
  await expect(section.getByText(/^Of all 256: .*zero \d+ %/)).toBeVisible({ timeout: 60_000 });
  expect(complaints).toEqual([]);
});
