/** Where the parameters' gradient comes from, as a person looks at it. */
import { expect } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { open } from './explorer.ts';
import { test } from './tab.ts';

test('what each step adds, beside what reaches the state', async ({ page }) => {
  const complaints = await open(
    page,
    'engine=wasm&hidden-size=8&networks=12&steps=40&warm-up=5&gain=0.5&input-scale=0.5&ensemble=orthogonal&activation=identity#spectra/parameters',
  );
  const section = page.locator('sensitivity-section');
  await expect(section.getByText(/^12 networks/)).toBeVisible({ timeout: 60_000 });
  // A gradient that vanishes leaves the last steps alone.
  await expect(
    section.getByText(/^(8|10|13) % of the steps have terms within a tenth of the largest/),
  ).toBeVisible();
  await section.getByRole('combobox').selectOption('ginibre');
  await expect(section.getByText(/^12 networks, and 12 beside/)).toBeVisible({ timeout: 60_000 });

  // One that is kept has terms all along the way.
  await section.getByRole('textbox', { name: 'Gain' }).fill('1');
  await page.keyboard.press('Enter');
  await expect(section.getByText(/^[6-9]\d % of the steps have terms|^100 % of the steps/)).toBeVisible();
  await expect(section.getByText(/^12 networks, and 12 beside/)).toBeVisible({ timeout: 60_000 });
  const figure = section.getByRole('figure', { name: /^What each step adds/ });
  await figure.focus();
  await page.keyboard.press('End');
  await expect(section.getByText(/^step t 40: Orthogonal.* \d/)).toBeVisible();
  await section.getByRole('button', { name: 'Table of the state and its gradient' }).click();
  await expect(section.locator('number-table').last().getByRole('row')).toHaveCount(42);
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  expect(complaints).toEqual([]);
});
