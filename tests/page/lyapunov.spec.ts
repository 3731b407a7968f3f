/** Lyapunov exponents on the page, as a person looks at them: which networks, how long, what is read, and how sure it is. */
import { expect, type Page } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { open, picture, readPicture } from './explorer.ts';
import { test } from './tab.ts';

const small = 'hidden-size=8&networks=120&steps=60&warm-up=20&gain=0.5:2';

async function opened(page: Page, address: string) {
  const complaints = await open(page, `${address}#spectra/exponents`);
  const section = page.locator('lyapunov-section');
  await expect(section.getByText(/networks? · \d+ (of \d+ )?exponents each/)).toBeVisible({
    timeout: 90_000,
  });
  return { complaints, section };
}

test('exponents are measured when they are looked at, and held against float64', async ({ page }) => {
  const { complaints, section } = await opened(page, `engine=wasm&${small}&network=5`);
  await expect(section.getByText(/^120 networks · 8 exponents each, over 60 steps/)).toBeVisible();
  for (const name of [
    /^Lyapunov exponents in order/,
    /^λ, nats per step against gain g/,
    /^Exponents of network 5/,
  ])
    await expect(section.getByRole('figure', { name })).toBeVisible();
  await expect(section.getByRole('button', { name: /nats\/step\s*: lyapunov spectrum, how/ })).toBeVisible();
  await expect(section.getByText(/^Theory, dashed: /)).toBeVisible();
  await expect(section.getByRole('region', { name: 'Readings' })).toContainText(/λ₁.*±/);
  for (const light of lights) expect(await violations(page, light)).toEqual([]);

  const table = section.getByRole('button', { name: 'Table of lyapunov spectrum' });
  await table.click();
  await expect(
    section.getByRole('table', { name: /^Lyapunov exponents in nats per step/ }).getByRole('row'),
  ).toHaveCount(9);
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  await table.click();
  expect(complaints).toEqual([]);
});

test('a click on the axis and a key look at other networks; quantities are chosen', async ({ page }) => {
  const { section } = await opened(page, `engine=wasm&${small}`);
  const slider = section.getByRole('slider', { name: /^Around gain/ });
  await expect(slider).toHaveAttribute('aria-valuetext', '1.25');
  const which = section.getByText(/^Median and 10 to 90 % of \d+ networks, g/).first();
  const before = await which.textContent();
  const against = section.getByRole('figure', { name: /against gain g/ });
  const { width = 0, height = 0 } = (await against.boundingBox()) ?? {};
  await against.click({ position: { x: 0.8 * width, y: 0.5 * height } });
  await expect(which).not.toHaveText(before ?? '');
  expect(Number(await slider.getAttribute('aria-valuetext'))).toBeGreaterThan(1.4);
  // What the per cent are of stands there.
  await section.getByRole('button', { name: '± 2 %' }).click();
  await expect(
    section.getByText(/^of its range 0\.500 … 2\.00, to either side: 1\.\d+ … 1\.\d+$/),
  ).toBeVisible();
  await section.getByRole('button', { name: 'all', exact: true }).click();
  await expect(section.getByText('of its range', { exact: true })).toBeVisible();
  await section.getByRole('button', { name: '± 5 %' }).click();
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(slider).toHaveAttribute('aria-valuetext', '0.500');
  await section.getByRole('button', { name: 'Entropy', exact: true }).click();
  await expect(
    section.getByRole('figure', { name: /^entropy \/ N, nats per step against gain g/ }),
  ).toBeVisible();
  // The line of another network may come in between, with which the chart is drawn anew.
  await expect(async () => {
    await section.getByRole('figure', { name: /^Lyapunov exponents in order/ }).focus();
    await page.keyboard.press('Home');
    await expect(section.getByText(/^i \/ N .*: median −?\d/)).toBeVisible({ timeout: 1000 });
  }).toPass();
});

test('a longer sequence is a button, and a picture says the command that gives it again', async ({
  page,
}) => {
  const { section } = await opened(page, `engine=wasm&${small}`);
  await section.getByRole('button', { name: /^T = 1\s000$/ }).click();
  await expect(section.getByText(/exponents each, over 1\s000 steps/)).toBeVisible({ timeout: 90_000 });
  const { entries } = await readPicture(page, await picture(page, 'lyapunov spectrum', 'SVG'));
  expect(entries.command).toMatch(/cli -- spectrum .*--steps=1000.*--exponents=8 --every=\d/);
});

test('a change of the controls is followed', async ({ page }) => {
  const { section } = await opened(page, `engine=wasm&${small}`);
  await page.getByRole('textbox', { name: 'Networks' }).fill('40');
  await page.keyboard.press('Tab');
  await expect(section.getByText(/^40 networks · /)).toBeVisible();
});

test('directions that a step forgets are told of', async ({ page }) => {
  const { section } = await opened(page, `engine=wasm&${small}&activation=relu`);
  await expect(section.getByText(/have exponents of −∞/)).toBeVisible();
});

test('a phone shows it all', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const { section } = await opened(page, `engine=wasm&${small}`);
  await expect(section.getByRole('figure', { name: /^Exponents of network 0/ })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
});

test('a long measurement is stopped, keeps what it has, and goes on; on a GPU too', async ({ page }) => {
  const complaints = await open(
    page,
    'engine=webgpu&hidden-size=16&networks=4096&steps=200&warm-up=50#spectra/exponents',
  );
  const section = page.locator('lyapunov-section');
  await expect(section.getByText(/^[1-9][\d\s]* of 4\s096 networks$/)).toBeVisible({ timeout: 60_000 });
  await section.getByRole('button', { name: 'Stop' }).click();
  await expect(
    section.getByText(/^Stopped after [\d\s]+ of 4\s096 networks · 16 exponents each/),
  ).toBeVisible();
  await expect(section.getByRole('button', { name: /nats\/step\s*: lyapunov spectrum, how/ })).toBeVisible();
  await section.getByRole('button', { name: 'Measure the rest' }).click();
  await expect(section.getByText(/^[\d\s]+ of 4\s096 networks$/)).toBeVisible();
  await section.getByRole('button', { name: 'Stop' }).click();
  await expect(section.getByText(/^Stopped after/)).toBeVisible();
  expect(complaints).toEqual([]);
});
