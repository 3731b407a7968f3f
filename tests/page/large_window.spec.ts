/** On a large window type, marks and figures are larger; on a usual one they are as ever. */
import { expect, type Page } from '@playwright/test';
import { inState, open, root, small } from './explorer.ts';
import { testAlone as test } from './tab.ts';

/** The type of a title, of a button and of a chart's ticks, in pixels. */
function types(page: Page) {
  return page.evaluate(() => {
    const size = (style: CSSStyleDeclaration) => Number.parseFloat(style.fontSize);
    const within = (host: Element | null | undefined, selector: string) =>
      host?.shadowRoot?.querySelector(selector);
    const view = within(document.querySelector('vanishing-point'), 'explore-view');
    const frame = within(view, 'chart-frame.gradients');
    const [title, button] = [within(frame, 'h2'), within(frame, '.segments button')];
    const fonts = Reflect.get(window, 'fonts') as string[];
    return {
      title: title ? size(getComputedStyle(title)) : 0,
      button: button ? size(getComputedStyle(button)) : 0,
      ticks: Number.parseFloat(fonts.at(-1)?.replace(/^\D*\d* ?(?=[\d.]+px)/, '') ?? '0'),
    };
  });
}

test('type grows with the window, in charts too', async ({ page }) => {
  await page.addInitScript(() => {
    const fonts: string[] = [];
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (...words) {
      fonts.push(this.font);
      fillText.apply(this, words);
    };
    Object.assign(window, { fonts });
  });
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(page, small);
  await inState(page, 'complete');
  const usual = await types(page);
  expect(usual).toEqual({ title: 18, button: 13, ticks: 12 });
  await page.setViewportSize({ width: 2560, height: 1440 });
  await expect.poll(async () => (await types(page)).ticks).toBeGreaterThan(14.5);
  const large = await types(page);
  for (const name of ['title', 'button', 'ticks'] as const)
    expect(large[name] / usual[name], name).toBeCloseTo(1.25, 1);
  // Nothing is wider than the window.
  expect(await root(page).evaluate((element) => element.scrollWidth)).toBeLessThanOrEqual(2560);
});
