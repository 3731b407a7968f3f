/** What networks settle into, as a person looks at it: fractions, their table, input, and a stop. */
import { expect } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { open } from './explorer.ts';
import { test } from './tab.ts';

test('fractions of fixed points, cycles and chaos against the gain, and of echo states under input', async ({
  page,
}) => {
  const complaints = await open(
    page,
    'engine=wasm&hidden-size=8&networks=96&steps=40&warm-up=10&gain=0.5:3#spectra/settling',
  );
  const section = page.locator('settling-section');
  await expect(section.getByText('96 networks.', { exact: true })).toBeVisible({ timeout: 60_000 });
  const figure = section.getByRole('figure', { name: /^Fractions of 96 networks/ });
  await figure.focus();
  await page.keyboard.press('Home');
  await expect(section.getByText(/^gain g 0\.578: fixed point 1\.00/)).toBeVisible();
  await section.getByRole('button', { name: 'Table of what networks settle into' }).click();
  await expect(section.getByRole('table').getByRole('row')).toHaveCount(17);
  for (const light of lights) expect(await violations(page, light)).toEqual([]);

  await page.getByRole('textbox', { name: 'Input scale' }).fill('0.3');
  await page.keyboard.press('Enter');
  await expect(section.getByText('echo state', { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  await expect(section.getByText('96 networks.', { exact: true })).toBeVisible({ timeout: 60_000 });
  expect(complaints).toEqual([]);
});
