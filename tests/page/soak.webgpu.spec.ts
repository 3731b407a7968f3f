/**
 * Random use, from a seed that every run says: nothing is left behind, controls end where their link leads, and no link ends in a
 * blank page. Short within the page tests; `npm test -- soak` takes its time. VANISHING_POINT_SEED repeats a run.
 */
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { fields } from '../../src/experiment/fields.ts';
import { inState, root } from './explorer.ts';
import { exported, numbersIn } from './exported.ts';
import { testAlone as test } from './tab.ts';

const long = process.env.VANISHING_POINT_STAGE === 'soak';
/** The same in every `npm test`, so that what is red there is of the change; another in every long run. */
const seed = Number(process.env.VANISHING_POINT_SEED ?? (long ? Date.now() % 2 ** 31 : 1));
const minutes = 60_000;

/** Numbers from 0 to 1 (Mulberry32, Tommy Ettinger). */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A randomness of the test's own, of a seed that the run says. */
function seeded(name: string): () => number {
  console.log(`${name}: VANISHING_POINT_SEED=${seed}`);
  return randomFrom(seed);
}

const pick = <T>(random: () => number, from: readonly T[]): T => {
  const found = from[Math.floor(random() * from.length)];
  if (found === undefined) throw new Error('There is nothing to pick from.');
  return found;
};

const views = ['explore', 'learn', 'compare', 'spectra', 'map', 'model', 'chapter', 'stress', 'validate'];
/** At most so much of what makes a run long. */
const most: Readonly<Record<string, number>> = { networks: 64, hiddenSize: 24, steps: 60, warmUp: 20 };

/**
 * Does one thing with one of the controls in sight, as a person would: which of them and what, three numbers from 0 to 1 say.
 * @returns what it has done
 */
function act(page: Page, numbers: readonly number[], within: string): Promise<string> {
  return page.evaluate(
    ([[which = 0, what = 0, more = 0], most, within]) => {
      const controlsIn = (node: ParentNode): Element[] =>
        [...node.querySelectorAll('*')].flatMap((one) => [
          ...(one.matches('button, select, input:not([type=file])') ? [one] : []),
          ...(one.shadowRoot ? controlsIn(one.shadowRoot) : []),
        ]);
      const shadow = document.querySelector('vanishing-point')?.shadowRoot;
      const place = within ? shadow?.querySelector(within)?.shadowRoot : shadow;
      // What makes files for a person, or looks at nothing but the clock.
      const left = /save|download|copy|csv|json|parquet|png|svg|poster|begin|safetensors|markdown|embed/i;
      const controls = (place ? controlsIn(place) : []).filter(
        (one) => one.checkVisibility() && !one.matches(':disabled') && !left.test(one.textContent ?? ''),
      );
      const control = controls[Math.floor(which * controls.length)];
      const owner = control?.getRootNode();
      const host = owner instanceof ShadowRoot ? owner.host : undefined;
      const key = host && 'field' in host ? (host.field as { key?: string }).key : undefined;
      const limit = most[key ?? ''];
      const say = (value: unknown) =>
        `${host?.localName} ${key ?? ''} ${control?.localName} ${control?.textContent?.trim().slice(0, 40)}: ${value}`;
      if (control instanceof HTMLSelectElement) {
        const options = [...control.options].filter((option) => !option.disabled);
        control.value = options[Math.floor(what * options.length)]?.value ?? control.value;
        control.dispatchEvent(new Event('change', { bubbles: true }));
        return say(control.value);
      }
      if (control instanceof HTMLInputElement && /range|text|number/.test(control.type)) {
        if (limit !== undefined) {
          if (control.type === 'range') return say('left alone');
          control.value = String(1 + Math.floor(what * limit));
        } else if (control.type === 'range') {
          const [low, high] = [Number(control.min || 0), Number(control.max || 100)];
          control.value = String(Math.round(low + what * (high - low)));
        } else
          control.value =
            ['0', '1', '0.5', '1.5', '2', '8', 'none', '-1', '0.9:1.1'][Math.floor(9 * more)] ?? '';
        control.dispatchEvent(new Event('input', { bubbles: true }));
        control.dispatchEvent(new Event('change', { bubbles: true }));
        return say(control.value);
      }
      if (control instanceof HTMLElement) control.click();
      return say('clicked');
    },
    [numbers, most, within] as const,
  );
}

