/**
 * What a first visit costs: every byte of the first view, gzipped as any host serves it, on the CPU engine. Requests of
 * workers, and of their workers, count as the page's own do.
 */
import { expect } from '@playwright/test';
import { inState, medians } from './explorer.ts';
import { host } from './host.ts';
import { testAlone as test } from './tab.ts';

/** Bytes that everything of the first view may take. */
const budget = 200_000;

test('the first view, its charts and its badge take 200 kB', async ({ page }) => {
  const { address, sent, close } = await host();
  try {
    await page.goto(address);
    await inState(page, 'complete');
    await expect(page.locator('vanishing-point')).toHaveAttribute('engine', 'wasm');
    await expect(page.locator('.gradients agreement-badge')).toContainText('agrees to');
    // A table is no part of it, and comes when it is asked for.
    const heaviest = [...sent].sort(([, a], [, b]) => b - a);
    const bytes = heaviest.reduce((sum, [, more]) => sum + more, 0);
    expect((await medians(page)).length).toBeGreaterThan(2);
    // The page, its worker, an engine and its kernels' workers are among them, or not everything was counted.
    for (const part of ['index.html', 'assets/worker-', 'assets/relaxed.', 'assets/sweep-']) {
      expect(heaviest.map(([path]) => path)).toContainEqual(expect.stringContaining(part));
    }
    console.log(`${bytes} bytes in ${heaviest.length} files`);
    expect(bytes, heaviest.map(([path, more]) => `${more} ${path}`).join('\n')).toBeLessThanOrEqual(budget);
  } finally {
    close();
  }
});
