/** What is handed on: the story, figures by link and in a frame, assignments. */
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { inState, open, small } from './explorer.ts';
import { test } from './tab.ts';

const late = { timeout: 60_000 };

/** What a button has copied. */
async function copied(page: Page, press: () => Promise<void>): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await press();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).not.toBe('');
  return page.evaluate(() => navigator.clipboard.readText());
}

test('the story asks, then measures, then shows what was guessed; the link knows where one is', async ({
  page,
}) => {
  const complaints = await open(page, `engine=wasm&${small}#explore`);
  await page.getByRole('link', { name: 'One trained network, five questions' }).click();
  const story = page.locator('story-view');
  await story.getByRole('link', { name: 'Begin' }).click();
  await expect(page).toHaveURL(/#story\/1$/);
  const question = story.getByRole('group', { name: /arrives at the first/ });
  const measure = question.getByRole('button', { name: 'Measure it' });
  await expect(measure).toBeDisabled();
  await expect(story.locator('line-chart')).toHaveCount(0);
  // By the keyboard alone.
  await question.getByRole('radio').first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(story.getByText('You saw it coming.')).toBeVisible(late);
  await expect(story).toContainText('5.5·10⁻¹¹ of it arrives');
  await expect(page).toHaveURL(/#story\/1\/0$/);
  await expect(story.locator('line-chart')).toHaveAttribute('label', /your guess: less than a millionth/);

  await story.getByRole('link', { name: 'Next question' }).click();
  await expect(story.getByRole('heading', { name: 'Then it was led there' })).toBeFocused();
  await story.getByRole('radio', { name: /^close to 1/ }).check();
  await story.getByRole('button', { name: 'Find its eigenvalues' }).click();
  await expect(story.getByText('A surprise.')).toBeVisible(late);
  await expect(story).toContainText('ρ = 2.66');
  await expect(page).toHaveURL(/#story\/2\/0\.1$/);

  // Another visit goes on there, and Back goes back.
  await page.reload();
  await expect(story.getByText('A surprise.')).toBeVisible(late);
  await page.goBack();
  await expect(story.getByRole('heading', { name: 'Before it has learnt' })).toBeVisible();
  expect(complaints).toEqual([]);
});

test('every answer of the story is as its words say, and its end leads on', async ({ page }) => {
  await open(page, `engine=wasm&${small}#story/6/0.2.1.2.1`);
  const story = page.locator('story-view');
  await expect(story).toContainText('You saw 5 of 5 coming.', { timeout: 90_000 });
  const play = story.locator('letter-playground');
  for (const letter of ['A', 'C']) {
    await play.getByRole('button', { name: letter, exact: true }).click();
    await expect(play.getByRole('status')).toContainText(`After learning, it says ${letter} which is right`);
  }
  await play.getByRole('textbox').fill('dbx!ca');
  await expect(play.getByRole('textbox')).toHaveValue('DBCA');
  await story.getByRole('link', { name: /under the lens/ }).click();
  await expect(page.locator('model-view')).toContainText('first_letter_after.safetensors', late);
});

test('a place that the story does not have is said, and its beginning shown', async ({ page }) => {
  await open(page, `engine=wasm&${small}#story/9/7`);
  await expect(page.locator('notice-list')).toContainText('The story has no place "9/7"');
  await expect(page.locator('story-view').getByRole('link', { name: 'Begin' })).toBeVisible();
});

test('the story fits a phone, and axe finds nothing', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `engine=wasm&${small}#story/2/0.1`);
  await expect(page.locator('story-view').getByText('A surprise.')).toBeVisible(late);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
});

test('a figure’s link leads to it as it was set', async ({ page }) => {
  await open(page, `engine=wasm&${small}#chapter/jacobian-product`);
  const figure = page.locator('jacobian-product');
  await figure.getByRole('combobox', { name: /^Activation/ }).selectOption('leaky ReLU');
  const gain = figure.getByRole('textbox', { name: /^Gain/ });
  await gain.fill('1.25');
  await gain.press('Tab');
  const link = await copied(page, () => figure.getByRole('button', { name: /^Link/ }).click());
  expect(link).toMatch(/#chapter\/jacobian-product\/jacobian-product\?activation=leaky-relu&gain=1\.25$/);
  await page.goto('about:blank');
  await page.goto(link.replace('#', '?engine=wasm#'));
  await expect(figure).toBeInViewport();
  await expect(gain).toHaveValue('1.25');
  await expect(figure.getByRole('combobox', { name: /^Activation/ })).toHaveValue('leaky-relu');
  await expect(page).toHaveURL(/gain=1\.25$/);
  await page.goto(`/?engine=wasm&${small}#chapter/activations/nowhere`);
  await expect(page.locator('notice-list')).toContainText('There is no figure "nowhere"');
});

test('a figure in a frame: alone, with its controls and a way home, 320 wide; another page copies the code', async ({
  page,
}) => {
  await open(page, `engine=wasm&${small}#chapter/one-sentence`);
  const figure = page.locator('repeated-product');
  const code = await copied(page, () => figure.getByRole('button', { name: /^Embed/ }).click());
  expect(code).toMatch(
    /^<script[^>]*><\/script>\n<vanishing-figure src="http[^"]*\?embed=repeated-product" title="One matrix[^"]*" height="\d+"/,
  );
  await page.setViewportSize({ width: 320, height: 900 });
  await page.goto('/?embed=ways-out&kind=start&engine=wasm');
  await expect(page.locator('vanishing-point')).toHaveCount(0);
  const alone = page.locator('embedded-figure ways-out');
  await expect(alone.locator('.reading')).toContainText('orthogonal, g = 1: 0.00', late);
  await expect(alone.getByLabel('Way out')).toHaveValue('start');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  await expect(page.getByRole('link', { name: 'From Vanishing Point' })).toHaveAttribute(
    'href',
    /#chapter\/ways-out\/ways-out$/,
  );
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  await page.goto('/?embed=nothing&x=1');
  await expect(page.locator('embedded-figure')).toContainText(
    'There is no figure "nothing" here. Here are repeated-product,',
  );
  await page.goto('/?embed=scalar-powers&steps=0');
  await expect(page.getByText('steps must be a whole number from 1 to 200; "0" is not.')).toBeVisible();
});

test('a figure’s numbers are saved as its table has them', async ({ page }) => {
  await open(page, `engine=wasm&${small}#chapter/scalar-intuition`);
  const figure = page.locator('scalar-powers');
  await figure.getByRole('button', { name: /^Save/ }).click();
  await expect(figure.getByRole('button', { name: /^PNG/ })).toHaveCount(0);
  const coming = page.waitForEvent('download');
  await figure.getByRole('button', { name: /^JSON/ }).click();
  const saved = JSON.parse(await readFile(await (await coming).path(), 'utf8'));
  expect(saved.title).toBe('w to the power of T');
  expect(saved.rows[0]).toEqual([0.5, 9.5e-7, 'halves every step', 'vanished: below a millionth']);
});

test('what moves when a figure is first seen ends, and does not begin for who wants none', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, `engine=wasm&${small}#chapter/from-scratch`);
  const rows = page.locator('scalar-trace').getByRole('row');
  await expect(rows.nth(10)).toBeVisible();
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await page.goto('about:blank');
  await open(page, `engine=wasm&${small}#chapter`);
  const seen = await page.locator('scalar-trace').evaluate(async (figure) => {
    figure.scrollIntoView({ behavior: 'instant' });
    const counts = new Set<number>();
    const end = performance.now() + 5000;
    while (performance.now() < end && !counts.has(10)) {
      const table = figure.shadowRoot?.querySelector('number-table');
      const rows = [...(table?.shadowRoot?.querySelectorAll('tbody tr') ?? [])];
      counts.add(rows.filter((row) => row.lastElementChild?.textContent !== '').length);
      await new Promise(requestAnimationFrame);
    }
    return [...counts];
  });
  expect(seen).toContain(10);
  expect(seen.length).toBeGreaterThan(3);
});

