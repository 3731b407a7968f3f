/** A compute pipeline with an explicit layout, compiled once for each variant on a device. */
import type { Experiment } from '../../experiment/experiment.ts';
import { parametersSize } from './parameters.ts';
import { kernelSource, type Variant } from './shaders.ts';
import type { Shape } from './shape.ts';

/** Whether a kernel reads or writes each of its storage buffers, in order of their bindings, from 1. */
type Access = readonly ('read' | 'write')[];

export interface Kernel {
  readonly name: string;
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/** The kernels that this project has: shader module, entry point, storage buffers. */
const kernels = {
  draw: { entryPoint: 'draw', access: ['write'] },
  orthonormalise: { entryPoint: 'orthonormalise', access: ['write'] },
  square: { entryPoint: 'multiply_matrices', access: ['read', 'write', 'write'] },
  gram: { entryPoint: 'multiply_matrices', access: ['read', 'write', 'write'] },
  start: { entryPoint: 'start', access: ['write', 'write', 'write', 'write'] },
  forward: { entryPoint: 'forward', access: ['read', 'read', 'write', 'write', 'write', 'write', 'write'] },
  backward: { entryPoint: 'backward', access: ['read', 'read', 'write', 'write', 'write', 'write', 'write'] },
  trace: {
    entryPoint: 'backward',
    access: ['read', 'read', 'write', 'write', 'write', 'write', 'write', 'write'],
  },
} as const satisfies Record<string, { entryPoint: string; access: Access }>;
export type KernelName = keyof typeof kernels;

/** Kernels that are a shader module of another name under a condition of their own. */
const modules: Partial<Record<KernelName, string>> = {
  square: 'matrix_product',
  gram: 'matrix_product',
  trace: 'backward',
};

/** The kernels that draw matrices. */
export interface DrawKernels {
  readonly draw: Kernel;
  /** Only where the ensemble asks for it. */
  readonly orthonormalise: Kernel | undefined;
}

/** The kernels that measure a chunk; in a trace, `backward` is the variant that keeps every gradient. */
export type ChunkKernels = DrawKernels &
  Readonly<Record<'square' | 'gram' | 'start' | 'forward' | 'backward', Kernel>>;

export class KernelCache {
  readonly #device: GPUDevice;
  readonly #compiled = new Map<string, Promise<Kernel>>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** All that an experiment needs. @throws the browser's GPUPipelineError where a shader is refused */
  async forExperiment(
    experiment: Experiment,
    shape: Shape,
    backward: 'backward' | 'trace' = 'backward',
  ): Promise<ChunkKernels> {
    const { activation, inputScale, biasScale } = experiment;
    const driven = inputScale === 0 && biasScale === 0 ? [] : ['driven'];
    const [drawing, square, gram, start, forward, pulledBack] = await Promise.all([
      this.forDrawing(experiment, shape),
      this.#get('square', { shape }),
      this.#get('gram', { shape }),
      this.#get('start', { shape, activation }),
      this.#get('forward', { shape, activation, conditions: driven }),
      this.#get(backward, { shape, activation }),
    ]);
    return { ...drawing, square, gram, start, forward, backward: pulledBack };
  }

  /** Those that draw its matrices. */
  async forDrawing({ ensemble }: Experiment, shape: Shape): Promise<DrawKernels> {
    const [draw, orthonormalise] = await Promise.all([
      this.#get('draw', { shape, ensemble }),
      ensemble === 'orthogonal' ? this.#get('orthonormalise', { shape }) : undefined,
    ]);
    return { draw, orthonormalise };
  }

  #get(name: KernelName, variant: Variant): Promise<Kernel> {
    const key = JSON.stringify([name, variant]);
    const known = this.#compiled.get(key);
    if (known) return known;
    const compiled = this.#compile(name, variant);
    this.#compiled.set(key, compiled);
    // A refusal must not stick: the next run may ask again.
    compiled.catch(() => this.#compiled.delete(key));
    return compiled;
  }

  async #compile(name: KernelName, variant: Variant): Promise<Kernel> {
    const { entryPoint, access } = kernels[name];
    const code = await kernelSource(modules[name] ?? name, {
      ...variant,
      conditions: [...(variant.conditions ?? []), ...(name in modules ? [name] : [])],
    });
    const layout = this.#device.createBindGroupLayout({
      label: name,
      entries: [
        {
          binding: 0,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type: 'uniform', hasDynamicOffset: true, minBindingSize: parametersSize },
        },
        ...access.map((kind, i) => ({
          binding: i + 1,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type: kind === 'read' ? ('read-only-storage' as const) : ('storage' as const) },
        })),
      ],
    });
    const pipeline = await this.#device.createComputePipelineAsync({
      label: name,
      layout: this.#device.createPipelineLayout({ label: name, bindGroupLayouts: [layout] }),
      compute: { module: this.#device.createShaderModule({ label: name, code }), entryPoint },
    });
    return { name, pipeline, layout };
  }
}
