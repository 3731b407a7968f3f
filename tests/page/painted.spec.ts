/** A chart saved as PNG is painted shape by shape; a browser's own drawing of the same SVG is what it is held against. */
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { inState, open, picture, small } from './explorer.ts';
import { test } from './tab.ts';

/** The share of pixels of which a channel differs by more than a quarter of its range. */
async function different(page: Page, png: Buffer, svg: Buffer): Promise<number> {
  return page.evaluate(
    async ([painted, drawn]) => {
      const load = async (address: string) => {
        const image = new Image();
        image.src = address;
        await image.decode();
        return image;
      };
      const [left, right] = [await load(painted ?? ''), await load(drawn ?? '')];
      const pixels = (image: HTMLImageElement) => {
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [left.naturalWidth, left.naturalHeight];
        const context = canvas.getContext('2d');
        context?.drawImage(image, 0, 0, canvas.width, canvas.height);
        return context?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
      };
      const [ours, theirs] = [pixels(left), pixels(right)];
      let count = 0;
      for (let i = 0; i < ours.length; i += 4) {
        if ([0, 1, 2].some((c) => Math.abs((ours[i + c] ?? 0) - (theirs[i + c] ?? 0)) > 64)) count++;
      }
      return count / (ours.length / 4);
    },
    [
      `data:image/png;base64,${png.toString('base64')}`,
      `data:image/svg+xml;base64,${svg.toString('base64')}`,
    ],
  );
}

async function hasPicture(page: Page, chart: string): Promise<boolean> {
  const offered = (formats: RegExp) =>
    page.getByRole('button', { name: formats }).filter({ hasText: `of ${chart}` });
  await page.getByRole('button', { name: `Save ${chart} as a ` }).click();
  await expect(offered(/^(PNG|CSV) of /).first()).toBeVisible();
  const has = (await offered(/^PNG of /).count()) > 0;
  await page.keyboard.press('Escape');
  return has;
}

/** All charts that can be saved, by the names of their buttons. Of what is words or a table there is none. */
async function compareAll(page: Page): Promise<Record<string, number>> {
  const shares: Record<string, number> = {};
  const named = /Save (.*) as a (?:picture|file)/;
  const labels = await page.getByRole('button', { name: named }).allTextContents();
  for (const name of labels.map((label) => named.exec(label)?.[1] ?? '')) {
    if (!(await hasPicture(page, name))) continue;
    shares[name] = await different(page, await picture(page, name, 'PNG'), await picture(page, name, 'SVG'));
  }
  return shares;
}

/** Lines that do not grow with a disc are thinner where Chromium scales an image of it; letters and edges of bars are smoothed in another way. */
const limit = (name: string) => (name.startsWith('eigenvalues') ? 0.008 : 0.005);

test('plots, discs and their legends', async ({ page }) => {
  await open(page, `engine=wasm&${small}&network=3&seed=77`);
  await inState(page, 'complete');
  await expect(page.getByRole('img', { name: /16 eigenvalues/ })).toBeVisible();
  const shares = await compareAll(page);
  expect(Object.keys(shares).length).toBeGreaterThan(2);
  for (const [name, share] of Object.entries(shares)) expect(share, name).toBeLessThan(limit(name));
});

test('a density behind a disc', async ({ page }) => {
  await open(page, 'engine=wasm&hidden-size=16&networks=60&steps=20&warm-up=5&gain=0.5#spectra/eigenvalues');
  await expect(page.getByText(/^Density of 60 networks/)).toBeVisible({ timeout: 60_000 });
  const shares = await compareAll(page);
  expect(Object.keys(shares).length).toBeGreaterThan(1);
  for (const [name, share] of Object.entries(shares)) expect(share, name).toBeLessThan(0.01);
});

test('a map of layers, with its patterns, and the legend of its colours', async ({ page }) => {
  await open(page, `engine=wasm&${small}#model`);
  const fixture = fileURLToPath(new URL('../fixtures/model/lstm_bidirectional.safetensors', import.meta.url));
  await page.locator('model-view given-network-opener input#file').setInputFiles(fixture);
  await expect(page.locator('model-view model-findings li').first()).toBeVisible({ timeout: 60_000 });
  const shares = await compareAll(page);
  expect(Object.keys(shares).length).toBeGreaterThan(1);
  for (const [name, share] of Object.entries(shares)) expect(share, name).toBeLessThan(limit(name));
});

test('the chapter’s figures', async ({ page }) => {
  await open(page, `engine=wasm&${small}#chapter`);
  await expect(page.locator('chapter-view').getByRole('heading', { level: 2 })).toBeVisible();
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await expect(page.locator('chapter-view .waiting')).toHaveCount(0, { timeout: 60_000 });
  const shares = await compareAll(page);
  expect(Object.keys(shares).length).toBeGreaterThan(4);
  for (const [name, share] of Object.entries(shares)) expect(share, name).toBeLessThan(limit(name));
});
