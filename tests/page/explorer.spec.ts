/** A browser without WebGPU still measures, on the CPU, and says so. */
import { expect } from '@playwright/test';
import { inState, medians, open, root, small } from './explorer.ts';
import { test } from './tab.ts';

test('a browser without WebGPU measures on the CPU and says so', async ({ page }) => {
  const complaints = await open(page, 'hidden-size=16&steps=20&warm-up=10');
  await inState(page, 'complete');
  await expect(root(page)).toHaveAttribute('engine', 'wasm');
  await expect(page.getByRole('listitem').filter({ hasText: /CPU/ }).first()).toBeVisible();
  // Nobody said how many networks: as many as a CPU measures within seconds.
  await expect(page).toHaveURL(/networks=4096&/);
  expect((await medians(page)).length).toBeGreaterThan(2);
  expect(complaints).toEqual([]);
});

test('asked for WebGPU in so many words, it falls back as well', async ({ page }) => {
  await open(page, `engine=webgpu&${small}`);
  await inState(page, 'complete');
  await expect(root(page)).toHaveAttribute('engine', 'wasm');
});
