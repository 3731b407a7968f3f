/**
 * What a fresh clone lacks: installs the dependencies that a lock file names, when they are not there yet.
 * Imports nothing outside Node, because it runs before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this project, without a trailing separator. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** Ends the process with one sentence when this Node is too old for the tools (Vite says which it takes). */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return;
  console.error(
    `Vanishing Point needs Node 20.19 or later (22.12 or later of the 22 line) and this is ${process.versions.node}: ` +
      'please install a newer one from https://nodejs.org and try again.',
  );
  process.exit(1);
}

/**
 * Runs `npm ci` in `directory` unless what its lock file names is already installed there. Ends the process
 * when npm fails.
 * @param {string} [directory]
 */
export function installDependencies(directory = root) {
  if (installed(directory)) return;
  // On stderr, as is all that npm prints: stdout may be a pipe that waits for a command's JSON.
  console.error(`Installing dependencies in ${directory} (once) …`);
  if (npm(directory, 'ci')) return;
  // A lock file written where the registry lacked some platform's binaries is refused by `npm ci`.
  console.error('`npm ci` refused package-lock.json (its reason is above): trying `npm install` instead.');
  if (npm(directory, 'install', '--no-save')) return;
  console.error('npm could not install the dependencies (its reason is above); is the network reachable?');
  process.exit(1);
}

/**
 * Runs npm (the one that runs this script, if one does) and says whether it succeeded.
 * @param {string} directory
 * @param {string[]} command
 */
function npm(directory, ...command) {
  const options = [...command, '--include=dev', '--no-audit', '--no-fund'];
  const script = process.env.npm_execpath;
  /** @type {import('node:child_process').StdioOptions} */
  const stdio = ['inherit', process.stderr.fd, 'inherit'];
  const { status } = script?.endsWith('.js')
    ? spawnSync(process.execPath, [script, ...options], { cwd: directory, stdio })
    : spawnSync('npm', options, { cwd: directory, stdio, shell: process.platform === 'win32' });
  return status === 0;
}

/**
 * Whether npm's own record of what it installed has everything in the lock file. Times of files would not do:
 * a checkout touches them.
 * @param {string} directory
 */
function installed(directory) {
  const record = join(directory, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const present = packagesOf(record);
  return Object.entries(packagesOf(join(directory, 'package-lock.json'))).every(([path, wanted]) => {
    if (path === '') return true;
    const found = present[path];
    // Binaries for other platforms are optional and stay away.
    return found ? found.version === wanted.version : wanted.optional === true || wanted.peer === true;
  });
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, optional?: boolean, peer?: boolean }>}
 */
function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {};
}
