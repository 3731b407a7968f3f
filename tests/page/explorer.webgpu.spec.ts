/** The explorer as a person meets it: on real WebGPU, and on the CPU where the engine makes no difference. */
import { expect } from '@playwright/test';
import {
  aroundEdge,
  download,
  expectOwnWindow,
  inState,
  large,
  medians,
  open,
  picture,
  readPicture,
  root,
  small,
  status,
  sweep,
} from './explorer.ts';
import { test } from './tab.ts';

test('the default page completes, with nothing to complain about', async ({ page }) => {
  const complaints = await open(page, 'engine=webgpu');
  await inState(page, 'complete');
  await expect(root(page)).toHaveAttribute('engine', 'webgpu');
  await expect(status(page)).toContainText(/(1\u202f024 of 1\u202f024|4\u202f096 of 4\u202f096) networks/);
  await expect(status(page)).toContainText('networks/s');
  const { networks } = await sweep(page);
  expect(networks.length).toBeGreaterThanOrEqual(1024);
  expect(complaints).toEqual([]);
});

test('networks that float32 cannot hold are measured in float64, and it is said of how many', async ({
  page,
}) => {
  await open(page, 'engine=wasm&ensemble=low-rank&outlier=10&gain=5&hidden-size=16&networks=40&steps=10');
  await inState(page, 'complete');
  await expect(status(page)).toContainText('40 in float64');
  // 200 to 400 decades over ten steps: −46 to −92 nats a step.
  for (const { growthRate } of (await sweep(page)).networks) expect(growthRate).toBeLessThan(-40);
});

test('the whole instrument fits a desk without scrolling', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  const size = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.scrollHeight,
  ]);
  expect(size).toEqual([1440, 900]);
});

test('the edge is read once a run is complete: its direction, how sure it is, and what moves it', async ({
  page,
}) => {
  await open(page, `engine=wasm&${large}`);
  const edge = page.locator('reading-guide .edge');
  const unread =
    /^\s*Where the median gradient neither vanishes nor explodes: it is read once a run is complete\.\s*$/;
  await inState(page, 'running');
  await expect(status(page)).toContainText(/[1-9]\S* of 16\u202f384 networks/);
  await expect(edge).toHaveText(unread);
  await page.getByRole('button', { name: 'Stop' }).click();
  await inState(page, 'stopped');
  await expect(edge).toHaveText(unread);
  const networks = page.getByRole('textbox', { name: 'Networks' });
  await networks.fill('1024');
  await networks.press('Tab');
  await inState(page, 'complete');
  await expect(edge).toContainText(
    /crosses zero growth upwards at ρ = 1\.[3-6]\d; 95 % of bootstrap resamplings do between 1\.\d\d and 1\.\d\d\. It moves with N, T and the range of gains\./,
  );
  await page.getByLabel('Activation').selectOption('sigmoid');
  await inState(page, 'complete');
  await expect(edge).toContainText(/never crosses zero growth in this range of ρ: it\s+shrinks throughout\./);
});

test('a control changes the chart', async ({ page }) => {
  await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  const before = await medians(page);
  await page.getByLabel('Activation').selectOption('sigmoid');
  await expect(page).toHaveURL(/activation=sigmoid/);
  await inState(page, 'complete');
  await expect.poll(() => medians(page)).not.toEqual(before);
});

test('a typed error says what is allowed and keeps what was typed', async ({ page }) => {
  await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  const field = page.getByRole('textbox', { name: 'Hidden size' });
  await field.fill('9000');
  await field.press('Tab');
  await expect(page.getByText(/Hidden size must be a whole number from 4 to 256/)).toBeVisible();
  await expect(field).toHaveValue('9000');
  await expect(page).toHaveURL(/hidden-size=16/);
  await field.press('Escape');
  await expect(field).toHaveValue('16');
  await field.fill('3');
  await field.press('Tab');
  await page.getByLabel('Preset').selectOption({ index: 1 });
  await expect(field).toHaveValue('64');
});

