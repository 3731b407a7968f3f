/** What is around the views: its room, the way past it, the palette, the keys, the glossary. */
import { expect, type Page } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { inState, open, small } from './explorer.ts';
import { test, testAlone } from './tab.ts';

async function height(page: Page, selector: string): Promise<number> {
  return (await page.locator(selector).boundingBox())?.height ?? 0;
}

for (const [width, tall] of [
  [720, 450],
  [640, 400],
  [844, 390],
  [390, 844],
] as const)
  test(`header, status and controls leave five sixths of ${width} × ${tall}`, async ({ page }) => {
    await page.setViewportSize({ width, height: tall });
    await open(page, small);
    await inState(page, 'complete');
    const around = (await height(page, 'page-header')) + (await height(page, 'status-bar'));
    expect(around).toBeGreaterThan(50);
    expect(around).toBeLessThanOrEqual(tall / 6);
    // The button stands in the bar, and so over no chart.
    const button = await page.getByRole('button', { name: 'Controls' }).all();
    const bar = await page.locator('status-bar').boundingBox();
    for (const one of width > 800 ? [] : button) {
      const box = await one.boundingBox();
      expect(box?.y).toBeGreaterThanOrEqual(bar?.y ?? Number.NaN);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
    }
  });

for (const [width, tall] of [
  [360, 740],
  [390, 844],
  [844, 390],
] as const)
  test(`the other language is a link in the header of ${width} × ${tall}`, async ({ page }) => {
    await page.setViewportSize({ width, height: tall });
    await open(page, small);
    const link = page.getByRole('banner').getByRole('link', { name: 'DE', exact: true });
    await expect(link).toBeVisible();
    const { x = 0, width: wide = 0 } = (await link.boundingBox()) ?? {};
    expect(x + wide).toBeLessThanOrEqual(width);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

test('the first tab stop leads past the header, in every view', async ({ page }) => {
  await open(page, small);
  const names = await page.getByRole('navigation', { name: 'Views' }).getByRole('link').allTextContents();
  for (const name of names) {
    // From an empty page: of the same page's other view, nothing would be loaded anew.
    await page.goto('about:blank');
    await page.goto(`/?${small}#${name.toLowerCase()}`);
    await expect(page.locator('page-header')).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Skip to the content' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.locator('main')).toBeFocused();
    expect(new URL(page.url()).hash).toContain(name.toLowerCase());
  }
});

const field = (page: Page) => page.getByRole('combobox', { name: /^Find/ });

test('the palette finds presets, sections, controls and actions', async ({ page }) => {
  const complaints = await open(page, small);
  await inState(page, 'complete');
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  // A preset.
  await page.keyboard.type('sigmoid');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Preset')).toHaveValue('sigmoid');
  // A control.
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('hid size');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: /^Hidden size/ })).toBeFocused();
  // One that does not apply says why, and cannot be chosen.
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('leak');
  await expect(page.getByRole('option', { name: 'Only the leaky RNN has a leak.' }).first()).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveCount(0);
  // What had the focus has it again.
  await expect(page.getByRole('textbox', { name: /^Hidden size/ })).toBeFocused();
  // An action, by arrows.
  await page.getByRole('button', { name: /^Find/ }).click();
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('light: d');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark');
  // A section, from another view.
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('from scratch');
  await expect(page.getByRole('option', { name: /^Section/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#chapter\/from-scratch/);
  await expect(page.locator('chapter-view h3:focus')).toBeVisible();
  // A view.
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('validate');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#validate/);
  await expect(page.locator('main')).toBeFocused();
  expect(complaints).toEqual([]);
});

test('the palette saves pictures whose menu nobody has opened yet, and leads to the other language', async ({
  page,
}) => {
  await open(page, small);
  await inState(page, 'complete');
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('picture hidden state');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^SVG/ })).toBeVisible();
  await page.keyboard.press('Escape');
  // Once more, now that the menu has come.
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('picture hidden state');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^SVG/ })).toBeVisible();
  await page.setViewportSize({ width: 360, height: 740 });
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('deutsch');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/de\/\?/);
});

test.describe('to a reader of German', () => {
  // A tab keeps the language that it began with.
  testAlone.use({ locale: 'de-DE' });

  testAlone('the German page is offered among the notices, once', async ({ page }) => {
    await open(page, small);
    const offer = page.locator('notice-list language-offer');
    await expect(offer).toContainText('Diese Seite gibt es auch auf Deutsch.');
    await expect(offer.getByRole('link')).toHaveAttribute('href', /\/de\/\?/);
    await offer.getByRole('button').click();
    await expect(offer).toHaveCount(0);
    await page.reload();
    await inState(page, 'complete');
    await expect(offer).toHaveCount(0);
  });
});

test('on a phone a control that is found is there to be used', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, small);
  await inState(page, 'complete');
  await page.getByRole('button', { name: /^Find/ }).click();
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('steps');
  await page.getByRole('option', { name: /^Control Steps/ }).click();
  await expect(page.getByRole('textbox', { name: /^Steps/ })).toBeFocused();
  await expect(page.getByRole('button', { name: 'Done' })).toBeInViewport();
});

test('the sheet of keys opens on ?, and not in a text that is typed', async ({ page }) => {
  await open(page, small);
  await inState(page, 'complete');
  const sheet = page.getByRole('dialog', { name: 'Keys' });
  await page.getByRole('textbox', { name: /^Steps/ }).focus();
  await page.keyboard.press('?');
  await expect(sheet).toHaveCount(0);
  await page.getByRole('button', { name: 'Draw again' }).focus();
  await page.keyboard.press('?');
  await expect(sheet).toBeVisible();
  await expect(sheet).toContainText('Ctrl+K');
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
});

test('a word of the field is explained on hover, on focus and on a tap', async ({ page }) => {
  await open(page, small);
  await inState(page, 'complete');
  const word = page.getByRole('button', { name: 'mean field', exact: true });
  const card = page.getByRole('tooltip');
  await word.hover();
  await expect(card).toContainText('infinitely many units');
  await expect(word).toHaveAccessibleDescription(/infinitely many units/);
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  await page.mouse.move(500, 300, { steps: 4 });
  await expect(card).toHaveCount(0);
  // By keys, with Escape for the card alone.
  await page.getByRole('button', { name: 'ρ', exact: true }).last().focus();
  await page.keyboard.press('Shift+Tab');
  await expect(card).toContainText('infinitely many units');
  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
  await expect(word).toBeFocused();
  // A press keeps it, another lets go.
  await word.click();
  await page.mouse.move(500, 300, { steps: 4 });
  await expect(card).toBeVisible();
  await word.click();
  await expect(card).toHaveCount(0);
});