const three = (random: () => number) => [random(), random(), random()];

/** A link as somebody might have made it: fields that are and are not, values that may and may not be, views and sections. */
function randomLink(random: () => number): string {
  const value = (field: (typeof fields)[number]): string => {
    if (random() < 0.08)
      return pick(random, ['', 'none', '-1', '1e999', '0:0', '1:', '%00', '[]', '3,4', '٣']);
    const limit = most[field.key];
    if (limit !== undefined) return String(1 + Math.floor(random() * limit));
    if (field.kind === 'choice') return pick(random, Object.keys(field.options));
    if (field.kind === 'flag') return pick(random, ['true', 'false']);
    if (field.kind === 'integer') return String(Math.floor(random() * 1000));
    const number = () => (random() * pick(random, [0.1, 1, 4])).toFixed(2);
    return field.kind === 'span' && random() < 0.4 ? `${number()}:${number()}` : number();
  };
  const said = fields.filter(({ key }) => key in most || random() < 0.25);
  const query = said.map((field) => `${field.name}=${value(field)}`);
  const extra = [
    'x=gain',
    'y=rate',
    'x=nothing',
    'network=3',
    'network=900',
    'brush=0.5:1',
    'clip=1',
    'preset=knife-edge',
  ];
  const others = [
    'compare=base~cell=lstm',
    'compare=~',
    'map=gain=0.5:2,input-scale=0:1,cells=8x8,networks=2',
    'learn=preset=lag',
  ];
  for (const one of [...extra, ...others, 'v=1', 'v=99', 'chart=points', 'nonsense=1'])
    if (random() < 0.06) query.push(one);
  const hash =
    random() < 0.1
      ? pick(random, ['nowhere', 'chapter/nowhere', 'spectra/', '/', 'explore/x'])
      : pick(random, views);
  return `?engine=wasm&${query.join('&')}#${hash}`;
}

/** What is in sight, as characters; 0 where the page is blank. */
const inSight = `(() => {
  const textIn = (node) => [...node.childNodes].map((one) =>
    one.nodeType === 3 ? one.data.trim() : one.localName === 'style' ? '' : textIn(one) + (one.shadowRoot ? textIn(one.shadowRoot) : '')).join('');
  const main = document.querySelector('vanishing-point')?.shadowRoot?.querySelector('main');
  const shown = [...(main?.children ?? [])].find((one) => !one.hidden);
  return shown && shown.getBoundingClientRect().height > 40 ? textIn(shown).length + (shown.shadowRoot ? textIn(shown.shadowRoot).length : 0) : 0;
})()`;

/** What the explorer does, on which engine, and what the page has to say of it. */
const howItIs = `(() => {
  const page = document.querySelector('vanishing-point');
  const notices = page?.shadowRoot?.querySelector('notice-list')?.shadowRoot?.textContent ?? '';
  return [page?.getAttribute('state'), page?.getAttribute('engine'), notices].join(' ').replace(/\\s+/g, ' ');
})()`;

/** Takes up another link within the page, as Back and Forward do. */
const take = (page: Page, link: string) =>
  page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
    dispatchEvent(new HashChangeEvent('hashchange'));
  }, link);

interface Held {
  readonly heap: number;
  readonly nodes: number;
  readonly workers: number;
  /** Workers that the laboratory has and has not ended, and buffers of its GPU. */
  readonly kernels: number;
  readonly buffers: number;
}

