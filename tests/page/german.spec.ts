/** The page in German: nothing on it is English, its files are those of the English page, and each leads to the other. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { inState, root, small } from './explorer.ts';
import { test, testAlone } from './tab.ts';

/** Words that no German sentence has, outside of names. */
const english =
  /\b(the|of|and|with|is|are|were|from|to|for|not|by|which|it|its|this|that|these|at|each|every|or|on|be|has|have|as|one|all(?! das)|no|than|over|network|networks|steps?|median of|growth|gradients? norm|none|zero|update at)\b/i;
/** A number as English has it. Versions, and names of files, are no numbers. */
const pointed = /(?<![\w.])\d+\.\d+(?![\w.])/;

/** All that is to be seen or heard on a page, in and out of shadows, but code, titles of works and what is said to be English. */
function words(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>();
    const visit = (node: Node): void => {
      if (node instanceof Element) {
        if (/^(style|script|code|pre|textarea|noscript|cite)$/i.test(node.localName)) return;
        if (node.getAttribute('lang') === 'en' || (node instanceof HTMLElement && node.hidden)) return;
        for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext'])
          found.add(node.getAttribute(name) ?? '');
        if (node.shadowRoot) visit(node.shadowRoot);
      }
      if (node instanceof Text) found.add((node.textContent ?? '').replace(/\s+/g, ' ').trim());
      for (const child of node.childNodes) visit(child);
    };
    visit(document.body);
    return [...found].filter((text) => text !== '');
  });
}

/** What of that is not German. The device, and what a file is called, are names. */
async function misfits(page: Page): Promise<string[]> {
  // What an address says has points in every language.
  const names =
    /one-hot|rho = [\d.]+|„curse of memory“|muss eine Zahl von .*|[\w-]+=[\w.:,=-]+|first_letter_\w+|weight_\w+|bias_\w+|google swiftshader|Vanishing Point [\d.]+/gi;
  return (await words(page)).filter((text) => {
    const own = text.replace(names, '');
    return english.test(own) || pointed.test(own);
  });
}

async function open(page: Page, search: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`/de/?engine=wasm&${small}${search}`);
}

const shown: readonly (readonly [name: string, search: string, until: (page: Page) => Promise<unknown>])[] = [
  ['Erkunden', '#explore', (page) => inState(page, 'complete')],
  [
    'a pinned network',
    '&network=3#explore',
    (page) => expect(page.locator('network-panel dl')).toBeVisible(),
  ],
  ['a phase map', '&input-scale=0:2#explore', (page) => inState(page, 'complete')],
  [
    'an LSTM',
    '&cell=lstm&network=3#explore',
    (page) => expect(page.locator('network-panel dl')).toBeVisible(),
  ],
  ['Lernen', '#learn', (page) => expect(page.locator('learn-transport p')).toContainText('gemacht')],
  [
    'the map of trainability',
    '#learn/map',
    (page) => expect(page.locator('trainability-settings')).toBeVisible(),
  ],
  [
    'Vergleichen',
    '#compare',
    (page) => expect(page.locator('compare-view .status')).toContainText('je Konfiguration'),
  ],
  [
    'Ljapunow-Exponenten',
    '#spectra/exponents',
    (page) => expect(page.locator('lyapunov-section .readings h2')).toBeVisible(),
  ],
  [
    'Singulärwerte',
    '#spectra/singular',
    (page) => expect(page.locator('singular-section chart-frame').first()).toBeVisible(),
  ],
  [
    'Eigenwerte',
    '#spectra/eigenvalues',
    (page) => expect(page.locator('eigenvalues-section chart-frame').first()).toBeVisible(),
  ],
  [
    'Parameter',
    '#spectra/parameters',
    (page) => expect(page.locator('sensitivity-section chart-frame').first()).toBeVisible(),
  ],
  [
    'Einschwingen',
    '#spectra/settling',
    (page) => expect(page.locator('settling-section .examples')).toBeVisible(),
  ],
  [
    'Karte',
    '&map=gain=0.1:3,input-scale=0:2,cells=16x16#map',
    (page) => expect(page.locator('map-view .progress p').first()).toContainText('Klick'),
  ],
  ['Modell', '#model', (page) => expect(page.locator('start-adviser')).toBeVisible()],
  ['Belasten', '#stress', (page) => expect(page.locator('stress-view h2')).toBeVisible()],
  ['Prüfen', '#validate', (page) => expect(page.locator('validate-view h2')).toBeVisible()],
  ['a link that asks for what is not there', '&gain=-3#nowhere', (page) => inState(page, 'complete')],
];

for (const [name, search, until] of shown)
  test(`nothing is left in English: ${name}`, async ({ page }) => {
    await open(page, search);
    await until(page);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
    expect(await misfits(page)).toEqual([]);
    // Every table of the view, too.
    for (const button of await page.getByRole('button', { name: /^Tabelle:/ }).all()) await button.click();
    expect(await misfits(page)).toEqual([]);
  });

