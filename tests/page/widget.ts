/** A notebook around the widget: a model as anywidget hands it over, the script from a blob, as anywidget loads it. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';

const script = fileURLToPath(new URL('../../dist/figure.js', import.meta.url));

/** Opens the widget in a page with these traits. */
export async function opened(page: Page, traits: Readonly<Record<string, unknown>>): Promise<void> {
  await page.evaluate(
    async ([source, given]) => {
      const { default: widget } = await import(
        URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
      );
      const traits: Record<string, unknown> = { formats: [], given: [], ...given };
      /** What Python has been told: nothing before the changes are saved. */
      let saved: Record<string, unknown> = {};
      const heard = new Map<string, Set<() => void>>();
      const model = {
        get: (name: string) => traits[name],
        set: (name: string, value: unknown) => {
          traits[name] = value;
        },
        save_changes: () => {
          saved = { ...traits };
        },
        on: (event: string, listener: () => void) => {
          heard.set(event, (heard.get(event) ?? new Set()).add(listener));
        },
        off: (event: string, listener: () => void) => heard.get(event)?.delete(listener),
      };
      const el = document.createElement('div');
      document.body.append(el);
      const close = widget.render({ model, el });
      Object.assign(window, {
        python_: (name: string) => saved[name],
        change_: (name: string, value: unknown) => {
          traits[name] = value;
          for (const listener of heard.get(`change:${name}`) ?? []) listener();
        },
        // What is left afterwards: of the figure, and of what it listens to.
        close_: () => {
          close();
          return [el.childElementCount, [...heard.values()].reduce((sum, { size }) => sum + size, 0)];
        },
      });
    },
    [await readFile(script, 'utf8'), traits] as const,
  );
}

/** What Python has been told of a trait; of files their names and sizes. */
export function python(page: Page, name: string): Promise<unknown> {
  return page.evaluate((trait) => {
    const value = Reflect.get(window, 'python_').call(null, trait);
    if (trait !== 'files' || !value) return value;
    return Object.entries(value)
      .map(([format, bytes]) => `${format}: ${bytes instanceof DataView ? bytes.byteLength : 'no bytes'}`)
      .join();
  }, name);
}

/** The bytes of a file that Python has been given. */
export async function pythonFile(page: Page, format: string): Promise<Buffer> {
  const bytes = await page.evaluate((wanted) => {
    const value: DataView = Reflect.get(window, 'python_').call(null, 'files')[wanted];
    return [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)];
  }, format);
  return Buffer.from(bytes);
}

/** Python sets a trait; numbers in `bytes` arrive as a notebook's messages have them. */
export async function changed(page: Page, name: string, value: unknown): Promise<void> {
  await page.evaluate(
    ([trait, set]) => {
      const sent = Array.isArray(set)
        ? set.map((one) =>
            typeof one === 'object' && one !== null && 'bytes' in one
              ? { ...one, bytes: new DataView(Uint8Array.from(one.bytes).buffer) }
              : one,
          )
        : set;
      Reflect.get(window, 'change_').call(null, trait, sent);
    },
    [name, value] as const,
  );
}
