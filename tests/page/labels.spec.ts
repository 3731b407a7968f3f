/** What is written on charts can be read: no text lies on another, on any preset, in the explorer, in Learn and in Spectra. */
import { expect, type Page } from '@playwright/test';
import { writeAddress } from '../../src/experiment/address.ts';
import { usualAxes } from '../../src/experiment/axes.ts';
import { defaultExperiment } from '../../src/experiment/fields.ts';
import { presets } from '../../src/experiment/presets.ts';
import { inState } from './explorer.ts';
import { testAlone as test } from './tab.ts';

const networks = 192;
const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/** Writes down every text that is drawn on a canvas, until the canvas is cleared. */
async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const drawn = new Map<HTMLCanvasElement, { text: string; box: number[] }[]>();
    const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.clearRect = function (...frame) {
      drawn.delete(this.canvas);
      clearRect.apply(this, frame);
    };
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
      const size = this.measureText(text);
      const transform = this.getTransform();
      const corners = [
        [x - size.actualBoundingBoxLeft, y - size.actualBoundingBoxAscent],
        [x + size.actualBoundingBoxRight, y + size.actualBoundingBoxDescent],
      ].map(([across, down]) => transform.transformPoint({ x: across ?? 0, y: down ?? 0 }));
      const box = [
        Math.min(...corners.map((corner) => corner.x)),
        Math.min(...corners.map((corner) => corner.y)),
        Math.max(...corners.map((corner) => corner.x)),
        Math.max(...corners.map((corner) => corner.y)),
      ];
      drawn.set(this.canvas, [...(drawn.get(this.canvas) ?? []), { text, box }]);
      fillText.call(this, text, x, y, ...rest);
    };
    Object.assign(window, { drawn });
  });
}

/** The texts of every chart that is in sight, and those of them that lie on one another. */
function readTexts(page: Page) {
  return page.evaluate(() => {
    const drawn = Reflect.get(window, 'drawn') as Map<HTMLCanvasElement, { text: string; box: number[] }[]>;
    const charts = [...drawn].filter(([canvas]) => canvas.isConnected && canvas.getClientRects().length > 0);
    const collisions = charts.flatMap(([, texts]) =>
      texts.flatMap((one, i) =>
        texts.slice(i + 1).flatMap((other) => {
          const [[l0 = 0, t0 = 0, r0 = 0, b0 = 0], [l1 = 0, t1 = 0, r1 = 0, b1 = 0]] = [one.box, other.box];
          return l0 < r1 && l1 < r0 && t0 < b1 && t1 < b0 ? [`"${one.text}" and "${other.text}"`] : [];
        }),
      ),
    );
    return {
      charts: charts.length,
      texts: charts.flatMap(([, texts]) => texts.map(({ text }) => text)),
      collisions,
    };
  });
}

/** On a desk, and on a phone. */
async function expectApart(page: Page, word: string): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    await expect.poll(async () => (await readTexts(page)).texts, { timeout: 60_000 }).toContain(word);
    expect((await readTexts(page)).collisions).toEqual([]);
  }
}

for (const preset of presets)
  test(`the texts of ${preset.name} are apart`, async ({ page }) => {
    await listen(page);
    const experiment = { ...defaultExperiment, ...preset.experiment, networks };
    const view = { ...usualAxes, ...preset, engine: 'auto' as const };
    await page.goto(`/?${writeAddress(experiment, view)}`);
    await inState(page, 'complete');
    await expectApart(page, 'median');
  });

test('the texts of Learn are apart', async ({ page }) => {
  await listen(page);
  await page.goto('/#learn');
  await expectApart(page, 'median');
});

test('the texts of Spectra are apart', async ({ page }) => {
  await listen(page);
  await page.goto('/?networks=64&hidden-size=16&steps=50#spectra/exponents');
  await expect(page.locator('lyapunov-section')).toContainText('64 networks · 16 exponents each', {
    timeout: 60_000,
  });
  await expectApart(page, 'median');
});
