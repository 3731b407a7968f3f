/**
 * `npm start`: installs what is missing, builds the page and serves it. Further arguments go to Vite's preview
 * server: `npm start -- --port 4000 --host`. It is the build that is served, and not the sources (`npm run dev`),
 * because the first load of sources takes two to three times as long.
 */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installDependencies, requireNode, root } from './dependencies.mjs';

requireNode();
installDependencies();

const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
const built = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
  cwd: root,
  stdio: 'inherit',
});
if (built.status !== 0) process.exit(built.status ?? 1);

const options = [...(hasDesktop() ? ['--open'] : []), ...process.argv.slice(2)];
const server = spawn(process.execPath, [vite, 'preview', ...options], { cwd: root, stdio: 'inherit' });
server.on('exit', (code) => process.exit(code ?? 0));
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => server.kill(signal));
}

/** Whether a person sits at this terminal with a browser beside it. */
function hasDesktop() {
  if (!process.stdout.isTTY || process.env.CI || process.env.SSH_CONNECTION) return false;
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}
