/** The rules that axe knows, over the whole chapter, in both lights and both widths. */
import { expect } from '@playwright/test';
import { violations } from './axe.ts';
import { open, small } from './explorer.ts';
import { test } from './tab.ts';

test('axe finds nothing, with charts and with tables, in light and dark, at a desk and on a phone', async ({
  page,
}) => {
  await open(page, `engine=wasm&${small}#chapter`);
  const chapter = page.locator('chapter-view');
  await expect(chapter.getByRole('heading', { level: 2 })).toBeVisible();
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await expect(chapter.locator('.waiting')).toHaveCount(0);
  const question = chapter.locator('predict-question').first();
  await question.getByLabel('about 74 %').check();
  await question.getByRole('button', { name: 'Check' }).click();
  await expect(question.getByText('Not so.')).toBeVisible();
  await chapter.getByRole('button', { name: 'All lines' }).click();

  // Each width in each light, and with tables and without; each light with tables and without.
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await violations(page, 'light'), `${width} px`).toEqual([]);
    for (const table of await chapter.getByRole('button', { name: /^Table of/ }).all()) await table.click();
    expect(await violations(page, 'dark'), `${width} px`).toEqual([]);
  }
});
