/** The view of a whole model: what the terminal says of a file, on the page; findings lead to the map. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, type Page } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { open, picture, readPicture, small } from './explorer.ts';
import { test } from './tab.ts';

const script = fileURLToPath(new URL('../../scripts/cli.mjs', import.meta.url));
/** What a command prints on a pipe. */
async function terminal(...words: string[]) {
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...words], { maxBuffer: 2 ** 24 });
  return JSON.parse(stdout);
}

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/model/${name}`, import.meta.url));
const view = (page: Page) => page.locator('model-view');
const map = (page: Page) => view(page).getByRole('figure', { name: /^Gradient norm at every layer/ });
const choose = (page: Page, path: string) =>
  view(page).locator('given-network-opener input#file').setInputFiles(path);

async function openModel(page: Page): Promise<string[]> {
  const complaints = await open(page, `engine=wasm&${small}#model`);
  await expect(view(page).getByRole('heading', { name: 'What ails your model?' })).toBeVisible();
  return complaints;
}

test('a bidirectional LSTM is measured and diagnosed as in a terminal', async ({ page }) => {
  const complaints = await openModel(page);
  const path = fixture('lstm_bidirectional.safetensors');
  await choose(page, path);
  await expect(
    view(page).getByText(/^3 layers, both directions: an LSTM of 6 units and 4 inputs · 21\.8 kB$/),
  ).toBeVisible();
  const { layers } = await terminal('analyze', path);
  const { findings } = await terminal('diagnose', path);

  const table = view(page).getByRole('region', { name: 'Table of layers' });
  const written = (value: number) => value.toFixed(2).replace('-', '−');
  for (const [i, { name, direction, spectralRadius, log10GradientNorm, phase }] of layers.entries()) {
    const cells = table.locator('tbody tr').nth(i).locator('th, td');
    await expect(cells.nth(0)).toHaveText(name);
    await expect(cells.nth(1)).toHaveText(direction);
    await expect(cells.nth(4)).toHaveText(spectralRadius.toPrecision(4));
    await expect(cells.nth(7)).toHaveText(written(log10GradientNorm[0]));
    await expect(cells.nth(9)).toHaveText(phase);
  }

  const items = view(page).locator('model-findings li');
  await expect(items).toHaveCount(findings.length);
  const [worst] = findings;
  await expect(items.first()).toContainText(worst.sentence);
  // Its parts scroll, and not the page beside them.
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
  await expect(items.first().locator('code').first()).toHaveText(worst.cure.code.pytorch);
  // A finding leads to its place on the map, which reads what the terminal says there.
  await items
    .first()
    .getByRole('button', { name: `${worst.layer} · step ${worst.step}` })
    .click();
  await expect(map(page)).toBeFocused();
  const row = layers.find(({ name }: { name: string }) => name === worst.layer);
  const reading = view(page).locator('.map > layers-map chart-frame .reading');
  await expect(reading).toContainText(`2 forward · t = ${worst.step} of 100`);
  await expect(reading).toContainText(`${written(row.log10GradientNorm[worst.step])} decades`);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('End');
  await expect(reading).toHaveText('2 reverse · t = 100 of 100 · ‖∂L/∂state‖ is exactly zero');

  await view(page).getByRole('button', { name: 'all times' }).click();
  await expect(view(page).getByText('Loss: the sum of the top layer’s output at all times.')).toBeVisible();
  const every = await terminal('analyze', path, '--loss', 'every');
  await expect(table.locator('tbody tr').first().locator('td').nth(6)).toHaveText(
    written(every.layers[0].log10GradientNorm[0]),
  );
  const coming = page.waitForEvent('download');
  await view(page).getByRole('button', { name: 'Numbers as JSON' }).click();
  const saved = JSON.parse(await readFile(await (await coming).path(), 'utf8'));
  expect(saved.read).toEqual(every.read);
  // Two machines' exponentials may differ in their last digit.
  for (const [i, layer] of saved.layers.entries()) {
    layer.log10GradientNorm.forEach((decades: number, t: number) => {
      expect(decades).toBeCloseTo(every.layers[i].log10GradientNorm[t], 9);
    });
  }
  expect(complaints).toEqual([]);
});

