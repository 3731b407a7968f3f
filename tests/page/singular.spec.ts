/** Singular values of an experiment's networks, as a person looks at them. */
import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { open, readPicture } from './explorer.ts';
import { test } from './tab.ts';

const tiny = 'engine=wasm&hidden-size=8&networks=12&steps=40&warm-up=5&gain=0.9&activation=identity';

test('the whole spread of a linear network, and isometry beside it', async ({ page }) => {
  const complaints = await open(page, `${tiny}&network=3#spectra/singular`);
  const section = page.locator('singular-section');
  await expect(section.getByText(/^12 networks/)).toBeVisible({ timeout: 60_000 });
  await expect(
    section.getByText(/^The worst direction \d.*-fold at T − t = \d+, the gradient/),
  ).toBeVisible();
  await expect(section.getByText(/^Network 3: of a change of state_t/)).toBeVisible();

  // Orthogonal beside Ginibre: all directions alike.
  await section.getByRole('combobox').selectOption('orthogonal');
  await expect(section.getByText(/^12 networks, and 12 beside/)).toBeVisible({ timeout: 60_000 });
  await section.getByRole('button', { name: 'Table of condition number' }).click();
  const last = section.locator('chart-frame', { hasText: 'Condition number' }).getByRole('row').last();
  await expect(last).toContainText(/^\s*40\s*[1-9]\d*\.\d+\s*[−]?0\.000/);

  // Another distance, by keyboard: its whole spectrum.
  await section.getByRole('textbox', { name: 'Distance' }).fill('1');
  await page.keyboard.press('Enter');
  await expect(section.getByText(/^8 singular values at T − t = 1, over \d/)).toBeVisible();
  const figure = section.getByRole('figure', { name: /^Singular values: σ/ });
  await figure.focus();
  await page.keyboard.press('Home');
  await expect(section.getByText(/^distance T − t, steps 0: largest 1\.00/)).toBeVisible();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(section.getByText(/^8 singular values at T − t = 40/)).toBeVisible();

  const coming = page.waitForEvent('download');
  await section.getByRole('button', { name: 'Save singular values as a picture', exact: true }).click();
  await section.getByRole('button', { name: 'SVG of singular values', exact: true }).click();
  const picture = await readPicture(page, await readFile(await (await coming).path()));
  expect(picture.errors).toBe(0);
  expect(JSON.parse(picture.entries.experiment ?? '{}')).toMatchObject({ gain: 0.9 });
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('a gain of its own is measured anew, and stops when it is told', async ({ page }) => {
  await open(page, 'engine=wasm&hidden-size=128&networks=12&steps=100#spectra/singular');
  const section = page.locator('singular-section');
  await section.getByRole('button', { name: 'Stop' }).click();
  await expect(section.getByText(/^Stopped after \d+ networks?\./)).toBeVisible();
  await section.getByRole('textbox', { name: 'Gain' }).fill('0.5');
  await page.keyboard.press('Enter');
  await expect(section.getByText(/^Network 1: \d+ %/)).toBeVisible();
  await section.getByRole('button', { name: 'Stop' }).click();
  await expect(section.getByText(/^Stopped after/)).toBeVisible();
});