test('nothing is left in English: a model', async ({ page }) => {
  await open(page, '#model');
  await page.getByRole('button', { name: 'trainiert', exact: true }).last().click();
  await expect(page.locator('model-findings h2')).toBeVisible();
  await expect(page.locator('layers-map')).toBeVisible();
  expect(await misfits(page)).toEqual([]);
});

test('nothing is left in English: the chapter', async ({ page }) => {
  test.setTimeout(240_000);
  await open(page, '#chapter');
  const sections = page.locator('chapter-view section');
  await expect(sections.first().locator('h3')).toBeVisible();
  // Figures show themselves when they come near.
  for (const part of await sections.locator('> *').all()) await part.scrollIntoViewIfNeeded();
  for (const table of await page
    .locator('chapter-view')
    .getByRole('button', { name: /^Tabelle/ })
    .all())
    await table.click();
  expect(await misfits(page)).toEqual([]);
});

test('nothing is left in English: the story, asked and answered', async ({ page }) => {
  const story = page.locator('story-view');
  await open(page, '#story');
  await expect(story.getByRole('link').first()).toBeVisible();
  expect(await misfits(page)).toEqual([]);
  await open(page, '#story/1');
  await expect(story.getByRole('radio').first()).toBeVisible();
  expect(await misfits(page)).toEqual([]);
  await open(page, '#story/6/0.2.1.2.1');
  await expect(story.locator('letter-playground')).toBeVisible();
  await expect(story).toContainText('5 von 5', { timeout: 90_000 });
  expect(await misfits(page)).toEqual([]);
});

test('nothing is left in English: a figure in a frame', async ({ page }) => {
  await page.goto('about:blank');
  await page.goto('/de/?embed=ways-out&kind=start&engine=wasm');
  await expect(page.locator('embedded-figure ways-out .reading')).toContainText('0,00', { timeout: 60_000 });
  expect(await misfits(page)).toEqual([]);
});

test('nothing is left in English: a chart of the explorer in a frame', async ({ page }) => {
  await page.goto('about:blank');
  await page.goto('/de/?embed=gradient&v=2&networks=64&hidden-size=8&steps=20&engine=wasm#explore');
  await inState(page, 'complete');
  await expect(page.getByRole('heading')).toHaveText(['Gradient in der Zeit']);
  expect(await misfits(page)).toEqual([]);
});