test('a captured step is asked which module, and its badge holds it against the framework', async ({
  page,
}) => {
  const complaints = await openModel(page);
  const path = fileURLToPath(new URL('../fixtures/captures/two_modules.npz', import.meta.url));
  await choose(page, path);
  await expect(view(page).getByText('The step was captured of 2 modules.')).toBeVisible();
  await view(page).getByLabel('Read this, and leave the rest').selectOption({ index: 1 });
  await view(page).getByRole('button', { name: 'Read it so' }).click();
  await expect(view(page).getByText(/^1 layer: a GRU of 4 units and 6 inputs · [\d.]+ kB$/)).toBeVisible();
  await expect(view(page).getByText('step 3: "decoder", GRUCell, computed in float32.')).toBeVisible();
  // What was read and asked is the step’s own.
  await expect(view(page).getByRole('button', { name: 'all times' })).toHaveCount(0);
  const { check } = await terminal('analyze', path, '--layer', 'decoder');
  const badge = view(page).locator('agreement-badge');
  await expect(badge.getByRole('button')).toContainText('∂L/∂input and ∂L/∂W equal the framework’s to');
  await badge.getByRole('button').click();
  await expect(badge.locator('dt')).toHaveText(
    check.gradients.map(({ name }: { name: string }) => `✓${name}`),
  );
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('a model that came with the page, in a picture and a table, on a desk and on a phone', async ({
  page,
}) => {
  const complaints = await openModel(page);
  await view(page).getByRole('button', { name: 'after training' }).click();
  await expect(view(page).getByText('Inputs: 40 steps of "first_letter_inputs.npy".')).toBeVisible();
  const chart = 'gradient at every layer and step';
  const drawn = await readPicture(page, await picture(page, chart, 'SVG'));
  expect(drawn).toMatchObject({ errors: 0, title: 'Gradient at every layer and step', legends: 1 });
  expect(drawn.words).toContain('first_letter_after.safetensors: 1 layer: an RNN');
  expect(drawn.marks).toBeGreaterThan(5);
  const radius = view(page).getByRole('region', { name: 'Table of layers' }).locator('tbody td').nth(3);
  const before = Number(await radius.textContent());
  const factor = view(page).getByRole('textbox', { name: 'W_hh × factor' });
  await factor.fill('2');
  await factor.press('Tab');
  await expect(
    view(page).getByText('Not as in the file: W_hh of every layer is multiplied by 2.'),
  ).toBeVisible();
  expect(Number(await radius.textContent())).toBeCloseTo(2 * before, 2);
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await view(page)
    .getByRole('button', { name: `Table of ${chart}` })
    .click();
  await expect(view(page).locator('[slot=table]').getByRole('row')).toHaveCount(42);
  expect(complaints).toEqual([]);
});

test('what a file does not say is asked, what is none is refused, and a long one is stopped', async ({
  page,
}) => {
  const complaints = await openModel(page);
  const cases = (name: string) => fileURLToPath(new URL(`../fixtures/cases/${name}`, import.meta.url));
  await choose(page, cases('ctrnn.safetensors'));
  const offer = view(page).locator('given-offer');
  await expect(offer).toContainText('say neither which cell it is of nor with which activation.');
  await offer.getByLabel('Cell').selectOption('leaky');
  await offer.getByRole('button', { name: 'Read it so' }).click();
  await expect(view(page).getByText(/^As the controls say, not the file: cell leaky/)).toBeVisible();
  await view(page)
    .locator('given-network-opener input#file')
    .setInputFiles({
      ...{ name: 'wide.csv', mimeType: 'text/csv' },
      buffer: Buffer.from('1,2,3\n'),
    });
  await expect(offer.getByRole('alert')).toContainText('What is shown is still ctrnn.safetensors.');
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  await offer.getByRole('button', { name: 'Dismiss' }).click();
  const steps = view(page).getByRole('textbox', { name: 'Steps' });
  await steps.fill('10000');
  await steps.press('Tab');
  await view(page).getByRole('button', { name: 'Stop' }).click();
  await expect(view(page).getByText('Stopped. What is shown was measured before.')).toBeVisible();
  await expect(steps).toHaveValue('100');
  expect(complaints).toEqual([]);
});

test('without a model it says how to start one, as a terminal does, and leads to networks started so', async ({
  page,
}) => {
  const complaints = await openModel(page);
  const adviser = view(page).locator('start-adviser');
  const lag = adviser.getByRole('textbox', { name: 'Lag' });
  await lag.fill('12');
  await lag.press('Tab');
  const rows = adviser.getByRole('region', { name: 'Table of starts' }).locator('tbody tr');
  await expect(rows).toHaveCount(8);
  await adviser.getByLabel('Cell').selectOption('lstm');
  await expect(rows).toHaveCount(3);
  const { advice, start, code, link } = await terminal('advise', '--cell', 'lstm', '--lag', '12');
  await expect(adviser.getByRole('listitem')).toHaveText(advice);
  await expect(rows.filter({ hasText: '(advised)' })).toContainText(start.sentence.split(' (')[0]);
  await expect(adviser.locator('code').first()).toHaveText(code.pytorch);
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  const opened = adviser.getByRole('link', { name: /^Explore forget biases/ });
  await expect(opened).toHaveAttribute('href', link);
  expect(complaints).toEqual([]);
});

test('states, a cotangent, lengths and the batch axis are given beside the inputs', async ({ page }) => {
  const complaints = await openModel(page);
  const path = fixture('lstm_packed.safetensors');
  await choose(page, path);
  await expect(view(page).getByText(/^2 layers, both directions/)).toBeVisible();
  const give = (what: string, name: string) =>
    view(page).getByLabel(`File of ${what}`, { exact: true }).setInputFiles(fixture(name));
  await view(page).getByText('Batches and whole numbers').click();
  await view(page).getByLabel('The batch is the axis').selectOption('second');
  await give('inputs', 'lstm_packed_inputs.npy');
  await expect(view(page).getByText(/^Inputs: 3 sequences of/)).toBeVisible();
  await view(page).getByLabel('Length of each sequence').fill('6,9,1');
  await view(page).getByLabel('Length of each sequence').press('Enter');
  await give('initial states h₀', 'lstm_packed_hidden.npy');
  await give('initial states c₀', 'lstm_packed_cell.npy');
  await give('cotangent', 'lstm_packed_cotangent.npy');
  await expect(
    view(page).getByText('Loss: its gradient ∂L/∂output is "lstm_packed_cotangent.npy".'),
  ).toBeVisible();
  const flags = ['--inputs', fixture('lstm_packed_inputs.npy'), '--lengths', '6,9,1'];
  const states = [fixture('lstm_packed_hidden.npy'), fixture('lstm_packed_cell.npy')].join(',');
  const cotangent = fixture('lstm_packed_cotangent.npy');
  const { layers } = await terminal('analyze', path, ...flags, '--initial', states, '--cotangent', cotangent);
  const cells = view(page)
    .getByRole('region', { name: 'Table of layers' })
    .locator('tbody tr')
    .first()
    .locator('th, td');
  await expect(cells.nth(7)).toHaveText(layers[0].log10GradientNorm[0].toFixed(2).replace('-', '−'));
  await expect(view(page).getByRole('button', { name: 'all times' })).toBeDisabled();
  expect(complaints).toEqual([]);
});

test('an index and its shards are opened together, and an index alone says what is missing', async ({
  page,
}) => {
  const complaints = await openModel(page);
  const shard = await readFile(fixture('lstm_bidirectional.safetensors'));
  const header = JSON.parse(shard.subarray(8, 8 + Number(shard.readBigUInt64LE(0))).toString());
  const name = 'model-00001-of-00001.safetensors';
  const map = Object.fromEntries(Object.keys(header).map((tensor) => [tensor, name]));
  const index = {
    ...{ name: 'model.safetensors.index.json', mimeType: 'application/json' },
    buffer: Buffer.from(JSON.stringify({ weight_map: map })),
  };
  const input = view(page).locator('given-network-opener input#file');
  await input.setInputFiles([index]);
  await expect(
    view(page).getByText(/names "model-00001-of-00001\.safetensors", but it came alone/),
  ).toBeVisible();
  await input.setInputFiles([{ name, mimeType: 'application/octet-stream', buffer: shard }, index]);
  await expect(
    view(page).getByText(
      /^3 layers, both directions: an LSTM of 6 units and 4 inputs · [\d.]+ kB in 2 files$/,
    ),
  ).toBeVisible();
  expect(complaints).toEqual([]);
});

test('settings stand in the link, are read back, and stay where another view is looked at', async ({
  page,
}) => {
  const complaints = await open(page, `engine=wasm&${small}#model/loss=every&steps=40&factor=0.5&depth=3`);
  await expect(view(page).getByText(/^Unknown in the link of a model, and ignored: "depth"/)).toBeVisible();
  await choose(page, fixture('lstm_bidirectional.safetensors'));
  await expect(
    view(page).getByText('Not as in the file: W_hh of every layer is multiplied by 0.5.'),
  ).toBeVisible();
  await expect(view(page).getByRole('button', { name: 'all times' })).toHaveAttribute('aria-pressed', 'true');
  const hash = () => page.evaluate(() => location.hash);
  await expect.poll(hash).toBe('#model/loss=every&steps=40&factor=0.5');

  await view(page).getByText('What the training is').click();
  const cut = view(page).getByRole('textbox', { name: 'Cut off after' });
  await cut.fill('ten');
  await cut.press('Tab');
  await expect(view(page).getByRole('alert')).toContainText('must be a whole number above 0, not "ten"');
  await view(page).getByRole('textbox', { name: 'Lag' }).fill('30');
  await view(page).getByRole('textbox', { name: 'Lag' }).press('Tab');
  await cut.fill('10');
  await cut.press('Tab');
  await expect(
    view(page)
      .locator('model-findings')
      .getByText(/: truncation$/),
  ).toBeVisible();
  await expect.poll(hash).toBe('#model/loss=every&steps=40&factor=0.5&lag=30&truncation=10');

  await page.evaluate(() => {
    location.hash = '#validate';
  });
  await expect(view(page)).toBeHidden();
  await page.goBack();
  await expect(view(page)).toBeVisible();
  await expect.poll(hash).toBe('#model/loss=every&steps=40&factor=0.5&lag=30&truncation=10');
  await page.evaluate(() => {
    location.hash = '#model/seed=2';
  });
  await expect(view(page).getByText(/^Inputs: 100 steps drawn from N\(0, 1\) with seed 2/)).toBeVisible();
  await page.goBack();
  await expect(view(page).getByText(/^Inputs: 40 steps drawn from N\(0, 1\) with seed 1/)).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a layer is looked at from close by: its gates, its memory, its eigenvalues, its place', async ({
  page,
}) => {
  const complaints = await openModel(page);
  const path = fixture('lstm_bidirectional.safetensors');
  await choose(page, path);
  const near = view(page).locator('model-layer');
  // The worst finding's layer, until another is picked: in the table, on the map, by a finding.
  const { findings } = await terminal('diagnose', path);
  const { layers } = await terminal('analyze', path);
  await expect(near.getByRole('heading', { level: 2 }).first()).toHaveText(`Layer ${findings[0].layer}`);
  const table = view(page).getByRole('region', { name: 'Table of layers' });
  await table.getByRole('button', { name: 'weight_hh_l1', exact: true }).click();
  await expect(near.getByRole('heading', { name: 'Layer weight_hh_l1', exact: true })).toBeVisible();
  await map(page).focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(near.getByRole('heading', { name: 'Layer weight_hh_l2_reverse, reverse' })).toBeVisible();
  await expect(near.getByText(/arrives at step 1 of 100: its growth rate is not comparable/)).toBeVisible();
  await view(page).locator('model-findings .link').first().click();
  await expect(near.getByRole('heading', { name: `Layer ${findings[0].layer}`, exact: true })).toBeVisible();

  const own = layers.find(({ name }: { name: string }) => name === findings[0].layer);
  const rows = async (chart: string, place: number) => {
    await near.getByRole('button', { name: `Table of ${chart}` }).click();
    const shown = near.locator('chart-frame').nth(place).locator('[slot=table] tbody tr');
    await expect(shown.first()).toBeVisible();
    return shown.evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
  };
  const opening = await rows('how far gates are open', 0);
  expect(opening).toHaveLength(100);
  const gate = (letter: string) => own.gates.find((one: { gate: string }) => one.gate === letter);
  expect(opening[41]).toEqual([
    '42',
    ...['i', 'f', 'o'].map((letter) => gate(letter).openingByStep[41].toFixed(4)),
  ]);
  const memory = await rows('what forget gates alone keep', 2);
  expect(memory[0]?.[1]).toBe((own.log10Memory[0] - own.log10Memory[99]).toFixed(2).replace('-', '−'));
  await expect(
    near.getByText(/^From step 99 back to 0 the gradient on c changes by −15\.6 decades/),
  ).toBeVisible();

  const chart = near.getByRole('figure', { name: /^How much of them is saturated/ });
  await chart.focus();
  await page.keyboard.press('End');
  await expect(near.locator('chart-frame .reading').nth(1)).toContainText('step t 100: input gate 0');
  const drawn = await readPicture(page, await picture(page, 'how much of them is saturated', 'SVG'));
  expect(drawn).toMatchObject({ errors: 0, title: 'How much of them is saturated' });
  expect(drawn.words).toContain('lstm_bidirectional.safetensors');
  const disc = near.getByRole('img', { name: /^6 eigenvalues of W_hh in the complex plane/ });
  await expect(disc).toBeVisible();
  const eigenvalues = await readPicture(page, await picture(page, `eigenvalues of ${own.name}`, 'SVG'));
  expect(eigenvalues).toMatchObject({ errors: 0, title: `Eigenvalues of ${own.name}` });
  expect(eigenvalues.marks).toBeGreaterThanOrEqual(8);

  await near.getByRole('button', { name: 'Measure 256 random networks like it' }).click();
  await expect(
    near.getByText(/is larger than that of \d+ % \(\d+ of 256\) of random networks/),
  ).toBeVisible();
  await expect(near.getByRole('link', { name: 'See it among random networks' })).toHaveAttribute(
    'href',
    findings[0].link,
  );
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('on a phone findings come first, then the map, the table and the layer, and settings folded', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const complaints = await openModel(page);
  await choose(page, fixture('lstm_bidirectional.safetensors'));
  const layer = view(page).locator('model-layer');
  await expect(layer).toBeVisible();
  const parts = [
    view(page).locator('given-network-opener'),
    view(page).locator('model-findings'),
    map(page),
    view(page).getByRole('region', { name: 'Table of layers' }),
    layer,
    view(page).getByText('How it is measured'),
    view(page).getByText('What was read'),
  ];
  const tops = await Promise.all(parts.map(async (part) => (await part.boundingBox())?.y ?? Number.NaN));
  expect(tops).toEqual(tops.toSorted((a, b) => a - b));
  const steps = view(page).getByRole('textbox', { name: 'Steps' });
  await expect(steps).toBeHidden();
  await view(page).getByText('How it is measured').click();
  await expect(steps).toBeVisible();
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  expect(complaints).toEqual([]);
});

test('the table of layers fits on a desk, and on a phone says that it scrolls', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const complaints = await openModel(page);
  await choose(page, fixture('lstm_bidirectional.safetensors'));
  const table = view(page).getByRole('region', { name: 'Table of layers' });
  await expect(table).toBeVisible();
  const beyond = () => table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  const more = table.getByText('Scroll it sideways for more columns');
  expect(await beyond()).toBe(0);
  await expect(more).toBeHidden();
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await beyond()).toBeGreaterThan(0);
  await more.scrollIntoViewIfNeeded();
  await expect(more).toBeInViewport();
  // The layer's name stays beside its numbers.
  const name = table.getByRole('button', { name: 'weight_hh_l0', exact: true });
  await table.evaluate((element) => element.scrollTo({ left: element.scrollWidth }));
  await expect(table.getByRole('cell', { name: 'vanishing' }).first()).toBeInViewport();
  await expect(name).toBeInViewport();
  expect(complaints).toEqual([]);
});

