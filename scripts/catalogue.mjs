/**
 * The catalogue of a language: a file for each folder of sources, in it each source, in it every message in English and in the language, null
 * where it is no text or says the same. `node scripts/catalogue.mjs de` writes down what is missing, as "", and takes out what nobody says any more.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { root } from './dependencies.mjs';
import { translated, translatedMarkup } from './messages.mjs';

/** @typedef {Record<string, Record<string, string | null>>} Folder by source, by message */

/** Sources that say nothing to a reader of the page. */
const unread =
  /^src\/(terminal|library|language|engines\/wasm\/assembly)\/|^src\/(cli|index|service_worker)\.ts$|\.d\.ts$/;

/** Whether a source, named from the root, has messages. */
export const isRead = (/** @type {string} */ source) =>
  source === 'index.html' || (/^src\/.*\.ts$/.test(source) && !unread.test(source));

/** The file that has a folder's messages. @param {string} language @param {string} folder as in src/ui/views */
const fileOf = (language, folder) =>
  join(
    root,
    'src',
    'language',
    language,
    `${folder === '.' ? 'page' : folder.replace(/^src\/?/, '').replaceAll('/', '.') || 'start'}.json`,
  );

export class Catalogue {
  /** @type {string} */
  #language;
  /** @type {Map<string, Folder>} */
  #folders = new Map();

  /** @param {string} language */
  constructor(language) {
    this.#language = language;
  }

  /**
   * What a message of a source is; undefined: its English words.
   * @param {string} source named from the root
   * @param {string} message
   * @throws {Error} where the catalogue lacks it
   */
  translation(source, message) {
    const found = this.#folder(dirname(source))[basename(source)]?.[message];
    if (found === undefined || found === '')
      throw new Error(
        `${source} says “${message}”, which has no translation. “node scripts/catalogue.mjs ${this.#language}” writes it down to be translated.`,
      );
    return found ?? undefined;
  }

  /** @param {string} folder @returns {Folder} */
  #folder(folder) {
    const known = this.#folders.get(folder);
    if (known) return known;
    const file = fileOf(this.#language, folder);
    const read = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    this.#folders.set(folder, read);
    return read;
  }
}

/**
 * A source in a language.
 * @param {string} source named from the root
 * @param {string} code
 * @param {(message: string) => string | undefined} translate
 */
export const inLanguage = (source, code, translate) =>
  source.endsWith('.html') ? translatedMarkup(code, translate) : translated(source, code, translate);

/** Every message of every source, by folder. */
export function everyMessage() {
  /** @type {Map<string, Map<string, Set<string>>>} */
  const folders = new Map();
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) =>
      relative(root, join(root, 'src', file))
        .split(sep)
        .join('/'),
    )
    .filter(isRead);
  for (const source of ['index.html', ...sources.sort()]) {
    /** @type {Set<string>} */
    const messages = new Set();
    inLanguage(source, readFileSync(join(root, source), 'utf8'), (message) => {
      messages.add(message);
      return undefined;
    });
    if (messages.size === 0) continue;
    const folder = dirname(source);
    folders.set(folder, (folders.get(folder) ?? new Map()).set(basename(source), messages));
  }
  return folders;
}

/**
 * Brings a language's files up to what the sources say.
 * @param {string} language
 * @returns {{ missing: string[], obsolete: string[] }} what had no translation, and what nobody says any more
 */
export function compared(language, write = false) {
  const missing = [];
  const obsolete = [];
  const said = everyMessage();
  for (const [folder, sources] of said) {
    const file = fileOf(language, folder);
    /** @type {Folder} */
    const old = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
    /** @type {Folder} */
    const next = {};
    for (const [source, messages] of sources) {
      const own = old[source] ?? {};
      next[source] = Object.fromEntries(
        [...messages].map((message) => [message, own[message] === undefined ? '' : own[message]]),
      );
      for (const message of messages)
        if (!own[message] && own[message] !== null) missing.push(`${folder}/${source}: ${message}`);
    }
    for (const [source, own] of Object.entries(old))
      for (const message of Object.keys(own))
        if (!sources.get(source)?.has(message)) obsolete.push(`${folder}/${source}: ${message}`);
    if (!write) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(next, null, 2)}\n`);
  }
  return { missing, obsolete };
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const language = argv[2] ?? 'de';
  const { missing, obsolete } = compared(language, true);
  for (const one of obsolete) console.log(`taken out: ${one}`);
  console.log(`${missing.length} messages are to be translated: each is "" in src/language/${language}.`);
}
