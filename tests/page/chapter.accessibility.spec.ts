/** The rules that axe knows, over the whole chapter with everything in it open, in both lights and both widths. */
import { expect, test } from '@playwright/test';
import { violations } from './axe.ts';
import { open, small } from './explorer.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test.describe(`in ${colorScheme}, ${width} px wide`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });

      test('axe finds nothing', async ({ page }) => {
        await open(page, `engine=wasm&${small}#chapter`);
        const chapter = page.locator('chapter-view');
        await expect(chapter.getByRole('heading', { level: 2 })).toBeVisible();
        await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
        await expect(chapter.locator('.waiting')).toHaveCount(0);
        for (const table of await chapter.getByRole('button', { name: /^Table of/ }).all())
          await table.click();
        const question = chapter.getByRole('group', { name: /^1\./ });
        await question.getByLabel('about 74 %').check();
        await expect(question.getByText('Not so.')).toBeVisible();
        await chapter.getByRole('button', { name: 'All lines' }).click();
        expect(await violations(page)).toEqual([]);
      });
    });
  }
}