test('what is being typed stays while the page is drawn anew, and is taken or taken back', async ({
  page,
}) => {
  await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  const drawAnew = () =>
    page.evaluate(() => {
      const within = (root: Document | ShadowRoot): Element[] =>
        [...root.querySelectorAll('*')].flatMap((element) => [
          element,
          ...(element.shadowRoot ? within(element.shadowRoot) : []),
        ]);
      for (const element of within(document))
        if ('requestUpdate' in element && typeof element.requestUpdate === 'function')
          element.requestUpdate();
      return new Promise((resolve) => setTimeout(resolve, 50));
    });
  for (const [name, text, query] of [
    ['Steps T', '30', 'steps=30'],
    ['Gain, to', '1.5', 'gain=0.1:1.5'],
    ['Seed', '7', 'seed=7'],
  ] as const) {
    const field = page.getByRole('textbox', { name });
    const before = await field.inputValue();
    await field.fill(text);
    await drawAnew();
    await expect(field).toHaveValue(text);
    await field.press('Escape');
    await expect(field).toHaveValue(before);
    await field.fill(text);
    await drawAnew();
    await field.press('Tab');
    await expect(page).toHaveURL(new RegExp(query));
  }
});

test('a pinned network that will not be measured is let go of, in a sentence', async ({ page }) => {
  await open(page, 'engine=reference&network=3000&hidden-size=8&steps=10&warm-up=5');
  await inState(page, 'complete');
  await expect(page.getByRole('listitem').filter({ hasText: 'Network 3000' })).toBeVisible();
  expect(page.url()).not.toContain('network=3000');
});

test('a table of norms through time has the pinned network’s, and its parts', async ({ page }) => {
  await open(page, `engine=wasm&${small}&network=5&cell=lstm`);
  await inState(page, 'complete');
  await page.getByRole('button', { name: /^Table of gradient through time/ }).click();
  const heads = page.locator('chart-frame.gradient number-table').getByRole('columnheader');
  await expect(heads).toHaveText(['t', '10 %', 'median', '90 %', 'network 5', 'its h', 'its c']);
});

test('a preset lets go of the pin and of its clipping; no mark of plain text is left on the page', async ({
  page,
}) => {
  await open(page, `engine=wasm&${small}&network=5&clip=2&cell=gru`);
  await inState(page, 'complete');
  const panel = page.locator('network-panel');
  await expect(panel.locator('dd.blocks')).toContainText('Wₙ');
  await expect(panel.locator('dd.blocks sub')).toHaveText('z');
  await expect(panel).not.toContainText(/[_^]/);
  await page.getByLabel('Preset').selectOption('bound');
  await expect(panel).toHaveCount(0);
  await expect(page).not.toHaveURL(/network=|clip=/);
  await expect(page.locator('controls-panel .watch sup')).toHaveText('T');
  await expect(page.locator('controls-panel')).not.toContainText(/[_^]/);
});

test('a finger selects a range and lets go of it', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  const area = page.locator('scatter-chart .u-over');
  const box = await area.boundingBox();
  if (!box) throw new Error('The scatter has no plotting area.');
  const finger = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', part?: number) =>
    finger.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: part === undefined ? [] : [{ x: box.x + part * box.width, y: box.y + 0.5 * box.height }],
    });
  await touch('touchStart', 0.3);
  for (const part of [0.4, 0.5, 0.6]) await touch('touchMove', part);
  await touch('touchEnd');
  await expectOwnWindow(page, true);
  await aroundEdge(page).click();
  await expectOwnWindow(page, false);
});

