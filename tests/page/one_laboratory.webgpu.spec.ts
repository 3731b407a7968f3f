/** However many views are open, they share one laboratory: one worker, one engine, a kernel worker a core. */
import { expect, type Page } from '@playwright/test';
import { inState, open, small } from './explorer.ts';
import { testAlone as test } from './tab.ts';

/** What the page has started so far. */
interface Started {
  /** Workers of the page itself. */
  readonly workers: number;
  /** Workers that its worker has started, for the CPU's kernels. */
  readonly kernels: number;
  /** Devices asked of the GPU. */
  readonly devices: number;
}

/** Counts what is started, in the page and in its workers. */
async function counted(page: Page): Promise<() => Promise<Started>> {
  const count = `{
    const heard = new BroadcastChannel('started');
    const Started = globalThis.Worker;
    globalThis.Worker = class extends Started {
      constructor(...start) {
        super(...start);
        heard.postMessage(globalThis.document ? 'workers' : 'kernels');
      }
    };
    const { requestDevice } = globalThis.GPUAdapter?.prototype ?? {};
    if (requestDevice) GPUAdapter.prototype.requestDevice = function (...wanted) {
      heard.postMessage('devices');
      return requestDevice.apply(this, wanted);
    };
  }`;
  await page.addInitScript(`{
    const started = { workers: 0, kernels: 0, devices: 0 };
    globalThis.started = started;
    // Two channels: one does not hear itself.
    globalThis.listening = new BroadcastChannel('started');
    globalThis.listening.onmessage = ({ data }) => { started[data] += 1; };
  }`);
  await page.addInitScript(count);
  await page.route('**/assets/worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${count}\n${await response.text()}` });
  });
  return () => page.evaluate(() => (globalThis as unknown as { started: Started }).started);
}

/** Looks at every view until it has measured what it shows. */
async function lookAround(page: Page, engine: 'wasm' | 'webgpu'): Promise<void> {
  await inState(page, 'complete');
  await page.getByRole('button', { name: 'after training' }).click();
  await expect(page.locator('given-network-panel')).toContainText('growth rate');
  await inState(page, 'complete');
  await page.getByRole('link', { name: 'Compare' }).click();
  await expect(page.locator('compare-view').getByRole('status')).toContainText(
    'networks of each configuration',
  );
  await page.goto(`${page.url().replace(/#.*/, '')}#chapter/ways-out`);
  await expect(page.locator('ways-out')).toContainText('What arrives after 100 steps', { timeout: 90_000 });
  await page.getByRole('link', { name: 'Validate' }).click();
  const view = page.locator('validate-view');
  for (const [label, choice] of Object.entries({
    Engine: engine,
    Cell: 'rnn',
    Ensemble: 'identity',
    Activation: 'tanh',
  })) {
    await view.getByLabel(label).selectOption(choice);
  }
  await page.getByRole('button', { name: 'Validate', exact: true }).click();
  await expect(view).toContainText('checks within their limits');
  await page.getByRole('link', { name: 'Explore' }).click();
}

test('on the CPU all views have one worker, and as many kernel workers as there are cores', async ({
  page,
}) => {
  const started = await counted(page);
  const complaints = await open(page, `engine=wasm&${small}`);
  await lookAround(page, 'wasm');
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  expect(await started()).toEqual({ workers: 1, kernels: cores, devices: 0 });
  expect(complaints).toEqual([]);
});

test('on the GPU all views have one worker and one device', async ({ page }) => {
  const started = await counted(page);
  const complaints = await open(page, `engine=webgpu&${small}`);
  await lookAround(page, 'webgpu');
  expect(await started()).toMatchObject({ workers: 1, devices: 1 });
  expect(complaints).toEqual([]);
});
