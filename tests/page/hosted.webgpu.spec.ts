/**
 * The page under the strictest policy that a host can be asked for, from a folder of its own: every view, files in and out, and
 * nothing that the policy forbids.
 */
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { download, inState, picture, small } from './explorer.ts';
import { type Host, host } from './host.ts';
import { testAlone as test } from './tab.ts';

const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self'";

let hosted: Host;
test.beforeAll(async () => {
  hosted = await host({ folder: '/pages/vanishing-point/', headers: { 'content-security-policy': policy } });
});
test.afterAll(() => hosted.close());

/** Opens what stands behind the folder's address, and writes down what the page and its workers complain of. */
async function open(page: Page, search: string): Promise<string[]> {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  await page.exposeFunction('violated', (words: string) => complaints.push(words));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      Reflect.get(globalThis, 'violated')(`${violatedDirective}: ${blockedURI} in ${sourceFile}`);
    });
  });
  await page.goto(`${hosted.address}?${search}`);
  return complaints;
}

/** Nothing was forbidden, and nothing is done in another way than it was asked for: workers tell nobody of what they may not do. */
async function nothingForbidden(page: Page, complaints: readonly string[], engine = 'wasm'): Promise<void> {
  await expect(page.locator('notice-list li')).toHaveText([]);
  await expect(page.locator('vanishing-point')).toHaveAttribute('engine', engine);
  expect(complaints).toEqual([]);
}

/** Another view of the same page. */
const look = (page: Page, view: string) =>
  page.evaluate((hash) => {
    location.hash = hash;
  }, view);

test('the policy is heard of where it is broken', async ({ page }) => {
  const complaints = await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  expect(complaints).toEqual([]);
  await page.evaluate(() => document.body.setAttribute('style', 'color: red'));
  await expect.poll(() => complaints.join()).toMatch(/style-src-attr: inline/);
});

test('the explorer measures, saves pictures and tables, and opens a file', async ({ page }) => {
  const complaints = await open(page, `engine=wasm&${small}&network=3&seed=77`);
  await inState(page, 'complete');
  await expect(page.locator('.gradients agreement-badge')).toContainText('agrees to');
  expect((await picture(page, 'gradient norm against spectral radius', 'PNG')).readUInt32BE(0)).toBe(
    0x89504e47,
  );
  expect(String(await picture(page, 'eigenvalues of network 3', 'SVG'))).toMatch(/^<svg/);
  expect(await download(page, 'CSV')).toContain('growthRate');
  await page
    .locator('explore-view given-network-opener input[type=file]')
    .setInputFiles({ name: 'half.csv', mimeType: 'text/csv', buffer: Buffer.from('0.5,0\n0,0.5') });
  await expect(page.locator('given-network-panel dt:text-is("spectral radius ρ") + dd')).toHaveText('0.5000');
  await nothingForbidden(page, complaints);
});

test('the GPU measures, too', async ({ page }) => {
  const complaints = await open(page, `engine=webgpu&${small}`);
  await inState(page, 'complete');
  await nothingForbidden(page, complaints, 'webgpu');
});

test('a map of inputs is drawn, and networks are compared, learn, and are taken apart', async ({ page }) => {
  const complaints = await open(
    page,
    `engine=wasm&hidden-size=8&networks=24&steps=20&warm-up=5&gain=0.9&compare=base~cell=lstm` +
      '&map=gain=0.5:4,input-scale=0:2,cells=16x16,networks=4' +
      '&learn=networks=24,hidden-size=8,steps=6,updates=20,batch=4,seed=3,optimizer=adam,rate=0.01#compare',
  );
  await expect(page.getByText('24 networks of each configuration')).toBeVisible({ timeout: 60_000 });
  await look(page, 'map');
  await expect(page.getByText(/^256 cells, the same 4 networks/)).toBeVisible({ timeout: 60_000 });
  await look(page, 'learn');
  await expect(page.locator('learn-view').getByRole('status')).toHaveText(/^20 updates of 24 networks in /, {
    timeout: 60_000,
  });
  const seen: readonly (readonly [string, string, RegExp])[] = [
    ['exponents', 'lyapunov-section', /24 networks/],
    ['settling', 'settling-section', /24 networks/],
    ['eigenvalues', 'eigenvalues-section', /^Density of 24 networks/],
    ['singular', 'singular-section', /networks/],
    ['parameters', 'sensitivity-section', /∂L/],
  ];
  for (const [name, section, words] of seen) {
    await look(page, `spectra/${name}`);
    await expect(page.locator(section).getByText(words).first()).toBeVisible({ timeout: 60_000 });
  }
  await nothingForbidden(page, complaints);
});

test('a model is diagnosed, and the engine is put under stress and held to the oracle', async ({ page }) => {
  const complaints = await open(page, 'engine=wasm&hidden-size=8&networks=40&steps=100#model');
  const fixture = fileURLToPath(new URL('../fixtures/model/lstm_bidirectional.safetensors', import.meta.url));
  await page.locator('model-view given-network-opener input#file').setInputFiles(fixture);
  await expect(page.locator('model-view model-findings li').first()).toBeVisible({ timeout: 60_000 });
  await look(page, 'stress');
  const stress = page.locator('stress-view');
  await stress.getByRole('combobox').first().selectOption('One size, once');
  await stress.getByRole('combobox').nth(1).selectOption('explorer');
  await stress.getByRole('button', { name: 'Begin', exact: true }).click();
  await expect(stress.getByRole('button', { name: 'Begin again' })).toBeVisible({ timeout: 60_000 });
  await look(page, 'validate');
  await expect(page.locator('validate-view').getByRole('button').first()).toBeVisible();
  await nothingForbidden(page, complaints);
});

test('the chapter is whole, with its formulas and figures', async ({ page }) => {
  const complaints = await open(page, `engine=wasm&${small}#chapter/activations`);
  const chapter = page.locator('chapter-view');
  await expect(chapter.getByRole('heading', { name: 'Activations' })).toBeVisible();
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await expect(chapter.locator('.waiting')).toHaveCount(0, { timeout: 60_000 });
  // Its font comes from the same host.
  await expect.poll(() => [...hosted.sent.keys()].some((path) => path.endsWith('.woff2'))).toBe(true);
  expect(await chapter.locator('math').count()).toBeGreaterThan(20);
  const png = await picture(page, 'gradients through an unrolled network', 'PNG');
  expect(png.readUInt32BE(0)).toBe(0x89504e47);
  await nothingForbidden(page, complaints);
});
