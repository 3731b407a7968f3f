/** A network of one's own on the explorer, and what can be taken away from it: pictures, and the command line. */
import { readFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import { expect, type Page } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { inState, open, picture, readPicture, small } from './explorer.ts';
import { test } from './tab.ts';

/** A rotation by `angle` of `units` in pairs, `scale` long, as text. */
function rotation(units: number, angle: number, scale: number): string {
  return Array.from({ length: units }, (_, row) =>
    Array.from({ length: units }, (_, column) => {
      if (row >> 1 !== column >> 1) return 0;
      return scale * (row === column ? Math.cos(angle) : row < column ? -Math.sin(angle) : Math.sin(angle));
    }).join(','),
  ).join('\n');
}

/** A file under `tests/fixtures/cases/`: a layer as another tool writes it. */
const fieldCase = async (name: string) => ({
  ...{ name, mimeType: 'application/octet-stream' },
  buffer: await readFile(new URL(`../fixtures/cases/${name}`, import.meta.url)),
});
/** A file under `tests/fixtures/given/`: a layer, or an array beside one, with PyTorch's norms. */
const given = async (name: string) => ({
  ...{ name, mimeType: 'application/octet-stream' },
  buffer: await readFile(new URL(`../fixtures/given/${name}`, import.meta.url)),
});
const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const choose = (page: Page, file: ReturnType<typeof csv>) =>
  page.locator('given-network-opener input[type=file]').setInputFiles(file);
const panel = (page: Page) => page.locator('given-network-panel');
/** Where it is chosen what the network reads. */
const reads = (page: Page) => panel(page).locator('given-sequence');
/** What stands at the top of the panel of a file that is no network yet. */
const offer = (page: Page) => page.locator('given-offer');
/** What stands beside a name in the panel. */
const value = (page: Page, name: string) => panel(page).locator(`dt:text-is("${name}") + dd`);

test('a matrix stands among random networks of its cell and size, and is rescaled across the edge', async ({
  page,
}) => {
  const complaints = await open(page, `engine=wasm&${small}&cell=gru&leak=0.5&initial-scale=0`);
  await inState(page, 'complete');
  // An old link: a GRU has no leak, which is said, and no longer in the address.
  await page.getByRole('button', { name: /^Dismiss: leak changes nothing, and is ignored\./ }).click();
  await expect(page).toHaveURL(/\?v=2&cell=gru&hidden-size=/);
  await choose(page, csv('turn.csv', rotation(10, 0.7, 0.8)));
  await expect(page).toHaveURL(/\?v=2&hidden-size=10&/);
  await expect(value(page, 'spectral radius ρ')).toHaveText('0.8000');
  // By itself it starts as in a terminal, where saturation takes its part.
  await expect(value(page, 'growth rate λ')).toHaveText('−0.245 nats/step');
  await reads(page).getByRole('button', { name: 'the random ones’' }).click();
  // At rest φ′ is 1: each step multiplies the gradient by 0.8.
  await expect(value(page, 'growth rate λ')).toHaveText('−0.223 nats/step');
  await expect(panel(page).getByRole('img', { name: '10 eigenvalues of W_hh' })).toBeVisible();
  await expect(panel(page).locator('.sits')).toHaveText(
    /of the \d+ random networks within\s+\S+ of ρ = 0\.800/,
  );
  await page.getByRole('figure', { name: /^Gradient through time/ }).focus();
  await page.keyboard.press('End');
  await expect(page.getByText(/^t = 20 · .*turn\.csv 0\.50/).first()).toBeVisible();
  await panel(page).getByRole('button', { name: 'Lyapunov exponents', exact: true }).click();
  // All of a rotation's are the same; at rest ln 0.8.
  await expect(value(page, 'λ₁, nats/step')).toHaveText(/^−0\.223\d/);
  await expect(
    panel(page).getByRole('figure', { name: /^Lyapunov exponents of the network in order, 10 of 10/ }),
  ).toBeVisible();
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  const factor = panel(page).getByRole('textbox', { name: 'W × factor' });
  await factor.fill('1.5');
  await factor.press('Tab');
  await expect(value(page, 'spectral radius ρ')).toHaveText('1.200');
  await expect(value(page, 'growth rate λ')).toHaveText('0.182 nats/step');
  await page.getByLabel('Cell').selectOption('lstm');
  await expect(panel(page).getByText(/its weights do not fit/)).toBeVisible();
  await panel(page).getByRole('button', { name: 'Show its own kind' }).click();
  await expect(value(page, 'growth rate λ')).toHaveText('0.182 nats/step');
  await panel(page).getByRole('button', { name: 'Remove' }).click();
  await expect(panel(page)).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('ρ has a badge of its own: its bound, that it is exact, or that it is not to be known', async ({
  page,
}) => {
  const complaints = await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  const matrix = (units: number, entryOf: (row: number, column: number) => number) =>
    Array.from({ length: units }, (_, row) =>
      Array.from({ length: units }, (_, column) => entryOf(row, column)).join(','),
    ).join('\n');
  const line = (back: number) =>
    matrix(40, (row, column) => (row === column + 1 ? 0.8 : column === row + 1 ? back : 0));
  await choose(page, csv('feedback.csv', line(0.05)));
  // 2·√(0.8·0.05)·cos(π/41)
  await expect(panel(page).getByText(/^✓ ρ = 0\.398826 ± \d(\.\d)?·10⁻¹[²³⁴], in float64\.$/)).toBeVisible();
  await choose(page, csv('line.csv', line(0)));
  await expect(panel(page).getByText('✓ ρ is exactly 0: no unit hears itself')).toBeVisible();
  await expect(value(page, 'spectral radius ρ')).toHaveText('0');
  const grcar = matrix(180, (row, column) =>
    row === column + 1 ? -1 : column >= row && column <= row + 3 ? 1 : 0,
  );
  await choose(page, csv('grcar.csv', grcar));
  await expect(panel(page).getByText(/^✗ ρ = \d\.\d\d ± \d\.\d: its eigenvalues move far/)).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a file that is dropped anywhere is taken, and one that is none is refused in a sentence', async ({
  page,
}) => {
  await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  const drag = (type: string, name: string, text: string) =>
    page.evaluate(
      ([type, name, text]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text ?? ''], name ?? ''));
        const event = new DragEvent(type ?? '', { dataTransfer, bubbles: true, cancelable: true });
        document.querySelector('vanishing-point')?.dispatchEvent(event);
        return event.defaultPrevented;
      },
      [type, name, text],
    );
  expect(await drag('dragover', 'a.csv', '')).toBe(true);
  await expect(page.getByText('Drop a network to see where it sits')).toBeVisible();
  // A file that is let go of elsewhere leaves nothing in the way.
  await page.mouse.move(300, 300);
  await expect(page.getByText('Drop a network to see where it sits')).toHaveCount(0);
  await drag('dragover', 'a.csv', '');
  await drag('drop', 'a.csv', rotation(6, 1, 1));
  await expect(panel(page).getByRole('heading', { name: 'a.csv' })).toBeVisible();
  await expect(page.getByText('Drop a network to see where it sits')).toHaveCount(0);
  await choose(page, csv('wide.csv', '1,2,3\n'));
  // The reader sees at once why not, and that what was there stays.
  const alert = offer(page).getByRole('alert');
  await expect(alert).toBeInViewport({ ratio: 1 });
  await expect(alert).toContainText(
    /wide\.csv is not read\s+"wide\.csv" is 1 × 3; N × N \(RNN\).* are allowed\./,
  );
  await expect(alert).toContainText('What is shown is still a.csv.');
  await expect(panel(page).getByRole('heading', { name: 'a.csv' })).toBeVisible();
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await expect(alert).toHaveCount(0);
  await page.getByRole('link', { name: 'Chapter' }).click();
  expect(await drag('dragover', 'b.csv', '')).toBe(false);
});

