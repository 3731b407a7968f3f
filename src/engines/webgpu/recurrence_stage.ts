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
import type { Parameters } from './parameters.ts';
import { invocationsPerWorkgroup, type Shape } from './shape.ts';
import type { Stage } from './stage.ts';

type RecurrenceStage = Stage<RecurrenceKernels>;

/** Evaluating an activation, in operations a unit and block, beside the 2N of its product. */
const operationsPerActivation = 40;

/** Cost of one step of one network, in operations. */
export function stepCost({ paddedSize, blocks }: Shape, hasInput: boolean): number {
  const operationsPerRow = 2 * paddedSize + operationsPerActivation + (hasInput ? operationsPerNormal : 0);
  return blocks * paddedSize * operationsPerRow;
}

export function recurrenceStage(
  stage: RecurrenceStage,
  { warmUp, steps }: Experiment,
  segmentRows: number,
): void {
  const segments = stretches(warmUp, warmUp + steps, segmentRows);
  const last = segments.length - 1;
  startStage(stage);
  forwardStage(stage, { from: 0, to: warmUp }, 0, false);
  segments.forEach((segment, i) => {
    checkpoint(stage, i, 'keep');
    forwardStage(stage, segment, segment.from, i === last);
  });
  segments.toReversed().forEach((segment, fromEnd) => {
    if (fromEnd > 0) {
      checkpoint(stage, last - fromEnd, 'restore');
      forwardStage(stage, segment, segment.from, true);
    }
    backwardStage(stage, segment);
  });
}

function startStage({ program, kernels, memory, shape, networks, parameters }: RecurrenceStage): void {
  const { states, gradients, carriedStates, carriedGradients } = memory.buffers;
  program.dispatch(operationsPerNormal * shape.paddedSize * networks, {
    kernel: kernels.start,
    buffers: [states, gradients, carriedStates, carriedGradients],
    parameters: { ...parameters, fromNetwork: 0, toNetwork: networks },
    workgroups: [Math.ceil(networks / invocationsPerWorkgroup), 1],
  });
}

/** Copies the states to or from the checkpoints of a segment. */
function checkpoint(stage: RecurrenceStage, segment: number, direction: 'keep' | 'restore'): void {
  const { program, memory, networks, shape } = stage;
  const { states, carriedStates, checkpoints, carriedCheckpoints } = memory.buffers;
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

function forwardStage(
  stage: RecurrenceStage,
  range: { from: number; to: number },
  segmentStart: number,
  stores: boolean,
): void {
  const { memory, weights, parameters } = stage;
  const { settings, states, carriedStates, trajectory, trajectoryExponents, stateNorms } = memory.buffers;
  for (const stretch of stretches(range.from, range.to, longestStretch(stage))) {
    passStage(stage, 'forward', stretch, {
      buffers: [
        ...[weights, settings, states, carriedStates, trajectory, trajectoryExponents, stateNorms],
        ...(stage.traced ? [stage.traced.states] : []),
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

function backwardStage(stage: RecurrenceStage, segment: { from: number; to: number }): void {
  const { memory, weights, parameters } = stage;
  const { settings, gradients, carriedGradients, trajectory, trajectoryExponents, gradientNorms } =
    memory.buffers;
  for (const stretch of stretches(segment.from, segment.to, longestStretch(stage)).toReversed()) {
    passStage(stage, 'backward', stretch, {
      buffers: [
        ...[weights, settings, gradients, carriedGradients, trajectory, trajectoryExponents, gradientNorms],
        ...(stage.traced ? [stage.traced.gradients] : []),
      ],
      parameters: {
        ...parameters,
        fromStep: stretch.to,
        toStep: stretch.from,
        segmentStart: segment.from,
      },
    });
  }
}

/** One pass of all networks over a stretch of steps, in one dispatch. */
function passStage(
  { program, kernels, shape, networks }: RecurrenceStage,
  name: 'forward' | 'backward',
  stretch: { from: number; to: number },
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
  const cost = stepCost(stage.shape, stage.parameters.hasInput === 1) * stage.networks;
  return stage.dispatchOperations / cost;
}
