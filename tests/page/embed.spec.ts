/**
 * Figures in other pages: the example as it is served to readers, under the strictest policy, by its own script; and what is copied
 * beside a chart, pasted.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { inState, open, small } from './explorer.ts';
import { testAlone as test } from './tab.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let server: ChildProcess;
let address = '';
test.beforeAll(async () => {
  server = spawn(process.execPath, ['examples/embed/serve.mjs', '0'], { cwd: root });
  address = await new Promise<string>((resolve, reject) => {
    server.stdout?.once('data', (said) => resolve(String(said).trim()));
    server.once('exit', (code) => reject(new Error(`the example is not served: ${code}`)));
  });
});
test.afterAll(() => {
  server.removeAllListeners('exit');
  server.kill();
});

const figure = (page: Page, id: string) => page.locator(`vanishing-figure#${id}`);
const frame = (page: Page, id: string) => figure(page, id).locator('iframe');
const said = (page: Page, id: string) => page.locator(`output[for=${id}]`);

test('four figures measure where they are seen, and hand their numbers over, under a strict policy', async ({
  page,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.exposeFunction('violated', (words: string) => complaints.push(words));
  // In every frame.
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      Reflect.get(globalThis, 'violated')(`${violatedDirective}: ${blockedURI}`);
    });
  });
  await page.route('**/favicon.ico', (route) => route.fulfill({ body: '' }));
  await page.goto(address);
  await expect(said(page, 'explorer')).toHaveText(
    /^In \d+ of 512 networks the gradient grows on its way back\.$/,
  );
  // What is far below has not begun.
  await expect(frame(page, 'chapter')).toHaveCount(0);
  await figure(page, 'comparison').scrollIntoViewIfNeeded();
  await expect(said(page, 'comparison')).toHaveText(
    /^Nearest to keeping its gradient: .*-?0\.\d{3} nats a step\.$/,
  );
  await figure(page, 'model').scrollIntoViewIfNeeded();
  await expect(said(page, 'model')).toContainText('ρ = 2.66');
  await expect(said(page, 'model')).toContainText('loses only 0.044 nats');
  await figure(page, 'chapter').scrollIntoViewIfNeeded();
  await expect(said(page, 'chapter')).toHaveText('The figure’s table has 31 rows.');
  // Each as it was asked for.
  const model = frame(page, 'model').contentFrame();
  await expect(model.locator('chart-frame[alone]')).toHaveAttribute('bare', '');
  await expect(model.locator('html')).toHaveCSS('color-scheme', 'dark');
  await expect(model.getByRole('button')).toHaveCount(0);
  // The chapter's own is as high as it is.
  const height = (await frame(page, 'chapter').contentFrame().locator('embedded-figure').boundingBox())
    ?.height;
  await expect
    .poll(() => figure(page, 'chapter').evaluate((element) => element.clientHeight))
    .toBe(Math.round(height ?? 0));
  expect(complaints).toEqual([]);
  // And the policy is heard of where it is broken.
  await page.evaluate(() => document.body.setAttribute('style', 'color: red'));
  await expect.poll(() => complaints.join()).toMatch(/style-src-attr: inline/);
});

test('a figure is operated, changed and asked for files without leaving a trace in the page around it', async ({
  page,
}) => {
  await page.goto(address);
  await expect(said(page, 'explorer')).not.toBeEmpty();
  const before = await page.evaluate(() => history.length);
  const inside = frame(page, 'explorer').contentFrame();
  // Nothing of the page but the figure is to be seen or reached.
  await expect(inside.getByRole('heading')).toHaveText(['Gradient norm against spectral radius']);
  await inside
    .getByLabel('vertical')
    .or(inside.locator('axes-field select').first())
    .first()
    .selectOption('rate');
  await expect(inside.getByRole('heading')).toHaveText(['Growth rate against spectral radius']);
  await expect(inside.getByRole('link', { name: 'From Vanishing Point' })).toHaveAttribute(
    'href',
    /\/\?v=2&(?=.*seed=7)(?=.*y=rate).*#explore$/,
  );
  expect(await page.evaluate(() => history.length)).toBe(before);
  const answers = await figure(page, 'explorer').evaluate(async (element) => {
    if (!('file' in element && typeof element.file === 'function')) throw new Error('it has no files');
    const text = new TextDecoder().decode(await element.file('csv'));
    return [text.split('\n').length, await element.file('abacus').catch(String)];
  });
  expect(answers[0]).toBeGreaterThan(512);
  expect(answers[1]).toContain('there is no abacus file of this figure');
  // Another link, and the German page where the text around it is German.
  await figure(page, 'explorer').evaluate((element) => {
    element.setAttribute('lang', 'de');
    element.setAttribute('src', '?embed=state&v=2&networks=64&hidden-size=8&steps=20&engine=wasm#explore');
  });
  await expect(inside.getByRole('heading')).toHaveText(['Zustand in der Zeit']);
  await expect(said(page, 'explorer')).toContainText('of 64 networks');
});

