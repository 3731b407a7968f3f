/** What a stranger is told: the sentence, the tour, how far the check of a run is, and what an insecure address lacks. */
import { expect } from '@playwright/test';
import { lights, violations } from './axe.ts';
import { inState, open, small } from './explorer.ts';
import { testAlone as test } from './tab.ts';

test.use({ returning: false });

const sentence = /^Each point is a random recurrent network/;

test('a first visit is told what it sees, until somebody has read it', async ({ page }) => {
  await open(page, small);
  await expect(page.getByText(sentence)).toBeVisible();
  await page.getByRole('button', { name: /^Dismiss: Each point/ }).click();
  await expect(page.getByText(sentence)).toHaveCount(0);
  await page.reload();
  await inState(page, 'complete');
  await expect(page.getByText(sentence)).toHaveCount(0);
});

test('the tour has five stops, goes by keys, and is remembered', async ({ page }) => {
  const complaints = await open(page, small);
  await inState(page, 'complete');
  await page.getByRole('button', { name: 'Take the tour' }).click();
  const card = page.getByRole('dialog');
  for (let stop = 1; stop <= 5; stop++) {
    await expect(card).toContainText(`${stop} of 5`);
    await expect(card.getByRole('button', { name: stop < 5 ? 'Next' : 'Done' })).toBeFocused();
    if (stop === 1) for (const light of lights) expect(await violations(page, light)).toEqual([]);
    if (stop === 2) await page.keyboard.press('ArrowRight');
    else if (stop < 5) await page.keyboard.press('Enter');
  }
  await page.keyboard.press('ArrowLeft');
  await expect(card).toContainText('4 of 5');
  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
  await page.reload();
  await inState(page, 'complete');
  await expect(page.getByText(sentence)).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('a browser that remembers nothing says nothing, and still gives the tour', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('no storage here', 'SecurityError');
      },
    });
  });
  const complaints = await open(page, small);
  await inState(page, 'complete');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: /^Find/ })).toBeFocused();
  await page.keyboard.type('tour');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('1 of 5');
  await page.keyboard.press('Escape');
  expect(complaints).toEqual([]);
});

test('the badge says how far the check is, and the verdict is told once', async ({ page }) => {
  // What is said for the moment is gone at the next: all of it is written down as it comes.
  await page.addInitScript(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    const look = () => {
      const explorer = document.querySelector('vanishing-point')?.shadowRoot?.querySelector('explore-view');
      const frame = explorer?.shadowRoot?.querySelector('chart-frame.gradients');
      const badge = frame?.shadowRoot?.querySelector('agreement-badge')?.shadowRoot?.textContent?.trim();
      const told = explorer?.shadowRoot?.querySelector('[aria-live]')?.textContent?.trim();
      for (const words of [badge, told && `told: ${told}`])
        if (words && !said.includes(words)) said.push(words);
      requestAnimationFrame(look);
    };
    look();
  });
  await open(page, 'networks=64&hidden-size=64&steps=400');
  await inState(page, 'complete');
  await expect(page.locator('.gradients agreement-badge')).toContainText('agrees to');
  const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
  const progress = said.filter((words) => /^checking \d+ of 16 …$/.test(words));
  expect(progress.length).toBeGreaterThan(2);
  expect(said.filter((words) => words.startsWith('told: '))).toHaveLength(1);
});

test('an insecure address says what it lacks and how to get it', async ({ page, baseURL }) => {
  // Served under a name that is no localhost: browsers trust no such address.
  await page.route('http://desk.test/**', async (route) => {
    const { pathname, search } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: `${baseURL}${pathname.slice(1)}${search}` }) });
  });
  await page.goto(`http://desk.test/?${small}`);
  await expect(page.getByText(/^http:\/\/desk\.test is not a secure address/)).toContainText('ssh -L');
  await page.getByRole('button', { name: 'Copy link' }).click();
  const link = page.getByRole('textbox', { name: /to copy by hand/ });
  await expect(link).toBeFocused();
  await expect(link).toHaveValue(/^http:\/\/desk\.test\//);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: /^Find/ })).toBeFocused();
  await page.keyboard.type('copy');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: /The link, to copy by hand/ })).toBeFocused();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});