test('the address holds the experiment: a reload gives the same numbers', async ({ page }) => {
  await open(
    page,
    `engine=webgpu&${small}&seed=77&gain=0.5:1.5&input-scale=0.25&y=rate&network=5&tuning=exchange:subgroup`,
  );
  await inState(page, 'complete');
  const before = await sweep(page);
  await page.reload();
  await inState(page, 'complete');
  expect(await sweep(page)).toEqual(before);
  expect(before.experiment).toMatchObject({ seed: 77, gain: [0.5, 1.5], inputScale: 0.25 });
  await expect(page.getByRole('heading', { name: 'Network 5' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Upwards' })).toHaveValue('rate');
  expect(page.url()).toContain('tuning=exchange:subgroup');
});

test('stop stops, and run again runs', async ({ page }) => {
  await open(page, `engine=webgpu&${large}`);
  await expect(status(page)).toContainText('networks/s', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Stop' }).click();
  await inState(page, 'stopped');
  await expect(status(page)).toContainText(/Stopped at .* of 16\u202f384 networks/);
  const { networks } = await sweep(page);
  // A network that is pinned is traced behind whatever the engine may still be at.
  await page.getByRole('figure', { name: /^Gradient norm against spectral radius/ }).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('img', { name: /64 eigenvalues/ })).toBeVisible();
  expect((await sweep(page)).networks.length).toBe(networks.length);
  await page.getByRole('button', { name: 'Run again' }).click();
  await inState(page, 'running');
});

test('results of an old run never reach a new one', async ({ page }) => {
  await open(page, `engine=wasm&${large}&seed=1`);
  await expect(status(page)).toContainText('networks/s', { timeout: 60_000 });
  const networks = page.getByRole('textbox', { name: 'Networks' });
  await networks.fill('96');
  await networks.press('Tab');
  for (const [name, value] of [
    ['Hidden size', '16'],
    ['Steps', '20'],
    ['Seed', '9'],
  ] as const) {
    await page.getByRole('textbox', { name }).fill(value);
    await page.getByRole('textbox', { name }).press('Tab');
  }
  await inState(page, 'complete');
  const [changed, table] = [await sweep(page), await medians(page)];
  await page.reload();
  await inState(page, 'complete');
  expect(await sweep(page)).toEqual(changed);
  expect(await medians(page)).toEqual(table);
});

test('a keyboard is enough: walk, pin, select, clear', async ({ page }) => {
  await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  await page.getByRole('figure', { name: /^Gradient norm against spectral radius/ }).focus();
  await page.keyboard.press('End');
  await expect(page.getByText(/^Network \d+ · ρ/)).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/network=\d+/);
  await expect(page.getByRole('img', { name: /16 eigenvalues/ })).toBeVisible();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expectOwnWindow(page, true);
  await page.keyboard.press('Escape');
  await expectOwnWindow(page, false);
  await page.getByRole('figure', { name: /^Gradient through time/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  // One cursor through both charts.
  await expect(page.getByText(/^t = 1 · median/)).toHaveCount(2);
});

test('any quantity stands against any other, and only what was not measured is', async ({ page }) => {
  const complaints = await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  // Last comes what the machine can do at most.
  await expect(status(page)).toContainText(/(\d % of|above the) (peak|bandwidth)/);
  const measured = await status(page).textContent();
  const upwards = page.getByRole('combobox', { name: 'Upwards' });
  const right = page.getByRole('combobox', { name: 'To the right' });
  await upwards.selectOption('spectral-norm');
  await right.selectOption('gain');
  await expect(page).toHaveURL(/x=gain&y=spectral-norm/);
  await page.getByRole('figure', { name: /^Spectral norm against gain/ }).focus();
  await page.keyboard.press('End');
  await expect(page.getByText(/^Network \d+ · gain 1\.9\d+ · ρ .* · ‖W‖₂ /)).toBeVisible();
  await page.keyboard.press('Shift+ArrowLeft');
  await expectOwnWindow(page, true);
  await page.getByRole('button', { name: /^Table of spectral norm/ }).click();
  const lines = page.locator('chart-frame.gradients number-table').first();
  await expect(lines.getByRole('columnheader')).toHaveText(['g', '10 %', 'median', '90 %']);
  expect(await status(page).textContent()).toBe(measured);

  // Of other radii the selection would mean nothing; and these have to be measured.
  await right.selectOption('rest');
  await expectOwnWindow(page, false);
  await expect(lines.getByRole('columnheader')).toHaveText(['ρ at rest', '10 %', 'median', '90 %']);
  await expect(lines.getByRole('row').nth(2)).toBeVisible();
  await inState(page, 'complete');
  const again = await status(page).textContent();
  await right.selectOption('decades');
  await expect(lines.getByRole('columnheader')).toHaveText(['‖∂L/∂h₀‖', '10 %', 'median', '90 %']);
  await right.selectOption('rest');
  await expect(lines.getByRole('columnheader')).toHaveText(['ρ at rest', '10 %', 'median', '90 %']);
  expect(await status(page).textContent()).toBe(again);
  expect(complaints).toEqual([]);
});

test('pointing at a network shows it in the other charts, clicking pins it', async ({ page }) => {
  await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  const plot = page.locator('scatter-chart .u-over');
  const box = await plot.boundingBox();
  if (!box) throw new Error('The scatter has no plotting area.');
  for (let x = 0.3; x < 0.9; x += 0.02) {
    await page.mouse.move(box.x + x * box.width, box.y + 0.2 * box.height);
    if (await page.getByText(/^Network \d+ · ρ/).isVisible()) break;
  }
  await expect(page.getByText(/^Network \d+ · ρ/)).toBeVisible();
  await page.mouse.down();
  await page.mouse.up();
  await expect(page.getByRole('heading', { name: /^Network \d+/ })).toBeVisible();
});

test('the phase map switches on, and back to where it was', async ({ page }) => {
  await open(page, `engine=wasm&${small}&input-scale=0.5`);
  await inState(page, 'complete');
  await page.getByRole('button', { name: 'Map: input' }).click();
  await expect(page).toHaveURL(/input-scale=0:2/);
  await expect(page.getByRole('figure', { name: /^Median growth rate/ })).toBeVisible();
  await inState(page, 'complete');
  await page.getByRole('figure', { name: /^Median growth rate/ }).focus();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByText(/^gain .* nats\/step/)).toBeVisible();
  // Its networks as points, their scales still apart; and the map again.
  await page.getByRole('combobox', { name: 'Upwards' }).selectOption('rate');
  await page.getByRole('combobox', { name: 'To the right' }).selectOption('input-scale');
  await expect(page.getByRole('figure', { name: /^Growth rate against input scale/ })).toBeVisible();
  await expect(page).toHaveURL(/input-scale=0:2&.*x=input-scale&y=rate&chart=points/);
  await page.getByRole('button', { name: 'Map: input' }).click();
  await expect(page.getByRole('figure', { name: /^Median growth rate/ })).toBeVisible();
  await expect(page).not.toHaveURL(/chart=/);
  await page.getByRole('button', { name: 'Points' }).click();
  await expect(page).toHaveURL(/input-scale=0\.5&/);
  await expect(page).toHaveURL(/networks=96&/);
});

test('downloads parse', async ({ page }) => {
  await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  const { networks, time } = await sweep(page);
  expect(networks.map(({ index }) => index)).toEqual(Array.from({ length: 96 }, (_, i) => i));
  expect(time.steps).toHaveLength(time.p50.length);
  const lines = (await download(page, 'CSV')).trim().split('\r\n');
  const rows = lines.filter((line) => !line.startsWith('#')).map((line) => line.split(','));
  expect(rows).toHaveLength(97);
  expect(new Set(rows.map((row) => row.length)).size).toBe(1);
});

test('a layout that there is none of is named in a notice', async ({ page }) => {
  await open(page, `engine=webgpu&${small}&tuning=rows:999`);
  await inState(page, 'complete');
  await expect(page.getByText(/^No layout of the GPU’s kernels for .* is rows:999/)).toBeVisible();
});

test('a bad address is named in notices, and the page works', async ({ page }) => {
  const bad = 'gain=NaN&hidden-size=1e9&seed=<script>alert(1)</script>&colour=red';
  const complaints = await open(page, `engine=wasm&networks=96&steps=20&warm-up=10&${bad}`);
  await inState(page, 'complete');
  for (const name of ['gain', 'hidden-size', 'seed', 'unknown']) {
    await expect(page.getByRole('listitem').filter({ hasText: name }).first()).toBeVisible();
  }
  const dismissals = page.getByRole('button', { name: /^Dismiss/ });
  const before = await dismissals.count();
  await dismissals.first().click();
  await expect(dismissals).toHaveCount(before - 1);
  expect(complaints).toEqual([]);
});

test('a GPU that fails mid-run is replaced by the CPU, in a sentence', async ({ page }) => {
  // Every worker of the page gets a queue that gives out after a few submits.
  await page.route('**/assets/worker-*.js', async (route) => {
    const response = await route.fetch();
    const failing = `{
      const { submit } = GPUQueue.prototype;
      let left = 8;
      GPUQueue.prototype.submit = function (...work) {
        if (left-- <= 0) throw new Error('The GPU is out of memory.');
        return submit.apply(this, work);
      };
    }`;
    await route.fulfill({ response, body: `${failing}\n${await response.text()}` });
  });
  await open(page, 'engine=webgpu&networks=4096&hidden-size=16&steps=20&warm-up=10');
  await inState(page, 'complete');
  await expect(root(page)).toHaveAttribute('engine', 'wasm');
  await expect(page.getByRole('listitem').filter({ hasText: 'memory ran out' })).toContainText('CPU');
  await expect(status(page)).toContainText(/4\u202f096 of 4\u202f096 networks/);
  expect((await sweep(page)).networks).toHaveLength(4096);
});

test('a phone has the chart first and the controls in a drawer', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await expect(page.getByRole('figure', { name: /^Gradient norm/ })).toBeInViewport({ ratio: 0.9 });
  await expect(page.getByLabel('Activation')).toBeHidden();
  await page.getByRole('button', { name: 'Controls' }).click();
  await page.getByLabel('Activation').selectOption('relu');
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByLabel('Activation')).toBeHidden();
  await expect(page).toHaveURL(/activation=relu/);
  await inState(page, 'complete');
});

test('another engine can be asked for, and measures the same networks', async ({ page }) => {
  await open(page, 'engine=wasm&networks=64&hidden-size=8&steps=20&warm-up=5&gain=0.8');
  await inState(page, 'complete');
  await expect(root(page)).toHaveAttribute('engine', 'wasm');
  const before = (await sweep(page)).networks;
  await page.getByRole('combobox', { name: 'Engine', exact: true }).selectOption('reference');
  await expect(root(page)).toHaveAttribute('engine', 'reference');
  await inState(page, 'complete');
  expect(page.url()).toContain('engine=reference');
  const after = (await sweep(page)).networks;
  expect(after).toHaveLength(64);
  expect(after[5]?.growthRate).toBeCloseTo(before[5]?.growthRate ?? Number.NaN, 4);
});

test('code that cannot be fetched is a sentence, and what was there stays', async ({ page }) => {
  const complaints = await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  await page.route(/assets\/(parquet|chapter_view)-/, (route) => route.abort());
  await page.getByRole('button', { name: 'Download Parquet' }).click();
  await expect(
    page.getByRole('listitem').filter({ hasText: 'parquet file could not be made' }),
  ).toBeVisible();
  await page.getByRole('link', { name: 'Chapter' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'This view could not be loaded' })).toBeVisible();
  await page.unroute(/assets\/(parquet|chapter_view)-/);
  await page.getByRole('link', { name: 'Explore' }).click();
  expect(complaints.filter((text) => !text.includes('ERR_FAILED'))).toEqual([]);
  expect((await sweep(page)).networks).toHaveLength(96);
});

