/** The notebook's widget, driven as anywidget drives one (https://anywidget.dev/en/afm/): from a page of another origin than the figure's. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { type Host, host } from './host.ts';
import { testAlone as test } from './tab.ts';
import { changed, opened, python } from './widget.ts';

const fixture = (path: string) => fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));

let figures: Host;
let notebook: Host;
test.beforeAll(async () => {
  figures = await host();
  notebook = await host({
    name: 'localhost',
    rewrite: (path, content) =>
      path === 'index.html' ? Buffer.from('<!doctype html><main></main>') : content,
  });
});
test.afterAll(() => {
  figures.close();
  notebook.close();
});

test('numbers and files come to Python, and Python changes what is shown', async ({ page }) => {
  await page.goto(notebook.address);
  await opened(page, {
    src: '?v=2&networks=64&hidden-size=8&steps=20&seed=3&engine=wasm#explore',
    page: figures.address,
    formats: ['csv'],
  });
  await expect.poll(() => python(page, 'result')).toMatchObject({ experiment: { networks: 64, seed: 3 } });
  // Both at once.
  expect(String(await python(page, 'files'))).toMatch(/^csv: \d{4,}$/);
  await changed(page, 'src', '?v=2&networks=32&hidden-size=8&steps=20&seed=4&engine=wasm#explore');
  await expect.poll(() => python(page, 'result')).toMatchObject({ experiment: { networks: 32, seed: 4 } });
  await changed(page, 'height', 300);
  expect(await page.locator('vanishing-figure').evaluate((element) => element.clientHeight)).toBe(300);
  // What there is not is said, and the numbers come all the same.
  await changed(page, 'formats', ['abacus']);
  await changed(page, 'src', '?v=2&networks=16&hidden-size=8&steps=20&seed=5&engine=wasm#explore');
  await expect.poll(() => python(page, 'refusal')).toContain('no abacus file');
  expect(await python(page, 'result')).toMatchObject({ experiment: { seed: 5 } });
  expect(await page.evaluate(() => Reflect.get(window, 'close_').call(null))).toEqual([0, 0]);
});

test('a captured training step is opened in the Model view', async ({ page }) => {
  await page.goto(notebook.address);
  await opened(page, { src: '?v=2&engine=wasm#model', page: figures.address });
  const bytes = [...(await readFile(fixture('captures/gru_first.npz')))];
  await changed(page, 'given', [{ name: 'gru_first.npz', bytes }]);
  const shown = page.locator('vanishing-figure iframe').contentFrame();
  await expect(shown.locator('chart-frame[alone]')).toHaveAttribute('name', 'layers');
  await expect.poll(() => python(page, 'result')).toMatchObject({ cell: 'gru' });
});
