/** Buttons of which one is chosen are one tab stop, and a chart whose table is shown can still be saved. */
import { expect } from '@playwright/test';
import { inState, open, picture, readPicture, small } from './explorer.ts';
import { test } from './tab.ts';

test('a group of buttons is one tab stop that arrows walk along', async ({ page }) => {
  await open(page, small);
  await inState(page, 'complete');
  const group = page.getByRole('group', { name: 'Chart of' });
  const button = (name: string) => group.getByRole('button', { name });
  await page.locator('axes-field select').last().focus();
  await page.keyboard.press('Tab');
  await expect(button('Points')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(button('Map: input')).toBeFocused();
  await expect(button('Points')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowRight');
  await expect(button('Points')).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(button('Map: bias')).toHaveAttribute('aria-pressed', 'true');
  // Tab leaves the group, and comes back to what is chosen.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(button('Map: bias')).toBeFocused();
});

test('a chart is saved while its table is shown, as it was', async ({ page }) => {
  await open(page, small);
  await inState(page, 'complete');
  const chart = 'gradient through time';
  const before = await readPicture(page, await picture(page, chart, 'SVG'));
  await page.getByRole('button', { name: `Table of ${chart}` }).click();
  await expect(page.getByRole('region', { name: 'Table: Gradient through time' })).toBeVisible();
  const after = await readPicture(page, await picture(page, chart, 'SVG'));
  expect(after).toEqual(before);
  expect(after.images).toBe(1);
});
