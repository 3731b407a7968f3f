/**
 * The page in its other language: where it lies, and whether a reader would rather have it. A page has one language; English lies where
 * the page is served, another in a folder of its name.
 */
import { language } from '../../language/language.ts';
import { remember, remembered } from '../remembered.ts';

/** The language that this page is not in. */
export const otherLanguage = language === 'en' ? 'de' : 'en';

const storageName = 'language';

/** Sent by a link to the other language before it is followed: who would lose something by that keeps the reader here. */
export const leaving = 'language-leave';

/** The same page in the other language, as it is now. */
export function otherAddress(): string {
  const { href } = new URL(language === 'en' ? `./${otherLanguage}/` : '../', document.baseURI);
  return href + location.search + location.hash;
}

/** Leads a click there, with what the address says by then. */
export function leadToOther(event: MouseEvent): void {
  const { currentTarget: link } = event;
  if (!(link instanceof HTMLAnchorElement)) return;
  link.href = otherAddress();
  answer();
  // Beside this page nothing of it is lost.
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!link.dispatchEvent(new Event(leaving, { bubbles: true, composed: true, cancelable: true })))
    event.preventDefault();
}

/** Whether a reader's browser asks for the other language first, and nobody has said which it shall be. */
export function wantsOther(): boolean {
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2));
  const place = (name: string) => wanted.indexOf(name) + 1 || Number.POSITIVE_INFINITY;
  // A page that is served from its sources has one language.
  return (
    import.meta.env.PROD && place(otherLanguage) < place(language) && remembered(storageName) === undefined
  );
}

/** The reader has said which language it shall be. */
export function answer(): void {
  remember(storageName, 'chosen');
}
