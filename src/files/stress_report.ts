/** What an engine did under stress, to be kept: JSON for programs, Markdown for people to paste. */
import { plain } from '../analysis/number_words.ts';
import type { Peaks } from '../analysis/roofline.ts';
import { drift, type StressRecord, type StressRun } from '../analysis/stress.ts';
import { sweepCommand } from '../experiment/command.ts';
import { filedUnfinished } from '../experiment/unfinished.ts';
import { written } from '../language/both.ts';
import { experimentJson, measuredBy } from './provenance.ts';
import { schema } from './schema.ts';
import { version } from './version.ts';

const { fixed, significant } = plain;

/** `{ version, schema, date, unfinished?, experiment, engine, machine, tuning, runs, ends }`, a run a line. */
export function stressJson(record: StressRecord): string {
  const { date, experiment, engine, machine, tuning, runs, ends } = written(record);
  const missing = record.unfinished && filedUnfinished(record.unfinished);
  const parts = {
    version: JSON.stringify(version),
    schema: String(schema),
    date: JSON.stringify(date.toISOString()),
    ...(missing && { unfinished: JSON.stringify(missing) }),
    experiment: experimentJson(experiment),
    engine: JSON.stringify(measuredBy({ experiment, engine })),
    machine: JSON.stringify({ ...inUnits(machine.peaks), facts: Object.fromEntries(machine.facts) }),
    tuning: JSON.stringify(tuning),
    runs: `[\n${runs.map((run) => JSON.stringify(row(run))).join(',\n')}]`,
    ends: JSON.stringify(ends),
  };
  const lines = Object.entries(parts).map(([key, text]) => `${JSON.stringify(key)}:${text}`);
  return `{${lines.join(',')}}\n`;
}

/** The same as tables. */
export function stressMarkdown(record: StressRecord): string {
  const { date, experiment, machine, runs, ends, tuning } = written(record);
  const engine = measuredBy(record);
  const missing = record.unfinished && filedUnfinished(record.unfinished);
  const { gigaflops, gigabytesPerSecond, launchSeconds } = inUnits(machine.peaks);
  const endurance = runs.filter(({ axis }) => axis === 'time');
  const slower = drift(endurance);
  return [
    `# Vanishing Point ${version}: ${engine.name} under stress`,
    '',
    `${date.toISOString()}, ${engine.device}, ${engine.precision}. At most ${significant(gigaflops, 3)} GFLOP/s, ${significant(gigabytesPerSecond, 3)} GB/s, ${significant(1e6 * launchSeconds, 3)} µs a launch.`,
    '',
    `\`${sweepCommand(experiment, engine.name)}\`, of the sizes below${missing ? `; unfinished, left off after ${missing}` : ''}:`,
    '',
    ...table(runs),
    ...(slower === undefined
      ? []
      : ['', `The last fifth of the runs was ${fixed(100 * slower, 1)} % slower than the first.`]),
    '',
    ...ends.map(
      ({ axis, size, what }) =>
        `- ${{ steps: 'T', hiddenSize: 'N', networks: 'Networks' }[axis]} = ${size} ${what}.`,
    ),
    '',
    ...tuning.map((sentence) => `- ${sentence}`),
    ...machine.facts.map(([name, value]) => `- ${name}: ${value}`),
    '',
  ].join('\n');
}

function inUnits({ operationsPerSecond, bytesPerSecond, launchSeconds }: Peaks) {
  return { gigaflops: operationsPerSecond / 1e9, gigabytesPerSecond: bytesPerSecond / 1e9, launchSeconds };
}

function row({ operationsPerSecond, held, float32DeathSteps, ...run }: StressRun) {
  return {
    ...run,
    gigaflops: operationsPerSecond / 1e9,
    heldBytes: held ?? null,
    float32DeathSteps: float32DeathSteps ?? null,
  };
}

function table(runs: readonly StressRun[]): string[] {
  const head = [
    'N',
    'T',
    'networks',
    'after, s',
    'took, s',
    'GFLOP/s',
    'of bound',
    'bound',
    'MiB',
    'plain float32',
  ];
  const lines = runs.map((run) => [
    ...[run.hiddenSize, run.steps, run.networks].map(String),
    ...[run.at, run.seconds, run.operationsPerSecond / 1e9].map((value) => significant(value, 3)),
    ...[`${significant(100 * run.share, 3)} %`, run.bound],
    run.held === undefined ? '–' : fixed(run.held / 2 ** 20, 1),
    run.float32DeathSteps === undefined
      ? 'holds'
      : `${run.float32Deaths} lost after ${Math.round(run.float32DeathSteps)} steps`,
  ]);
  return [head, head.map((_, i) => (i === 7 || i === 9 ? '---' : '--:')), ...lines].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
}
