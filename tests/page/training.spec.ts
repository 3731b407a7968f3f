/** A folder of one training on the page: opened, played, led to where it went wrong, and saved as the terminal prints it. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, type Page } from '@playwright/test';
import { atUpdate, checkpoint } from '../unit/training_files.ts';
import { lights, violations } from './axe.ts';
import { open, small } from './explorer.ts';
import { test } from './tab.ts';

const script = fileURLToPath(new URL('../../scripts/cli.mjs', import.meta.url));
const line = (page: Page) => page.locator('model-view training-line');

async function folderOf(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'vanishing-point-')), 'run7');
  await mkdir(folder);
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return folder;
}

async function openFolder(page: Page, folder: string): Promise<string[]> {
  const complaints = await open(page, `engine=wasm&${small}#model`);
  await page.locator('model-view given-network-opener input[webkitdirectory]').setInputFiles(folder);
  await expect(line(page).getByRole('heading', { name: 'run7' })).toBeVisible();
  return complaints;
}

test('a folder of checkpoints is played, leads to where it went wrong, and is saved as in a terminal', async ({
  page,
}) => {
  const folder = await folderOf({
    'epoch1.safetensors': checkpoint(0.25),
    'epoch2.safetensors': checkpoint(0.2),
    'epoch3.safetensors': checkpoint(0.01),
    'epoch10.safetensors': checkpoint(Number.NaN),
    'log.txt': new TextEncoder().encode('loss 3.2'),
  });
  const complaints = await openFolder(page, folder);
  await expect(line(page).getByText('4 moments of one training')).toBeVisible();
  const { stdout } = await promisify(execFile)(process.execPath, [script, 'diagnose', folder], {
    maxBuffer: 2 ** 24,
  });
  const { firstWrong, timeline } = JSON.parse(stdout);
  const [downloaded] = await Promise.all([
    page.waitForEvent('download'),
    line(page).getByRole('button', { name: 'Time line as JSON' }).click(),
  ]);
  expect(downloaded.suggestedFilename()).toBe('run7.timeline.json');
  expect(await readFile(await downloaded.path(), 'utf8')).toBe(stdout);

  await expect(line(page).getByText(`It first went wrong at ${firstWrong.file}`)).toContainText(
    firstWrong.rule,
  );
  await expect(line(page).getByText('log.txt: "log.txt" is of no kind that is read')).toBeVisible();

  const map = line(page).getByRole('figure', { name: /^Gradient norm at every layer and step at/ });
  const slider = line(page).getByRole('slider', { name: 'Moment' });
  await expect(map).toHaveAccessibleName(/epoch1\.safetensors/);
  await slider.press('ArrowRight');
  await expect(map).toHaveAccessibleName(/epoch2\.safetensors/);
  await line(page).getByRole('button', { name: 'The next moment' }).click();
  await expect(line(page).locator('model-findings li').first()).toContainText(
    timeline[2].findings[0].sentence,
  );
  await line(page).getByRole('button', { name: 'Go there' }).click();
  await expect(map).toHaveAccessibleName(new RegExp(firstWrong.file.replace('.', '\\.')));
  await expect(line(page).getByText('The first that is no number is at epoch10.safetensors')).toBeVisible();
  await line(page).getByRole('button', { name: 'Go to that' }).click();
  await expect(line(page).locator('output')).toHaveText('epoch10.safetensors, 4 of 4');
  await line(page).getByRole('button', { name: 'Go there' }).click();
  // It plays to the end and stops there, where nothing could be measured.
  await line(page).getByRole('combobox', { name: 'Moments a second' }).selectOption('5');
  await line(page).getByRole('button', { name: 'Play' }).click();
  await expect(line(page).locator('output')).toHaveText('epoch10.safetensors, 4 of 4');
  await expect(line(page).getByRole('button', { name: 'Play' })).toBeVisible();
  await expect(line(page).getByText('Nothing of it could be measured.')).toBeVisible();
  expect(complaints).toEqual([]);
  await rm(join(folder, '..'), { recursive: true });
});

test('captured steps stand over their updates, in a chart, a table and alone', async ({ page }) => {
  const folder = await folderOf({ 'a.npz': atUpdate(500), 'b.npz': atUpdate(200), 'c.npz': atUpdate(300) });
  const complaints = await openFolder(page, folder);
  await expect(line(page).getByText('3 moments of one training')).toBeVisible();
  await expect(line(page).locator('output')).toHaveText('update 200, 1 of 3');
  await line(page).getByRole('combobox', { name: 'What is drawn over the training' }).selectOption('ρ');
  const frame = line(page).locator('chart-frame', { hasText: 'over the training' });
  // Enter at the cursor looks at the moment there, which is counted and not measured.
  const chart = frame.getByRole('figure');
  await chart.press('End');
  await expect(frame.locator('.reading')).toContainText(/^update 500: /);
  await chart.press('Enter');
  await expect(line(page).locator('output')).toHaveText('update 500, 3 of 3');
  await frame.getByRole('button', { name: 'Table' }).click();
  const rows = frame.getByRole('row');
  await expect(rows.nth(1)).toContainText('update 200');
  await expect(rows.nth(3)).toContainText('update 500');
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  // What plays stands right under what plays it, and findings after that.
  const tops = await Promise.all(
    ['.player', 'gradient-map-chart', 'model-findings'].map(
      async (part) => (await line(page).locator(part).boundingBox())?.y ?? Number.NaN,
    ),
  );
  expect(tops).toEqual(tops.toSorted((a, b) => a - b));
  await line(page).getByRole('button', { name: 'Look at a.npz alone' }).click();
  await expect(page.locator('model-view').getByRole('heading', { name: 'a.npz' })).toBeVisible();
  expect(complaints).toEqual([]);
  await rm(join(folder, '..'), { recursive: true });
});
