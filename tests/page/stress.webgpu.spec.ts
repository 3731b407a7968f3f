/** The engine under stress, as a person starts it, watches it, stops it and takes its report away. */
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { open } from './explorer.ts';
import { test } from './tab.ts';

const tiny = 'hidden-size=8&networks=40&steps=200';

async function opened(page: Page, address: string): Promise<string[]> {
  const complaints = await open(page, `${address}#stress`);
  await expect(page.getByRole('heading', { name: 'Stress', level: 2 })).toBeVisible();
  return complaints;
}

test('one size runs, and its report goes with whoever wants it', async ({ page }) => {
  const complaints = await opened(page, `engine=wasm&${tiny}`);
  const view = page.locator('stress-view');
  const [what, size] = [view.getByRole('combobox').first(), view.getByRole('combobox').nth(1)];
  await what.selectOption('One size, once');
  await size.selectOption('explorer');
  await view.getByRole('button', { name: 'Begin', exact: true }).click();
  await expect(view.getByRole('button', { name: 'Begin again' })).toBeVisible({ timeout: 60_000 });
  const row = view.getByRole('region', { name: 'Table of all runs' }).getByRole('row').nth(1);
  await expect(row).toContainText(/^\s*200\s*8\s*40\s*\d+.*FLOP\/s.*%.*MiB/);
  await expect(view.getByText('multiply-adds at most')).toBeVisible();
  const saving = page.waitForEvent('download');
  await view.getByRole('button', { name: 'Download JSON' }).click();
  const report = JSON.parse(await readFile(await (await saving).path(), 'utf8'));
  expect(report).toMatchObject({
    schema: 1,
    engine: { name: 'wasm' },
    runs: [{ hiddenSize: 8, networks: 40 }],
  });
  expect(report.machine.gigaflops).toBeGreaterThan(0.1);
  expect(report.runs[0].heldBytes).toBeGreaterThan(0);
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('ladders draw as they climb, on a GPU too, and stop within a run', async ({ page }) => {
  const complaints = await opened(page, `engine=webgpu&${tiny}`);
  const view = page.locator('stress-view');
  await view.getByRole('button', { name: 'Begin', exact: true }).click();
  const figure = view.getByRole('figure', { name: /^Arithmetic rate in GFLOP\/s against T, steps/ });
  await expect(figure).toBeVisible({ timeout: 60_000 });
  await expect(view.getByText(/^T = \d.*: \d+ %/)).toBeVisible();
  await view.getByRole('button', { name: 'Stop' }).click();
  await expect(view.getByText(/^Stopped after \d+ runs?\./)).toBeVisible();
  const coming = page.waitForEvent('download');
  await view.getByRole('button', { name: 'Download JSON' }).click();
  const report = JSON.parse(await readFile(await (await coming).path(), 'utf8'));
  const { length } = report.runs;
  expect(report.unfinished).toBe(`${length} ${length === 1 ? 'run' : 'runs'}`);
  await figure.focus();
  await page.keyboard.press('Home');
  await expect(view.getByText(/^T, steps 100: measured \d/)).toBeVisible();
  await expect(view.getByText('maxComputeWorkgroupStorageSize')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('the table of rates over time fits its frame', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await opened(page, `engine=wasm&${tiny}`);
  const view = page.locator('stress-view');
  await view.getByRole('combobox').first().selectOption('One size, for a minute');
  await view.getByRole('combobox').nth(1).selectOption('explorer');
  await view.getByRole('button', { name: 'Begin', exact: true }).click();
  const frame = view.locator('chart-frame').filter({ hasText: 'Arithmetic rate' });
  await frame.getByRole('button', { name: /^Table/ }).click();
  await expect(frame.getByRole('columnheader')).toHaveText([
    'since the first run began, s',
    'measured',
    'its bound',
  ]);
  await view.getByRole('button', { name: 'Stop' }).click();
  const hidden = (table: HTMLElement | SVGElement) => table.scrollWidth - table.clientWidth;
  expect(await frame.getByRole('region', { name: /^Table/ }).evaluate(hidden)).toBe(0);
});
