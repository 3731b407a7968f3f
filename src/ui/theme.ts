/**
 * The colours of the instrument, light and dark, and the one place where they become CSS custom properties.
 * Canvas charts read the same palette as plain strings.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { embedding } from './embedding.ts';
import { remember, remembered } from './remembered.ts';

export interface Palette {
  readonly name: 'light' | 'dark';
  /** Behind everything. */
  readonly page: string;
  /** Panels and charts. */
  readonly surface: string;
  /** Fields, hovered rows. */
  readonly raised: string;
  /** Text and data. */
  readonly ink: string;
  /** Secondary text and theory lines. */
  readonly soft: string;
  /** Labels and ticks: still 4.5 : 1 on every surface. */
  readonly muted: string;
  /** Hairlines between parts and grid lines. */
  readonly line: string;
  /** Outlines of things that can be operated. */
  readonly edge: string;
  /** The one accent: what is chosen, pinned, focused. */
  readonly accent: string;
  /** Text on the accent. */
  readonly onAccent: string;
  readonly cool: string;
  readonly warm: string;
  readonly error: string;
}

/** What each light is made of. */
export const palettes: Readonly<Record<Palette['name'], Palette>> = {
  light: {
    name: 'light',
    page: '#f4f4f2',
    surface: '#fdfdfc',
    raised: '#eeeeec',
    ink: '#16181b',
    soft: '#454b54',
    muted: '#60666f',
    line: '#e2e3e3',
    edge: '#b9bdc3',
    accent: '#00715a',
    onAccent: '#ffffff',
    cool: '#1f66a8',
    warm: '#b0352f',
    error: '#a5281f',
  },
  dark: {
    name: 'dark',
    page: '#0c0e11',
    surface: '#13161a',
    raised: '#1e2228',
    ink: '#eef0f2',
    soft: '#bcc2ca',
    muted: '#949ba5',
    line: '#262b31',
    edge: '#454c56',
    accent: '#4bd3b0',
    onAccent: '#06231c',
    cool: '#7db6e6',
    warm: '#f2937f',
    error: '#ff9d8e',
  },
};

/** White, as the sheet is; what stands out of it stands in a line. */
const paperPalette: Palette = { ...palettes.light, page: '#ffffff', surface: '#ffffff' };

export const themeChoices = ['auto', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

function named(name: string | undefined): ThemeChoice | undefined {
  return themeChoices.find((choice) => choice === name);
}

/**
 * The root's type, which style sheets are written in sixteenths of: as a person has it set, larger on windows beyond 1920 × 900, a quarter
 * more at 2560 × 1440.
 */
const typeSize = 'max(100%, min(4px + 0.625vw, 9.3px + 0.74vh, 28px))';

/** Follows the system unless told otherwise, remembers the choice, and writes the tokens onto the document. */
export class ThemeController implements ReactiveController {
  choice = named(embedding?.theme) ?? named(remembered('theme')) ?? 'auto';
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');
  /** Ink is for paper: what is printed is light, whatever the screen is. */
  readonly #paper = matchMedia('print');
  readonly #host: ReactiveControllerHost;
  /** As it was when something of this changed: Chromium tells nobody of a change that somebody has looked at before. */
  palette: Palette;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    this.palette = this.#fitting();
    host.addController(this);
  }

  #fitting(): Palette {
    if (this.#paper.matches) return paperPalette;
    return palettes[this.choice === 'auto' ? (this.#dark.matches ? 'dark' : 'light') : this.choice];
  }

  hostConnected(): void {
    for (const query of [this.#dark, this.#paper]) query.addEventListener('change', this.#apply);
    this.#apply();
  }

  hostDisconnected(): void {
    for (const query of [this.#dark, this.#paper]) query.removeEventListener('change', this.#apply);
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    remember('theme', choice);
    this.#apply();
  }

  readonly #apply = (): void => {
    this.palette = this.#fitting();
    const root = document.documentElement;
    root.style.colorScheme = this.palette.name;
    root.style.fontSize = typeSize;
    for (const [token, value] of Object.entries(this.palette)) {
      if (token !== 'name') root.style.setProperty(`--${kebab(token)}`, value);
    }
    this.#host.requestUpdate();
  };
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
