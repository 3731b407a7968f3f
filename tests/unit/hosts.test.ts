/** By which names the page is served, and by which it is not. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { namesServed } from '../../scripts/hosts.mjs';

describe('the names of a machine', () => {
  it('are none without --host', () => {
    expect(namesServed(['vite', 'preview'], 'desk.example.org')).toEqual([]);
  });

  it('are its own, in full, without the domain, and as neighbours find it', () => {
    expect(namesServed(['--host'], 'Desk.example.org')).toEqual(['desk.example.org', 'desk', 'desk.local']);
    expect(namesServed(['--host=other'], 'desk')).toEqual(['desk', 'desk.local']);
  });

  it.each(['', 'localhost', '10.0.0.7'])('are none of a machine that is called “%s”', (own) => {
    expect(namesServed(['--host'], own)).toEqual([]);
  });
});

describe('a server with --host', () => {
  let server: ChildProcess | undefined;
  afterEach(() => {
    server?.kill();
  });

  /**
   * What it prints, until it has said `last`. Lines come one by one, and on a busy machine each in its own time: the
   * names come after the addresses. One that does not come in a minute ends the server, and the wait with it.
   */
  async function serve(last: string, ...args: string[]): Promise<{ port: number; said: string }> {
    // Any page will do.
    const folder = mkdtempSync(join(tmpdir(), 'served-'));
    writeFileSync(join(folder, 'index.html'), 'page');
    const vite = 'node_modules/vite/bin/vite.js';
    const options = ['preview', '--outDir', folder, '--port', '0', ...args];
    server = spawn(process.execPath, [vite, ...options], { env: { ...process.env, NO_COLOR: '1' } });
    let said = '';
    const { stdout } = server;
    if (!stdout) throw new Error('nothing is heard of the server');
    const deadline = setTimeout(() => server?.kill(), 60_000);
    for await (const line of createInterface({ input: stdout })) {
      said += `${line}\n`;
      if (line.includes(last)) break;
    }
    clearTimeout(deadline);
    return { port: Number(/localhost:(\d+)/.exec(said)?.[1]), said };
  }

  async function statusOf(port: number, host: string): Promise<number | undefined> {
    const asked = request({ host: '127.0.0.1', port, headers: { host } }).end();
    const [response] = await once(asked, 'response');
    response.resume();
    return response.statusCode;
  }

  it('answers to this machine’s name and says it, and to no foreign one', async () => {
    const name = hostname().toLowerCase();
    const { port, said } = await serve(`http://${name}:`, '--host');
    expect(said).toContain(`http://${name}:${port}/`);
    expect(await statusOf(port, `${name}:${port}`)).toBe(200);
    expect(await statusOf(port, `127.0.0.1:${port}`)).toBe(200);
    expect(await statusOf(port, 'rebound.example.org')).toBe(403);
  });
});