test('what a file does not say is asked for on a card, and all that is read and assumed is listed', async ({
  page,
}) => {
  const complaints = await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  await choose(page, await fieldCase('ctrnn.safetensors'));
  await expect(offer(page)).toContainText(
    '"rnn.h2h.weight" say neither which cell it is of nor with which activation.',
  );
  await offer(page).getByRole('combobox', { name: 'Cell' }).selectOption('leaky');
  const leak = offer(page).getByRole('textbox', { name: 'Leak' });
  await leak.fill('0.2');
  await leak.press('Tab');
  await offer(page).getByRole('combobox', { name: 'Activation' }).selectOption('relu');
  // Until it is answered, nothing is measured anew.
  await expect(page).toHaveURL(/\?v=2&hidden-size=/);
  await offer(page).getByRole('button', { name: 'Read it so' }).click();
  await expect(page).toHaveURL(/cell=leaky&leak=0\.2&.*activation=relu.*hidden-size=32&/);
  await expect(offer(page).getByRole('heading')).toHaveCount(0);
  await expect(panel(page)).toContainText('Leaky RNN of 32 units, 20 inputs.');
  await expect(value(page, 'spectral radius ρ')).toHaveText('1.635');
  const told = panel(page).getByRole('listitem');
  await expect(told).toContainText([
    '"rnn.h2h.weight" is read as a layer without gates of 32 units with 20 inputs.',
    'Its names are those of rate networks.',
    'Left aside: "fc.weight", "fc.bias".',
    'As the controls say, not the file: cell leaky, leak 0.2, activation relu.',
    'Inputs: 20 steps drawn from N(0, 1) with seed 1, as none were given.',
    'Initial state: zero.',
    'Loss: the sum of h after the last step, so that its gradient there is ones.',
    'Engine: wasm, float32, ',
  ]);
  await reads(page).getByRole('button', { name: 'the random ones’' }).click();
  await expect(told).toContainText([
    'As the controls say, not the file: cell leaky, leak 0.2, activation relu.',
    'Inputs: zero, as σₓ is.',
    'Steps: 20, after 10 of warm-up.',
    'Initial state: network 0’s, φ(σ₀·z) with σ₀ = 1 and seed 1.',
    'Loss: the sum of h after the last step, so that its gradient there is ones.',
    'Engine: wasm, float32, ',
  ]);
  await choose(page, await fieldCase('proj_size.safetensors'));
  await expect(offer(page)).toContainText('"enc.weight_hr_l0" is the projection of an LSTM with proj_size');
  await expect(offer(page)).toContainText('Until then, what is shown is still ctrnn.safetensors.');
  await expect(offer(page).getByRole('combobox')).toContainText('dec.weight_hh_l0 · GRU of 32');
  await offer(page).getByRole('button', { name: 'Read it so' }).click();
  await expect(panel(page)).toContainText('GRU of 32 units, 8 inputs.');
  await expect(told.filter({ hasText: 'Left aside' })).toContainText('"enc.weight_hh_l0", "enc.bias_ih_l0"');
  await expect(panel(page).locator('dd.blocks')).toContainText('Wᵣ\u00a00.682');
  expect(complaints).toEqual([]);
});