/** Counts within the laboratory's worker what it holds. */
async function counted(page: Page): Promise<() => Promise<Held>> {
  const count = `{
    const held = { kernels: 0, buffers: 0 };
    globalThis.held = held;
    const { Worker } = globalThis;
    globalThis.Worker = class extends Worker {
      constructor(...start) { super(...start); held.kernels += 1; }
      terminate() { super.terminate(); if (!this.ended) held.kernels -= 1; this.ended = true; }
    };
    const { createBuffer, destroy } = globalThis.GPUDevice?.prototype ?? {};
    if (createBuffer) {
      const living = new Map();
      GPUDevice.prototype.createBuffer = function (...wanted) {
        const buffer = createBuffer.apply(this, wanted);
        living.set(buffer, this);
        held.buffers = living.size;
        return buffer;
      };
      const end = GPUBuffer.prototype.destroy;
      GPUBuffer.prototype.destroy = function () { living.delete(this); held.buffers = living.size; end.call(this); };
      GPUDevice.prototype.destroy = function () {
        for (const [buffer, device] of living) if (device === this) living.delete(buffer);
        held.buffers = living.size;
        destroy.call(this);
      };
    }
  }`;
  await page.route('**/assets/worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${count}\n${await response.text()}` });
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? 0;
    const within = await Promise.all(
      page
        .workers()
        .map((worker) =>
          worker
            .evaluate(() => Reflect.get(globalThis, 'held') as Pick<Held, 'kernels' | 'buffers'> | undefined)
            .catch(() => undefined),
        ),
    );
    const sum = (name: 'kernels' | 'buffers') => within.reduce((all, held) => all + (held?.[name] ?? 0), 0);
    return {
      heap: metric('JSHeapUsedSize') / 1e6,
      nodes: metric('Nodes'),
      workers: page.workers().length,
      kernels: sum('kernels'),
      buffers: sum('buffers'),
    };
  };
}

const few = 'networks=40&hidden-size=8&steps=20&warm-up=5#explore';
const atRest = `?engine=wasm&${few}`;
const files = ['lstm_bidirectional.safetensors'].map((name) =>
  fileURLToPath(new URL(`../fixtures/model/${name}`, import.meta.url)),
);

test('random use leaves nothing behind', async ({ page }) => {
  const [time, rests] = long ? [10 * minutes, 20] : [18_000, 4];
  test.setTimeout(time + 5 * minutes);
  const random = seeded('random use');
  const held = await counted(page);
  // On the GPU, whose buffers are counted, too.
  const atRest = `?engine=webgpu&${few}`;
  await page.goto(`/${atRest}`);
  await inState(page, 'complete');
  // Whatever is loaded once is loaded before anything is counted.
  for (const view of views) {
    await take(page, atRest.replace('explore', view));
    await expect.poll(() => page.evaluate(inSight)).toBeGreaterThan(20);
  }
  const seen: Held[] = [];
  const done: string[] = [];
  const begun = Date.now();
  for (let rest = 1; rest <= rests; rest++) {
    while (Date.now() - begun < (rest * time) / rests) {
      const kind = random();
      if (kind < 0.1) {
        await take(page, atRest.replace('explore', pick(random, views)));
        done.push('another view');
      } else if (kind < 0.13) {
        await take(page, randomLink(random));
        done.push('another link');
      } else if (kind < 0.15) {
        const opener = page.locator('explore-view given-network-opener input[type=file]').first();
        if (await opener.count()) await opener.setInputFiles(pick(random, files));
        done.push('a file');
      } else done.push(await act(page, three(random), ''));
    }
    await take(page, atRest);
    await expect
      .poll(() => page.evaluate(howItIs), { message: done.slice(-30).join('\n'), timeout: 2 * minutes })
      .toMatch(/^complete/);
    seen.push(await held());
    console.log(`${done.length} acts`, seen.at(-1));
  }
  const third = Math.ceil(rests / 3);
  const [first, last] = [seen.slice(0, third), seen.slice(-third)];
  const largest = (of: readonly Held[], name: keyof Held) => Math.max(...of.map((one) => one[name]));
  const least = (of: readonly Held[], name: keyof Held) => Math.min(...of.map((one) => one[name]));
  const trail = done.slice(-20).join('\n');
  // Flat: by the last third nothing has grown beyond what the first third had, and some slack for what a view shows.
  expect(least(last, 'heap'), trail).toBeLessThan(1.3 * largest(first, 'heap') + 8);
  expect(least(last, 'nodes'), trail).toBeLessThan(1.5 * largest(first, 'nodes') + 3000);
  expect(least(last, 'workers'), trail).toBeLessThanOrEqual(largest(first, 'workers') + 2);
  expect(largest(seen, 'kernels'), trail).toBeLessThanOrEqual(16);
  expect(least(last, 'buffers'), trail).toBeLessThanOrEqual(largest(first, 'buffers') + 40);
});