test('a figure keeps its own height where none is said, and tells who waits that another is shown', async ({
  page,
}) => {
  const loose: string[] = [];
  page.on('pageerror', (error) => loose.push(error.message));
  await page.goto(address);
  const chapter = figure(page, 'chapter');
  const height = () => chapter.evaluate((element) => element.clientHeight);
  await chapter.scrollIntoViewIfNeeded();
  await expect(said(page, 'chapter')).not.toBeEmpty();
  await expect.poll(height).toBeGreaterThan(460);
  const own = await height();
  await chapter.evaluate((element) => element.setAttribute('height', '300'));
  expect(await height()).toBe(300);
  await chapter.evaluate((element) => element.removeAttribute('height'));
  expect(await height()).toBe(own);
  // A figure of the explorer has no height of its own, nor that of the one before it. (The example's sentence here is of the chapter's numbers.)
  await chapter.evaluate((element) => {
    element.id = 'other';
  });
  const other = figure(page, 'other');
  const answers = await other.evaluate(async (element) => {
    if (!('open' in element && typeof element.open === 'function')) throw new Error('it opens nothing');
    if (!('file' in element && typeof element.file === 'function')) throw new Error('it has no files');
    const explorer = '&hidden-size=8&steps=20&engine=wasm#explore';
    element.setAttribute('src', `?v=2&networks=32${explorer}`);
    const waiting = [element.open([]), element.file('csv')].map((promise) => promise.catch(String));
    element.setAttribute('src', `?v=2&networks=16${explorer}`);
    return Promise.all(waiting);
  });
  expect(answers).toEqual(Array(2).fill('Error: another figure is shown'));
  expect(await other.evaluate((element) => element.clientHeight)).toBe(440);
  await expect(other.locator('iframe').contentFrame().locator('vanishing-point')).toHaveAttribute(
    'state',
    'complete',
  );
  expect(loose).toEqual([]);
});

test('a figure that is not there is said, with those that are', async ({ page }) => {
  await page.setViewportSize({ width: 1000, height: 640 });
  await page.goto(`/?engine=wasm&${small}&embed=nope#explore`);
  await expect(page.getByText(/^There is no figure "nope" here\. Here are gradients, .*\.$/)).toBeVisible();
  await page.goto(`/?engine=wasm&${small}&embed=gradients#explore`);
  await inState(page, 'complete');
  await expect(page.locator('chart-frame[alone]')).toBeVisible();
  await expect(page.getByText('There is no figure')).toBeHidden();
});

test('what is copied beside a chart shows that chart in another page', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, `engine=wasm&${small}&seed=5#explore`);
  await inState(page, 'complete');
  await page.getByRole('button', { name: 'Embed gradient through time' }).click();
  const code = await page.evaluate(() => navigator.clipboard.readText());
  expect(code).toMatch(
    /^<script type="module" src="http[^"]*\/figure\.js"><\/script>\n<vanishing-figure src="/,
  );
  // Pasted whole it is one figure; the frame is for pages without scripts.
  await page.route('**/pasted.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: `<!doctype html><body>${code}</body>` }),
  );
  await page.goto('./pasted.html');
  const shown = page.locator('vanishing-figure iframe').contentFrame();
  await expect(page.locator('iframe')).toHaveCount(1);
  await expect(shown.getByRole('heading')).toHaveText(['Gradient through time']);
  await expect(shown.locator('vanishing-point')).toHaveAttribute('state', 'complete');
  const same = (text: string | null) => new URL(text ?? '').searchParams.get('seed');
  expect(same(await shown.getByRole('link', { name: 'From Vanishing Point' }).getAttribute('href'))).toBe(
    '5',
  );
  const commented = /<!--[\s\S]*?<iframe src="([^"]*)"/.exec(code)?.[1]?.replaceAll('&#38;', '&') ?? '';
  await page.goto(commented);
  await expect(page.getByRole('heading')).toHaveText(['Gradient through time']);
});

test('of a model, what a link can hold is embedded, and of a file of one’s own nothing is offered', async ({
  page,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, 'engine=wasm#model/example=first_letter_before');
  const embed = page.getByRole('button', { name: 'Embed gradient at every layer and step' });
  await embed.click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
    '#model/example=first_letter_before"',
  );
  const fixture = fileURLToPath(new URL('../fixtures/model/lstm_bidirectional.safetensors', import.meta.url));
  await page.locator('model-view given-network-opener input#file').setInputFiles(fixture);
  await expect(page.locator('model-view .title')).toHaveText('lstm_bidirectional.safetensors');
  await expect(embed).toHaveCount(0);
});
