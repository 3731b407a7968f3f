/** Waiting for what takes no time to speak of, on a machine that may be busy with everything else. */
import { vi } from 'vitest';

export function eventually(condition: () => boolean): Promise<boolean> {
  return vi.waitUntil(condition, { timeout: 20_000 });
}
