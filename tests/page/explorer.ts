/** How a page test operates the explorer: opens it, waits for a state, reads its numbers. */
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';

/** Small enough to be measured at once on a software adapter. */
export const small = 'networks=96&hidden-size=16&steps=20&warm-up=10';
/** Large enough to be caught while it runs. */
export const large = 'networks=16384&hidden-size=64&steps=100';

export const root = (page: Page) => page.locator('vanishing-point');

/** Opens the page and collects whatever it complains about on the console. */
export async function open(page: Page, search: string): Promise<string[]> {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`/?${search}`);
  return complaints;
}

export async function inState(page: Page, state: 'running' | 'complete' | 'stopped'): Promise<void> {
  await expect(root(page)).toHaveAttribute('state', state, { timeout: 90_000 });
}

export interface Sweep {
  readonly experiment: Record<string, unknown>;
  readonly networks: readonly { readonly index: number; readonly growthRate: number | null }[];
  readonly time: { readonly steps: readonly number[]; readonly p50: readonly (number | null)[] };
}

/** The text of a file that the page offers. */
export async function download(page: Page, format: 'CSV' | 'JSON'): Promise<string> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: `Download ${format}` }).click();
  return readFile(await (await coming).path(), 'utf8');
}

/** A chart's picture, by the name that the page has for the chart. */
export async function picture(page: Page, chart: string, format: 'PNG' | 'SVG'): Promise<Buffer> {
  const coming = page.waitForEvent('download');
  const save = (as: string) => page.getByRole('button', { name: `Save ${chart} as a ${as}`, exact: true });
  await save('picture').or(save('file')).click();
  await page.getByRole('button', { name: `${format} of ${chart}`, exact: true }).click();
  const file = await coming;
  expect(file.suggestedFilename()).toMatch(/^vanishing-point-[a-z0-9.-]+\.(png|svg)$/);
  return readFile(await file.path());
}

/** What an SVG of a chart holds, as a browser reads it. */
export async function readPicture(page: Page, svg: Buffer) {
  return page.evaluate((source) => {
    const parsed = new DOMParser().parseFromString(source, 'image/svg+xml');
    return {
      errors: parsed.querySelectorAll('parsererror').length,
      title: parsed.querySelector('title')?.textContent ?? '',
      words: parsed.querySelector('desc')?.textContent ?? '',
      entries: JSON.parse(parsed.querySelector('metadata')?.textContent ?? '{}') as Record<string, string>,
      images: parsed.querySelectorAll('image').length,
      marks: parsed.querySelectorAll('rect, circle').length,
      legends: parsed.querySelectorAll('linearGradient').length,
    };
  }, svg.toString('utf8'));
}

export async function sweep(page: Page): Promise<Sweep> {
  return JSON.parse(await download(page, 'JSON'));
}

/** The text of the status line. */
export const status = (page: Page) => page.getByRole('status');

/** The running median of the first chart, as its table says it. */
export async function medians(page: Page): Promise<string[]> {
  const button = page.getByRole('button', { name: /^Table of gradient norm/ });
  await button.click();
  const cells = page.locator('chart-frame.gradients number-table').first();
  await expect(cells.getByRole('row').nth(1)).toBeVisible();
  const texts = await cells.locator('tbody tr td:nth-of-type(2)').allTextContents();
  await button.click();
  return texts;
}

/** The choice of the networks around the edge, pressed unless somebody has made another; also behind a table. */
export const aroundEdge = (page: Page) =>
  page
    .getByRole('group', { name: 'Networks shown through time', includeHidden: true })
    .getByRole('button', { name: 'Edge', exact: true, includeHidden: true });

/** Expects a window that somebody has drawn, or none. */
export async function expectOwnWindow(page: Page, own: boolean): Promise<void> {
  await expect(aroundEdge(page)).toHaveAttribute('aria-pressed', String(!own));
}
