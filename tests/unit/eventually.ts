/** Waiting for what takes no time to speak of, on a machine that may be busy with everything else. */
import { vi } from 'vitest';

export async function eventually(condition: () => unknown): Promise<void> {
  await vi.waitUntil(condition, { timeout: 20_000, interval: 5 });
}