test('every curve of the gates has its name beside the plot and in the legend', async ({ page }) => {
  const complaints = await openModel(page);
  await choose(page, fixture('lstm_bidirectional.safetensors'));
  const frame = view(page).locator('model-layer chart-frame', { hasText: 'How much of them is saturated' });
  const gates = ['input gate', 'forget gate', 'candidate', 'output gate'];
  await expect(frame.locator('line-legend').getByRole('listitem')).toHaveText(gates);
  const drawn = await readPicture(page, await picture(page, 'how much of them is saturated', 'SVG'));
  expect(drawn.errors).toBe(0);
  // What is beside the plot covers nothing of it: the widest name has its room there.
  const room = await frame.locator('line-chart').evaluate(({ shadowRoot, clientWidth }) => {
    const over = shadowRoot?.querySelector<HTMLElement>('.u-over');
    return over ? clientWidth - over.offsetLeft - over.offsetWidth : 0;
  });
  expect(room).toBeGreaterThan(70);
  expect(complaints).toEqual([]);
});

test('on a phone the badge says what is checked', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const complaints = await openModel(page);
  await choose(page, fileURLToPath(new URL('../fixtures/captures/lstm_packed.npz', import.meta.url)));
  const badge = view(page).locator('agreement-badge');
  const words = badge
    .getByRole('button')
    .locator('span', { hasText: '∂L/∂input and ∂L/∂W equal the framework’s to' });
  await expect(words).toBeVisible();
  // None of it is cut off.
  expect(await words.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  expect(complaints).toEqual([]);
});