test('an assignment: composed on the page, opened by its link, answered, and handed in', async ({ page }) => {
  await open(page, `engine=wasm&${small}&gain=0.5:1.5`);
  await inState(page, 'complete');
  await page.getByRole('button', { name: 'Make an assignment' }).click();
  const dialog = page.getByRole('dialog', { name: 'An assignment by link' });
  await expect(dialog).toBeVisible();
  // The second press of a double click finds it open.
  await page
    .getByRole('button', { name: 'Make an assignment', includeHidden: true })
    .evaluate((button: HTMLElement) => button.click());
  await page.waitForTimeout(200);
  expect(await dialog.evaluate((element) => element.matches(':modal'))).toBe(true);
  await expect(dialog.getByRole('button', { name: 'Copy the link' })).toBeDisabled();
  await dialog.getByRole('textbox').fill('Where is the <b>edge</b>?');
  await dialog.getByRole('checkbox', { name: 'Input scale' }).check();
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  const link = await copied(page, () => dialog.getByRole('button', { name: 'Copy the link' }).click());
  expect(link).toContain('#explore/ask=Where%20is%20the%20%3Cb%3Eedge%3C%2Fb%3E%3F&show=gain,input-scale');

  await page.goto('about:blank');
  await page.goto(link);
  await inState(page, 'complete');
  const card = page.locator('assignment-card');
  await expect(card.locator('.question')).toHaveText('Where is the <b>edge</b>?');
  const panel = page.locator('controls-panel');
  await expect(panel.getByText('Input scale')).toBeVisible();
  await expect(panel.getByRole('slider').first()).toBeVisible();
  await expect(panel.getByText('Hidden size')).toHaveCount(0);
  await expect(panel.getByLabel('Preset')).toBeHidden();
  for (const light of lights) expect(await violations(page, light)).toEqual([]);
  await card.getByRole('textbox').fill('Near ρ = 1 & a bit above');
  await card.getByRole('textbox').press('Tab');
  await expect(page).toHaveURL(/&answer=Near%20/);
  const answer = await copied(page, () => card.getByRole('button', { name: 'Copy my answer' }).click());
  expect(answer).toMatch(
    /^Question: Where is the <b>edge<\/b>\?\nAnswer: Near ρ = 1 & a bit above\nExperiment: RNN.*\nMeasured: \d+ vanishing/,
  );
  await page.reload();
  await expect(card.getByRole('textbox')).toHaveValue('Near ρ = 1 & a bit above');
  await card.getByRole('link', { name: /^Put the assignment away/ }).click();
  await expect(panel.getByText('Hidden size')).toBeVisible();
  await expect(card).toHaveCount(0);
});
