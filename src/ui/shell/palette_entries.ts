/** All that the palette finds: views, presets, sections of the chapter, controls, and what can be done. */

import { applies, type Field, fields } from '../../experiment/fields.ts';
import { offeredPresets } from '../../experiment/presets.ts';
import { engineNames } from '../../experiment/provenance.ts';
import { say } from '../../language/say.ts';
import { addressOf, type Lesson } from '../../lessons/lesson.ts';
import { ChartFrame } from '../charts/chart_frame.ts';
import { engineWords } from '../engine_words.ts';
import { ChangeEvent, EngineEvent, PresetEvent, ThemeEvent } from '../events.ts';
import { keysOf } from '../shortcuts.ts';
import { themeChoices } from '../theme.ts';
import type { Page } from './page.ts';
import { comesInSight, inSight } from './through_shadows.ts';
import { views } from './views.ts';

export interface Entry {
  readonly kind: 'View' | 'Preset' | 'Section' | 'Control' | 'Action';
  readonly title: string;
  /** What else it is found by. */
  readonly also?: string;
  /** Said beside it: why it cannot be chosen, or its key. */
  readonly aside?: string;
  /** Undefined where it cannot be chosen. */
  readonly run: (() => unknown) | undefined;
}

/** What can be found now, in the order in which it is listed while nothing is typed. */
export function entriesOf(page: Page, copyLink: () => unknown): readonly Entry[] {
  return [
    ...views.map(({ name, label }): Entry => {
      return { kind: 'View', title: label, run: () => goInto(page, name) };
    }),
    ...actions(page, copyLink),
    ...offeredPresets.map((preset): Entry => {
      const run = () => {
        if (!page.controlled) go('explore');
        page.dispatchEvent(new PresetEvent(preset));
      };
      return { kind: 'Preset', title: preset.title, also: preset.name, run };
    }),
    ...controls(page),
  ];
}

/** The chapter's sections, which are loaded when they are first looked for. */
export function sectionEntries(page: Page, lessons: readonly Lesson[]): readonly Entry[] {
  return lessons.map(({ id, title }, i) => {
    return {
      kind: 'Section',
      title: `${i + 1} ${title}`,
      also: `chapter ${id}`,
      run: () => goInto(page, addressOf(id)),
    };
  });
}

function go(view: string): void {
  location.hash = view;
}

/** Whoever goes on by keys goes on in the view. */
function goInto(page: Page, view: string): void {
  go(view);
  page.enterView();
}

function controls(page: Page): Entry[] {
  const { session } = page;
  return fields.map((field) => {
    const { key, label, symbol = '', hint, group } = field;
    const why = session ? applies(field, session.experiment) : true;
    const about = { kind: 'Control', title: label, also: `${symbol} ${group} ${hint}` } as const;
    return why === true
      ? { ...about, run: () => focusField(page, key) }
      : { ...about, aside: why, run: undefined };
  });
}

/** Elements that are the control of one field: their code is the panel’s, and is there by then. */
const fieldElements = 'choice-field, flag-field, number-field, range-field, seed-field';

/** Brings a control in sight, and the focus to it. */
async function focusField(page: Page, key: string): Promise<void> {
  if (!page.controlled) go('explore');
  await page.showControls();
  await comesInSight(page.renderRoot, 'controls-panel');
  for (const element of inSight(page.renderRoot, fieldElements)) {
    if (!('field' in element) || (element.field as Field | undefined)?.key !== key) continue;
    const control = element.shadowRoot?.querySelector<HTMLElement>('#control');
    control?.focus();
    control?.scrollIntoView({ block: 'center' });
    return;
  }
}

function actions(page: Page, copyLink: () => unknown): Entry[] {
  const { session } = page;
  const running = session?.state === 'running';
  const action = (title: string, run: () => unknown, also = '', aside = ''): Entry => {
    return { kind: 'Action', title, run, also, ...(aside && { aside }) };
  };
  return [
    action('Copy the link to what is seen', copyLink, 'share address url'),
    ...(session && page.view === 'explore'
      ? [
          running
            ? action('Stop measuring', () => session.stop())
            : action('Measure again', () => session.start(), 'run start'),
        ]
      : []),
    ...(page.controlled
      ? [action('Draw other networks', () => page.dispatchEvent(new ChangeEvent({ seed: drawn() })), 'seed')]
      : []),
    ...pictures(page),
    ...downloads(page),
    ...themeChoices.map((choice) =>
      action(lightWords[choice], () => page.dispatchEvent(new ThemeEvent(choice)), 'theme colours mode'),
    ),
    ...(['auto', ...engineNames] as const).map((name) =>
      action(
        name === 'auto' ? 'Measure on the best engine' : `Measure on: ${engineWords[name]}`,
        () => page.dispatchEvent(new EngineEvent(name)),
        'engine processor gpu',
      ),
    ),
    action('Auf Deutsch lesen', () => languageLink(page)?.click(), 'language Sprache English Deutsch'),
    action(say`Keys`, () => page.openOverlay('keys'), 'keyboard shortcuts help', keysOf('keys')),
    action('Tour of the page', () => page.openOverlay('tour'), 'help introduction first steps'),
  ];
}

const lightWords = {
  auto: 'Light: as the system has it',
  light: 'Light: light',
  dark: 'Light: dark',
} as const;

/** A seed as the controls draw one. */
function drawn(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

/** Of every chart in sight its picture, in the format that its own menu goes on to ask for. */
function pictures(page: Page): Entry[] {
  return [...inSight(page.renderRoot, 'chart-frame')].flatMap((frame) => {
    if (!(frame instanceof ChartFrame)) return [];
    const { heading, save } = frame;
    if (!save) return [];
    const title = `Save as a picture: ${heading}`;
    const run = (): void => {
      frame.scrollIntoView({ block: 'center' });
      save();
    };
    return [{ kind: 'Action', title, also: 'download png svg chart', run }];
  });
}

/** What the buttons say that are meant. */
const downloadWord = say`Download`;

/** Files of all networks, which the explorer makes. */
function downloads(page: Page): Entry[] {
  return [...inSight(page.renderRoot, '.files button:enabled')]
    .filter((button) => button.textContent?.includes(downloadWord))
    .map((button) => {
      const title = `Download all networks: ${button.textContent?.replace(downloadWord, '').trim()}`;
      return { kind: 'Action', title, also: 'save numbers file export', run: () => press(button) };
    });
}

/** The header's, which narrow windows have no room for. */
function languageLink(page: Page): HTMLElement | null | undefined {
  return page.renderRoot.querySelector('page-header')?.renderRoot.querySelector<HTMLElement>('.language');
}

function press(button: HTMLElement): void {
  button.focus();
  button.scrollIntoView({ block: 'center' });
  button.click();
}
