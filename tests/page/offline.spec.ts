/** Once loaded, the page needs no network; a newer version of it says so, and comes when it is asked for. */
import { expect, type Page } from '@playwright/test';
import { inState, small } from './explorer.ts';
import { host } from './host.ts';
import { testAlone as test } from './tab.ts';

/** What everything that is kept may weigh, gzipped. */
const budget = 1_600_000;

/** Under a name of its own: what this machine itself serves is not kept. */
const elsewhere = { folder: '/pages/vanishing-point/', name: 'vanishing.localhost' };

/** Waits until the browser has all of the page. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state !== 'activated')
      await new Promise((resolve) => active?.addEventListener('statechange', resolve));
  });
}

test('without a network a sweep runs, and views and sections open that were never seen', async ({ page }) => {
  const { address, sent, close } = await host(elsewhere);
  try {
    await page.goto(`${address}?engine=wasm&${small}`);
    await inState(page, 'complete');
    await kept(page);
  } finally {
    close();
  }
  const bytes = [...sent.values()].reduce((sum, more) => sum + more, 0);
  console.log(`${bytes} bytes in ${sent.size} files`);
  expect(bytes).toBeLessThan(budget);

  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  // Another experiment: the address differs, the page is the same.
  await page.goto(`${address}?engine=wasm&${small}&cell=gru&seed=5`);
  await inState(page, 'complete');
  await expect(page.locator('vanishing-point')).toHaveAttribute('engine', 'wasm');
  await expect(page.locator('.gradients agreement-badge')).toContainText('agrees to');
  await page.reload();
  await inState(page, 'complete');
  for (const [hash, view, words] of [
    ['chapter/activations', 'chapter-view', 'Activations'],
    ['learn', 'learn-view', /updates of/],
    ['model', 'model-view', 'What ails your model?'],
  ] as const) {
    await page.evaluate((to) => {
      location.hash = to;
    }, hash);
    await expect(page.locator(view).getByText(words).first()).toBeVisible();
  }
  await expect(page.locator('notice-list li')).toHaveCount(0);
  expect(complaints).toEqual([]);
  // What was never opened is not kept: a sentence, and no page of the browser's.
  await page.goto(`${address}de/`);
  await expect(page.getByText('this page has not been kept')).toBeVisible();
});

test('a newer version waits, says so, and is there after a click', async ({ page, context }) => {
  let version = 1;
  const { address, close } = await host({
    ...elsewhere,
    rewrite: (path, content) => {
      const title = `<title>Version ${version}</title>`;
      if (path === 'index.html')
        return Buffer.from(String(content).replace('<title>Vanishing Point</title>', title));
      // Another build knows another page.
      if (path === 'service_worker.js')
        return Buffer.from(String(content).replace(/(index\.html["`'],revision:["`'])\w*/i, `$1${version}`));
      return content;
    },
  });
  try {
    await page.goto(`${address}?engine=wasm&${small}`);
    await kept(page);
    await expect(page).toHaveTitle('Version 1');
    await expect(page.locator('update-notice')).toHaveCount(0);

    version = 2;
    await page.reload();
    await expect(page).toHaveTitle('Version 1');
    const other = await context.newPage();
    await other.goto(address);
    const notice = page.locator('update-notice');
    await expect(notice).toHaveText(/A new version is ready/);
    // By itself nothing is loaded again.
    await inState(page, 'complete');
    await expect(page).toHaveTitle('Version 1');
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect(page).toHaveTitle('Version 2');
    await expect(page.locator('update-notice')).toHaveCount(0);
    // Another tab goes on, and is told.
    await expect(other).toHaveTitle('Version 1');
    await expect(other.locator('update-notice')).toHaveText(/A new version is ready/);
    await other.getByRole('button', { name: 'Reload' }).click();
    await expect(other).toHaveTitle('Version 2');
  } finally {
    close();
  }
});

test('what this machine itself serves is not kept', async ({ page }) => {
  const { address, close } = await host();
  try {
    await page.goto(`${address}?engine=wasm&${small}`);
    await inState(page, 'complete');
    // Longer than the page waits where it is kept.
    await page.waitForTimeout(6000);
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(
      0,
    );
  } finally {
    close();
  }
});
