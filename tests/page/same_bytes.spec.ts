/**
 * The same experiment has the same bytes wherever it is measured on the CPU engine: in the page, the terminal, the library, a figure in another page, and a notebook.
 * A further place is a further row of `places`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { inState } from './explorer.ts';
import { test } from './tab.ts';
import { opened, python, pythonFile } from './widget.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const formats = ['json', 'csv', 'parquet'] as const;
type Format = (typeof formats)[number];

/** More networks than go abreast, of every fate: some leave float32's range. */
const fields = { networks: 300, 'hidden-size': 24, steps: 120, gain: '0.1:3', activation: 'relu', seed: 11 };

const query = Object.entries({ ...fields, engine: 'wasm' }).map((pair) => pair.join('='));
/** Those networks, as a link of the page. */
const link = `?v=2&${query.join('&')}#explore`;

let folder = '';

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'same-bytes-'));
});
test.afterAll(() => rmSync(folder, { recursive: true }));

/** Each place, and how it comes to the files. */
const places: Readonly<Record<string, (page: Page) => Promise<Readonly<Record<Format, Buffer>>>>> = {
  page: async (page) => {
    await page.goto(`./${link}`);
    await inState(page, 'complete');
    return filesBy(async (format) => {
      const coming = page.waitForEvent('download');
      const name = format === 'parquet' ? 'Parquet' : format.toUpperCase();
      await page.getByRole('button', { name: `Download ${name}` }).click();
      return readFile(await (await coming).path());
    });
  },
  terminal: async () => {
    const flags = Object.entries(fields).map(([name, value]) => `--${name}=${value}`);
    return filesBy(async (format) => {
      const out = join(folder, `terminal.${format}`);
      const command = ['scripts/cli.mjs', 'sweep', ...flags, '--engine=wasm', '--out', out];
      execFileSync(process.execPath, command, { cwd: root, stdio: 'pipe' });
      return readFileSync(out);
    });
  },
  library: async () => {
    const built = join(folder, 'library');
    execFileSync(process.execPath, ['scripts/library.mjs', built], { cwd: root, stdio: 'pipe' });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(
      join(folder, 'program.mjs'),
      `import { writeFileSync } from 'node:fs';
      import { measure } from ${JSON.stringify(pathToFileURL(join(built, 'index.js')).href)};
      for (const format of ${JSON.stringify(formats)})
        writeFileSync('library.' + format, await measure(${JSON.stringify(fields)}, { engine: 'wasm', format }));`,
    );
    execFileSync(process.execPath, ['program.mjs'], { cwd: folder, stdio: 'pipe' });
    return filesBy(async (format) => readFileSync(join(folder, `library.${format}`)));
  },
  element: async (page) => {
    const home = await elsewhere(page);
    await page.evaluate(
      async ([script, src]) => {
        await import(script);
        const figure = document.createElement('vanishing-figure');
        figure.setAttribute('src', src);
        document.body.append(figure);
      },
      [`${home}figure.js`, link] as const,
    );
    return filesBy(async (format) => {
      const bytes = await page.locator('vanishing-figure').evaluate(async (figure, wanted) => {
        if (!('file' in figure && typeof figure.file === 'function')) throw new Error('it has no files');
        return [...(await figure.file(wanted))];
      }, format);
      return Buffer.from(bytes);
    });
  },
  notebook: async (page) => {
    const home = await elsewhere(page);
    await opened(page, { src: link, page: home, formats: [...formats] });
    await expect.poll(() => python(page, 'result'), { timeout: 90_000 }).toBeTruthy();
    return filesBy((format) => pythonFile(page, format));
  },
};

/** A page of somebody else's. */
async function elsewhere(page: Page): Promise<string> {
  await page.route('**/elsewhere.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><main></main>' }),
  );
  await page.goto('./elsewhere.html');
  return new URL('.', page.url()).href;
}

/** One after another. */
async function filesBy(file: (format: Format) => Promise<Buffer>): Promise<Record<Format, Buffer>> {
  return { json: await file('json'), csv: await file('csv'), parquet: await file('parquet') };
}

test('every place makes the same files of the same experiment', async ({ page }) => {
  const made = new Map<string, Readonly<Record<Format, Buffer>>>();
  for (const [place, files] of Object.entries(places)) made.set(place, await files(page));
  const [first, ...others] = [...made];
  expect(first?.[1].json.byteLength).toBeGreaterThan(30_000);
  for (const [place, files] of others) {
    // What differs is seen in the text; bytes are what count.
    expect(files.json.toString(), `${place}, JSON`).toBe(first?.[1].json.toString());
    for (const format of formats)
      expect(files[format].equals(first?.[1][format] ?? Buffer.of()), `${place}, ${format}`).toBe(true);
  }
});
