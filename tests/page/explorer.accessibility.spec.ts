/** The rules that axe knows, in both lights, with everything on the page that a person can open. */
import { expect } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { inState, open, small } from './explorer.ts';
import { test } from './tab.ts';

test('axe finds nothing', async ({ page }) => {
  await open(page, `engine=wasm&${small}&network=3&colour=red`);
  await inState(page, 'complete');
  await expect(page.getByRole('img', { name: /eigenvalues/ })).toBeVisible();
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  for (const table of await page.getByRole('button', { name: /^Table of/ }).all()) await table.click();
  await page.getByRole('textbox', { name: 'Steps' }).fill('none');
  await page.keyboard.press('Tab');
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
});

test('axe finds nothing on a phone, drawer open', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `engine=wasm&${small}&input-scale=0:2`);
  await inState(page, 'complete');
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  await page.getByRole('button', { name: 'Controls' }).click();
  await expect(page.getByRole('button', { name: 'Done' })).toBeFocused();
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
});
