/** Clouds of eigenvalues, as a person looks at them. */
import { expect } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { open } from './explorer.ts';
import { test } from './tab.ts';

test('one network follows the gain and the step, all of them are counted', async ({ page }) => {
  const complaints = await open(
    page,
    'engine=wasm&hidden-size=16&networks=60&steps=20&warm-up=5&network=7&ensemble=orthogonal&gain=0.5#spectra/eigenvalues',
  );
  const section = page.locator('eigenvalues-section');
  const one = section.getByRole('img', { name: /^16 eigenvalues of/ });
  await expect(one).toHaveAccessibleName(
    '16 eigenvalues of Wₕₕ in the complex plane; the largest modulus is 0.500',
  );
  await expect(section.getByText('All on the circle of radius g = 0.500.', { exact: false })).toBeVisible();
  await expect(section.getByText(/^Density of 60 networks at g = 0\.500/)).toBeVisible({ timeout: 60_000 });
  await expect(
    section.getByRole('img', { name: /^Where the eigenvalues of Wₕₕ of 60 networks/ }),
  ).toBeVisible();

  await section.getByRole('textbox', { name: 'Gain' }).fill('0.8');
  await page.keyboard.press('Enter');
  await expect(one).toHaveAccessibleName(/the largest modulus is 0\.800$/);
  await section.getByRole('button', { name: 'Dₜ·Wₕₕ' }).click();
  await expect(section.getByText(/Ring of an orthogonal W: from 0\.\d+ to g·√⟨φ′²⟩ = 0\.\d+/)).toBeVisible();
  await section.getByRole('textbox', { name: 'Step' }).fill('1');
  await page.keyboard.press('Enter');
  await expect(
    section.getByRole('heading', { name: 'Network 7: Dₜ·Wₕₕ at t = 1', exact: true }),
  ).toBeVisible();
  await expect(section.getByRole('heading', { name: '60 networks: Dₜ·Wₕₕ at t = 1' })).toBeVisible({
    timeout: 60_000,
  });

  for (const table of await section.getByRole('button', { name: /^Table of/ }).all()) await table.click();
  await expect(section.locator('number-table').first().getByRole('row')).toHaveCount(17);
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('thousands stop when they are told', async ({ page }) => {
  await open(page, 'engine=wasm&hidden-size=64&networks=65536&steps=20#spectra/eigenvalues');
  const section = page.locator('eigenvalues-section');
  await expect(section.getByText(/^Density: [1-9][\d\u202f]* of 65\u202f536 networks/)).toBeVisible({
    timeout: 60_000,
  });
  await section.getByRole('button', { name: 'Stop' }).click();
  await expect(section.getByText(/^Stopped after [1-9].* of 65\u202f536 networks/)).toBeVisible();
});
