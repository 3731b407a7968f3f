/**
 * Code that did not come is asked for again. A browser may remember for as long as a page stands that a module could not be fetched, as
 * the standard has it, and never ask for that address again (Chromium 150 does so, 156 does not): what is asked for then has an address of
 * its own.
 */

/** What every `import()` of the page's own modules goes through. */
const module = 'virtual:again';

/**
 * What has been asked for at another address. The page's own is written beside the function.
 * @type {Map<string, Promise<unknown>>}
 */
const later = new Map();

/**
 * Runs in the page and in its workers. A module that comes at another address stays the only one of its kind.
 * @template Module
 * @param {() => Promise<Module>} load
 * @returns {Promise<Module>}
 */
function again(load) {
  return load().catch((error) => {
    // Browsers say which it was at the end of a sentence each of their own; Safari does not, and does ask again.
    const [address] = /https?:\S+$/.exec(error?.message) ?? [];
    if (!(error instanceof TypeError) || address === undefined) throw error;
    const under = later.get(address) ?? import(/* @vite-ignore */ `${address}?again=${Date.now()}`);
    later.set(address, under);
    under.catch(() => later.delete(address));
    return /** @type {Promise<Module>} */ (under);
  });
}

/** @type {import('vite').Plugin} */
export const asksAgain = {
  name: 'asks-again',
  apply: (_, { command, isSsrBuild }) => command === 'build' && !isSsrBuild,
  enforce: 'post',
  resolveId: (id) => (id === module ? `\0${module}` : undefined),
  load: (id) => (id === `\0${module}` ? `const later = new Map();\nexport ${again}` : undefined),
  transform: {
    filter: { id: /\/src\/.*\.ts$/, code: /\bimport\(/ },
    handler: (code) => ({
      code: `import { again } from '${module}';\n${code.replace(/\bimport\((["'`]\.[^"'`]*["'`])\)/g, 'again(() => import($1))')}`,
      map: null,
    }),
  },
};
