/** The built page in a second browser: it measures the same numbers to the last bit, and the chapter opens. */
import { chromium } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findBrowser, findFirefox, quietFlags } from '../../scripts/browser.mjs';
import { exported, numbersIn } from '../page/exported.ts';
import { type Host, host } from '../page/host.ts';
import { Firefox } from './bidi.ts';

const experiment = 'networks=96&hidden-size=16&steps=50&warm-up=10&gain=0.3:1.8&input-scale=0.3&seed=7';
const cells = ['rnn', 'gru', 'lstm'];

let hosted: Host;
let firefox: Firefox;
beforeAll(async () => {
  hosted = await host({ folder: '/pages/' });
  const path = findFirefox();
  if (path === undefined)
    throw new Error('There is no Firefox: `npm test -- firefox` installs one where it can.');
  firefox = await Firefox.start(path);
});
afterAll(async () => {
  await firefox?.close();
  hosted?.close();
});

/** What the page says where it has failed, once it has. */
const failed = `(async () => {
  const root = document.querySelector('vanishing-point');
  const later = () => new Promise((resolve) => setTimeout(resolve, 200));
  while (root?.getAttribute('state') !== 'failed') await later();
  // Its sentence comes just after.
  await later();
  return 'failed: ' + root.shadowRoot.querySelector('notice-list').shadowRoot.textContent;
})()`;

/**
 * The page's file. Firefox 140 now and then never comes back from a worker's `new Worker` (of loads beside two busy loops one in
 * fourteen, with a service worker and without): the page then says after a minute that its worker is lost, and the next load measures.
 */
async function fileAt(address: string): Promise<unknown> {
  for (let loads = 1; ; loads++) {
    await firefox.goto(address);
    const file = await firefox.evaluate(`Promise.race([${exported}, ${failed}])`);
    if (loads === 3 || !/^failed: .*it did not answer/s.test(String(file))) return file;
    console.warn(
      '!!! Firefox did not come back from starting a worker: the page said so, and is loaded again.',
    );
  }
}

it.each(cells)('%s: the numbers are those of Chromium, to the last bit', async (cell) => {
  const address = `${hosted.address}?engine=wasm&${experiment}&cell=${cell}`;
  const ours = await fileAt(address);

  const executablePath = await findBrowser();
  // A Firefox before 145 has no multiply-add that rounds once. Chromium then has none either.
  const args = numbersIn(ours).device.includes('fused')
    ? quietFlags
    : [...quietFlags, '--js-flags=--no-enable-fma3'];
  const browser = await chromium.launch({ args, ...(executablePath && { executablePath }) });
  try {
    const page = await browser.newPage();
    await page.goto(address);
    const theirs = await page.evaluate(exported);
    const numbers = numbersIn(ours);
    expect(numbers).toEqual(numbersIn(theirs));
    expect(numbers.engine).toBe('wasm');
    expect(numbers.networks).toHaveLength(96);
  } finally {
    await browser.close();
  }
  expect(firefox.complaints).toEqual([]);
});

it('the chapter opens, with formulas and a figure that has been measured', async () => {
  await firefox.goto(`${hosted.address}?engine=wasm&${experiment}#chapter`);
  const told = await firefox.evaluate(`(async () => {
    const later = () => new Promise((resolve) => setTimeout(resolve, 100));
    const within = (node, selector) => [...node.querySelectorAll('*')].flatMap((one) =>
      [...(one.matches(selector) ? [one] : []), ...(one.shadowRoot ? within(one.shadowRoot, selector) : [])]);
    const chapter = () => within(document, 'chapter-view')[0]?.shadowRoot;
    const count = (selector) => (chapter() ? within(chapter(), selector).length : 0);
    while (count('math') < 20) await later();
    dispatchEvent(new Event('beforeprint'));
    while (count('canvas') < 4 || count('.waiting') > 0) await later();
    return [count('h3, h2'), count('math'), count('canvas')].join(' ');
  })()`);
  const [sections = 0, formulas = 0, plots = 0] = String(told).split(' ').map(Number);
  expect(sections).toBeGreaterThan(10);
  expect(formulas).toBeGreaterThan(20);
  expect(plots).toBeGreaterThan(3);
  expect(firefox.complaints).toEqual([]);
});
