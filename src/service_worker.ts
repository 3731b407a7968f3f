/** Keeps the whole page for when there is no network: the service worker starts here. */
import { clientsClaim } from 'workbox-core';
import { cleanupOutdatedCaches, type PrecacheEntry, precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';

/** Every file of the build; the build itself writes them in (`scripts/offline.mjs`). */
declare const builtFiles: PrecacheEntry[];
/** The worker's own, which the types of a page do not know. */
declare const skipWaiting: () => Promise<void>;

cleanupOutdatedCaches();
// What follows the ? is an experiment: the page is the same.
precacheAndRoute(builtFiles, { directoryIndex: 'index.html', ignoreURLParametersMatching: [/./] });
// The other language's page is kept once it has been opened: before that, without a network, there is a sentence in its place.
registerRoute(
  ({ request }) => request.mode === 'navigate',
  ({ request }) => fetch(request).catch(() => new Response(notKept, { status: 503, headers: html })),
);
// A page that was there before its worker may lose the network, too.
clientsClaim();

// A new version waits until somebody asks for it: nothing that runs is interrupted.
addEventListener('message', ({ data }) => {
  if (data === 'take over') void skipWaiting();
});

const html = { 'content-type': 'text/html; charset=utf-8' };
const notKept = `<!doctype html><meta name="viewport" content="width=device-width"><title>Vanishing Point</title>
<p lang="en">There is no network, and this page has not been kept: it is once it has been opened. Go back for the one that is.</p>
<p lang="de">Es gibt kein Netz, und diese Seite ist nicht aufgehoben: das ist sie, sobald sie einmal offen war. Zurück zu der, die es ist.</p>`;
