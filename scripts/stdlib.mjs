/**
 * What stdlib's functions ask of an engine before they reckon (typed arrays, the order of bytes, properties), as every engine has it that runs
 * this: some hundred modules of stand-ins less, and not a digit of the functions.
 */

/** Modules in their place, by name: CommonJS, as what asks for them is. */
const present = new Map([
  ['@stdlib/array-float64', 'module.exports = Float64Array;'],
  ['@stdlib/array-uint32', 'module.exports = Uint32Array;'],
  [
    '@stdlib/assert-is-little-endian',
    'module.exports = new Uint8Array(new Uint16Array([0x1234]).buffer)[0] === 0x34;',
  ],
  [
    '@stdlib/utils-define-nonenumerable-read-only-property',
    'module.exports = (object, name, value) => void Object.defineProperty(object, name, { value });',
  ],
]);
const mark = '\0present:';

/** @type {import('vite').Plugin} */
export const leanStdlib = {
  name: 'lean-stdlib',
  enforce: 'pre',
  resolveId: {
    filter: { id: /^@stdlib\// },
    handler: (id) => (present.has(id) ? mark + id : undefined),
  },
  load: {
    filter: { id: /^\0present:/ },
    handler: (id) => present.get(id.slice(mark.length)),
  },
};
