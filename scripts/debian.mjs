/** Packages of Debian's, for what tests need and a machine lacks. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * Installs packages, as root on Debian; elsewhere does nothing.
 * @param {string[]} packages
 * @returns {boolean} whether they are there now
 */
export function installPackages(...packages) {
  if (!isDebian() || process.getuid?.() !== 0) return false;
  console.log(`Installing ${packages.join(', ')} (once) …`);
  return aptGet('update') && aptGet('install', '--yes', '--no-install-recommends', ...packages);
}

/** Ubuntu is no Debian here: its chromium package is a stub that wants snap. */
function isDebian() {
  return existsSync('/etc/os-release') && /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** @param {string[]} command */
function aptGet(...command) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', ['-q', ...command], { env, stdio: 'inherit' }).status === 0;
}
