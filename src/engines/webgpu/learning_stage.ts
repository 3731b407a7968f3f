/** One update of the networks at hand, or a part of their batches, as dispatches that are each short enough. */
import { stretches } from '../plan.ts';
import type { BatchBuffer, ResidentBuffer } from './learner_memory.ts';
import type { LearnerShape } from './learner_shape.ts';
import type { LearningKernels } from './learning_kernels.ts';
import type { Parameters } from './parameters.ts';
import type { Program } from './program.ts';
import { invocationsPerWorkgroup } from './shape.ts';

export interface LearningStage {
  readonly program: Program;
  readonly kernels: LearningKernels;
  readonly buffers: Readonly<Record<BatchBuffer | ResidentBuffer, GPUBuffer>>;
  readonly shape: LearnerShape;
  readonly adam: boolean;
  /** Networks at hand. */
  readonly slots: number;
  /** Those that are the same in every dispatch: with the fours of sequences of each, the longest sequence, and what is asked. */
  readonly parameters: Parameters;
  /** Whether these sequences are the first of their batches, and the last. */
  readonly begins: boolean;
  readonly ends: boolean;
  /** Operations of the longest dispatch. */
  readonly dispatchOperations: number;
}

/** Workgroups of a dispatch at most, in one dimension. */
const mostWorkgroups = 65_535;
/** Steps that one dispatch takes at least, unless it is too long for a single workgroup: each takes a state up, and leaves it. */
const fewestSteps = 16;
/** A number that a cell makes out of others, in operations: exponentials and what comes of them. */
const operationsPerNumber = 60;
/** A parameter's update, in operations. */
const operationsPerParameter = 40;

export function learningStage(stage: LearningStage): void {
  const { longest, asked, groups } = stage.parameters;
  const items = stage.slots * groups;
  const step = stepCost(stage.shape);
  const ahead = passStretches(stage, longest, items, step);
  for (const steps of ahead) pass(stage, 'forward', steps.from, steps.to, items, step);
  judge(stage, items, asked);
  for (const steps of ahead.toReversed()) pass(stage, 'backward', steps.to, steps.from, items, step);
  sums(stage);
  if (stage.ends) update(stage);
}

/** Of one pass of four sequences through one step, in operations. */
function stepCost({ paddedSize, blocks, parts, inputs }: LearnerShape): number {
  const perUnit = 2 * blocks * (paddedSize + inputs + 1) + operationsPerNumber * (blocks + parts);
  return 4 * paddedSize * perUnit;
}

/** All sequences some steps at a time: a step waits for the step before it, while sequences side by side do not. */
function passStretches({ dispatchOperations }: LearningStage, longest: number, items: number, cost: number) {
  return stretches(0, longest, Math.max(fewestSteps, dispatchOperations / (items * cost)));
}

function pass(
  stage: LearningStage,
  way: 'forward' | 'backward',
  fromStep: number,
  toStep: number,
  items: number,
  step: number,
): void {
  const { program, kernels, buffers, shape, dispatchOperations } = stage;
  const { itemsPerWorkgroup } = shape;
  const { slots, learners, theta, inputs, trajectory, hidden, carried, slopes } = buffers;
  const cost = Math.abs(toStep - fromStep) * step;
  const together = Math.max(1, Math.floor(dispatchOperations / cost / itemsPerWorkgroup)) * itemsPerWorkgroup;
  for (const { from, to } of stretches(0, items, Math.min(together, mostWorkgroups * itemsPerWorkgroup))) {
    program.dispatch((to - from) * cost, {
      kernel: kernels[way],
      buffers:
        way === 'forward'
          ? [slots, learners, theta, inputs, trajectory, hidden, carried]
          : [slots, learners, theta, slopes, trajectory, carried],
      parameters: { ...stage.parameters, fromItem: from, toItem: to, fromStep, toStep },
      workgroups: [Math.ceil((to - from) / itemsPerWorkgroup), 1],
    });
  }
}

function judge({ program, kernels, buffers, ...stage }: LearningStage, items: number, asked: number): void {
  const { slots, theta, targets, hidden, slopes, losses } = buffers;
  const { outputs, paddedSize } = stage.shape;
  const cost = asked * 4 * outputs * (2 * paddedSize + operationsPerNumber);
  for (const { from, to } of stretches(0, items, Math.min(mostWorkgroups, stage.dispatchOperations / cost))) {
    program.dispatch((to - from) * cost, {
      kernel: kernels.judge,
      buffers: [slots, theta, targets, hidden, slopes, losses],
      parameters: { ...stage.parameters, fromItem: from, toItem: to },
      workgroups: [Math.ceil(asked / invocationsPerWorkgroup), to - from],
    });
  }
}

/** ∂L/∂θ, some networks at a time, or some steps of one. */
function sums(stage: LearningStage): void {
  const { paddedSize, blocks, inputs, outputs } = stage.shape;
  const { groups, longest } = stage.parameters;
  const rows = blocks * paddedSize;
  const perStep = 8 * groups;
  const { slots, trajectory, hidden, slopes, losses, gradients, inputs: x } = stage.buffers;
  const add = (
    name: 'terms' | 'edges',
    buffers: readonly GPUBuffer[],
    invocations: number,
    costPerStep: number,
  ) => {
    const steps = stage.dispatchOperations / costPerStep;
    const longestStretch = stretches(0, longest, steps);
    const together = Math.min(mostWorkgroups, steps / longest);
    for (const networks of stretches(0, stage.slots, together)) {
      for (const { from, to } of longestStretch) {
        stage.program.dispatch((networks.to - networks.from) * (to - from) * costPerStep, {
          kernel: stage.kernels[name],
          buffers,
          parameters: {
            ...stage.parameters,
            ...{ fromNetwork: networks.from, toNetwork: networks.to, fromStep: from, toStep: to },
            adds: Number(from > 0 || !stage.begins),
          },
          workgroups: [Math.ceil(invocations / invocationsPerWorkgroup), networks.to - networks.from],
        });
      }
    }
  };
  add('terms', [slots, trajectory, hidden, gradients], (rows * paddedSize) / 16, perStep * rows * paddedSize);
  add(
    'edges',
    [slots, x, trajectory, hidden, slopes, losses, gradients],
    rows + paddedSize + outputs + 1,
    perStep * (rows * (inputs + 1) + paddedSize * outputs),
  );
}

function update({ program, kernels, buffers, shape, adam, slots: count, ...stage }: LearningStage): void {
  const { slots, learners, gradients, theta, firstMoment, rootMoment, outcomes, divergedAt } = buffers;
  const cost = operationsPerParameter * shape.stride;
  for (const { from, to } of stretches(0, count, Math.min(mostWorkgroups, stage.dispatchOperations / cost))) {
    program.dispatch((to - from) * cost, {
      kernel: kernels.update,
      buffers: [
        ...[slots, learners, gradients, theta, firstMoment, outcomes, divergedAt],
        ...(adam ? [rootMoment] : []),
      ],
      parameters: { ...stage.parameters, fromNetwork: from, toNetwork: to } satisfies Parameters,
      workgroups: [to - from, 1],
    });
  }
}
