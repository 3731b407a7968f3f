/**
 * What a reader reads, found in the sources and put into another language when the page is built. Sources stay in English and as they are:
 * static text and spoken attributes of templates are messages, as is every string of more than one word; a single word in a string is one
 * where it is said to be (`say`). A catalogue has a file for each source, English words on the left: see docs/languages.md.
 */
import { parseSync } from 'vite';

/**
 * @typedef {{ type: string, start: number, end: number, [key: string]: unknown }} Node
 * @typedef {(message: string) => string | undefined} Translate the translation of a message, undefined where it stays as it is
 */

/** Elements that stand within a sentence. All others begin and end one. */
const inline = new Set(
  'a abbr b br cite code em glossary-term i kbd mark q s small span strong sub sup var'.split(' '),
);
/** Attributes that are seen or heard. */
const spoken =
  /^(aria-(label|description|roledescription|valuetext)|title|alt|placeholder|label|heading|caption|unit|hint|legend|summary|xLabel|yLabel|pathName|invitation|about|of|what|content)$/;

/** Tags and comments of a template whose expressions have become marks. */
const tagPattern = /<!--[\s\S]*?-->|<(\/?)([a-zA-Z][\w-]*)((?:\s+(?:[^<>"']|"[^"]*"|'[^']*')*)?)\s*(\/?)>/g;
const mark = (/** @type {number} */ index) => `\uE000${index}\uE001`;
const marks = /\uE000(\d+)\uE001/g;

/** A message in two languages, of which one is chosen later (src/language/both.ts). */
export const bothWords = (/** @type {string} */ own, /** @type {string} */ english) =>
  `\uE002${own}\uE003${english}\uE004`;

/** Whether there is a word in it, beside marks and tags. */
const wordy = (/** @type {string} */ text) =>
  /\p{L}\p{L}/u.test(text.replace(marks, ' ').replace(/<[^>]*>/g, ' '));
/** Whether a string in the code is text: words apart, or a sentence. */
const isProse = (/** @type {string} */ text) =>
  wordy(text) && /\p{L}\p{L}[^\s]*\s|\s[^\s]*\p{L}\p{L}|\p{L}\p{L}.*[.!?…:]$/u.test(text);

/**
 * A source in another language.
 * @param {string} file its name, for the parser
 * @param {string} code
 * @param {Translate} translate is asked for every message, in the order in which they end
 * @returns {string}
 */
export function translated(file, code, translate) {
  const { program, errors } = parseSync(file, code);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  return rewritten(/** @type {Node} */ (/** @type {unknown} */ (program)), code, translate, [0, code.length]);
}

/**
 * A page in another language.
 * @param {string} markup
 * @param {Translate} translate
 */
export const translatedMarkup = (markup, translate) => inMarkup(markup, translate);

/**
 * A stretch of a source, the messages of a node in it translated.
 * @param {Node} node @param {string} code @param {Translate} translate @param {readonly [number, number]} stretch
 * @returns {string}
 */
function rewritten(node, code, translate, [start, end]) {
  let text = '';
  let at = start;
  for (const [one, words] of messages(node, code, translate)) {
    text += code.slice(at, one.start) + words;
    at = one.end;
  }
  return text + code.slice(at, end);
}

/**
 * The outermost messages of a node, in order, translated.
 * @param {Node} node @param {string} code @param {Translate} translate
 * @returns {(readonly [Node, string])[]}
 */
function messages(node, code, translate) {
  const own = message(node, code, translate);
  return own === undefined ? children(node).flatMap((one) => messages(one, code, translate)) : [[node, own]];
}

/**
 * @param {Node} node @param {string} code @param {Translate} translate
 * @returns {string | undefined} undefined where the node itself is no text, whatever is in it
 */
function message(node, code, translate) {
  const within = (/** @type {Node} */ one, /** @type {readonly [number, number]} */ stretch) =>
    rewritten(one, code, translate, stretch);
  if (node.type === 'TaggedTemplateExpression') {
    const tag = /** @type {Node} */ (node.tag).name;
    const quasi = /** @type {Node} */ (node.quasi);
    if (tag === 'css') return code.slice(node.start, node.end);
    if (tag === 'say') return template(quasi, code, within, (text) => inWords(text, translate) ?? text);
    if (tag === 'html' || tag === 'svg')
      return tag + template(quasi, code, within, (text) => inMarkup(text, translate));
  }
  if (node.type === 'TemplateLiteral')
    return template(node, code, within, (text) =>
      isProse(text) ? (inWords(text, translate) ?? text) : text,
    );
  if (node.type === 'Literal' && typeof node.value === 'string' && isProse(node.value)) {
    const found = translate(node.value);
    return found === undefined ? code.slice(node.start, node.end) : JSON.stringify(found);
  }
  return undefined;
}

/**
 * A template with other words.
 * @param {Node} node @param {string} code
 * @param {(expression: Node, stretch: readonly [number, number]) => string} within
 * @param {(text: string) => string} change of its text, marks for expressions
 */
function template(node, code, within, change) {
  const quasis = /** @type {{ value: { raw: string, cooked: string } }[]} */ (node.quasis);
  let at = node.start + 1;
  const expressions = /** @type {Node[]} */ (node.expressions).map((expression, index) => {
    const from = at + (quasis[index]?.value.raw ?? '').length;
    // White space and comments within the braces stay.
    at = code.indexOf('}', expression.end) + 1;
    return within(expression, [from, at]);
  });
  const text = quasis.map(({ value }, index) => (index === 0 ? '' : mark(index - 1)) + value.cooked).join('');
  const changed = change(text);
  if (changed === text)
    return `\`${quasis.map(({ value }, index) => (index === 0 ? '' : (expressions[index - 1] ?? '')) + value.raw).join('')}\``;
  const source = changed.replace(/[\\`]|\$(?=\{)/g, '\\$&');
  return `\`${source.replace(marks, (_, index) => expressions[Number(index)] ?? '')}\``;
}

/**
 * Text in which marks stand for expressions; a message counts its own, from {0}.
 * @param {string} text @param {Translate} translate
 * @returns {string | undefined}
 */
function inWords(text, translate) {
  const own = [...text.matchAll(marks)].map(([found]) => found);
  let count = 0;
  const found = translate(text.replace(marks, () => `{${count++}}`));
  return found?.replace(/\{(\d+)\}/g, (whole, index) => own[index] ?? whole);
}

/**
 * Text and spoken attributes of markup, sentence by sentence.
 * @param {string} text @param {Translate} translate
 */
function inMarkup(text, translate) {
  /** @type {string[]} */
  const out = [];
  /** @type {(string | Tag)[]} */
  let run = [];
  const flush = () => {
    out.push(inRun(run, translate));
    run = [];
  };
  let at = 0;
  let silent = '';
  for (const found of text.matchAll(tagPattern)) {
    if (found.index > at) run.push(text.slice(at, found.index));
    at = found.index + found[0].length;
    const [whole, slash, name = '', attributes = '', closed] = found;
    const tag = name === '' ? whole : inAttributes(whole, attributes, translate);
    const ends = slash === '/';
    if (silent !== '' && !(ends && name === silent)) {
      flushSilently(tag);
      continue;
    }
    if (inline.has(name)) {
      run.push({ text: tag, name, kind: closed || name === 'br' ? 'alone' : ends ? 'end' : 'start' });
      continue;
    }
    if (silent === '') flush();
    else flushSilently('');
    out.push(tag);
    silent = !ends && (name === 'style' || name === 'script') ? name : '';
  }
  if (at < text.length) run.push(text.slice(at));
  flush();
  return out.join('');

  /** What is no text passes. */
  function flushSilently(/** @type {string} */ tag) {
    out.push(...run.map((one) => (typeof one === 'string' ? one : one.text)), tag);
    run = [];
  }
}

/** @typedef {{ text: string, name: string, kind: 'start' | 'end' | 'alone' }} Tag */

/**
 * @param {string} tag @param {string} attributes @param {Translate} translate
 */
function inAttributes(tag, attributes, translate) {
  if (!/=\s*["']/.test(attributes)) return tag;
  const changed = attributes.replace(
    /(^|\s)([\w-]+)=("([^"]*)"|'([^']*)')/g,
    (whole, before, name, _, double, single) => {
      const value = double ?? single;
      if (!spoken.test(name) || !wordy(value)) return whole;
      const words = inWords(value.replace(/\s+/g, ' '), translate);
      return words === undefined ? whole : `${before}${name}="${words.replaceAll('"', '&quot;')}"`;
    },
  );
  return tag.replace(attributes, () => changed);
}

/**
 * Text and what stands within it. Where no word stands outside of its elements, each of them is a sentence of its own.
 * @param {(string | Tag)[]} run @param {Translate} translate
 * @returns {string}
 */
function inRun(run, translate) {
  let depth = 0;
  let lowest = 0;
  const outside = run.filter((one) => {
    if (typeof one === 'string') return depth === 0;
    depth += one.kind === 'start' ? 1 : one.kind === 'end' ? -1 : 0;
    lowest = Math.min(lowest, depth);
    return false;
  });
  // An element that began before the run, or ends behind it, is around sentences and not within one.
  if (depth !== 0 || lowest < 0)
    return run.map((one) => (typeof one === 'string' ? inSentence([one], translate) : one.text)).join('');
  if (outside.some((one) => wordy(String(one)))) return inSentence(run, translate);
  /** @type {string[]} */
  const out = [];
  let from = 0;
  depth = 0;
  run.forEach((one, index) => {
    if (typeof one === 'string') {
      if (depth === 0) out.push(one);
      return;
    }
    if (one.kind === 'start') {
      if (depth === 0) from = index;
      depth += 1;
    }
    if (one.kind === 'end') depth -= 1;
    if (depth > 0) return;
    if (one.kind === 'alone') out.push(one.text);
    else {
      const first = run[from];
      out.push(
        typeof first === 'object' ? first.text : '',
        inRun(run.slice(from + 1, index), translate),
        one.text,
      );
    }
  });
  return out.join('');
}

/**
 * One message: expressions are {0}, elements <1>…</1>, those without an end <1/>.
 * @param {(string | Tag)[]} run @param {Translate} translate
 * @returns {string}
 */
function inSentence(run, translate) {
  const whole = run.map((one) => (typeof one === 'string' ? one : one.text)).join('');
  if (!wordy(run.filter((one) => typeof one === 'string').join(''))) return whole;
  /** @type {Map<string, string>} */
  const tags = new Map();
  /** @type {number[]} */
  const open = [];
  let count = 0;
  const text = run
    .map((one) => {
      if (typeof one === 'string') return one;
      let short;
      if (one.kind === 'alone') short = `<${++count}/>`;
      else if (one.kind === 'start') {
        open.push(++count);
        short = `<${count}>`;
      } else short = `</${open.pop()}>`;
      tags.set(short, one.text);
      return short;
    })
    .join('');
  const [, before = '', words = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  const found = inWords(words.replace(/\s+/g, ' '), translate);
  if (found === undefined) return whole;
  const put = found.replace(/<\/?\d+\/?>/g, (short) => tags.get(short) ?? short);
  return before + put + after;
}

/**
 * What a node is made of, in order, without what is no text whatever it says: types, names, modules.
 * @param {Node} node
 * @returns {Node[]}
 */
function children(node) {
  // What another tag makes of a template is its own affair.
  if (node.type === 'TaggedTemplateExpression') return children(/** @type {Node} */ (node.quasi));
  /** @type {Node[]} */
  const found = [];
  for (const [key, value] of Object.entries(node)) {
    if (silentParts.has(key) || (key === 'key' && !node.computed)) continue;
    for (const one of Array.isArray(value) ? value : [value])
      if (one && typeof one === 'object' && typeof one.type === 'string' && typeof one.start === 'number') {
        if (!/^TS(?!As|NonNull|Satisfies|Enum)/.test(one.type)) found.push(one);
      }
  }
  return found
    .sort((a, b) => a.start - b.start)
    .filter((one, index, all) => index === 0 || one.start >= (all[index - 1]?.end ?? 0));
}

const silentParts = new Set([
  'decorators',
  'typeAnnotation',
  'returnType',
  'typeParameters',
  'typeArguments',
  'superTypeArguments',
  'source',
  'implements',
]);
