/**
 * Serves this example beside the built page, each file under a strict policy: `npm run build && node examples/embed/serve.mjs`.
 * What is served from dist/ is all that a figure needs; any static host does.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const page = fileURLToPath(new URL('../../dist/', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self'";
const types = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

const server = createServer(async ({ url = '/' }, response) => {
  const path = normalize(decodeURIComponent(url.replace(/[?#].*/, '').replace(/\/$/, '/index.html')));
  const file = path.startsWith('/embed/') ? join(here, path.slice('/embed/'.length)) : join(page, path);
  try {
    const body = await readFile(file);
    const type = types[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'content-security-policy': policy }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
server.listen(Number(process.argv[2] ?? 4175), '127.0.0.1', () => {
  const { port } = server.address();
  console.log(`http://localhost:${port}/embed/`);
});
