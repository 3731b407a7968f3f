/**
 * `npm run pictures`: the README's pictures, taken of the page as it is built now. They are made anew for a release, by the Chromium that the
 * tests use, and looked at.
 */
import { join } from 'node:path';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { provideBrowser, webgpuFlags } from './browser.mjs';
import { root } from './dependencies.mjs';

/** What each picture shows: its file below docs/, its address, and the state that it waits for. */
const pictures = [
  {
    file: 'explorer.png',
    address: '?engine=wasm&network=1200#explore',
    /** @param {import('playwright').Page} page */
    ready: async (page) => {
      await page.locator('vanishing-point[state=complete]').waitFor({ timeout: 120_000 });
      await page
        .getByText(/agrees to/)
        .first()
        .waitFor();
      await page.getByRole('img', { name: /eigenvalues/ }).waitFor();
    },
  },
];

await build({ root, logLevel: 'warn' });
const server = await preview({ root, preview: { host: '127.0.0.1', port: 0 } });
const browser = await chromium.launch({ executablePath: await provideBrowser(), args: webgpuFlags });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  for (const { file, address, ready } of pictures) {
    await page.goto(new URL(address, server.resolvedUrls?.local[0]).href);
    await ready(page);
    await page.screenshot({ path: join(root, 'docs', file), animations: 'disabled' });
    console.log(`docs/${file}`);
  }
} finally {
  await browser.close();
  await server.close();
}
