/** The rules that axe knows, in both lights, with everything on the page that a person can open. */
import { expect, test } from '@playwright/test';
import { violations } from './axe.ts';
import { inState, open, small } from './explorer.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('axe finds nothing', async ({ page }) => {
      await open(page, `engine=webgpu&${small}&network=3&colour=red`);
      await inState(page, 'complete');
      await expect(page.getByRole('img', { name: /eigenvalues/ })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      for (const table of await page.getByRole('button', { name: /^Table of/ }).all()) await table.click();
      await page.getByRole('textbox', { name: 'Steps' }).fill('none');
      await page.keyboard.press('Tab');
      expect(await violations(page)).toEqual([]);
    });

    test('axe finds nothing on a phone, drawer open', async ({ page }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await open(page, `engine=webgpu&${small}&input-scale=0:2`);
      await inState(page, 'complete');
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Controls' }).click();
      await expect(page.getByRole('button', { name: 'Done' })).toBeFocused();
      expect(await violations(page)).toEqual([]);
    });
  });
}
