/** The rules that axe knows, run on a page as it stands. */
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { RunOptions } from 'axe-core';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export const lights = ['light', 'dark'] as const;

/** Whatever else axe looks at is the same in both lights. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** Nobody reads what passes, nor a selector for each element, which is most of the work on a long page. */
const told: RunOptions = { resultTypes: ['violations'], selectors: false };

/** One line a rule that is broken, with the elements that break it: all rules in the light, those about colour in the dark. */
export async function violations(page: Page, light: (typeof lights)[number]): Promise<string[]> {
  await page.emulateMedia({ colorScheme: light });
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.addScriptTag({ path: axe });
  return page.evaluate(
    async ({ light, options }) => {
      const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
      const { violations } = await axe.run(options);
      return violations.map(({ id, nodes }) => `${light}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    },
    { light, options: light === 'light' ? told : { ...told, runOnly: colourRules } },
  );
}
