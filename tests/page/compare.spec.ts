/** The comparison as a person meets it: configurations side by side, on the CPU engine. */
import { expect, type Page } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { open, picture, readPicture } from './explorer.ts';
import { test } from './tab.ts';

const small = 'engine=wasm&networks=48&hidden-size=16&steps=30&warm-up=5&gain=0.5:1.5&initial-scale=1';

/** Opens the comparison of what the query names. */
async function compare(page: Page, query: string): Promise<string[]> {
  return open(page, `${query}#compare`);
}

async function complete(page: Page, networks = '48'): Promise<void> {
  const words = page.getByText(`${networks} networks of each configuration`);
  await expect(words).toBeVisible({ timeout: 60_000 });
}

const outcome = (page: Page) => page.getByRole('region', { name: 'Table of the comparison' });
const card = (page: Page, name: string) => page.locator('configuration-card').filter({ hasText: name });

/** The cells of the row that a name heads. */
async function row(page: Page, name: string): Promise<string[]> {
  const cells = outcome(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  return cells.getByRole('cell').allTextContents();
}

test('configurations are measured side by side, and only a changed one again', async ({ page }) => {
  const complaints = await compare(page, `${small}&compare=base~cell=lstm,forget-bias=3`);
  await complete(page);
  const [rnn, lstm] = [await row(page, 'RNN'), await row(page, 'LSTM, forget bias 3')];
  expect(Number(rnn[0]?.replace('−', '-'))).toBeLessThan(Number(lstm[0]?.replace('−', '-')));
  await expect(page.getByRole('figure', { name: /^LSTM, forget bias 3: gradient norm/ })).toBeVisible();
  await expect(
    page
      // The explorer, out of sight, has badges too.
      .locator('compare-view agreement-badge')
      .getByText(/decades/)
      .first(),
  ).toBeVisible();

  await card(page, 'LSTM, forget bias 3').locator('summary').click();
  await page.getByRole('textbox', { name: /^Forget bias/ }).fill('0');
  await page.keyboard.press('Tab');
  await expect(page).toHaveURL(/compare=base~cell=lstm#compare$/);
  await complete(page);
  expect(await row(page, 'RNN')).toEqual(rnn);
  expect(await row(page, 'LSTM')).not.toEqual(lstm);
  expect(complaints).toEqual([]);
});

test('the address holds the comparison, and the explorer measures the same', async ({ page }) => {
  await compare(page, `${small}&compare=gain=0.8~gain=0.8,clip=1`);
  await complete(page);
  const measured = await row(page, 'RNN, gain 0.8, clipped at 1');
  expect(measured.at(-1)).toMatch(/^\d+ of 24$/);
  await page.reload();
  await complete(page);
  expect(await row(page, 'RNN, gain 0.8, clipped at 1')).toEqual(measured);
  await expect(page.getByText(/the update is bounded/)).toBeVisible();
  await card(page, 'RNN, gain 0.8, clipped at 1').locator('summary').click();
  await page.getByRole('link', { name: 'Open in the explorer' }).click();
  await expect(page).toHaveURL(/gain=0\.8&.*#explore$/);
});

test('configurations are added, duplicated and removed, four at most', async ({ page }) => {
  await compare(page, `${small}&compare=base`);
  await complete(page);
  await expect(card(page, 'RNN').getByText('Remove')).toBeDisabled();
  await card(page, 'RNN').locator('summary').click();
  await page.getByRole('button', { name: 'Duplicate' }).click();
  for (const _ of [1, 2]) await page.getByRole('button', { name: 'Add a configuration' }).click();
  await expect(page.locator('configuration-card')).toHaveCount(4);
  await expect(page.getByRole('button', { name: 'Add a configuration' })).toBeDisabled();
  await expect(page).toHaveURL(/compare=base~base~base~base#compare$/);
  await page.getByRole('button', { name: 'Remove' }).first().click();
  await expect(page.locator('configuration-card')).toHaveCount(3);
  await complete(page);
});

test('a keyboard walks one network through every chart; stop stops, go on goes on', async ({ page }) => {
  await compare(page, `${small}&compare=base~ensemble=orthogonal`);
  await complete(page);
  await page.getByRole('figure', { name: /^RNN, Ginibre: gradient norm/ }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('End');
  await expect(page.getByText(/^network \d+, gain 1\.\d\d: /)).toHaveCount(2);
  await page.getByRole('figure', { name: /^Gradient through time/ }).focus();
  await page.keyboard.press('End');
  await expect(page.getByText(/^time t, steps 30: RNN, Ginibre 4\.00 · RNN, orthogonal 4\.00/)).toBeVisible();

  await page.goto(`/?engine=reference&hidden-size=128&steps=400&compare=base~gain=1#compare`);
  // Once an engine is open and says how many networks fit it, they are measured, whatever was before.
  await expect(page.getByText('Measuring configuration')).toBeVisible();
  await page.getByLabel('Comparison').getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText(/^Stopped: \d of 2 configurations/)).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText('Measuring configuration')).toBeVisible();
});

test('every chart is saved as a picture that says what was measured', async ({ page }) => {
  await compare(page, `${small}&seed=77&compare=base~cell=lstm`);
  await complete(page);
  for (const name of ['rnn', 'lstm']) {
    const told = await readPicture(page, await picture(page, name, 'SVG'));
    expect([told.errors, told.title.toLowerCase(), told.images, told.legends]).toEqual([0, name, 1, 1]);
    expect(JSON.parse(told.entries.experiment ?? '')).toMatchObject({ seed: 77, networks: 48 });
  }
  const told = await readPicture(page, await picture(page, 'gradient through time', 'SVG'));
  expect(told.words).toMatch(/RNN: RNN, tanh .* LSTM: LSTM .*seed 77 .*CPU/);
  expect(JSON.parse(told.entries.configurations ?? '')).toMatchObject([
    { experiment: { cell: 'rnn', seed: 77 }, engine: { name: 'wasm' } },
    { experiment: { cell: 'lstm', seed: 77 }, engine: { name: 'wasm' } },
  ]);
  const png = await picture(page, 'gradient through time', 'PNG');
  expect(png.toString('utf8')).toContain('iTXtconfigurations');
});

test('what is not understood is a notice, and the rest is compared', async ({ page }) => {
  const complaints = await compare(page, `${small}&compare=base~cell=<b>~gain=1,seed=2`);
  await complete(page);
  await expect(page.getByRole('listitem').filter({ hasText: 'Configuration 2 of compare' })).toBeVisible();
  await expect(page.locator('configuration-card')).toHaveCount(1);
  expect(complaints).toEqual([]);
});

test('axe finds nothing at a desk and on a phone, and nothing is wider than the page', async ({ page }) => {
  const lookOver = async () => {
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      for (const light of lights) expect(await violations(page, light), `${width} px`).toEqual([]);
    }
  };
  await compare(page, `${small}&compare=base~activation=relu,clip=2`);
  await complete(page);
  await lookOver();
  for (const summary of await page.locator('configuration-card summary').all()) await summary.click();
  for (const table of await page.getByRole('button', { name: /^Table of/ }).all()) await table.click();
  await lookOver();
});
