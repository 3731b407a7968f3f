/** Where a reader is in the story, and what was guessed on the way, as a fragment: `#story/3/0.2` is the third screen after two guesses. */
import { quoted } from '../experiment/field_error.ts';
import { storyScreens } from './story_screens.ts';

export interface StoryPlace {
  /** 0 is the beginning, then the screens from 1 on, then the end. */
  readonly screen: number;
  /** The answer that was guessed on each screen, by its index; undefined where none was. */
  readonly guesses: readonly (number | undefined)[];
}

export const lastScreen = storyScreens.length + 1;

/** The fragment of a place. */
export function storyAddress({ screen, guesses }: StoryPlace): string {
  const said = guesses.map((guess) => (guess === undefined ? '-' : String(guess))).join('.');
  return screen === 0 && said === '' ? '#story' : `#story/${screen}${said && `/${said}`}`;
}

/** The place that a fragment says; the beginning, with a notice, where it says none that there is. */
export function readStory(hash: string): { readonly place: StoryPlace; readonly notice: string } {
  const [, screenText = '0', guessText = ''] = hash.split('/');
  const screen = /^\d$/.test(screenText) ? Number(screenText) : lastScreen + 1;
  const texts = guessText === '' ? [] : guessText.split('.');
  const guesses = texts.map((text) => (/^\d$/.test(text) ? Number(text) : undefined));
  const isKnown =
    screen <= lastScreen &&
    texts.length <= storyScreens.length &&
    texts.every((text, i) => text === '-' || Number(text) < (storyScreens[i]?.answers.length ?? 0));
  if (isKnown) return { place: { screen, guesses }, notice: '' };
  const asked = quoted(hash.slice('#story/'.length));
  return {
    place: { screen: 0, guesses: [] },
    notice: `The story has no place ${asked}: its beginning is shown. Its screens are 0 to ${lastScreen}, each with answers such as 3/0.2.`,
  };
}
