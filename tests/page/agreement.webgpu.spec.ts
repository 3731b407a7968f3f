/** How far the numbers can be trusted, as the page says it; and that it says so when they cannot. */
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { inState, open, small } from './explorer.ts';
import { test } from './tab.ts';

/** Every worker of the page gets a backward pass that multiplies by W where it should by its transpose. */
async function breakBackward(page: Page): Promise<void> {
  await page.route(/assets\/(validation_)?worker-.*\.js/, async (route) => {
    const response = await route.fetch();
    const wrong = `{
      const { createShaderModule } = GPUDevice.prototype;
      GPUDevice.prototype.createShaderModule = function ({ code, ...rest }) {
        const call = 'load_columns(matrix_row(matrix_place(place.network, 0u), 0u) + place.first_unit)';
        if (code.includes(call)) {
          // As the forward pass loads them: whole rows from the lane's first one on.
          const entries = /matrices\\[start \\+ (.*?) \\* (\\d+)u \\+ \\((4u \\* .*? \\+ \\d+u)\\) \\* (\\d+)u \\+ (.*?)\\]/g;
          if (!entries.test(code)) throw new Error('The kernel has another form: break it in another way.');
          code = code.replace(call, 'load_columns(matrix_row(matrix_place(place.network, 0u), place.first_unit))')
            .replace(entries, 'matrices[start + $1 * $2u + $5 * $4u + $3]');
        }
        return createShaderModule.call(this, { code, ...rest });
      };
    }`;
    await route.fulfill({ response, body: `${wrong}\n${await response.text()}` });
  });
}

const badges = (page: Page) => page.locator('agreement-badge').getByRole('button');

/** A selection that a processor finishes in seconds. */
async function validate(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Validate' }).click();
  const view = page.locator('validate-view');
  await view.getByLabel('Engine').selectOption('webgpu');
  await view.getByLabel('Cell').selectOption('rnn');
  await view.getByLabel('Ensemble').selectOption('ginibre');
  await view.getByLabel('Activation').selectOption('tanh');
  await page.getByRole('button', { name: 'Validate', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Validate again' })).toBeVisible({ timeout: 90_000 });
}

test('every chart says that the run agrees with float64, and how that is known', async ({ page }) => {
  const complaints = await open(page, `engine=webgpu&${small}`);
  await inState(page, 'complete');
  await expect(badges(page)).toHaveCount(3);
  await expect(badges(page).first()).toHaveText(/^\s*✓\s*agrees to\s+\S+·10⁻\S+ decades/);
  await badges(page).first().focus();
  await page.keyboard.press('Enter');
  const evidence = page.getByRole('dialog', { name: /can be trusted/ });
  await expect(evidence).toContainText('16 networks, evenly over the gain axis, agreed with float64');
  await expect(evidence).toContainText('limit 5·10⁻⁶');
  await expect(evidence).not.toContainText('✗');
  await page.keyboard.press('Escape');
  await expect(evidence).toBeHidden();
  expect(complaints).toEqual([]);
});

test('the badge goes as soon as a control changes, and comes back for the new run', async ({ page }) => {
  await open(page, `engine=webgpu&${small}`);
  await inState(page, 'complete');
  await expect(badges(page)).toHaveCount(3);
  const networks = page.getByRole('textbox', { name: 'Networks' });
  await networks.fill('16384');
  await networks.press('Tab');
  await expect(badges(page)).toHaveCount(0);
  await inState(page, 'running');
  await networks.fill('64');
  await networks.press('Tab');
  await inState(page, 'complete');
  await expect(badges(page).first()).toHaveText(/agrees to/);
});

test('the reference engine is the oracle itself', async ({ page }) => {
  await open(page, `engine=reference&${small}`);
  await inState(page, 'complete');
  await expect(badges(page).first()).toHaveText(/the oracle itself/);
});

test('the validation runs to its end, every check within its limit, and axe finds nothing', async ({
  page,
}) => {
  await open(page, `engine=webgpu&${small}`);
  await inState(page, 'complete');
  await badges(page).first().click();
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  await page.keyboard.press('Escape');
  await validate(page);
  const rows = page.getByRole('table').getByRole('row');
  expect(await rows.count()).toBeGreaterThan(6);
  await expect(page.getByText(/checks within their limits/)).toContainText('✓');
  await expect(page.getByRole('cell', { name: /beyond/ })).toHaveCount(0);
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download JSON' }).click();
  const file = JSON.parse(await readFile(await (await coming).path(), 'utf8'));
  expect(file.passed).toBe(true);
  expect(file.checks).toHaveLength((await rows.count()) - 1);
  // The explorer has kept what it showed.
  await page.getByRole('link', { name: 'Explore' }).click();
  await expect(badges(page)).toHaveCount(3);
});

test('a backward pass that multiplies by the wrong matrix turns both red', async ({ page }) => {
  await breakBackward(page);
  await open(page, `engine=webgpu&${small}`);
  await inState(page, 'complete');
  await expect(badges(page).first()).toHaveText(/✗\s*wrong:\s+do not trust/);
  await badges(page).first().click();
  await expect(page.getByRole('dialog')).toContainText(/Do not trust these numbers: gradients leave float64/);
  await page.keyboard.press('Escape');
  await validate(page);
  await expect(page.getByText(/✗ \d+ failed/)).toBeVisible();
  await expect(
    page
      .getByRole('row', { name: /gradient, same trajectory/ })
      .getByText('beyond')
      .first(),
  ).toBeVisible();
});
