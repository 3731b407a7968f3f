/** The mean-field overlays of the charts: a line over the scatter, the critical line over the phase map. */
import { bounds, type Experiment, type MapAxis, mapAxis } from '../experiment/experiment.ts';
import type { NetworkSettings } from '../experiment/network_settings.ts';
import { ensembleOf } from '../networks/ensemble.ts';
import { restDecades, restEdge, restSilence } from './at_rest.ts';
import { criticalGain, meanField } from './mean_field.ts';
import { pauser } from './pauser.ts';

/** Points (x, y); what they are depends on the chart. */
export interface TheoryLine {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface Theory {
  /** The gradient ratio in decades (y) at each gain (x). */
  readonly gradient?: TheoryLine;
  /** The gain at which a gradient neither grows nor shrinks, where the range holds it. */
  readonly edge?: number;
  /** Gain (x) at which χ = 1 for each scale (y) of a phase map. */
  readonly critical?: TheoryLine;
  /** Why there is no theory here. */
  readonly silence?: string;
}

const gains = 96;
const rows = 24;

/**
 * The overlay for an experiment. Pauses now and then so that the thread can answer; ends early with nothing once
 * `signal` is aborted.
 */
export async function theoryFor(experiment: Experiment, signal: AbortSignal): Promise<Theory> {
  const silence =
    ensembleOf(experiment).meanFieldSilence ??
    (experiment.cell === 'rnn' ? undefined : restSilence(experiment));
  if (silence) return { silence };
  const axis = mapAxis(experiment);
  return axis ? criticalLine(experiment, axis, signal) : gradientLine(experiment, signal);
}

async function criticalLine(experiment: Experiment, axis: MapAxis, signal: AbortSignal): Promise<Theory> {
  const pause = pauser();
  const [least, most] = bounds(experiment[axis]);
  const x: number[] = [];
  const y: number[] = [];
  for (let row = 0; row <= rows; row++) {
    await pause();
    if (signal.aborted) return {};
    const scale = least + ((most - least) * row) / rows;
    const gain = criticalGain(experiment, { ...firstScales(experiment), [axis]: scale });
    if (gain === undefined) continue;
    x.push(gain);
    y.push(scale);
  }
  return { critical: { x, y } };
}

async function gradientLine(experiment: Experiment, signal: AbortSignal): Promise<Theory> {
  const pause = pauser();
  const [low, high] = bounds(experiment.gain);
  const scales = firstScales(experiment);
  const count = low === high ? 1 : gains;
  const x: number[] = [];
  const y: number[] = [];
  for (let i = 0; i < count; i++) {
    await pause();
    if (signal.aborted) return {};
    const gain = count === 1 ? low : low + ((high - low) * i) / (count - 1);
    x.push(gain);
    y.push(
      experiment.cell === 'rnn'
        ? (experiment.steps * meanField(experiment, { ...scales, gain }).growthRate) / Math.LN10
        : restDecades(experiment, gain),
    );
  }
  const edge = count === 1 ? undefined : edgeOf(experiment, scales);
  return { gradient: { x, y }, ...(edge !== undefined && { edge }) };
}

/** The critical gain, where the range of gains holds it. */
function edgeOf(experiment: Experiment, scales: Omit<NetworkSettings, 'gain'>): number | undefined {
  if (experiment.cell === 'rnn') return criticalGain(experiment, scales);
  const [low, high] = bounds(experiment.gain);
  const edge = restEdge(experiment);
  return edge >= low && edge <= high ? edge : undefined;
}

function firstScales({ inputScale, biasScale }: Experiment): Omit<NetworkSettings, 'gain'> {
  return { inputScale: bounds(inputScale)[0], biasScale: bounds(biasScale)[0] };
}
