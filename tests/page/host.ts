/** The built page as a host serves it: from a folder of its own, with headers of its own, compressed where that helps. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const built = fileURLToPath(new URL('../../dist/', import.meta.url));

const types: Readonly<Record<string, string>> = {
  css: 'text/css',
  html: 'text/html',
  js: 'text/javascript',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  webmanifest: 'application/manifest+json',
};
/** What is compressed as it is. */
const packed = new Set(['png', 'woff2']);

export interface Host {
  /** Where the page is. */
  readonly address: string;
  /** What each answer weighs, by its path below the folder. */
  readonly sent: ReadonlyMap<string, number>;
  close(): void;
}

export interface HostOptions {
  /** Where the files are; unless said, those of the page. */
  readonly files?: string;
  /** Begins and ends with a slash. */
  readonly folder?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What a browser takes the host for; each has an origin of its own, on this machine. */
  readonly name?: string;
  /** Changes a file on its way, as another build would. */
  readonly rewrite?: (path: string, content: Buffer) => Buffer;
}

/** Serves `dist/`, or another folder, until it is closed. */
export async function host({
  files = built,
  folder = '/',
  headers = {},
  name = '127.0.0.1',
  rewrite = (_, content) => content,
}: HostOptions = {}): Promise<Host> {
  const sent = new Map<string, number>();
  const server = createServer(async ({ url = '' }, response) => {
    const whole = url.replace(/[?#].*/, '');
    const path = whole.slice(folder.length) || 'index.html';
    try {
      if (!whole.startsWith(folder)) throw new Error('out of the folder');
      const file = rewrite(path, await readFile(`${files}${path}`));
      const ending = path.replace(/.*\./, '');
      const compressed = !packed.has(ending);
      const body = compressed ? gzipSync(file) : file;
      // Once: two workers that start together may both have asked before the first answer is in the cache.
      sent.set(path, body.length);
      // As hosts do: nothing else is fetched twice within a visit.
      response.setHeader('cache-control', path.startsWith('assets/') ? 'max-age=600' : 'no-cache');
      response.writeHead(200, {
        'content-type': types[ending] ?? 'application/octet-stream',
        ...(compressed && { 'content-encoding': 'gzip' }),
        ...headers,
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://${name}:${port}${folder}`,
    sent,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
