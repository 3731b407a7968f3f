/** Whatever goes wrong ends in a sentence or in a finished run: no state sticks, and none says what is not so. */
import { expect, type Page } from '@playwright/test';
import { inState, open, root, small, status, sweep } from './explorer.ts';
import { faulty } from './faults.ts';
import { testAlone as test } from './tab.ts';

/** Long enough on a GPU that a processor plays, to be caught while it runs. */
const medium = 'networks=8192&hidden-size=32&steps=60&warm-up=10&seed=5';

const notice = (page: Page, words: string | RegExp) => page.getByRole('listitem').filter({ hasText: words });
const badge = (page: Page) => page.locator('.gradients agreement-badge');
const pinned = (page: Page) => page.locator('network-panel');

/** The fault itself is no surprise; Chromium tells of it unless the worker goes first. */
function meant(uncaught: string[]): void {
  expect(uncaught.splice(0).filter((text) => text !== 'Error: a fault of the test')).toEqual([]);
}

/** Waits until some networks of a run are there, and not all of them. */
async function underWay(page: Page): Promise<void> {
  await expect(status(page)).toContainText(/[1-9]\S* of 8\u202f192 networks/);
  await inState(page, 'running');
}

async function whole(page: Page, networks: number): Promise<void> {
  await inState(page, 'complete');
  expect((await sweep(page)).networks).toHaveLength(networks);
}

test.describe('an engine that cannot be opened', () => {
  for (const fault of ['no adapter', 'no device'] as const) {
    test(`${fault} that answers: the CPU measures`, async ({ page }) => {
      await faulty(page, 10, [fault]);
      await open(page, `engine=webgpu&${small}`);
      await whole(page, 96);
      await expect(root(page)).toHaveAttribute('engine', 'wasm');
      await expect(
        notice(page, 'The GPU has not answered for 15 seconds: measuring on the CPU.'),
      ).toBeVisible();
    });
  }

  test('no WebAssembly: float64 measures', async ({ page }) => {
    await faulty(page, 1, ['no WebAssembly']);
    await open(page, `engine=wasm&${small}`);
    await whole(page, 96);
    await expect(root(page)).toHaveAttribute('engine', 'reference');
    await expect(
      notice(page, /The CPU kernels cannot run \(.*\): measuring in float64, slowly\./),
    ).toBeVisible();
  });

  test('a worker that closes before it has opened one is missed, and the next change has another', async ({
    page,
  }) => {
    await faulty(page, 20, ['close']);
    await open(page, `engine=wasm&${small}`);
    await expect(notice(page, 'No engine could be opened.')).toBeVisible();
    await expect(root(page)).toHaveAttribute('state', 'failed');
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Run again' }).click();
    await whole(page, 96);
  });
});

test.describe('while a run goes on', () => {
  test('a GPU that answers no more is left at its last chunk', async ({ page }) => {
    const happen = await faulty(page, 10);
    await open(page, `engine=webgpu&${medium}`);
    await underWay(page);
    await happen('no map');
    await whole(page, 8192);
    await expect(root(page)).toHaveAttribute('engine', 'wasm');
    await expect(
      notice(
        page,
        /The GPU engine stopped: it did not answer\. This run goes on from network \d+ on the CPU instead\./,
      ),
    ).toBeVisible();
  });

  test('a device that is lost is followed by another, and one that has no successor by the CPU', async ({
    page,
  }) => {
    const happen = await faulty(page);
    await open(page, `engine=webgpu&${medium}&input-scale=0:2&gain=0.5:2`);
    await underWay(page);
    await happen('lose device');
    await expect(
      notice(page, /The GPU was lost .*: resumed on a fresh device from network \d+\./),
    ).toBeVisible();
    await happen('lose GPU');
    await whole(page, 8192);
    await expect(root(page)).toHaveAttribute('engine', 'wasm');
    await expect(notice(page, 'The GPU engine stopped: there is no GPU any more.')).toBeVisible();
  });

  for (const fault of ['spin', 'throw'] as const) {
    test(`a worker is lost (${fault}): the run fails in a sentence, and the next one has another`, async ({
      page,
      uncaught,
    }) => {
      const happen = await faulty(page, 20);
      await open(page, `engine=reference&networks=8192&hidden-size=32&steps=60`);
      await underWay(page);
      await happen(fault);
      await expect(
        notice(page, /Measuring failed: .* Reload, or change a control to try again\./),
      ).toBeVisible();
      await expect(root(page)).toHaveAttribute('state', 'failed');
      await page.getByRole('textbox', { name: /^Networks/ }).fill('96');
      await page.getByRole('textbox', { name: /^Networks/ }).press('Enter');
      await whole(page, 96);
      meant(uncaught);
    });
  }
});