/** Files that other tools wrote, in base64: as they are, or deflated. */
const encoded = async (fixture: string) =>
  JSON.parse(await readFile(new URL(`../fixtures/${fixture}.json`, import.meta.url), 'utf8'));
/** Under a name that says nothing. */
const nameless = (bytes: Uint8Array) => ({
  ...{ name: 'weights', mimeType: 'application/octet-stream' },
  buffer: Buffer.from(bytes),
});

test('a file of any tool is told by its content, and what it says of its layer is measured', async ({
  page,
}) => {
  const complaints = await open(page, `engine=wasm&${small}&networks=64`);
  await inState(page, 'complete');
  const [keras, torch, onnx] = await Promise.all(['keras_files', 'torch_files', 'onnx_files'].map(encoded));
  const told = panel(page).getByRole('listitem');
  await choose(page, nameless(inflateSync(Buffer.from(keras.good['relu.keras'].base64, 'base64'))));
  await expect(page).toHaveURL(/\?v=2&activation=relu/);
  await expect(panel(page)).toContainText('RNN of 3 units, 2 inputs.');
  await expect(told.filter({ hasText: 'As the file says' })).toHaveText('As the file says: activation relu.');
  await choose(page, nameless(Buffer.from(torch.good['lightning.ckpt'].base64, 'base64')));
  await expect(panel(page)).toContainText('LSTM of 3 units, 2 inputs.');
  await expect(told.filter({ hasText: 'optimizer_states' })).toHaveText(
    /^Its weights stand under "state_dict"/,
  );
  await choose(page, nameless(Buffer.from(onnx.exported.gru.base64, 'base64')));
  await expect(panel(page)).toContainText('GRU of 3 units, 2 inputs.');
  await choose(page, nameless(Buffer.from(torch.bad['harm.pt'].base64, 'base64')));
  await expect(offer(page).getByRole('alert')).toContainText('The file asks Python for "posix.system"');
  expect(complaints).toEqual([]);
});

