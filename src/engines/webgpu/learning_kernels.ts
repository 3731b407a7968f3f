/** The kernels that learn, compiled once for each variant on a device. */
import type { ActivationName } from '../../experiment/experiment.ts';
import { activationOf } from '../../networks/activation.ts';
import type { CellModule } from '../../networks/cell.ts';
import { cellOf } from '../../networks/cells.ts';
import type { LearningNetwork } from '../../networks/learning/learning_measurement.ts';
import { tasks } from '../../networks/learning/tasks.ts';
import { adamBetas, adamEpsilon, clipGuard } from '../../networks/learning/training.ts';
import { type Access, compileKernel, type Kernel } from './kernel.ts';
import { learnerFactsModule } from './learner_facts.ts';
import type { LearnerShape } from './learner_shape.ts';
import { linked, moduleOf } from './shaders.ts';

const modules: Record<string, string> = Object.fromEntries(
  Object.entries(
    import.meta.glob<string>('../../../shaders/learning/*.wesl', {
      query: '?raw',
      eager: true,
      import: 'default',
    }),
  ).map(([path, source]) => [path.replace('../../../shaders/learning/', './'), source]),
);

/** Their modules, whose entry points have the same names, and whether they read or write each of their buffers. */
const kernels = {
  forward: { module: 'learn_forward', access: ['read', 'read', 'read', 'read', 'write', 'write', 'write'] },
  judge: { module: 'learn_judge', access: ['read', 'read', 'read', 'read', 'write', 'write'] },
  backward: { module: 'learn_backward', access: ['read', 'read', 'read', 'read', 'write', 'write'] },
  terms: { module: 'learn_terms', access: ['read', 'read', 'read', 'write'] },
  edges: { module: 'learn_edges', access: ['read', 'read', 'read', 'read', 'read', 'read', 'write'] },
  sgd: { module: 'learn_update', access: ['read', 'read', 'read', 'write', 'write', 'write', 'write'] },
  adam: {
    module: 'learn_update',
    access: ['read', 'read', 'read', 'write', 'write', 'write', 'write', 'write'],
  },
} as const satisfies Record<string, { readonly module: string; readonly access: Access }>;

type LearningKernelName = keyof typeof kernels;

export type LearningKernels = Readonly<
  Record<Exclude<LearningKernelName, 'sgd' | 'adam'> | 'update', Kernel>
>;

/** What their source depends on. */
interface LearningVariant {
  readonly shape: LearnerShape;
  readonly cell: CellModule;
  readonly activation: { readonly name: ActivationName; readonly slopeAtRest: number };
  readonly crossEntropy: boolean;
}

export class LearningKernelCache {
  readonly #device: GPUDevice;
  readonly #compiled = new Map<string, Promise<Kernel>>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Those of networks that learn together. @throws the browser's GPUPipelineError where a shader is refused */
  async of({ experiment, learning }: LearningNetwork, shape: LearnerShape): Promise<LearningKernels> {
    const variant: LearningVariant = {
      shape,
      cell: cellOf(experiment).module,
      activation: { name: experiment.activation, slopeAtRest: activationOf(experiment).slopeAtRest },
      crossEntropy: tasks[learning.task].judgement === 'crossEntropy',
    };
    const get = (name: LearningKernelName) => this.#get(name, variant);
    const [forward, judge, backward, terms, edges, update] = await Promise.all([
      ...[get('forward'), get('judge'), get('backward'), get('terms'), get('edges')],
      get(learning.optimizer),
    ] as const);
    return { forward, judge, backward, terms, edges, update };
  }

  #get(name: LearningKernelName, variant: LearningVariant): Promise<Kernel> {
    // Only the passes know the cell.
    const { cell, activation, ...others } = variant;
    const passes = name === 'forward' || name === 'backward';
    const key = JSON.stringify([name, others, ...(passes ? [cell, activation] : [])]);
    const known = this.#compiled.get(key);
    if (known) return known;
    const compiled = this.#compile(name, variant);
    this.#compiled.set(key, compiled);
    // A refusal must not stick: the next call may ask again.
    compiled.catch(() => this.#compiled.delete(key));
    return compiled;
  }

  async #compile(
    name: LearningKernelName,
    { shape, cell, activation, crossEntropy }: LearningVariant,
  ): Promise<Kernel> {
    const { module, access } = kernels[name];
    const [beta1, beta2] = adamBetas;
    const code = await linked(module, {
      modules: {
        ...modules,
        './learner_facts.wesl': learnerFactsModule,
        // What cells and activations read of an experiment is each network's own.
        './parameters.wesl': modules['./learner_parameters.wesl'] ?? '',
        './cell.wesl': moduleOf('cells', cell),
        './activation.wesl': moduleOf('activations', activation.name),
      },
      constants: {
        PADDED_SIZE: shape.paddedSize,
        BLOCKS: shape.blocks,
        CANDIDATE: shape.candidate,
        PARTS: shape.parts,
        KEPT: shape.kept,
        INPUTS: shape.inputs,
        OUTPUTS: shape.outputs,
        ITEMS: shape.itemsPerWorkgroup,
        WEIGHT_IH: shape.places.weightIH,
        BIAS: shape.places.bias,
        CANDIDATE_BIAS: shape.places.candidateBias,
        WEIGHT_OUT: shape.places.weightOut,
        BIAS_OUT: shape.places.biasOut,
        LOSS: shape.loss,
        THETA_STRIDE: shape.stride,
        CLIP_GUARD: clipGuard,
        BETA1: beta1,
        BETA2: beta2,
        EPSILON: adamEpsilon,
        REST_SLOPE: activation.slopeAtRest,
      },
      conditions: [
        // No state carries an exponent.
        'unscaled',
        ...(shape.recurrentBias ? ['recurrent_bias'] : []),
        ...(crossEntropy ? ['cross_entropy'] : []),
        ...(name === 'adam' ? ['adam'] : []),
      ],
    });
    return compileKernel(this.#device, { name: module, module, access, code });
  }
}
