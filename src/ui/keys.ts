/** What the keys are called on this machine. */
import { say } from '../language/say.ts';

const isMac = /Mac|iP(ad|hone)/.test(globalThis.navigator?.platform ?? '');

/** The key that makes a wheel zoom. */
export const wheelKey = isMac ? '⌘' : say`Ctrl`;