/** README's row of the trained network: ρ, ‖W‖, growth rate, gradient at 0, as it prints them. */
async function readmeRow(title: string): Promise<string[]> {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const row = readme.split('\n').find((line) => line.startsWith(`| ${title} `)) ?? '';
  return row
    .split('|')
    .slice(2, 6)
    .map((text) => text.trim());
}

/** A number of the panel, rounded to as many digits as another text of it has. */
async function asPrecise(page: Page, name: string, text: string): Promise<string> {
  const told = (await value(page, name).textContent()) ?? '';
  const digits = text.split('.')[1]?.length ?? 0;
  return Number.parseFloat(told.replace('−', '-')).toFixed(digits).replace('-', '−');
}

test('the trained network comes with its inputs, and is what README says', async ({ page }) => {
  const complaints = await open(page, 'engine=wasm&networks=96&warm-up=10');
  await inState(page, 'complete');
  for (const [button, title] of [
    ['before training', 'before training'],
    ['after training', 'after'],
  ] as const) {
    await page.getByRole('button', { name: button }).click();
    await expect(
      panel(page).getByRole('heading', { name: `first_letter_${title.split(' ')[0]}` }),
    ).toBeVisible();
    // T is the length of the inputs.
    await expect(page).toHaveURL(/\?v=2&networks=96&steps=40&/);
    await expect(reads(page)).toContainText('40 × 4 · first_letter_inputs.npy');
    const told = panel(page).getByRole('listitem');
    await expect(told.filter({ hasText: 'Inputs:' })).toHaveText(
      'Inputs: 40 steps of "first_letter_inputs.npy".',
    );
    const [radius = '', norm = '', rate = '', decades = ''] = await readmeRow(title);
    expect(await asPrecise(page, 'spectral radius ρ', radius)).toBe(radius);
    expect(await asPrecise(page, 'spectral norm ‖W‖₂', norm)).toBe(norm);
    expect(await asPrecise(page, 'growth rate λ', rate)).toBe(rate);
    expect(await asPrecise(page, 'gradient norm at 0', decades)).toBe(decades);
    await expect(value(page, 'phase')).toHaveText(title === 'after' ? 'alive' : 'vanishing');
  }
  // Without them it reads what a terminal draws, over as many steps as that takes.
  await reads(page).getByRole('button', { name: 'Remove inputs' }).click();
  await expect(page).not.toHaveURL(/&steps=/);
  await expect(value(page, 'growth rate λ')).toHaveText('−0.013 nats/step');
  expect(complaints).toEqual([]);
});

