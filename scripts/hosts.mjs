/**
 * By which names the page is served to other machines. A server that answers to any name would also answer a foreign page whose own name
 * has been made to point here (DNS rebinding); so it answers to this machine's own names, which nobody else can have, and to addresses.
 */
import { hostname } from 'node:os';

/**
 * This machine's names on its network: as it calls itself, without its domain, and as neighbours find it without a name server.
 * @param {readonly string[]} [args] of the command line: without `--host` only this machine itself is served, as localhost
 * @param {string} [own] what the machine calls itself
 * @returns {string[]}
 */
export function namesServed(args = process.argv, own = hostname()) {
  if (!args.some((arg) => arg === '--host' || arg.startsWith('--host='))) return [];
  const name = own.toLowerCase();
  const [short = ''] = name.split('.');
  // A machine without a name of its own, or one that is an address, has none to be called by.
  if (short === '' || short === 'localhost' || /^[\d.]+$/.test(name)) return [];
  return [...new Set([name, short, `${short}.local`])];
}

/**
 * Has a server of Vite say those names beside its addresses.
 * @param {import('vite').PreviewServer | import('vite').ViteDevServer} server
 */
export function sayNames(server) {
  const print = server.printUrls.bind(server);
  server.printUrls = () => {
    const network = server.resolvedUrls?.network;
    const [first] = network ?? [];
    // Where it listens on one address alone, a name may lead to another one.
    if (first && listensEverywhere(server)) network?.push(...namesServed().map((name) => named(first, name)));
    print();
  };
}

/**
 * @param {import('vite').PreviewServer | import('vite').ViteDevServer} server
 * @returns {boolean}
 */
function listensEverywhere({ httpServer }) {
  const address = httpServer?.address();
  return typeof address === 'object' && (address?.address === '::' || address?.address === '0.0.0.0');
}

/**
 * The same URL with another host.
 * @param {string} url
 * @param {string} host
 * @returns {string}
 */
function named(url, host) {
  const other = new URL(url);
  other.hostname = host;
  return String(other);
}
