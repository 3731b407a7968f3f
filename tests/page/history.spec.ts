/** Back undoes and Forward does again: one entry of the browser's history a settled change. */
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { expectOwnWindow, inState, open, small } from './explorer.ts';
// A tab remembers fifty entries: each test begins with none.
import { testAlone as test } from './tab.ts';

/** Longer than a change takes to settle. */
const settled = 700;

const entries = (page: Page) => page.evaluate(() => history.length);
const query = (page: Page) => new URL(page.url()).search;
const scatter = (page: Page) =>
  page.locator('explore-view').getByRole('figure', { name: /networks?\. Arrow keys/ });

async function pinLast(page: Page): Promise<void> {
  await scatter(page).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/network=\d+/);
}

test('gain, preset, pin and view are four steps back, and forward again', async ({ page }) => {
  const complaints = await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  const first = '?v=2&hidden-size=16&networks=96&steps=20&warm-up=10&engine=wasm';
  await expect(page).toHaveURL((url) => url.search === first);
  const before = await entries(page);

  const gain = page.getByRole('textbox', { name: 'Gain, to' });
  await gain.fill('1.5');
  await gain.press('Tab');
  await expect(page).toHaveURL(/gain=0\.1:1\.5&/);
  const second = query(page);
  await page.getByLabel('Preset').selectOption('dead');
  await expect(page).toHaveURL(/\?v=2&preset=dead&/);
  await inState(page, 'complete');
  const third = query(page);
  await pinLast(page);
  const fourth = query(page);
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Validate' }).click();
  await expect(page.locator('validate-view')).toBeVisible();
  expect(await entries(page)).toBe(before + 4);

  const pinned = page.locator('network-panel');
  await page.goBack();
  await expect(page.locator('explore-view')).toBeVisible();
  expect(query(page)).toBe(fourth);
  await expect(pinned).toBeVisible();
  await page.goBack();
  await expect(pinned).toHaveCount(0);
  expect(query(page)).toBe(third);
  await expect(page.getByLabel('Preset')).toHaveValue('dead');
  await page.goBack();
  await expect(gain).toHaveValue('1.5');
  await expect(page.getByRole('textbox', { name: 'Hidden size' })).toHaveValue('16');
  expect(query(page)).toBe(second);
  await page.goBack();
  await expect(gain).toHaveValue('2');
  expect(query(page)).toBe(first);
  await inState(page, 'complete');

  for (const search of [second, third, fourth, fourth]) {
    await page.goForward();
    await expect(page).toHaveURL((url) => url.search === search);
  }
  await expect(page.locator('validate-view')).toBeVisible();
  await page.goBack();
  await inState(page, 'complete');
  await expect(pinned.getByRole('heading', { name: /^Network \d+/ })).toBeVisible();
  // Restoring makes no entry, also once it has settled.
  await page.waitForTimeout(settled);
  expect(await entries(page)).toBe(before + 4);
  expect(complaints).toEqual([]);
});