test('nothing is left in English: what comes up over the explorer', async ({ page }) => {
  await open(page, '&network=3&beside=5#explore/ask=Warum%3F&show=gain');
  await inState(page, 'complete');
  await expect(page.locator('assignment-card')).toContainText('Warum?');
  await expect(page.locator('network-panel dl')).toBeVisible();
  const plot = page.locator('scatter-chart .plot');
  await plot.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('+');
  await expect(page.getByRole('button', { name: 'Ganzes Diagramm' })).toBeVisible();
  await page.locator('time-chart .plot').first().focus();
  await page.keyboard.press('End');
  await page
    .locator('explore-view')
    .getByRole('button', { name: /^Speichern/ })
    .first()
    .click();
  await expect(page.locator('save-menu li').first()).toBeVisible();
  expect(await misfits(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Aufgabe stellen' }).click();
  await expect(page.locator('assignment-dialog h2')).toBeVisible();
  expect(await misfits(page)).toEqual([]);
});

/** The text of a file that a page offers. */
async function fileOf(page: Page, view: string, button: RegExp): Promise<string> {
  const coming = page.waitForEvent('download');
  await page.locator(view).getByRole('button', { name: button }).first().click();
  return readFile(await (await coming).path(), 'utf8');
}

test('files from the German page are those of the English one', async ({ page }) => {
  const filesOf = async (folder: string) => {
    const files: string[] = [];
    const visit = async (search: string) => {
      await page.goto('about:blank');
      await page.goto(`/${folder}?engine=wasm&${small}&input-scale=0.5${search}`);
    };
    await visit('#explore');
    await inState(page, 'complete');
    files.push(await fileOf(page, 'explore-view', /CSV$/), await fileOf(page, 'explore-view', /JSON$/));
    await visit('&map=gain=0.1:3,input-scale=0:2,cells=16x16#map');
    await expect(page.locator('map-view field-map-chart')).toBeVisible();
    await expect(page.locator('map-view progress')).toHaveCount(0);
    files.push(await fileOf(page, 'map-view', /^CSV$/), await fileOf(page, 'map-view', /^JSON$/));
    await visit('#model');
    await page.locator('model-view .examples button').last().click();
    await expect(page.locator('model-view .files button').last()).toBeEnabled();
    files.push(
      await fileOf(page, 'model-view .files', /Diagnos/),
      await fileOf(page, 'model-view .files', /Numbers|Zahlen/),
    );
    return files;
  };
  const own = await filesOf('de/');
  expect(own).toEqual(await filesOf(''));
  expect(own.every((file) => file.length > 100)).toBe(true);
});

test('a figure’s file has the numbers of the English one', async ({ page }) => {
  const numbersOf = async (folder: string) => {
    await page.goto('about:blank');
    await page.goto(`/${folder}?engine=wasm&${small}#chapter/scalar-intuition`);
    const figure = page.locator('scalar-powers');
    await figure.getByRole('button', { name: /^(Speichern|Save)/ }).click();
    const { rows } = JSON.parse(await fileOf(page, 'scalar-powers', /^JSON/)) as { rows: unknown[][] };
    return rows.map((row) => row.filter((cell) => typeof cell === 'number'));
  };
  const own = await numbersOf('de/');
  expect(own.flat().length).toBeGreaterThan(9);
  expect(own).toEqual(await numbersOf(''));
});

test('the header holds all views at every width', async ({ page }) => {
  await open(page, '#validate');
  const header = page.getByRole('banner');
  const light = header.getByRole('button', { name: /^Licht/ });
  for (const width of [
    320, 360, 400, 401, 430, 440, 520, 600, 640, 801, 940, 941, 1041, 1220, 1221, 1350, 1351,
  ]) {
    await page.setViewportSize({ width, height: 800 });
    await expect(light).toBeInViewport({ ratio: 1 });
    for (const link of await header.getByRole('navigation').getByRole('link').all())
      await expect(link).toBeInViewport({ ratio: 1 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('a typed number may have a comma, and a link has a point', async ({ page }) => {
  await open(page, '#explore');
  await inState(page, 'complete');
  const scale = page.locator('controls-panel').getByRole('textbox', { name: /^Eingabeskala/ });
  await scale.fill('0,25');
  await scale.press('Enter');
  await expect(scale).toHaveValue('0,25');
  await expect(page).toHaveURL(/input-scale=0\.25/);
});

test('each page leads to the other as it is, and back', async ({ page }) => {
  await page.goto('about:blank');
  await page.goto(`/?${small}&seed=7#validate`);
  const before = new URL(page.url());
  await page.getByRole('banner').getByRole('link', { name: 'DE', exact: true }).click();
  await expect(root(page).getByRole('heading', { name: 'Prüfen' })).toBeVisible();
  const german = new URL(page.url());
  expect([german.pathname, german.hash]).toEqual(['/de/', '#validate']);
  expect(german.searchParams.get('seed')).toBe('7');
  await page.getByRole('banner').getByRole('link', { name: 'EN', exact: true }).click();
  await expect(root(page).getByRole('heading', { name: 'Validate' })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(before.pathname);
});

test('a file that is open is not lost unasked', async ({ page }) => {
  await page.goto('about:blank');
  await page.goto(`/?${small}#model`);
  await page.locator('model-view').getByRole('button', { name: 'after training' }).click();
  await expect(page.locator('model-findings h2')).toBeVisible();
  const german = page.getByRole('banner').getByRole('link', { name: 'DE', exact: true });
  const asked: string[] = [];
  page.once('dialog', async (dialog) => {
    asked.push(dialog.message());
    await dialog.dismiss();
  });
  await german.click();
  await expect.poll(() => asked.length).toBe(1);
  expect(new URL(page.url()).pathname).toBe('/');
  page.once('dialog', (dialog) => dialog.accept());
  await german.click();
  await expect(page).toHaveURL(/\/de\//);
});

testAlone('a reader whose browser asks for German is told of it once', async ({ browser }) => {
  for (const [locale, folder, sentence, no] of [
    ['de-AT', '', 'Diese Seite gibt es auch auf Deutsch.', 'Nein, danke'],
    ['en-GB', 'de/', 'This page is also there in English.', 'No, thanks'],
  ] as const) {
    const { baseURL } = testAlone.info().project.use;
    const context = await browser.newContext({ locale, ...(baseURL && { baseURL }) });
    const page = await context.newPage();
    await page.goto(`/${folder}?${small}#validate`);
    await expect(page.getByText(sentence)).toBeVisible();
    await page.getByRole('button', { name: no }).click();
    await expect(page.getByText(sentence)).toBeHidden();
    await page.reload();
    await expect(page.locator('validate-view')).toBeVisible();
    await expect(page.getByText(sentence)).toHaveCount(0);
    await context.close();
  }
});

const kinds: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.html': 'text/html',
  '.wasm': 'application/wasm',
};

testAlone('both are served from any folder', async ({ page }) => {
  const dist = fileURLToPath(new URL('../../dist', import.meta.url));
  const server = createServer(async ({ url = '' }, response) => {
    const path = new URL(url, 'http://host').pathname
      .replace(/^\/some\/folder/, '')
      .replace(/\/$/, '/index.html');
    try {
      const file = await readFile(join(dist, path));
      response.setHeader('content-type', kinds[extname(path)] ?? 'application/octet-stream');
      response.end(file);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  try {
    await page.goto(`http://127.0.0.1:${port}/some/folder/index.html?${small}#validate`);
    await page.getByRole('banner').getByRole('link', { name: 'DE', exact: true }).click();
    await expect(root(page).getByRole('heading', { name: 'Prüfen' })).toBeVisible();
    expect(new URL(page.url()).pathname).toBe('/some/folder/de/');
    await page.getByRole('banner').getByRole('link', { name: 'EN', exact: true }).click();
    await expect(root(page).getByRole('heading', { name: 'Validate' })).toBeVisible();
    expect(new URL(page.url()).pathname).toBe('/some/folder/');
  } finally {
    server.close();
  }
});
