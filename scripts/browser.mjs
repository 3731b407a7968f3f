/**
 * The Chromium in which tests and benchmarks run: where it is, how to get one, and the flags that give it a
 * WebGPU adapter; and the Firefox in which the page is opened, too.
 */
import { existsSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { installPackages } from './debian.mjs';

/** Flags that keep a Chromium quiet: no sandbox (it refuses to run as root), no errands of its own. */
export const quietFlags = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * Flags that give Chromium a WebGPU adapter: its own software one, the same on every machine, unless
 * VANISHING_POINT_ADAPTER=hardware asks for the machine's GPU.
 */
export const webgpuFlags = [
  ...quietFlags,
  '--enable-unsafe-webgpu',
  ...(process.env.VANISHING_POINT_ADAPTER === 'hardware'
    ? ['--ignore-gpu-blocklist', ...(process.platform === 'linux' ? ['--enable-features=Vulkan'] : [])]
    : ['--use-webgpu-adapter=swiftshader']),
];

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/** Where installers put a Chromium that is not on the PATH. */
const places = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ...[process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Chromium', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]),
];

/**
 * Path of a Chromium: the one that CHROMIUM_PATH names, Playwright's own, or a system one.
 * @returns {Promise<string | undefined>}
 */
export async function findBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, and there is no such file.`);
  }
  const { chromium } = await import('playwright');
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const onPath = commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  return [chromium.executablePath(), ...onPath, ...places].find((path) => existsSync(path));
}

/**
 * Path of a Chromium, installed first (Debian's package, as root) where there is none.
 * @returns {Promise<string>}
 * @throws {Error} in one sentence, when there is none and this machine cannot be given one.
 */
export async function provideBrowser() {
  const found = await findBrowser();
  if (found) return found;
  const path = installPackages('chromium') ? await findBrowser() : undefined;
  if (path) return path;
  throw new Error(
    'No Chromium found: install one with `npx playwright install chromium` (on Debian: `apt-get install chromium`, ' +
      'as root), or name one in the environment variable CHROMIUM_PATH.',
  );
}

const firefoxes = ['firefox-esr', 'firefox'];

/**
 * Path of a Firefox: the one that FIREFOX_PATH names, or one on the PATH or where installers put it.
 * @returns {string | undefined}
 */
export function findFirefox() {
  const named = process.env.FIREFOX_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`FIREFOX_PATH names ${named}, and there is no such file.`);
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [
    ...firefoxes.flatMap((command) => folders.map((folder) => join(folder, command))),
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    ...[process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)']]
      .filter((folder) => folder !== undefined)
      .map((folder) => join(folder, 'Mozilla Firefox', 'firefox.exe')),
  ].find((path) => existsSync(path));
}

/**
 * Path of a Firefox, installed first (Debian's package, as root) where there is none; undefined where this machine cannot be given one.
 * @returns {string | undefined}
 */
export function provideFirefox() {
  return findFirefox() ?? (installPackages('firefox-esr') ? findFirefox() : undefined);
}

/** What a Vulkan loader reads to find SwiftShader. */
const driverFile = 'vk_swiftshader_icd.json';

/**
 * Environment variables under which a program outside the browser finds the Chromium's own software Vulkan
 * driver, and the loader beside it.
 * @returns {Promise<Record<string, string>>}
 * @throws {Error} in one sentence, when the Chromium has none.
 */
export async function softwareDriver() {
  const browser = await provideBrowser();
  // Debian's command is a script elsewhere than the program.
  const folders = [dirname(realpathSync(browser)), '/usr/lib/chromium', '/usr/lib/chromium-browser'];
  const folder = folders.find((candidate) => existsSync(join(candidate, driverFile)));
  if (folder === undefined) throw new Error(`There is no ${driverFile} in ${folders.join(', ')}.`);
  const driver = join(folder, driverFile);
  return {
    ...{ VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: folder },
    // Where libwayland is installed the driver loads it, and that complains on stderr unless it has a folder.
    XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? tmpdir(),
  };
}