test('what the page changes by itself is no step, and no trap on the way back', async ({ page }) => {
  const before = await entries(page);
  await open(page, 'engine=reference&network=3000&hidden-size=8&steps=10&warm-up=5');
  await inState(page, 'complete');
  await expect(page).toHaveURL(
    (url) => url.search === '?v=2&hidden-size=8&networks=256&steps=10&warm-up=5&engine=reference',
  );
  expect(await entries(page)).toBe(before + 1);
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Compare' }).click();
  await expect(page).toHaveURL(/compare=three-ways-out#compare$/);
  expect(await entries(page)).toBe(before + 2);
  await page.goBack();
  await expect(page.locator('explore-view')).toBeVisible();
  await page.waitForTimeout(settled);
  expect(await entries(page)).toBe(before + 2);
});

test('a slider that is dragged is one step, and so are keys that move it; two clicks are two', async ({
  page,
}) => {
  await open(page, `engine=wasm&${small}&gain=1`);
  await inState(page, 'complete');
  const before = await entries(page);
  const slider = page.getByRole('slider', { name: 'Initial scale' });
  const box = await slider.boundingBox();
  if (!box) throw new Error('The slider has no place.');
  const at = (part: number) => [box.x + part * box.width, box.y + box.height / 2] as const;
  await page.mouse.move(...at(0.2));
  await page.mouse.down();
  await page.mouse.move(...at(0.4), { steps: 5 });
  // Held still for longer than a change takes to settle.
  await page.waitForTimeout(settled);
  await page.mouse.move(...at(0.6), { steps: 5 });
  await page.mouse.up();
  const value = await page.getByRole('textbox', { name: 'Initial scale' }).inputValue();
  await expect(page).toHaveURL(new RegExp(`initial-scale=${value}&`));
  expect(await entries(page)).toBe(before + 1);
  const dragged = query(page);

  await page.waitForTimeout(settled);
  // One after another as a held key makes them, however slow the machine is.
  await slider.evaluate(async (element) => {
    if (!(element instanceof HTMLInputElement)) throw new Error('No slider.');
    for (let i = 0; i < 5; i++) {
      element.stepUp(9);
      element.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve));
    }
  });
  await page.waitForTimeout(settled);
  expect(query(page)).not.toBe(dragged);
  expect(await entries(page)).toBe(before + 2);
  await page.goBack();
  await expect(page).toHaveURL((url) => url.search === dragged);
  await page.goBack();
  await expect(page).not.toHaveURL(/initial-scale=/);
  await expect(page.getByRole('textbox', { name: 'Initial scale' })).toHaveValue('1');

  const draw = page.getByRole('button', { name: /draw/i }).first();
  await draw.click();
  await draw.click();
  expect(await entries(page)).toBe(before + 2);
  await page.goBack();
  await page.goBack();
  await expect(page).not.toHaveURL(/seed=/);
});

test('a brush and axes come back; what is typed and refused stays', async ({ page }) => {
  await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  const size = page.getByRole('textbox', { name: 'Hidden size' });
  await size.fill('9000');
  await size.press('Tab');
  await scatter(page).focus();
  await page.keyboard.press('Home');
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
  await expect(page).toHaveURL(/&brush=[\d.]+:[\d.]+/);
  await page.waitForTimeout(settled);
  const brushed = query(page);
  await page.getByRole('combobox', { name: 'To the right' }).selectOption('gain');
  await expect(page).toHaveURL(/&x=gain/);
  await expect(page).not.toHaveURL(/brush=/);
  await page.goBack();
  expect(query(page)).toBe(brushed);
  await expect(page.getByRole('combobox', { name: 'To the right' })).toHaveValue('radius');
  await expectOwnWindow(page, true);
  await page.goBack();
  await expectOwnWindow(page, false);
  await expect(size).toHaveValue('9000');
  await page.goForward();
  await expectOwnWindow(page, true);
  // The link alone says it, too.
  await page.reload();
  await inState(page, 'complete');
  await expectOwnWindow(page, true);
  expect(query(page)).toBe(brushed);
});

test('what no link may say together no controls say, either', async ({ page }) => {
  await open(page, `engine=wasm&input-scale=0.9:1.1&${small}`);
  await inState(page, 'complete');
  const bias = page.getByRole('textbox', { name: 'Bias scale' });
  const before = query(page);
  await bias.fill('0.9:1.1');
  await bias.press('Tab');
  await expect(page.getByText('bias-scale cannot be a range while input-scale is one.')).toBeVisible();
  await expect(bias).toHaveValue('0.9:1.1');
  await page.waitForTimeout(settled);
  expect(query(page)).toBe(before);
  await bias.fill('0.5');
  await bias.press('Tab');
  await expect(page).toHaveURL(/&bias-scale=0.5/);
});

