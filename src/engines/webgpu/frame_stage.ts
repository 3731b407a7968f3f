/** The way back of a frame of directions, through the segments of a recurrence: src/networks/lyapunov.ts on the GPU. */
import { type FramePlan, mostEvery, windowOf } from '../../networks/lyapunov.ts';
import { stretches } from '../plan.ts';
import { panels } from './draw_stage.ts';
import type { FrameShape } from './frame_shape.ts';
import type { FrameKernels } from './kernel.ts';
import type { FrameBuffer } from './memory.ts';
import { type RecurrenceStage, type segmentsOf, takeUpStage } from './recurrence_stage.ts';
import type { Shape } from './shape.ts';

type Stretch = ReturnType<typeof segmentsOf>[number];

/** A stage that carries frames. */
export interface FrameStage extends RecurrenceStage {
  readonly frame: {
    readonly kernels: FrameKernels;
    readonly buffers: Readonly<Record<FrameBuffer, GPUBuffer>>;
    readonly shape: FrameShape;
    readonly plan: FramePlan;
    /** k */
    readonly exponents: number;
  };
}

/** A factor of a unit's Jacobian, in operations: an exponential, and what comes of it. */
const operationsPerFactor = 60;
/** Orthonormalising a direction, for each of its entries and each direction: two passes of products that wait for memory. */
const operationsPerProduct = 8;

/** Workgroups of a dispatch at most, in one dimension. */
const mostWorkgroups = 65_535;

/** Windows, and one for what does not count. */
export function windowPlaces({ windows }: FramePlan): number {
  return windows + 1;
}

/** What carrying a frame back costs a network, in operations. */
export function frameCost(shape: Shape, frame: FrameShape, plan: FramePlan): number {
  const carried = plan.align + plan.steps;
  const orthonormalisations = Math.ceil(carried / plan.every);
  return (
    carried * (carryCost(shape, frame) + slopesCost(shape)) +
    orthonormalisations * frame.directions * directionCost(shape, frame)
  );
}

/** Of one step. */
function carryCost(shape: Shape, { groups, ...frame }: FrameShape): number {
  return groups * groupCost(shape, frame);
}

/** Of one group of directions. */
function groupCost(
  { paddedSize, blocks, parts }: Shape,
  { frameQuads }: Pick<FrameShape, 'frameQuads'>,
): number {
  const perUnit = 2 * blocks * paddedSize + 2 * parts * (blocks + parts);
  return 4 * frameQuads * paddedSize * perUnit;
}

function slopesCost({ paddedSize, blocks, parts }: Shape): number {
  return operationsPerFactor * parts * (blocks + parts) * paddedSize;
}

function directionCost({ paddedSize, parts }: Shape, { directions }: FrameShape): number {
  return operationsPerProduct * parts * paddedSize * directions;
}

/** Back through a segment, after those behind it. */
export function frameBackStage(stage: FrameStage, segments: readonly Stretch[], place: number): void {
  const segment = takeUpStage(stage, segments, place);
  const { plan } = stage.frame;
  const end = segments.at(-1)?.to ?? segment.to;
  // Steps of the frame are counted from the end.
  const last = end - segment.from;
  for (let done = end - segment.to; done < last; ) {
    const due = nextOrthonormalisation(plan, done);
    const until = Math.min(due, last);
    const window = due > plan.align ? windowOf(plan, due - plan.align) : plan.windows;
    const parameters = {
      ...stage.parameters,
      directions: stage.frame.shape.directions,
      ...{ window, windows: windowPlaces(plan), segmentStart: segment.from },
      ...{ fromNetwork: 0, toNetwork: stage.networks },
    };
    const own = { ...stage, parameters };
    for (const { from, to } of stretches(done, until, longestStretch(stage)))
      carry(own, { from: end - from, to: end - to });
    if (until === due) orthonormalise(own);
    done = until;
  }
}

/** How many steps there have been when the frame is next made orthonormal, after `done` of them. */
function nextOrthonormalisation({ align, steps, every }: FramePlan, done: number): number {
  const [from, to] = done < align ? [0, align] : [align, align + steps];
  return Math.min(to, done + every - ((done - from) % every));
}

function longestStretch({ dispatchOperations, networks, shape, frame }: FrameStage): number {
  return Math.min(mostEvery, dispatchOperations / (networks * carryCost(shape, frame.shape)));
}

/** From state number `from` down to `to`, all networks and directions; a step that takes long by itself, some at a time. */
function carry(stage: FrameStage, { from: fromStep, to: toStep }: Stretch): void {
  const { program, networks, shape, weights, buffers, frame, dispatchOperations } = stage;
  const { trajectory, trajectoryExponents, settings } = buffers;
  const { factors, frames, frameColumns, slopes } = frame.buffers;
  const { itemsPerWorkgroup, groups } = frame.shape;
  const steps = fromStep - toStep;
  const parameters = { ...stage.parameters, fromStep, toStep };
  program.dispatch(steps * networks * slopesCost(shape), {
    kernel: frame.kernels.slopes,
    buffers: [trajectory, trajectoryExponents, factors, slopes],
    parameters,
    workgroups: [networks, 1],
  });
  const cost = steps * groupCost(shape, frame.shape);
  const most = Math.min(mostWorkgroups * itemsPerWorkgroup, dispatchOperations / cost);
  for (const { from, to } of stretches(0, networks * groups, most)) {
    program.dispatch((to - from) * cost, {
      kernel: frame.kernels.carry,
      buffers: [weights, settings, factors, frames, frameColumns],
      parameters: { ...parameters, fromItem: from, toItem: to },
      workgroups: [Math.ceil((to - from) / itemsPerWorkgroup), 1],
    });
  }
}

/** Some directions of all networks at a time: a dispatch takes up where the one before has left off. */
function orthonormalise(stage: FrameStage): void {
  const { program, networks, shape, frame, dispatchOperations, parameters } = stage;
  const { frames, frameColumns, growths } = frame.buffers;
  const cost = networks * directionCost(shape, frame.shape);
  for (const { from, to } of panels(frame.exponents, dispatchOperations / cost)) {
    program.dispatch((to - from) * cost, {
      kernel: frame.kernels.orthonormaliseFrame,
      buffers: [frames, frameColumns, growths],
      parameters: { ...parameters, fromRow: from, toRow: to },
      workgroups: [networks, 1],
    });
  }
}