test('what is said of the engine, once read, is not said again in the same tab', async ({ page }) => {
  await open(page, small);
  const engine = page.locator('notice-list li').filter({ hasText: 'measuring on the CPU' });
  await expect(engine).toHaveCount(1);
  await page.reload();
  await inState(page, 'complete');
  await expect(engine).toHaveCount(1);
  await engine.getByRole('button', { name: /^Dismiss/ }).click();
  await expect(engine).toHaveCount(0);
  await page.reload();
  await inState(page, 'complete');
  await expect(engine).toHaveCount(0);
});

test('a file of a run that was stopped says so', async ({ page }) => {
  await open(page, `engine=wasm&${large}`);
  await expect(page.getByRole('progressbar', { name: 'Networks measured' })).not.toHaveJSProperty('value', 0);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await inState(page, 'stopped');
  const { unfinished, networks } = JSON.parse(await download(page, 'JSON'));
  expect(unfinished).toBe(`${networks.length} of 16384 networks`);
  expect(await download(page, 'CSV')).toContain(`# unfinished: ${unfinished}`);
  const drawn = await readPicture(page, await picture(page, 'gradient norm against spectral radius', 'SVG'));
  expect(drawn.words).toMatch(/Unfinished: [\d\u202f]+ of 16.384 networks\./);
});
