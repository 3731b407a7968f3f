/** Paper: whatever is printed is light, holds nothing to press, has its charts sharp and whole, and says where it comes from. */
import { expect, type Page } from '@playwright/test';
import { inState, open, small } from './explorer.ts';
import { test } from './tab.ts';

/** What is seen of a page's elements, within all shadow roots, that match a selector. */
function seen(page: Page, selector: string): Promise<string[]> {
  return page.evaluate((selector) => {
    const within = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((one) => [
        one,
        ...(one.shadowRoot ? within(one.shadowRoot) : []),
      ]);
    return within(document)
      .filter((one) => one.matches(selector) && one.checkVisibility({ visibilityProperty: true }))
      .map((one) => `${one.localName}.${one.className} ${one.textContent?.trim().slice(0, 40)}`);
  }, selector);
}

/** What only a screen has a use for. Words of the glossary and what is known of agreement are text on paper. */
const pressed = [
  'button:not(.term, .badge)',
  ...['input', 'select', 'progress', 'page-header', 'notice-list', 'status-bar', 'controls-panel'],
].join(', ');

const paper = { width: 705, height: 1000 };

for (const [view, there] of [
  ['explore', 'Gradient norm against spectral radius'],
  ['compare', 'In numbers'],
  ['map', 'Median growth rate'],
  ['learn', 'Do they learn?'],
  ['spectra/exponents', 'Lyapunov spectrum'],
  ['model', 'What ails your model?'],
  ['stress', 'Stress'],
  ['validate', 'Validate'],
  ['chapter', 'The memory problem'],
  ['story', 'A network that learnt to remember'],
] as const)
  test(`${view}: light on paper, nothing to press, and where it comes from`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await open(page, `engine=wasm&${small}&gain=0.5:2#${view}`);
    await expect(page.getByRole('heading', { name: there }).first()).toBeVisible();
    expect((await seen(page, pressed)).length).toBeGreaterThan(0);
    await page.setViewportSize(paper);
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
    await expect(page.locator('html')).toHaveCSS('color-scheme', 'light');
    expect(await seen(page, pressed)).toEqual([]);
    await expect(page.getByRole('heading', { name: there }).first()).toBeVisible();
    await expect(page.locator('paper-foot')).toContainText('Vanishing Point ');
    // As a printer does before it prints: the address may still have been on its way.
    await expect(async () => {
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      await expect(page.locator('paper-foot')).toContainText(page.url(), { timeout: 1000 });
    }).toPass();
    // Nothing is beyond the sheet, and nothing scrolls: all of it is printed.
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(paper.width);
    // White, and no dark surface on it.
    const token = (name: string) =>
      page.evaluate((name) => getComputedStyle(document.documentElement).getPropertyValue(name), name);
    expect([await token('--page'), await token('--surface')]).toEqual(['#ffffff', '#ffffff']);
  });

/** Of each chart of the explorer: its canvas's pixels, and its pixels on the page. */
function charts(page: Page) {
  return page.evaluate(() => {
    const view = document.querySelector('vanishing-point')?.shadowRoot?.querySelector('explore-view');
    return [...(view?.shadowRoot?.querySelectorAll('scatter-chart, time-chart') ?? [])].map((chart) => {
      const canvas = chart.shadowRoot?.querySelector<HTMLCanvasElement>('.u-wrap > canvas');
      const { width = 0, height = 0 } = canvas?.getBoundingClientRect() ?? {};
      return {
        density: (canvas?.width ?? 0) / width,
        fills: Math.abs(width - chart.clientWidth) < 2 && Math.abs(height - chart.clientHeight) < 2,
        width: Math.round(width),
        layered: Number(getComputedStyle(canvas ?? chart).opacity) < 1,
        breaks: getComputedStyle(chart.closest('chart-frame') ?? chart).breakInside,
      };
    });
  });
}

test('charts fill the sheet with two pixels for each, on one sheet each, and the screen has its own again', async ({
  page,
}) => {
  await open(page, `engine=wasm&${small}&gain=0.5:2`);
  await inState(page, 'complete');
  await expect.poll(async () => (await charts(page)).map(({ fills }) => fills)).toEqual([true, true, true]);
  const before = await charts(page);
  expect(before.map(({ density }) => Math.round(density))).toEqual([1, 1, 1]);
  // The sheet is laid out, and its charts drawn, within one task: a listener that comes after all others finds it so.
  await page.evaluate(() => {
    const print = matchMedia('print');
    const list: unknown[] = [];
    Object.assign(globalThis, { sheets: list });
    print.addEventListener('change', async () => {
      if (!print.matches) return;
      for (let turn = 0; turn < 200; turn++) await null;
      const view = document.querySelector('vanishing-point')?.shadowRoot?.querySelector('explore-view');
      for (const chart of view?.shadowRoot?.querySelectorAll('scatter-chart, time-chart') ?? []) {
        const canvas = chart.shadowRoot?.querySelector<HTMLCanvasElement>('.u-wrap > canvas');
        list.push([canvas?.width, 2 * chart.clientWidth]);
      }
    });
  });
  const bytes = await page.pdf({ format: 'A4', margin: { left: '12mm', right: '12mm' } });
  expect(bytes.length).toBeGreaterThan(20_000);
  const sheets = await page.evaluate((): unknown => Reflect.get(globalThis, 'sheets'));
  expect(sheets).toHaveLength(3);
  for (const [drawn, wanted] of sheets as [number, number][]) {
    expect(drawn).toBe(wanted);
    // A sheet of A4 between its margins.
    expect(wanted).toBeLessThan(2 * 710);
  }
  await expect.poll(() => charts(page)).toEqual(before);

  await page.setViewportSize(paper);
  await page.emulateMedia({ media: 'print' });
  await expect
    .poll(async () => (await charts(page)).map(({ density }) => Math.round(density)))
    .toEqual([2, 2, 2]);
  for (const chart of await charts(page))
    expect(chart).toMatchObject({ fills: true, layered: true, breaks: 'avoid' });
});

test('the chapter’s references have their addresses on paper', async ({ page }) => {
  await open(page, '#chapter/history');
  const link = page.locator('chapter-view a[href="https://arxiv.org/abs/1706.03762"]').first();
  const after = () => link.evaluate((one) => getComputedStyle(one, '::after').content);
  expect(await after()).toBe('none');
  await page.emulateMedia({ media: 'print' });
  expect(await after()).toContain('https://arxiv.org/abs/1706.03762');
});