test('on a window of any width the whole header is in sight', async ({ page }) => {
  await openModel(page);
  const light = page.getByRole('banner').getByRole('button', { name: /^Light/ });
  for (const width of [600, 801, 841, 900, 981, 1041, 1280]) {
    // A lower window has less in its header: what that leaves out, the palette has.
    await page.setViewportSize({ width, height: 600 });
    await expect(light).toBeInViewport({ ratio: 1 });
  }
});

test('the narrowest phones have the header in two rows', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await openModel(page);
  const header = page.getByRole('banner');
  const tops = await Promise.all(
    [header.getByRole('combobox'), header.getByRole('button', { name: /^Light/ })].map(
      async (part) => (await part.boundingBox())?.y,
    ),
  );
  expect(Math.abs((tops[0] ?? 0) - (tops[1] ?? 100))).toBeLessThan(4);
  await expect(header.getByText('Vanishing Point')).toBeInViewport();
  const links = header.getByRole('link');
  await expect(links.last()).toBeInViewport({ ratio: 1 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});

test('what is taken is said before, every wrong file of several is named with its reason, and what was read stays', async ({
  page,
}) => {
  const complaints = await openModel(page);
  await expect(view(page).getByRole('heading', { name: 'What it takes, and what it needs' })).toBeVisible();
  await expect(view(page).locator('.takes')).toContainText('.safetensors');
  await expect(view(page).locator('.takes')).toContainText('Without inputs, normal ones are drawn.');
  const wrong = (name: string, text: string) => ({
    ...{ name, mimeType: 'text/plain' },
    buffer: Buffer.from(text),
  });
  const files = view(page).locator('given-network-opener input#file');
  await files.setInputFiles([
    wrong('notes.txt', 'nothing'),
    wrong('wide.csv', '1,2,3\n'),
    wrong('empty.pt', ''),
  ]);
  await expect(view(page).getByRole('alert')).toHaveText('No file of 3 files is measured.');
  const reasons = view(page).locator('training-line details li');
  await expect(reasons).toHaveCount(3);
  for (const name of ['notes.txt: ', 'wide.csv: ', 'empty.pt: '])
    await expect(reasons.filter({ hasText: name })).toHaveText(/: .{10}/);
  for (const light of lights) expect(await violations(page, light)).toEqual([]);

  await files.setInputFiles(fixture('lstm_bidirectional.safetensors'));
  const header = view(page).locator('.found > header');
  await expect(header).toContainText('lstm_bidirectional.safetensors');
  await expect(header).toContainText('an LSTM of 6 units and 4 inputs · 21.8 kB');
  expect(complaints).toEqual([]);
});

test('of several files dropped as one array one is read, and the others are named', async ({ page }) => {
  await openModel(page);
  await choose(page, fixture('lstm_bidirectional.safetensors'));
  await expect(view(page).locator('model-findings h2')).toBeVisible();
  const inputs = [...(await readFile(fixture('lstm_bidirectional_inputs.npy')))];
  await page.evaluate((bytes) => {
    const data = new DataTransfer();
    for (const name of ['first.npy', 'second.npy', 'third.npy'])
      data.items.add(new File([new Uint8Array(bytes)], name));
    const drag = (type: string, at: EventTarget) =>
      at.dispatchEvent(
        new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true, composed: true }),
      );
    drag('dragover', document.body);
    const opener = document
      .querySelector('vanishing-point')
      ?.shadowRoot?.querySelector('model-view')
      ?.shadowRoot?.querySelector('given-network-opener');
    return new Promise<void>((resolve) =>
      requestAnimationFrame(() => {
        const place = opener?.shadowRoot?.querySelector('.overlay [data-as=inputs]');
        if (place) drag('drop', place);
        resolve();
      }),
    );
  }, inputs);
  await expect(view(page).getByText('second.npy, third.npy are left aside.')).toBeVisible();
  // Its axes say nothing of which is the batch: it is refused by its own name, and not by the model’s.
  await expect(view(page).locator('given-offer h2')).toHaveText('first.npy is not read');
});
