/**
 * The forward and the backward pass of a chunk. A long sequence is cut into segments: the forward pass
 * keeps the state at the start of each, the backward pass takes a segment up again from there, so that only
 * one segment's pre-activations are in memory at a time.
 */
import type { Experiment } from '../../experiment/experiment.ts';
import { carriedRecord } from '../facts/records.ts';
import { stretches } from '../plan.ts';
import { operationsPerNormal } from './draw_stage.ts';
import type { RecurrenceKernels } from './kernel.ts';
import type { RecurrenceBuffer } from './memory.ts';
import type { Parameters } from './parameters.ts';
import { invocationsPerWorkgroup, type Shape } from './shape.ts';
import type { Stage } from './stage.ts';
import { type Summed, termCost, termStage } from './term_stage.ts';

/** Steps of a sequence, counted from the start of the warm-up. */
type Stretch = ReturnType<typeof stretches>[number];

/** A stage that runs networks forward and back. */
export interface RecurrenceStage extends Stage<RecurrenceKernels, RecurrenceBuffer> {
  /** Take every state_t and every δ_t of a segment, where the chunk is a trace. */
  readonly traced?: { readonly states: GPUBuffer; readonly gradients: GPUBuffer };
  /** Sums ∂L/∂W_hh, where kernels and buffers do. */
  readonly summed?: Summed;
}

/** Evaluating an activation, in operations a unit and block, beside the 2N of its product. */
const operationsPerActivation = 40;

/** Cost of one step of one network, in operations. */
export function stepCost({ paddedSize, blocks }: Shape, hasInput: boolean): number {
  const operationsPerRow = 2 * paddedSize + operationsPerActivation + (hasInput ? operationsPerNormal : 0);
  return blocks * paddedSize * operationsPerRow;
}

/** The stretches of steps of which the pre-activations are in memory at a time. */
export function segmentsOf(
  { warmUp, steps }: Pick<Experiment, 'warmUp' | 'steps'>,
  segmentRows: number,
): Stretch[] {
  return stretches(warmUp, warmUp + steps, segmentRows);
}

/**
 * Both passes in parts, from the drawn state and to the drawn cotangent's end: all that there is between two stands in the buffers
 * that a device leaves to the next. What the last segment leaves for the way back does not: both ways through it are one part.
 * @param back the way back through a segment
 */
export function recurrenceParts<Own extends RecurrenceStage>(
  segments: readonly Stretch[],
  back: (stage: Own, segments: readonly Stretch[], place: number) => void,
): ((stage: Own) => void)[] {
  const last = segments.length - 1;
  const before = [...segments.keys()].slice(0, last);
  return [
    startStage,
    ...before.map((place) => (stage: Own) => aheadStage(stage, segments, place)),
    (stage) => {
      aheadStage(stage, segments, last);
      back(stage, segments, last);
    },
    ...before.toReversed().map((place) => (stage: Own) => back(stage, segments, place)),
  ];
}

/** Forward through a segment, the first after the warm-up; only the last leaves what the way back needs. */
export function aheadStage(stage: RecurrenceStage, segments: readonly Stretch[], place: number): void {
  const segment = segmentAt(segments, place);
  if (place === 0) forwardPass(stage, { from: 0, to: segment.from }, 0, false);
  checkpoint(stage, place, 'keep');
  forwardPass(stage, segment, segment.from, place === segments.length - 1);
}

/** Back through a segment, after those behind it. */
export function backStage(stage: RecurrenceStage, segments: readonly Stretch[], place: number): void {
  backwardPass(stage, takeUpStage(stage, segments, place));
}

/** Has what the way back through a segment needs in memory again; the last one's is. Returns the segment. */
export function takeUpStage(stage: RecurrenceStage, segments: readonly Stretch[], place: number): Stretch {
  const segment = segmentAt(segments, place);
  if (place < segments.length - 1) {
    checkpoint(stage, place, 'restore');
    forwardPass(stage, segment, segment.from, true);
  }
  return segment;
}

function segmentAt(segments: readonly Stretch[], place: number): Stretch {
  const segment = segments[place];
  if (!segment) throw new RangeError(`There is no segment ${place}.`);
  return segment;
}

