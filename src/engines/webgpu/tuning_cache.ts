/** What was found out about adapters, kept from visit to visit in the browser's cache, which workers have too. */
import type { TuningMemory } from './tuning.ts';

const cacheName = 'vanishing-point-tuning';

/** Where there is no cache, or it is denied, nothing is kept. */
export const tuningCache: TuningMemory = {
  recall: async (adapter) => {
    try {
      const kept = await (await caches.open(cacheName)).match(addressOf(adapter));
      return await kept?.json();
    } catch {
      return undefined;
    }
  },
  keep: async (adapter, trials) => {
    try {
      await (await caches.open(cacheName)).put(addressOf(adapter), new Response(JSON.stringify(trials)));
    } catch {
      // Then they are tried again next time.
    }
  },
};

/** Nobody is ever asked for it. */
function addressOf(adapter: string): string {
  return `/tuning/${encodeURIComponent(adapter)}`;
}