test.describe('once a run is complete', () => {
  test('a GPU that is lost leaves no word on a pinned network, and no badge, unsaid', async ({ page }) => {
    const happen = await faulty(page, 10);
    await open(page, `engine=webgpu&${small}&network=5`);
    await expect(badge(page)).toContainText('agrees to');
    await expect(pinned(page)).toContainText('over the recurrent weights and biases');
    await happen('lose device');
    await pinned(page).getByRole('button', { name: 'right →' }).click();
    await expect(pinned(page)).not.toContainText('Network 5');
    await expect(pinned(page)).toContainText('over the recurrent weights and biases');
    // A GPU that hangs under a question is left for the CPU; the badge is still of what measured.
    await happen('no map');
    await pinned(page).getByRole('button', { name: 'right →' }).click();
    await expect(pinned(page)).toContainText('is computed once');
    await expect(pinned(page)).toContainText('over the recurrent weights and biases');
    await expect(
      notice(page, 'The GPU engine stopped: it did not answer. The rest is done on the CPU'),
    ).toBeVisible();
    await expect(root(page)).toHaveAttribute('engine', 'webgpu');
    await expect(badge(page)).toContainText('agrees to');
  });

  test('a GPU that is lost under the check of a run is not vouched for by the CPU', async ({ page }) => {
    const happen = await faulty(page);
    await open(page, `engine=webgpu&${small}&steps=1500&networks=16`);
    await expect(badge(page)).toContainText('checking');
    await happen('lose GPU');
    await expect(badge(page)).toContainText('not checked');
    await badge(page).getByRole('button').click();
    await expect(page.getByRole('dialog')).toContainText('the webgpu engine that measured them stopped');
  });

  test('what a lost worker had measured is measured again once it is asked about, and what it had read is read', async ({
    page,
  }) => {
    const happen = await faulty(page, 20);
    await open(page, `engine=wasm&${small}`);
    await page.getByRole('button', { name: 'after training' }).click();
    await expect(page.locator('given-network-panel')).toContainText('growth rate');
    await inState(page, 'complete');
    // Nothing is under way any more.
    await expect(status(page)).toContainText(/(\d % of|above the) (peak|bandwidth)/);
    await happen('close');
    await page.getByRole('figure', { name: /^Gradient norm/ }).focus();
    await page.keyboard.press('Home');
    // It may still answer once.
    await page.waitForTimeout(200);
    await page.keyboard.press('Enter');
    await expect(notice(page, 'The worker that had measured these networks was lost')).toBeVisible();
    await expect(pinned(page)).toContainText('over the recurrent weights and biases');
    await inState(page, 'complete');
    // The file is read again by the new worker.
    const given = page.locator('given-network-panel');
    await given.getByRole('textbox', { name: 'W × factor' }).fill('1.5');
    await given.getByRole('textbox', { name: 'W × factor' }).press('Enter');
    await expect(given.locator('dt:text-is("spectral radius ρ") + dd')).toHaveText('3.988');
  });
});

test('the validation says why it cannot go on, and can be begun again', async ({ page }) => {
  const happen = await faulty(page, 10);
  await open(page, `engine=wasm&${small}#validate`);
  const view = page.locator('validate-view');
  await view.getByLabel('Engine').selectOption('webgpu');
  await view.getByLabel('Cell').selectOption('rnn');
  await view.getByLabel('Ensemble').selectOption('ginibre');
  await view.getByRole('button', { name: 'Validate', exact: true }).click();
  await expect(view.getByRole('row').nth(1)).toBeVisible();
  await happen('no map');
  await expect(view).toContainText('The validation could not go on: it did not answer.');
  await expect(view.getByRole('button', { name: 'Validate again' })).toBeEnabled();
});

test('the comparison goes on without its GPU, and after its worker', async ({ page, uncaught }) => {
  const happen = await faulty(page);
  await open(page, `engine=webgpu&networks=128&hidden-size=32&steps=60&compare=base~gain=1~gain=1.5#compare`);
  const comparison = page.locator('compare-view').getByRole('status');
  await expect(comparison).toContainText('Measuring configuration');
  await happen('lose GPU');
  await expect(comparison).toContainText('128 networks of each configuration · CPU');
  await happen('throw');
  await page.locator('configuration-card').last().locator('summary').click();
  await page.locator('configuration-card').last().getByLabel('Cell').selectOption('gru');
  await expect(page.getByRole('region', { name: 'Table of the comparison' })).toContainText('GRU');
  await expect(comparison).toContainText('128 networks of each configuration');
  meant(uncaught);
});

