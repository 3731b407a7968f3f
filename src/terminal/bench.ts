/** `bench`: how fast each engine is on this machine, in some seconds. */

import type { Engine } from '../engines/engine.ts';
import type { EngineName } from '../experiment/provenance.ts';
import { schema } from '../files/schema.ts';
import { version } from '../files/version.ts';
import { type Speed, speed, speedExperiment, speedParts, speedPlan } from '../laboratory/speed.ts';
import { readFlags } from './command_line.ts';
import { enginesBench, enginesNamed } from './node_engine.ts';
import { ProgressBar } from './progress_bar.ts';
import type { Terminal } from './terminal.ts';
import { textTable } from './text_table.ts';

/**
 * Runs the command on the engine that `--engine` names, or on every one that this machine has; resolves to the
 * exit status.
 */
export async function bench(
  words: readonly string[],
  terminal: Terminal,
  open?: (name: EngineName) => Promise<Engine>,
): Promise<number> {
  const { stdout, stderr } = terminal;
  const named = readFlags(words, ['engine']).get('engine');
  const speeds: Speed[] = [];
  const progress = new ProgressBar(stderr, 'bench');
  try {
    for await (const report of speed(
      { engines: enginesNamed(named) },
      enginesBench(terminal, progress, open),
    )) {
      if ('speed' in report) speeds.push(report.speed);
      else
        progress.show(
          speedParts.indexOf(report.part),
          speedParts.length,
          `parts of the ${report.engine} engine’s bench`,
        );
    }
  } finally {
    progress.clear();
  }
  stdout.write(stdout.isTTY ? speedTable(speeds) : speedJson(speeds));
  return 0;
}

/** `{ version, schema, hiddenSize, steps, engines: [speed, …] }`, an engine a line. */
function speedJson(speeds: readonly Speed[]): string {
  const engines = speeds.map((speed) => JSON.stringify(speed)).join(',\n');
  const { hiddenSize, steps } = speedExperiment;
  const head = JSON.stringify({ version, schema, hiddenSize, steps }).slice(0, -1);
  return `${head},"engines":[\n${engines}]}\n`;
}

function speedTable(speeds: readonly Speed[]): string {
  const { hiddenSize, steps } = speedExperiment;
  const table = textTable(
    [
      { title: 'engine', align: 'left' },
      { title: 'networks/s', align: 'right' },
      { title: 'GFLOP/s', align: 'right' },
      { title: 'of bound', align: 'right' },
      { title: 'bound', align: 'left' },
      { title: 'draws/s', align: 'right' },
      { title: 'device', align: 'left' },
    ],
    speeds.map(({ engine, device, networksPerSecond, gigaflops, drawsPerSecond, ...of }) => [
      engine,
      short(networksPerSecond),
      short(gigaflops),
      `${(100 * of.share).toFixed(0)} %`,
      boundWords(of),
      drawsPerSecond === null ? '–' : short(drawsPerSecond),
      device,
    ]),
  );
  const learning = textTable(
    [
      { title: 'learning', align: 'left' },
      { title: 'updates/s', align: 'right' },
      { title: 'GFLOP/s', align: 'right' },
      { title: 'of arithmetic', align: 'right' },
      { title: 'networks', align: 'right' },
      { title: 'in', align: 'left' },
    ],
    speeds.map(({ engine, learning: { updatesPerSecond, gigaflops, share, networks, precision } }) => [
      engine,
      short(updatesPerSecond),
      short(gigaflops),
      `${(100 * share).toFixed(0)} %`,
      String(networks),
      precision,
    ]),
  );
  const { experiment, learning: taught } = speedPlan;
  const small = `N = ${experiment.hiddenSize}, T = ${experiment.steps}, ${taught.batch} sequences an update, ${taught.task} by ${taught.optimizer}. updates/s: of a network; GFLOP/s: 6·N² a step of a sequence.`;
  return `${table}\nN = ${hiddenSize}, T = ${steps}. networks/s: drawn, spectra, forward and backward; GFLOP/s: forward and backward alone; draws/s: matrices and their spectra alone; bound: the most that this machine can do, by micro-kernels.\n\n${learning}\n${small}\n`;
}

/** "arithmetic, 52.9 GFLOP/s": what is nearest of all that the machine can do. */
function boundWords({ bound, peak }: Pick<Speed, 'bound' | 'peak'>): string {
  const most = {
    arithmetic: `${short(peak.gigaflops)} GFLOP/s`,
    bandwidth: `${short(peak.gigabytesPerSecond)} GB/s`,
    launch: `${short(1e6 * peak.launchSeconds)} µs`,
  };
  return `${bound}, ${most[bound]}`;
}

/** Three digits, more where they stand before the point. */
function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