test('inputs, states and a cotangent are given by picking and by dropping files, and taken away', async ({
  page,
}) => {
  const complaints = await open(page, `engine=wasm&${small}`);
  await inState(page, 'complete');
  await choose(page, await given('lstm.safetensors'));
  await expect(panel(page)).toContainText('LSTM of 8 units, 3 inputs.');
  await expect(reads(page).getByRole('term')).toHaveText(['Inputs', 'State h₀', '∂L/∂h at T']);
  await reads(page)
    .getByLabel('File of inputs')
    .setInputFiles(await given('lstm_inputs.npy'));
  await expect(reads(page)).toContainText('60 × 3 · lstm_inputs.npy');
  await expect(page).toHaveURL(/&steps=60&/);

  const drop = async (as: string, name: string) => {
    const { buffer } = await given(name);
    const transfer = await page.evaluateHandle(
      ([bytes, name]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([Uint8Array.from(bytes)], name));
        return dataTransfer;
      },
      [[...buffer], name] as const,
    );
    await page.locator('vanishing-point').dispatchEvent('dragover', { dataTransfer: transfer });
    const place = page.locator(`given-network-opener [data-as=${as}]`);
    await expect(place).toBeVisible();
    await place.dispatchEvent('dragover', { dataTransfer: transfer });
    await expect(place).toHaveClass('at');
    await place.dispatchEvent('drop', { dataTransfer: transfer });
  };
  await drop('hidden', 'lstm_hidden.npy');
  await expect(reads(page).getByRole('term')).toHaveText(['Inputs', 'State h₀', 'State c₀', '∂L/∂h at T']);
  await drop('cell', 'lstm_cell.npy');
  await drop('cotangent', 'lstm_cotangent.npy');
  const told = panel(page).getByRole('listitem');
  await expect(told).toContainText([
    'Inputs: 60 steps of "lstm_inputs.npy".',
    'Initial state: "lstm_hidden.npy", "lstm_cell.npy".',
    'Loss: its gradient with respect to h after the last step is "lstm_cotangent.npy".',
  ]);
  // As PyTorch's autograd has it: tests/fixtures/given/norms.json.
  await expect(value(page, 'gradient norm at 0')).toHaveText('−16.9 decades');

  // What does not go with it is refused in the terminal's words, and what was there stays.
  await drop('inputs', 'gru_hidden.npy');
  await expect(offer(page).getByRole('alert')).toContainText(
    /gru_hidden\.npy is not read.*steps × 3 is allowed/s,
  );
  await expect(reads(page)).toContainText('lstm_inputs.npy');
  await offer(page).getByRole('button', { name: 'Dismiss' }).click();
  // More steps than the inputs have are refused, with a way back.
  const field = page.getByRole('textbox', { name: 'Steps' });
  await field.fill('500');
  await field.press('Tab');
  await expect(panel(page).getByRole('alert')).toContainText(
    'has 60 steps; 500 are too many, 60 or fewer are allowed.',
  );
  await panel(page).getByRole('button', { name: 'Show 60 steps' }).click();
  await expect(panel(page).getByRole('alert')).toHaveCount(0);
  await reads(page).getByRole('button', { name: 'Remove initial state h₀' }).click();
  await expect(told).toContainText(['Initial state: zero.']);
  await expect(reads(page).getByRole('term')).toHaveCount(3);
  expect(complaints).toEqual([]);
});

test('a sequence of a million steps says how far it is, is stopped, and measured again', async ({ page }) => {
  const complaints = await open(
    page,
    'engine=wasm&cell=lstm&networks=1&hidden-size=8&steps=1000000&warm-up=0',
  );
  await choose(page, await given('lstm.safetensors'));
  await expect(panel(page)).toContainText(/Measuring: \d+ % of its steps\./);
  await panel(page).getByRole('button', { name: 'Stop' }).click();
  await expect(panel(page)).toContainText(/Stopped at \d+ %\./);
  await panel(page).getByRole('button', { name: 'Measure again' }).click();
  await expect(panel(page)).toContainText(/Measuring: \d+ % of its steps\./);
  expect(complaints).toEqual([]);
});

