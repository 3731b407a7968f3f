/**
 * What a first visit costs: every byte of the first view, gzipped as any host serves it, on the CPU engine. Requests of
 * workers, and of their workers, count as the page's own do.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect } from '@playwright/test';
import { inState, medians } from './explorer.ts';
import { testAlone as test } from './tab.ts';

/** Bytes that everything of the first view may take. */
const budget = 200_000;

const built = fileURLToPath(new URL('../../dist/', import.meta.url));
const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript' };

/** Serves the built page, and writes down what each answer weighs. */
function serve(sent: Map<string, number>): Promise<Server> {
  const server = createServer(async ({ url = '' }, response) => {
    const path = url.replace(/[?#].*/, '').slice(1) || 'index.html';
    try {
      const file = await readFile(`${built}${path}`);
      const ending = path.replace(/.*\./, '');
      const type = types[ending];
      // A font is compressed as it is.
      const body = type ? gzipSync(file) : file;
      // Once: two workers that start together may both have asked before the first answer is in the cache.
      sent.set(path, body.length);
      // As hosts do: nothing else is fetched twice within a visit.
      response.setHeader('cache-control', 'max-age=600');
      if (type) response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

test('the first view, its charts and its badge take 200 kB', async ({ page }) => {
  const sent = new Map<string, number>();
  const server = await serve(sent);
  try {
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/`);
    await inState(page, 'complete');
    await expect(page.locator('vanishing-point')).toHaveAttribute('engine', 'wasm');
    await expect(page.locator('.gradients agreement-badge')).toContainText('agrees to');
    expect((await medians(page)).length).toBeGreaterThan(2);
    const heaviest = [...sent].sort(([, a], [, b]) => b - a);
    const bytes = heaviest.reduce((sum, [, more]) => sum + more, 0);
    // The page, its worker, an engine and its kernels' workers are among them, or not everything was counted.
    for (const part of ['index.html', 'assets/worker-', 'assets/relaxed.', 'assets/sweep-']) {
      expect(heaviest.map(([path]) => path)).toContainEqual(expect.stringContaining(part));
    }
    console.log(`${bytes} bytes in ${heaviest.length} files`);
    expect(bytes, heaviest.map(([path, more]) => `${more} ${path}`).join('\n')).toBeLessThanOrEqual(budget);
  } finally {
    server.close();
  }
});
