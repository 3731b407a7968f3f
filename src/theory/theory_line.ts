/** The mean-field overlays of the charts: a line over the scatter, the critical line over the phase map. */
import type { MapAxis } from '../analysis/phase_map.ts';
import { bounds, type Experiment } from '../experiment/experiment.ts';
import { log10FinalNorm } from './final_norm.ts';
import { criticalGain, meanField, meanFieldSilence } from './mean_field.ts';

/** Points (x, y); what they are depends on the chart. */
export interface TheoryLine {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface Theory {
  /** log10‖∂L/∂h_0‖ against spectral radius, which is the gain for infinitely wide networks. */
  readonly gradient?: TheoryLine;
  /** Gain of that line at which χ = 1, where the range holds it. */
  readonly edge?: number;
  /** Gain (x) at which χ = 1 for each scale (y) of a phase map. */
  readonly critical?: TheoryLine;
  /** Why there is no theory here. */
  readonly silence?: string;
}

const gains = 96;
const rows = 24;

/**
 * Either overlay for an experiment. Pauses now and then so that the thread can answer; ends early with
 * nothing once `signal` is aborted.
 */
export async function theoryFor(
  experiment: Experiment,
  axis: MapAxis | undefined,
  signal: AbortSignal,
): Promise<Theory> {
  const silence = meanFieldSilence(experiment);
  if (silence) return { silence };
  const pause = pauser();
  const [low, high] = bounds(experiment.gain);
  const settings = {
    inputScale: bounds(experiment.inputScale)[0],
    biasScale: bounds(experiment.biasScale)[0],
  };
  const x: number[] = [];
  const y: number[] = [];
  if (axis) {
    const [least, most] = bounds(experiment[axis]);
    for (let row = 0; row <= rows; row++) {
      await pause();
      if (signal.aborted) return {};
      const scale = least + ((most - least) * row) / rows;
      const gain = criticalGain(experiment, { ...settings, [axis]: scale });
      if (gain === undefined) continue;
      x.push(gain);
      y.push(scale);
    }
    return { critical: { x, y } };
  }
  const start = log10FinalNorm(experiment);
  const count = low === high ? 1 : gains;
  for (let i = 0; i < count; i++) {
    await pause();
    if (signal.aborted) return {};
    const gain = count === 1 ? low : low + ((high - low) * i) / (count - 1);
    x.push(gain);
    y.push(start + (experiment.steps * meanField(experiment, { ...settings, gain }).growthRate) / Math.LN10);
  }
  const edge = count === 1 ? undefined : criticalGain(experiment, settings);
  return { gradient: { x, y }, ...(edge !== undefined && { edge }) };
}

/** Lets messages in whenever a few milliseconds have gone by. */
function pauser(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < 8) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}