test('compared configurations, networks that learn and maps are steps, too', async ({ page }) => {
  const complaints = await open(page, `engine=wasm&${small}#compare`);
  await expect(page).toHaveURL(/compare=three-ways-out#compare$/);
  const before = await entries(page);
  const compare = page.locator('compare-view');
  const card = compare.locator('configuration-card').first();
  await card.locator('summary').click();
  await card.getByRole('button', { name: 'Remove' }).click();
  await expect(page).toHaveURL(/compare=ensemble=orthogonal~/);
  const views = page.getByRole('navigation', { name: 'Views' });
  await views.getByRole('link', { name: 'Learn' }).click();
  const learn = page.locator('learn-view');
  // What follows at once on another view would be a part of having chosen it.
  await expect(learn).toBeVisible();
  await page.waitForTimeout(settled);
  await learn.getByLabel('Preset').selectOption('lag');
  await page.waitForTimeout(settled);
  await expect(page).toHaveURL(/&learn=preset=lag#learn$/);
  await learn.getByRole('textbox', { name: 'Hidden size' }).fill('8');
  await learn.getByRole('textbox', { name: 'Hidden size' }).press('Enter');
  await expect(page).toHaveURL(/&learn=.*hidden-size=8/);
  await page.goBack();
  await expect(page).toHaveURL(/&learn=preset=lag#learn$/);
  await expect(learn.getByRole('textbox', { name: 'Hidden size' })).toHaveValue('16');
  await page.goBack();
  await expect(learn.getByLabel('Preset')).toHaveValue('start');
  await expect(page).not.toHaveURL(/learn=/);
  await page.goBack();
  await expect(compare).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/compare=three-ways-out#compare$/);
  await expect(compare.locator('configuration-card')).toHaveCount(4);
  expect(await entries(page)).toBe(before + 4);

  await page.goto('/?engine=wasm&networks=8&hidden-size=8&learn-map=preset=lag,cells=16x16#learn/map');
  const section = page.locator('trainability-section');
  await expect(section.getByRole('combobox', { name: /^Cells/ })).toHaveValue('16 × 16');
  await expect(section.getByLabel('Steps to')).toHaveValue('40');
  await expect(learn.getByLabel('Optimiser')).toHaveValue('adam');
  await expect(page).toHaveURL(/\?v=2&.*&learn-map=preset=lag,cells=16x16#/);
  const named = query(page);
  await section.getByRole('combobox', { name: /^Networks in each/ }).selectOption('1');
  await expect(page).toHaveURL(
    /learn=.*optimizer=adam.*&learn-map=steps=2:40,gain=0\.2:2,cells=16x16,reading=learnt#/,
  );
  await page.goBack();
  await expect(page).toHaveURL((url) => url.search === named);
  await expect(learn.getByLabel('Optimiser')).toHaveValue('adam');
  await expect(section.getByRole('combobox', { name: /^Networks in each/ })).toHaveValue('4');
  expect(complaints).toEqual([]);
});

test('a page is left where it was scrolled, and found there again', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  await page.evaluate(() => scrollTo({ top: 700 }));
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(600);
  const left = await page.evaluate(() => scrollY);
  await page.waitForTimeout(settled);
  await page.reload();
  await inState(page, 'complete');
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(left);
  const views = page.getByRole('navigation', { name: 'Views' });
  await views.getByRole('link', { name: 'Chapter' }).click();
  await expect(page.locator('chapter-view')).toBeVisible();
  const section = page.locator('chapter-view section#symptoms');
  await section.evaluate((section) => {
    scrollTo({ top: scrollY + section.getBoundingClientRect().top + 333 });
  });
  await expect(page).toHaveURL(/#chapter\/symptoms$/);
  await page.waitForTimeout(settled);
  await page.goBack();
  await expect(page.locator('explore-view')).toBeVisible();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(left);
  await page.goForward();
  await expect(page.locator('chapter-view')).toBeVisible();
  // The same words are in sight, to a line: figures above them may have been measured only since.
  const off = () => section.evaluate((section) => Math.abs(section.getBoundingClientRect().top + 333));
  await expect.poll(off).toBeLessThan(24);
});

test('Escape lets go of the pin once nothing else is open', async ({ page }) => {
  await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  await pinLast(page);
  const panel = page.locator('network-panel');
  await expect(panel).toBeVisible();
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Shift+ArrowLeft');
  // First the selection, then a menu, then what is typed, and then the pin.
  await page.keyboard.press('Escape');
  await expectOwnWindow(page, false);
  await expect(panel).toBeVisible();
  await page.locator('chart-frame.gradient').getByRole('button', { name: /^Save/ }).click();
  await page.keyboard.press('Escape');
  await expect(panel).toBeVisible();
  const size = page.getByRole('textbox', { name: 'Hidden size' });
  await size.fill('9000');
  await size.press('Escape');
  await expect(panel).toBeVisible();
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(page).not.toHaveURL(/network=/);
  await page.goBack();
  await expect(panel).toBeVisible();
});

test('presets are links; views, sections and presets that are not there are named with those that are', async ({
  page,
}) => {
  await open(page, 'engine=wasm&preset=relu-edge&networks=96&hidden-size=16#nowhere');
  await inState(page, 'complete');
  await expect(page.getByRole('combobox', { name: 'Upwards' })).toHaveValue('rate');
  await expect(page.getByLabel('Activation')).toHaveValue('relu');
  const notices = page.getByRole('region', { name: 'Notices' }).first();
  await expect(notices).toContainText(
    'There is no view "nowhere": the explorer is shown. There are explore, learn, ',
  );
  expect(new URL(page.url()).hash).toBe('#explore');
  await page.goto('/?engine=wasm&preset=relu&networks=96&hidden-size=16#chapter/nowhere');
  await expect(notices).toContainText(
    /preset must be one of start, knife-edge, .*; "relu" is not\. None is used\./,
  );
  await expect(notices).toContainText(
    'There is no section "nowhere": the chapter’s start is shown. There are one-sentence, chain-rule, ',
  );
  await page.goto('/?engine=wasm&networks=96&hidden-size=16#spectra/nowhere');
  await expect(notices).toContainText(
    'There is no section of Spectra "nowhere": exponents is shown. There are exponents, ',
  );
});

test('how a model is measured is a step back, too, down to how it is usually', async ({ page }) => {
  await open(page, `engine=wasm&${small}#model`);
  const view = page.locator('model-view');
  const file = fileURLToPath(new URL('../fixtures/model/lstm_bidirectional.safetensors', import.meta.url));
  await view.locator('given-network-opener input#file').setInputFiles(file);
  const every = view.getByRole('button', { name: 'all times' });
  await expect(every).toHaveAttribute('aria-pressed', 'false');
  await expect(page).toHaveURL(/#model$/);
  const before = await entries(page);
  await every.click();
  await expect(page).toHaveURL(/#model\/loss=every$/);
  const steps = view.getByRole('textbox', { name: 'Steps' });
  await steps.fill('30');
  await steps.press('Tab');
  await expect(page).toHaveURL(/#model\/loss=every&steps=30$/);
  expect(await entries(page)).toBe(before + 2);
  await page.goBack();
  await expect(page).toHaveURL(/#model\/loss=every$/);
  await page.goBack();
  await expect(page).toHaveURL(/#model$/);
  await expect(every).toHaveAttribute('aria-pressed', 'false');
  await page.waitForTimeout(settled);
  await expect(page).toHaveURL(/#model$/);
  await page.goForward();
  await expect(every).toHaveAttribute('aria-pressed', 'true');
  // The view that is chosen keeps how its model is measured.
  const views = page.getByRole('navigation', { name: 'Views' });
  await views.getByRole('link', { name: 'Validate' }).click();
  await views.getByRole('link', { name: 'Model' }).click();
  await expect(page).toHaveURL(/#model\/loss=every$/);
  expect(await entries(page)).toBe(before + 3);
});