/** What the page shows of the link: the address, the numbers, and what its controls say. */
async function shown(page: Page) {
  const numbers = numbersIn(await page.evaluate(exported));
  await expect.poll(() => page.url()).toContain('networks=');
  const controls = await page.evaluate(() => {
    const panel = document.querySelector('vanishing-point')?.shadowRoot?.querySelector('controls-panel');
    const valuesIn = (node: ParentNode): string[] =>
      [...node.querySelectorAll('*')].flatMap((one) => [
        ...(one instanceof HTMLInputElement ? [`${one.checked} ${one.value}`] : []),
        ...(one instanceof HTMLSelectElement ? [one.value] : []),
        ...(one.shadowRoot ? valuesIn(one.shadowRoot) : []),
      ]);
    return panel?.shadowRoot ? valuesIn(panel.shadowRoot) : [];
  });
  return { address: page.url(), numbers, controls };
}

test('random controls end where a fresh load of their link does', async ({ page }) => {
  const sequences = long ? 1000 : 6;
  test.setTimeout((long ? 90 : 3) * minutes);
  const random = seeded('random controls');
  await page.goto(`/${atRest}`);
  await inState(page, 'complete');
  for (let sequence = 0; sequence < sequences; sequence++) {
    const done: string[] = [];
    for (let acts = 1 + Math.floor(5 * random()); acts > 0; acts--) {
      done.push(await act(page, three(random), 'controls-panel'));
      if (random() < 0.3) await page.waitForTimeout(300 * random());
    }
    // A preset may be long: its networks are few in the end. What was refused stays beside its field, and in no link.
    done.push(
      await page.evaluate(
        ([count]) => {
          const panel = document
            .querySelector('vanishing-point')
            ?.shadowRoot?.querySelector('controls-panel');
          for (const field of panel?.shadowRoot?.querySelectorAll('*') ?? [])
            if ('forget' in field && typeof field.forget === 'function') field.forget();
          for (const field of panel?.shadowRoot?.querySelectorAll('number-field') ?? []) {
            const input = field.shadowRoot?.querySelector<HTMLInputElement>('#control');
            if (field.field?.key !== 'networks' || !input) continue;
            input.value = String(count);
            input.dispatchEvent(new Event('change'));
          }
          return `networks: ${count}`;
        },
        [30 + (sequence % 10)] as const,
      ),
    );
    // Until the address has been written.
    await page.waitForTimeout(400);
    const here = await shown(page);
    await page.goto('about:blank');
    await page.goto(here.address);
    await inState(page, 'complete');
    await expect(root(page).locator('controls-panel')).toBeVisible();
    expect(await shown(page), `sequence ${sequence}:\n${done.join('\n')}`).toEqual(here);
  }
  console.log(`${sequences} sequences`);
});

test('random links: no blank page, no hang', async ({ page }) => {
  const links = long ? 10_000 : 90;
  test.setTimeout((long ? 90 : 3) * minutes);
  const random = seeded('random links');
  await page.goto(`/${atRest}`);
  await inState(page, 'complete');
  for (const view of views) {
    await take(page, atRest.replace('explore', view));
    await expect.poll(() => page.evaluate(inSight)).toBeGreaterThan(20);
  }
  for (let i = 0; i < links; i++) {
    const link = randomLink(random);
    // Every hundredth, and some of a short run, as a stranger gets it.
    if (i % (long ? 100 : 40) === 0) {
      await page.goto('about:blank');
      await page.goto(`/${link}`);
    } else await take(page, link);
    await expect
      .poll(() => page.evaluate(inSight), { message: link, intervals: [0, 20, 50, 100], timeout: 60_000 })
      .toBeGreaterThan(20);
  }
  await take(page, atRest);
  await inState(page, 'complete');
  console.log(`${links} links`);
});
