/** Faults on demand: what drivers, browsers and networks do to a page now and then, done to it at a moment of the test's choice. */
import type { Page } from '@playwright/test';

/** What can be made to happen in the worker that measures. */
const faults = {
  /** What is asked of the GPU from now on is never answered. */
  'no adapter': "silence(GPU.prototype, 'requestAdapter')",
  'no device': "silence(GPUAdapter.prototype, 'requestDevice')",
  'no map': "silence(GPUBuffer.prototype, 'mapAsync')",
  'no end of work': "silence(GPUQueue.prototype, 'onSubmittedWorkDone')",
  /** What a driver's reset does. */
  'lose device': 'for (const device of devices) device.destroy()',
  /** The same, and no other device is to be had. */
  'lose GPU':
    'GPU.prototype.requestAdapter = async () => null; for (const device of devices) device.destroy()',
  'no WebAssembly': 'delete globalThis.WebAssembly',
  close: 'self.close()',
  spin: 'for (;;);',
  throw: "setTimeout(() => { throw new Error('a fault of the test') })",
} as const;
export type Fault = keyof typeof faults;

/** Every second that the page and its worker wait is this much shorter: nobody waits a minute for a sentence. */
const hurried = (haste: number) => `{
  const usual = globalThis.setTimeout;
  globalThis.setTimeout = (work, milliseconds = 0, ...given) =>
    usual(work, milliseconds >= 1000 ? milliseconds / ${haste} : milliseconds, ...given);
}`;

const listen = `{
  const devices = [];
  const silence = (prototype, method) => { prototype[method] = () => new Promise(() => undefined); };
  const { requestDevice } = globalThis.GPUAdapter?.prototype ?? {};
  if (requestDevice) GPUAdapter.prototype.requestDevice = async function (...wanted) {
    const device = await requestDevice.apply(this, wanted);
    devices.push(device);
    return device;
  };
  const faults = { ${Object.entries(faults).map(([name, work]) => `'${name}': () => { ${work}; }`)} };
  const heard = new BroadcastChannel('faults');
  heard.onmessage = ({ data }) => faults[data]?.();
  for (const name of ATONCE) faults[name]();
}`;

/**
 * Prepares a tab, before it opens the page. Resolves to what makes things happen.
 * @param haste how much shorter deadlines are; where nothing hangs there is no need
 * @param atOnce what happens as soon as the page's worker starts
 */
export async function faulty(
  page: Page,
  haste = 1,
  atOnce: readonly Fault[] = [],
): Promise<(fault: Fault) => Promise<void>> {
  const hurry = hurried(haste);
  await page.addInitScript(hurry);
  await page.route('**/assets/worker-*.js', async (route) => {
    const response = await route.fetch();
    const source = await response.text();
    // The kernels' workers, which import nothing, are left alone.
    const own = /\bimport\b/.test(source)
      ? `${hurry}\n${listen.replace('ATONCE', JSON.stringify(atOnce))}\n`
      : '';
    await route.fulfill({ response, body: `${own}${source}` });
  });
  return (fault) => page.evaluate((name) => new BroadcastChannel('faults').postMessage(name), fault);
}