test('a browser that forbids storage forgets what was chosen, and nothing else', async ({ page }) => {
  await page.addInitScript(`Object.defineProperty(globalThis, 'localStorage', {
    get() { throw new DOMException('denied', 'SecurityError'); },
  })`);
  const complaints = await open(page, `engine=wasm&${small}`);
  await whole(page, 96);
  await page
    .getByRole('button', { name: /theme|light|dark|auto/i })
    .first()
    .click();
  await page.goto(`${page.url().replace(/#.*/, '')}#chapter/test-yourself`);
  const question = page.locator('chapter-quiz predict-question').first();
  await question.getByRole('radio').first().check();
  await question.getByRole('button').first().click();
  await expect(page.locator('chapter-quiz').getByText('1 answered')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('code that the server no longer has is a sentence each', async ({ page }) => {
  await page.route(/assets\/(controls|compare_view|validate_view|chapter_view)-/, (route) => route.abort());
  await page.route(/assets\/(relaxed|simd)[.-]/, (route) => route.abort());
  await open(page, `engine=wasm&${small}`);
  await whole(page, 96);
  await expect(root(page)).toHaveAttribute('engine', 'reference');
  await expect(notice(page, 'The CPU kernels cannot run')).toBeVisible();
  await expect(notice(page, 'The controls could not be loaded')).toBeVisible();
  for (const view of ['Compare', 'Validate', 'Chapter']) {
    await page.getByRole('link', { name: view, exact: true }).click();
    await expect(notice(page, 'This view could not be loaded')).toBeVisible();
    await notice(page, 'This view could not be loaded').getByRole('button').click();
  }
  await page.unrouteAll();
  await page.getByRole('link', { name: 'Validate', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Validate', exact: true })).toBeVisible();
});

test('a part or a picture whose code does not come is a sentence, and comes the next time', async ({
  page,
}) => {
  await page.route(/assets\/(network_panel|picture_file)-/, (route) => route.abort());
  await open(page, `engine=wasm&${small}&network=3`);
  await inState(page, 'complete');
  const said = notice(page, 'A part of this view could not be loaded');
  await expect(said).toBeVisible();
  await page.getByRole('button', { name: 'Save gradient through time as a picture' }).click();
  await page.getByRole('button', { name: 'PNG of gradient through time' }).click();
  await expect(page.getByText(/^The file could not be made: .*Save it again/)).toBeVisible();
  await page.unrouteAll();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save gradient through time as a picture' }).click();
  await page.getByRole('button', { name: 'PNG of gradient through time' }).click();
  await saving;
  await said.getByRole('button').click();
  await expect(page.getByRole('img', { name: /eigenvalues/ })).toBeVisible();
});

test('a job whose code does not come fails in a sentence, and is loaded once it is asked for again', async ({
  page,
}) => {
  await page.route(/assets\/sweep-/, (route) => route.abort());
  await open(page, `engine=wasm&${small}`);
  await expect(
    notice(
      page,
      'Measuring failed: a part of the page could not be loaded. Reload, or change a control to try again.',
    ),
  ).toBeVisible();
  await expect(root(page)).toHaveAttribute('state', 'failed');
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Run again' }).click();
  await whole(page, 96);
});

test('a job whose code never comes is not waited for', async ({ page }) => {
  await faulty(page, 20);
  await page.route(/assets\/sweep-/, () => undefined);
  await open(page, `engine=wasm&${small}`);
  await expect(notice(page, 'Measuring failed: a part of the page could not be loaded.')).toBeVisible();
  await expect(root(page)).toHaveAttribute('state', 'failed');
});

test('an engine whose code does not come is stood in for, and loaded with the next run', async ({ page }) => {
  await page.route(/assets\/[^/]*engine-[^/]*\.js/, async (route) => {
    const response = await route.fetch();
    const isGpus = (await response.text()).includes('createShaderModule');
    await (isGpus ? route.abort() : route.fulfill({ response }));
  });
  await open(page, `engine=webgpu&${small}`);
  await whole(page, 96);
  await expect(root(page)).toHaveAttribute('engine', 'wasm');
  await expect(
    notice(
      page,
      'The GPU engine could not start: a part of the page could not be loaded. Measuring on the CPU instead.',
    ),
  ).toBeVisible();
  // Nothing is being fetched any more.
  await expect(status(page)).toContainText(/(\d % of|above the) (peak|bandwidth)/);
  await page.unrouteAll();
  await page.getByRole('textbox', { name: /^Networks/ }).fill('97');
  await page.getByRole('textbox', { name: /^Networks/ }).press('Enter');
  await whole(page, 97);
  await expect(root(page)).toHaveAttribute('engine', 'webgpu');
});
