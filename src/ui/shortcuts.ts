/** The keys that the page hears wherever one is: one table, which the page acts on and the sheet of keys lists. */
import { say } from '../language/say.ts';

interface Shortcut {
  readonly key: string;
  /** Whether Ctrl, or ⌘ on a Mac, is held. */
  readonly modified?: true;
}

export const shortcuts = {
  palette: { key: 'k', modified: true },
  keys: { key: '?' },
} as const satisfies Readonly<Record<string, Shortcut>>;

export type ShortcutName = keyof typeof shortcuts;

/** As this machine's keyboard has it: "⌘K", "Ctrl+K". */
export function keysOf(name: ShortcutName): string {
  const { key, modified }: Shortcut = shortcuts[name];
  const held = /Mac|iP/.test(navigator.platform) ? '⌘' : say`Ctrl+`;
  return (modified ? held : '') + key.toUpperCase();
}

/** Which of them a key is; none in a text that is being typed, unless Ctrl or ⌘ is held, and none where a dialog is open. */
export function shortcutIn(event: KeyboardEvent): ShortcutName | undefined {
  const { key, ctrlKey, metaKey, altKey } = event;
  const within = (selector: string) =>
    event.composedPath().some((one) => one instanceof Element && one.matches(selector));
  if (altKey || within('dialog[open], [role="dialog"]')) return undefined;
  const modified = ctrlKey || metaKey;
  if (!modified && within('input:not([type="range"]), textarea, select')) return undefined;
  return (Object.keys(shortcuts) as ShortcutName[]).find((name) => {
    const shortcut: Shortcut = shortcuts[name];
    return key.toLowerCase() === shortcut.key && modified === (shortcut.modified ?? false);
  });
}
