/** Every view of the page with something measured in it: where it is, and how one knows that it is there. */
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { inState } from './explorer.ts';

const late = { timeout: 90_000 };

/** What all of them are shown with: small, and the same numbers every time. */
const measured =
  '?engine=wasm&hidden-size=8&networks=24&steps=20&warm-up=5&network=3&seed=5&compare=base~cell=lstm' +
  '&map=gain=0.5:4,input-scale=0:2,cells=8x8,networks=4' +
  '&learn=networks=24,hidden-size=8,steps=6,updates=20,batch=4,seed=3,optimizer=adam,rate=0.01';

/** The state of a view in which nothing changes any more. */
export const stableViews: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  explore: async (page) => {
    await inState(page, 'complete');
    await expect(page.locator('.gradients agreement-badge')).toContainText('agrees to', late);
    await expect(page.getByRole('img', { name: /8 eigenvalues/ })).toBeVisible();
  },
  learn: async (page) => {
    const status = page.locator('learn-view').getByRole('status');
    await expect(status).toHaveText(/^20 updates of 24 networks in /, late);
  },
  compare: (page) => expect(page.getByText('24 networks of each configuration')).toBeVisible(late),
  spectra: (page) =>
    expect(
      page
        .locator('lyapunov-section')
        .getByText(/24 networks/)
        .first(),
    ).toBeVisible(late),
  map: (page) => expect(page.getByText(/^64 cells, the same 4 networks/)).toBeVisible(late),
  model: async (page) => {
    const file = fileURLToPath(new URL('../fixtures/model/lstm_bidirectional.safetensors', import.meta.url));
    await page.locator('model-view given-network-opener input#file').setInputFiles(file);
    await expect(page.locator('model-view model-findings li').first()).toBeVisible(late);
  },
  chapter: async (page) => {
    await expect(page.locator('chapter-view').getByRole('heading', { level: 2 })).toBeVisible();
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await expect(page.locator('chapter-view .waiting')).toHaveCount(0, late);
  },
  story: (page) => expect(page.locator('story-view').getByRole('link', { name: 'Begin' })).toBeVisible(),
  stress: (page) => expect(page.getByRole('heading', { name: 'Stress', level: 2 })).toBeVisible(),
  validate: (page) => expect(page.locator('validate-view').getByRole('button').first()).toBeVisible(),
};

/** Opens a view, and waits until it is as it stays. */
export async function openView(page: Page, view: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`/${measured}#${view}`);
  await stableViews[view]?.(page);
}
