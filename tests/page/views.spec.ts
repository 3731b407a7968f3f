/** What holds in every view: axe finds nothing, Tab goes as one reads, nothing scrolls sideways, and nothing moves where nothing should. */
import { expect, type Page } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { test } from './tab.ts';
import { openView, stableViews } from './views.ts';

const views = Object.keys(stableViews);

/** How many pixels of the page lie beyond the right edge of the window. */
const beyond = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const view of views) {
  test(`${view}: axe finds nothing, at a desk and on a phone, and nothing scrolls sideways`, async ({
    page,
  }) => {
    await openView(page, view);
    // The chapter has a test of its own, with its figures as tables, too.
    const desks =
      view === 'chapter'
        ? []
        : ([
            [1440, 900],
            [390, 844],
          ] as const);
    for (const [width, height] of desks) {
      await page.setViewportSize({ width, height });
      for (const light of lights) expect(await violations(page, light), `${width} px, ${light}`).toEqual([]);
    }
    // 1440 × 900 at 200 %, and 1280 × 1024 at 400 %: WCAG 1.4.10.
    for (const [width, height] of [
      [720, 450],
      [320, 256],
    ] as const) {
      await page.setViewportSize({ width, height });
      expect(await beyond(page), `${width} px`).toBeLessThanOrEqual(0);
    }
  });

  test(`${view}: Tab goes as one reads`, async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await openView(page, view);
    const backwards: string[] = [];
    const stops: string[] = [];
    let before: { root: string; top: number; bottom: number; right: number; name: string } | undefined;
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        let at: Element | null = document.activeElement;
        const hosts: string[] = [];
        while (at?.shadowRoot?.activeElement) {
          hosts.push(at.localName);
          at = at.shadowRoot.activeElement;
        }
        if (!at || at === document.body) return undefined;
        const { top, bottom, left, right } = at.getBoundingClientRect();
        // Whatever of it scrolls may have scrolled along.
        let scrolled = scrollY;
        for (let up: Node | null = at; up; up = up instanceof ShadowRoot ? up.host : up.parentNode)
          if (up instanceof Element && up !== document.documentElement) scrolled += up.scrollTop;
        const name = `${at.localName} ${(at.ariaLabel ?? at.textContent ?? '').trim().slice(0, 40)}`;
        return { root: hosts.join(' '), top: top + scrolled, bottom: bottom + scrolled, left, right, name };
      });
      if (!stop) break;
      stops.push(stop.name);
      // Within one part of the page: neither further up in the same column, nor to the left in the same line.
      if (before?.root === stop.root && stop.bottom <= before.top && stop.left < before.right)
        backwards.push(`${before.name} → ${stop.name}`);
      before = stop;
    }
    expect(stops.length).toBeGreaterThan(10);
    expect(backwards).toEqual([]);
  });
}

test('where motion is unwelcome, nothing moves', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const view of views) {
    await openView(page, view);
    const moving = await page.evaluate(() => {
      const elementsIn = (node: ParentNode): Element[] =>
        [...node.querySelectorAll('*')].flatMap((one) => [
          one,
          ...(one.shadowRoot ? elementsIn(one.shadowRoot) : []),
        ]);
      return elementsIn(document).flatMap((one) => {
        const { transitionDuration, animationName, animationDuration } = getComputedStyle(one);
        const transition = transitionDuration.split(',').some((time) => Number.parseFloat(time) > 0);
        const animation = animationName !== 'none' && Number.parseFloat(animationDuration) > 0;
        return transition || animation
          ? [`${one.localName}.${one.className}: ${transitionDuration} ${animationName}`]
          : [];
      });
    });
    expect([...new Set(moving)], view).toEqual([]);
  }
});

test('what is printed is white, whatever the screen is', async ({ page }) => {
  const ground = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--page'));
  await page.emulateMedia({ colorScheme: 'light' });
  await openView(page, 'explore');
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(ground).not.toBe(light);
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  await expect.poll(ground).toBe('#ffffff');
  await page.emulateMedia({ colorScheme: 'dark', media: 'screen' });
  await expect.poll(ground).not.toMatch(new RegExp(`${light}|#ffffff`));
});

test('the chapter on paper is its text and figures, without the page around them', async ({ page }) => {
  await openView(page, 'chapter');
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('page-header')).toBeHidden();
  expect(await beyond(page)).toBeLessThanOrEqual(0);
  const paper = await page.pdf({ format: 'A4' });
  const pages = paper.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
  expect(pages).toBeGreaterThan(10);
  expect(pages).toBeLessThan(80);
});
