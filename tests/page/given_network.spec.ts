/** A network of one's own on the explorer, and what can be taken away from it: pictures, and the command line. */
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { inState, open, small } from './explorer.ts';
import { test } from './tab.ts';

/** A rotation by `angle` of `units` in pairs, `scale` long, as text. */
function rotation(units: number, angle: number, scale: number): string {
  return Array.from({ length: units }, (_, row) =>
    Array.from({ length: units }, (_, column) => {
      if (row >> 1 !== column >> 1) return 0;
      return scale * (row === column ? Math.cos(angle) : row < column ? -Math.sin(angle) : Math.sin(angle));
    }).join(','),
  ).join('\n');
}

const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const choose = (page: Page, file: ReturnType<typeof csv>) =>
  page.locator('given-network-opener input[type=file]').setInputFiles(file);
const panel = (page: Page) => page.locator('given-network-panel');
/** What stands beside a name in the panel. */
const value = (page: Page, name: string) => panel(page).locator(`dt:text-is("${name}") + dd`);

test('a matrix stands among random networks of its cell and size, and is rescaled across the edge', async ({
  page,
}) => {
  const complaints = await open(page, `engine=wasm&${small}&cell=gru&activation=relu&initial-scale=0`);
  await inState(page, 'complete');
  await choose(page, csv('turn.csv', rotation(10, 0.7, 0.8)));
  await expect(page).toHaveURL(/cell=rnn.*activation=tanh.*hidden-size=10&/);
  await expect(value(page, 'spectral radius ρ')).toHaveText('0.8000');
  // At rest φ′ is 1: each step multiplies the gradient by 0.8.
  await expect(value(page, 'growth rate λ')).toHaveText('−0.223 nats/step');
  await expect(panel(page).getByRole('img', { name: '10 eigenvalues of W_hh' })).toBeVisible();
  await expect(panel(page).locator('.sits')).toHaveText(
    /of the \d+ random networks within\s+\S+ of ρ = 0\.800/,
  );
  await page.getByRole('figure', { name: /^Gradient through time/ }).focus();
  await page.keyboard.press('End');
  await expect(page.getByText(/^t = 20 · .*turn\.csv 0\.50/).first()).toBeVisible();
  const factor = panel(page).getByRole('textbox', { name: 'W × factor' });
  await factor.fill('1.5');
  await factor.press('Tab');
  await expect(value(page, 'spectral radius ρ')).toHaveText('1.200');
  await expect(value(page, 'growth rate λ')).toHaveText('0.182 nats/step');
  await page.getByLabel('Cell').selectOption('lstm');
  await expect(panel(page).getByText(/its weights do not fit/)).toBeVisible();
  await panel(page).getByRole('button', { name: 'Show its own kind' }).click();
  await expect(value(page, 'growth rate λ')).toHaveText('0.182 nats/step');
  await panel(page).getByRole('button', { name: 'Remove' }).click();
  await expect(panel(page)).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('a file that is dropped anywhere is taken, and one that is none is refused in a sentence', async ({
  page,
}) => {
  await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  const drag = (type: string, name: string, text: string) =>
    page.evaluate(
      ([type, name, text]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text ?? ''], name ?? ''));
        const event = new DragEvent(type ?? '', { dataTransfer, bubbles: true, cancelable: true });
        document.querySelector('vanishing-point')?.dispatchEvent(event);
        return event.defaultPrevented;
      },
      [type, name, text],
    );
  expect(await drag('dragover', 'a.csv', '')).toBe(true);
  await expect(page.getByText('Drop a network to see where it sits')).toBeVisible();
  await drag('drop', 'a.csv', rotation(6, 1, 1));
  await expect(panel(page).getByRole('heading', { name: 'a.csv' })).toBeVisible();
  await expect(page.getByText('Drop a network to see where it sits')).toHaveCount(0);
  await choose(page, csv('wide.csv', '1,2,3\n'));
  await expect(page.getByText(/"wide.csv" is 1 × 3; N × N \(RNN\).* are allowed/)).toBeVisible();
  // What was there stays.
  await expect(panel(page).getByRole('heading', { name: 'a.csv' })).toBeVisible();
  await page.getByRole('link', { name: 'Chapter' }).click();
  expect(await drag('dragover', 'b.csv', '')).toBe(false);
});

for (const width of [1440, 390]) {
  test(`axe finds nothing with it and a menu open, ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await open(page, `engine=wasm&${small}`);
    await inState(page, 'complete');
    await choose(page, csv('turn.csv', rotation(16, 0.7, 0.8)));
    await expect(value(page, 'spectral radius ρ')).toHaveText('0.8000');
    await page.getByRole('button', { name: 'Save gradient through time as a picture' }).click();
    await expect(page.getByRole('button', { name: 'PNG of gradient through time' })).toBeFocused();
    for (const light of lights) expect(await violations(page, light)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
}

test('every chart is saved as a picture that says what was measured', async ({ page }) => {
  await open(page, `engine=wasm&${small}&seed=77&network=5`);
  await inState(page, 'complete');
  await expect(page.getByRole('img', { name: /16 eigenvalues/ })).toBeVisible();
  const save = async (chart: string, format: 'PNG' | 'SVG') => {
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: `Save ${chart} as a picture` }).click();
    await page.getByRole('button', { name: `${format} of ${chart}` }).click();
    const file = await coming;
    expect(file.suggestedFilename()).toBe(
      `vanishing-point-${chart.replaceAll(' ', '-')}.${format.toLowerCase()}`,
    );
    return readFile(await file.path());
  };
  const charts = [
    'gradient norm against spectral radius',
    'gradient through time',
    'eigenvalues of network 5',
  ];
  for (const chart of charts) {
    const png = await save(chart, 'PNG');
    expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(2 * 480);
    const text = png.toString('utf8');
    expect(text).toContain('iTXtseed\0\0\0\0\x0077');
    expect(text).toMatch(/iTXtengine\0{5}\{"name":"wasm"/);
    const svg = await save(chart, 'SVG');
    const told = await page.evaluate((source) => {
      const parsed = new DOMParser().parseFromString(source, 'image/svg+xml');
      return {
        errors: parsed.querySelectorAll('parsererror').length,
        title: parsed.querySelector('title')?.textContent,
        entries: JSON.parse(parsed.querySelector('metadata')?.textContent ?? '{}'),
        images: parsed.querySelectorAll('image').length,
      };
    }, svg.toString('utf8'));
    expect(told.errors).toBe(0);
    expect(told.title?.toLowerCase()).toBe(chart);
    expect(JSON.parse(told.entries.experiment).seed).toBe(77);
    // The disc is drawn; a plot is embedded.
    expect(told.images).toBe(chart.startsWith('eigenvalues') ? 0 : 1);
  }
});

test('the command is copied, or shown where the browser refuses', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, `engine=wasm&${small}&seed=77`);
  await inState(page, 'complete');
  await page.getByRole('button', { name: 'Copy command' }).click();
  await expect(page.getByText('The command is copied.')).toBeAttached();
  const command =
    'npm run -s cli -- sweep --hidden-size=16 --networks=96 --steps=20 --warm-up=10 --gain=0.1:2 --seed=77';
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(command);
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
  });
  await page.getByRole('button', { name: 'Copied' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Copy command' }).click();
  const shown = page.getByRole('textbox', { name: /^The browser does not let a page copy/ });
  await expect(shown).toHaveValue(command);
  await expect(shown).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(shown).toHaveCount(0);
});