test('two networks stand beside one another, on charts, in a table and in a picture, by keyboard', async ({
  page,
}) => {
  const complaints = await open(page, 'engine=wasm&networks=96&warm-up=10');
  await inState(page, 'complete');
  await page.getByRole('button', { name: 'before training' }).press('Enter');
  await expect(value(page, 'growth rate λ')).toHaveText('−0.590 nats/step');
  await panel(page).getByRole('button', { name: 'Keep for comparison' }).press('Space');
  await expect(panel(page).getByRole('button', { name: 'Kept: now open another' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.getByRole('button', { name: 'after training' }).press('Enter');
  await expect(value(page, 'growth rate λ')).toHaveText('−0.044 nats/step');
  const legend = page.locator('given-legend').getByRole('listitem');
  const lines = [
    /first_letter_before\s*ρ 0\.574 · λ −0\.590 nats\/step · vanishing/,
    /first_letter_after\s*ρ 2\.659 · λ −0\.044 nats\/step · alive/,
  ];
  await expect(legend).toHaveText(lines);
  await page.getByRole('figure', { name: /^Gradient through time/ }).focus();
  await page.keyboard.press('Home');
  await expect(
    page.getByText(/first_letter_before\.safetensors −9\.35 · first_letter_after\.safetensors 0\.14/).first(),
  ).toBeVisible();

  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save gradient through time as a picture' }).click();
  await page.getByRole('button', { name: 'SVG of gradient through time' }).click();
  const svg = await readFile(await (await coming).path(), 'utf8');
  for (const line of lines) expect(svg.replaceAll(' · ρ', ' ρ')).toMatch(line);

  await page.getByRole('button', { name: 'Table of gradient through time' }).click();
  const table = page.locator('chart-frame.gradient').getByRole('table', { name: 'Networks out of files' });
  await expect(table.getByRole('row')).toContainText([
    /network.*verdict/,
    /first_letter_before\.safetensors.*0\.5736.*−0\.5905.*−9\.35.*vanishing/s,
    /first_letter_after\.safetensors.*2\.6589.*−0\.0438.*0\.14.*alive/s,
  ]);
  const times = page.locator('chart-frame.gradient').getByRole('table', { name: /^log₁₀/ });
  await expect(times.getByRole('row').nth(1)).toContainText('−9.35');

  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  await panel(page).getByRole('button', { name: 'Remove', exact: true }).press('Enter');
  await expect(panel(page).getByRole('heading', { name: 'first_letter_before' })).toBeVisible();
  await expect(page.locator('given-legend')).toHaveCount(0);
  expect(complaints).toEqual([]);
});

for (const width of [1440, 390]) {
  test(`axe finds nothing with it, a question and a menu open, ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await open(page, `engine=wasm&${small}`);
    await inState(page, 'complete');
    await choose(page, csv('turn.csv', rotation(16, 0.7, 0.8)));
    await expect(value(page, 'spectral radius ρ')).toHaveText('0.8000');
    await choose(page, await fieldCase('ctrnn.safetensors'));
    await expect(offer(page).getByRole('button', { name: 'Read it so' })).toBeInViewport({ ratio: 1 });
    await page.getByRole('button', { name: 'Save gradient through time as a picture' }).click();
    await expect(page.getByRole('button', { name: 'PNG of gradient through time' })).toBeFocused();
    for (const light of lights) expect(await violations(page, light)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
}

test('every chart is saved as a picture that says what was measured', async ({ page }) => {
  await open(page, `engine=wasm&${small}&seed=77&network=5`);
  await inState(page, 'complete');
  await expect(page.getByRole('img', { name: /16 eigenvalues/ })).toBeVisible();
  const charts = [
    'gradient norm against spectral radius',
    'gradient through time',
    'eigenvalues of network 5',
  ];
  for (const chart of charts) {
    const png = await picture(page, chart, 'PNG');
    expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(2 * 480);
    const text = png.toString('utf8');
    expect(text).toContain('iTXtseed\0\0\0\0\x0077');
    expect(text).toMatch(/iTXtengine\0{5}\{"name":"wasm"/);
    const told = await readPicture(page, await picture(page, chart, 'SVG'));
    expect(told.errors).toBe(0);
    expect(told.title.toLowerCase()).toBe(chart);
    expect(JSON.parse(told.entries.experiment ?? '').seed).toBe(77);
    // The disc is drawn; a plot is embedded.
    expect(told.images).toBe(chart.startsWith('eigenvalues') ? 0 : 1);
  }
});

test('the command is copied, or shown where the browser refuses', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, `engine=wasm&${small}&seed=77`);
  await inState(page, 'complete');
  await page.getByRole('button', { name: 'Copy command' }).click();
  await expect(page.getByText('The command is copied.')).toBeAttached();
  const command =
    'npm run -s cli -- sweep --hidden-size=16 --networks=96 --steps=20 --warm-up=10 --gain=0.1:2 --seed=77';
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(command);
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
  });
  await page.getByRole('button', { name: 'Copied' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Copy command' }).click();
  const shown = page.getByRole('textbox', { name: /^The browser does not let a page copy/ });
  await expect(shown).toHaveValue(command);
  await expect(shown).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(shown).toHaveCount(0);
});
