/** The version of this program, for files that say what made them. */
import { version as packageVersion } from '../../package.json';

export const version: string = packageVersion;
