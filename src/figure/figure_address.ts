/** The address of the page that shows a link's figure alone. */

interface Appearance {
  readonly controls: string;
  readonly theme: string;
  /** Of the text around it, as `lang` says it. */
  readonly language: string;
}

/** The German page stands in a folder of its own beside the English one. */
const german = 'de/';

/**
 * @param link as the page has it: whole, or what comes after the page's address
 * @param page the page's address, which ends with a slash
 * @throws {TypeError} where the link is none
 */
export function figureAddress(link: string, page: string, { controls, theme, language }: Appearance): string {
  const home = new URL(page);
  const address = new URL(link, home);
  if (!/^https?:$/.test(address.protocol)) throw new TypeError(`no link of a page: ${link}`);
  const isOwn = address.origin === home.origin && address.pathname === home.pathname;
  if (isOwn && /^de\b/i.test(language)) address.pathname += german;
  const { searchParams: query } = address;
  if (!query.has('embed')) query.set('embed', '');
  if (controls !== 'some') query.set('controls', controls);
  if (theme !== 'auto') query.set('theme', theme);
  return address.href;
}
