/** How far a run can be trusted: a sample of its networks held against the oracle. */

import { type Findings, trustChecks, type Verdict, verdictOf } from '../analysis/agreement.ts';
import { type Check, judge, judgeWithOutliers } from '../analysis/check.ts';
import { evenSample } from '../analysis/even_sample.ts';
import { growthRate, independentError, independentLimit } from '../analysis/independent_run.ts';
import { ownTrajectoryErrors } from '../analysis/own_trajectory.ts';
import { gradientLimit, residualLimit } from '../analysis/own_trajectory_limits.ts';
import type { Instrument } from '../engines/engine.ts';
import { type Experiment, isGated } from '../experiment/experiment.ts';
import { say } from '../language/say.ts';
import { rowsOf } from '../networks/trace.ts';
import { oneTurn } from '../networks/turn.ts';
import { compareGrowth } from './growth_statistics.ts';
import type { Bench } from './job.ts';

export interface AgreementRequest {
  readonly experiment: Experiment;
  /** How many networks to check; as many as are usual where nothing is said. */
  readonly sample?: number;
}

/** How many networks are checked, of how many. */
export interface AgreementProgress {
  readonly checked: number;
  readonly of: number;
}

/** Checks a sample of an experiment's networks; the oracle is not held against itself. */
export async function* agreement(
  { experiment, sample }: AgreementRequest,
  { engine, signal }: Bench,
): AsyncGenerator<AgreementProgress, Verdict | 'oracle', void> {
  if (engine.describe().name === 'reference') return 'oracle';
  return verdictOf(
    yield* inspecting(engine, experiment, { ...(sample !== undefined && { sample }), signal }),
  );
}

export interface AgreementOptions {
  /** How many networks to check, evenly over the gain axis; fewer only where there are fewer. */
  readonly sample?: number;
  /** Aborting stops between two networks, with the signal's reason. */
  readonly signal: AbortSignal;
}

/** Checks a sample of an experiment's networks and says how far it can be trusted; see {@link inspect}. */
export async function checkAgreement(
  engine: Instrument,
  experiment: Experiment,
  options: AgreementOptions,
): Promise<Verdict> {
  return verdictOf(await inspect(engine, experiment, options));
}

/**
 * Holds a sample of an experiment's networks against float64, one after another so that whatever runs beside
 * it gets its turn. What an engine throws, and the reason of an abort, pass through.
 */
export async function inspect(
  engine: Instrument,
  experiment: Experiment,
  options: AgreementOptions,
): Promise<Findings> {
  const inspection = inspecting(engine, experiment, options);
  for (;;) {
    const { done, value } = await inspection.next();
    if (done) return value;
  }
}

/** The same, which tells of every network that is checked. */
async function* inspecting(
  engine: Instrument,
  experiment: Experiment,
  { sample = 16, signal }: AgreementOptions,
): AsyncGenerator<AgreementProgress, Findings, void> {
  const { steps } = experiment;
  const checked = steps <= mostWhole ? steps : stretchSteps;
  const gradients: number[] = [];
  const residuals: number[] = [];
  const independents: number[] = [];
  let growing = false;
  const indices = evenSample(experiment, sample);
  for (const [place, index] of indices.entries()) {
    await oneTurn();
    signal.throwIfAborted();
    const network = { experiment, index };
    // Each network is looked at in another place, the first at its start and the last at its end.
    const from = Math.round(((steps - checked) * place) / Math.max(1, indices.length - 1));
    const stretch = { from, to: from + checked };
    const trace = await engine.trace(network, { signal, stretch });
    const { gradient, residual } = ownTrajectoryErrors(network, trace, stretch);
    gradients.push(gradient);
    residuals.push(residual);
    const independent = await independentError(network, trace);
    if (independent !== undefined) independents.push(independent);
    growing ||= growthRate(rowsOf(trace.gradient)) > 0;
    yield { checked: place + 1, of: indices.length };
  }
  // A linear network grows without chaos: its gradient does not depend on the trajectory.
  const chaotic = growing && (isGated(experiment.cell) || experiment.activation !== 'identity');
  const growth = chaotic ? await compareGrowth(engine, experiment, signal) : undefined;
  const unit = say`decades`;
  return {
    checks: {
      gradient: judgeGradient({ steps: checked }, gradients),
      step: judgeStep(residuals),
      ...(independents.length > 0 && {
        independent: judgeWithOutliers(
          { check: trustChecks.independent, limit: independentLimit, unit },
          independents,
        ),
      }),
      ...(growth && { growth }),
    },
    chaotic,
    ...(checked < steps && { stretch: { checked, of: steps } }),
  };
}

/** A sequence of up to so many steps is checked whole, a longer one on stretches of so many. */
const mostWhole = 2000;
const stretchSteps = 1000;

/** Errors of gradients along the engine's own trajectory, in decades. */
export function judgeGradient({ steps }: Pick<Experiment, 'steps'>, errors: readonly number[]): Check {
  const measure = { check: trustChecks.gradient, limit: gradientLimit(steps), unit: say`decades` };
  return judgeWithOutliers(measure, errors);
}

/** Residuals of single steps. */
export function judgeStep(errors: readonly number[]): Check {
  return judge({ check: trustChecks.step, limit: residualLimit, unit: 'of the state’s scale' }, errors);
}