/** Draws both ends of every network: the state before the warm-up, and v = δ_T. */
export function startStage({
  program,
  kernels,
  buffers,
  shape,
  networks,
  parameters,
}: RecurrenceStage): void {
  const { states, gradients, carriedStates, carriedGradients } = buffers;
  program.dispatch(operationsPerNormal * shape.paddedSize * networks, {
    kernel: kernels.start,
    buffers: [states, gradients, carriedStates, carriedGradients],
    parameters: { ...parameters, fromNetwork: 0, toNetwork: networks },
    workgroups: [Math.ceil(networks / invocationsPerWorkgroup), 1],
  });
}

/** Copies the states to or from the checkpoints of a segment. */
function checkpoint(stage: RecurrenceStage, segment: number, direction: 'keep' | 'restore'): void {
  const { program, networks, shape } = stage;
  const { states, carriedStates, checkpoints, carriedCheckpoints } = stage.buffers;
  const copy = (state: GPUBuffer, kept: GPUBuffer, size: number) => {
    const offset = segment * size;
    if (direction === 'keep') {
      program.copy({ from: state, fromOffset: 0, to: kept, toOffset: offset, size });
    } else {
      program.copy({ from: kept, fromOffset: offset, to: state, toOffset: 0, size });
    }
  };
  copy(states, checkpoints, 4 * shape.parts * shape.paddedSize * networks);
  copy(carriedStates, carriedCheckpoints, carriedRecord.bytes * networks);
}

function forwardPass(stage: RecurrenceStage, range: Stretch, segmentStart: number, stores: boolean): void {
  const { weights, parameters } = stage;
  const { settings, states, carriedStates, trajectory, trajectoryExponents, stateNorms, keptTimes } =
    stage.buffers;
  for (const stretch of stretches(range.from, range.to, longestStretch(stage))) {
    pass(stage, 'forward', stretch, {
      buffers: [
        ...[weights, settings, states, carriedStates, trajectory, trajectoryExponents, stateNorms],
        ...(stage.summed ? [stage.summed.buffers.hidden] : []),
        stage.traced?.states ?? keptTimes,
      ],
      parameters: {
        ...parameters,
        fromStep: stretch.from,
        toStep: stretch.to,
        segmentStart,
        stores: Number(stores),
      },
    });
  }
}

function backwardPass(stage: RecurrenceStage, segment: Stretch): void {
  const { weights, parameters } = stage;
  const { settings, gradients, carriedGradients, trajectory, trajectoryExponents, gradientNorms, keptTimes } =
    stage.buffers;
  for (const stretch of stretches(segment.from, segment.to, longestStretch(stage)).toReversed()) {
    const passed = {
      ...parameters,
      fromStep: stretch.to,
      toStep: stretch.from,
      segmentStart: segment.from,
    };
    pass(stage, 'backward', stretch, {
      buffers: [
        ...[weights, settings, gradients, carriedGradients, trajectory, trajectoryExponents, gradientNorms],
        ...(stage.summed ? [stage.summed.buffers.termExponents] : []),
        stage.traced?.gradients ?? keptTimes,
      ],
      parameters: passed,
    });
    if (stage.summed) termStage(stage, stage.summed, stretch, passed);
  }
}

/** One pass of all networks over a stretch of steps, in one dispatch. */
function pass(
  { program, kernels, shape, networks }: RecurrenceStage,
  name: 'forward' | 'backward',
  stretch: Stretch,
  { buffers, parameters }: { buffers: readonly GPUBuffer[]; parameters: Parameters },
): void {
  const cost = stepCost(shape, name === 'forward' && parameters.hasInput === 1);
  program.dispatch(cost * networks * (stretch.to - stretch.from), {
    kernel: kernels[name],
    buffers,
    parameters: { ...parameters, fromNetwork: 0, toNetwork: networks },
    workgroups: [Math.ceil(networks / shape.networksPerWorkgroup), 1],
  });
}

function longestStretch(stage: RecurrenceStage): number {
  const step = stepCost(stage.shape, stage.parameters.hasInput === 1);
  const cost = stage.summed ? Math.max(step, termCost(stage.shape)) : step;
  return stage.dispatchOperations / (cost * stage.networks);
}
