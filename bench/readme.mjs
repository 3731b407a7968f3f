/**
 * `node bench/readme.mjs FILE.json`: fills the README's tables from what `npm run bench -- --out FILE.json` wrote, so that no figure
 * there is typed by hand. A table stands between `<!-- bench: NAME -->` and `<!-- /bench -->`; those that the file knows nothing
 * of stay as they are.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {import('./results.ts').BenchRecord} BenchRecord
 * @typedef {import('./results.ts').Race} Race
 */

/** What the table of each name is made of; undefined where the record has none. */
const tables = {
  /** @param {BenchRecord} record */
  machine: ({ races, processor, date, load, versions, targets }) => {
    if (races.length === 0) return undefined;
    const missed = targets.filter(({ holds }) => !holds);
    /** @param {import('./results.ts').Target} target */
    const said = ({ work, peer, ratio, least }) => `${work}: ${ratio.toFixed(2)} × ${peer} (wanted ${least})`;
    return [
      `${processor.model}, ${processor.cores} cores, ${date.slice(0, 10)}, load ${load.before.average.toFixed(2)} before; ` +
        `Node ${versions.node}, Chromium ${versions.chromium}.`,
      `Targets that hold: ${targets.length - missed.length} of ${targets.length}${missed.length > 0 ? '; missed:' : '.'}`,
      ...missed.map((target) => `- ${said(target)}`),
    ].join('\n');
  },
  /** @param {BenchRecord} record */
  races: ({ races }) => (races.length > 0 ? races.map(raceTable).join('\n\n') : undefined),
  /** @param {BenchRecord} record */
  learning: ({ learning }) => (learning ? learningTable(learning) : undefined),
  /** @param {BenchRecord} record */
  scaling: ({ scaling }) => {
    if (scaling.length === 0) return undefined;
    const parts = Object.keys(scaling[0]?.exponents ?? {});
    return table(
      ['exponent of cost', ...parts],
      scaling.map(({ engine, axis, exponents }) => [
        `${engine}, against ${axis}`,
        ...parts.map((part) => {
          const fit = exponents[part];
          return fit
            ? `${(Math.round(100 * fit.exponent) / 100 || 0).toFixed(2)} (${fit.from}–${fit.to})`
            : '–';
        }),
      ]),
    );
  },
};

/**
 * The text with every table that the record knows.
 * @param {string} text
 * @param {BenchRecord} record
 * @throws {Error} for a table of a name that there is not
 */
export function filled(text, record) {
  return text.replace(/<!-- bench: (\w+) -->\n.*?<!-- \/bench -->/gs, (old, /** @type {string} */ name) => {
    if (!(name in tables)) throw new Error(`There is no table ${name}.`);
    const made = tables[/** @type {keyof typeof tables} */ (name)](record);
    return made === undefined ? old : `<!-- bench: ${name} -->\n\n${made}\n\n<!-- /bench -->`;
  });
}

/** @param {Race} race */
function raceTable({ work, sides }) {
  const { networks, hiddenSize, steps, cell, direction } = work;
  const ways = direction === 'both' ? 'forward and backward' : 'forward';
  return table(
    [
      `${cell.toUpperCase()}, ${ways}, N = ${hiddenSize}, T = ${steps}, ${networks} networks`,
      'GFLOP/s',
      'range',
      'ratio',
    ],
    sides.map(({ name, plain, right, gigaflops: { median, least, most }, ofOurs }, place) => [
      `${name}${plain ? ', as one would write it first' : ''}${right ? '' : ' (its numbers are wrong)'}`,
      median.toFixed(2),
      `${least.toFixed(2)}–${most.toFixed(2)}`,
      place === 0 ? '' : (1 / ofOurs).toFixed(2),
    ]),
  );
}

/** @param {import('./results.ts').LearningRace} race */
function learningTable({ work, sides, ownPasses, ownSeconds, load }) {
  const { networks, hiddenSize, steps, cell, batch, updates, task } = work;
  const rows = table(
    [
      `${cell.toUpperCase()} learning to ${task}, N = ${hiddenSize}, T = ${steps}, ${networks} networks, ${batch} sequences an update`,
      'ms an update',
      'range',
      'GFLOP/s',
      'ratio',
    ],
    sides.map(
      ({ name, plain, right, updates: timed, millisecondsAnUpdate: time, gigaflops, ofOurs }, place) => [
        `${name}${plain ? ', as one would write it first' : ''}${timed < updates ? ` (${timed} updates)` : ''}${right ? '' : ' (its losses are wrong)'}`,
        time.median.toFixed(1),
        `${time.least.toFixed(1)}–${time.most.toFixed(1)}`,
        gigaflops.median.toFixed(2),
        place === 0 ? '' : (1 / ofOurs).toFixed(2),
      ],
    ),
  );
  const share = Math.round((100 * (sides[0]?.gigaflops.median ?? Number.NaN)) / ownPasses);
  return `${rows}\n\n${updates} updates: ${ownSeconds.toFixed(1)} s (load ${load.toFixed(2)}); ${share} % of the rate of forward and backward alone (${ownPasses.toFixed(2)} GFLOP/s), counting 6·N² a step of a sequence. All sides start from the same θ and learn from the same sequences.`;
}

/** @param {readonly string[]} titles @param {readonly (readonly string[])[]} rows */
function table(titles, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file] = process.argv.slice(2);
  if (file === undefined) {
    console.error('node bench/readme.mjs FILE.json: a file that `npm run bench -- --out FILE.json` wrote.');
    process.exit(2);
  }
  const readme = new URL('../README.md', import.meta.url);
  writeFileSync(readme, filled(readFileSync(readme, 'utf8'), JSON.parse(readFileSync(file, 'utf8'))));
}
