/** A compute pipeline with an explicit layout, compiled once for each variant on a device. */
import { type Experiment, isGated } from '../../experiment/experiment.ts';
import { cellOf } from '../../networks/cells.ts';
import { cellModules } from './cell_module.ts';
import { parametersSize } from './parameters.ts';
import { type CellVariant, kernelSource, type Variant } from './shaders.ts';
import type { MatrixShape, Shape } from './shape.ts';

/** Whether a kernel reads or writes each of its storage buffers, in order of their bindings, from 1. */
type Access = readonly ('read' | 'write')[];

export interface Kernel {
  readonly name: string;
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

const recurrence = ['read', 'read', 'write', 'write', 'write', 'write', 'write'] as const;

/** The kernels that this project has: entry point, storage buffers. */
const kernels = {
  draw: { entryPoint: 'draw', access: ['write'] },
  orthonormalise: { entryPoint: 'orthonormalise', access: ['write'] },
  square: { entryPoint: 'multiply_matrices', access: ['read', 'write', 'write'] },
  gram: { entryPoint: 'multiply_matrices', access: ['read', 'write', 'write'] },
  start: { entryPoint: 'start', access: ['write', 'write', 'write', 'write'] },
  rest_jacobian: { entryPoint: 'rest_jacobian', access: ['read', 'read', 'write'] },
  forward: { entryPoint: 'forward', access: recurrence },
  traced_forward: { entryPoint: 'forward', access: [...recurrence, 'write'] },
  backward: { entryPoint: 'backward', access: recurrence },
  traced_backward: { entryPoint: 'backward', access: [...recurrence, 'write'] },
} as const satisfies Record<string, { entryPoint: string; access: Access }>;
export type KernelName = keyof typeof kernels;

/** The shader module of a kernel that has not the same name, and conditions of the kernel's own. */
const sources: Partial<Record<KernelName, { module: string; conditions: readonly string[] }>> = {
  square: { module: 'matrix_product', conditions: ['square'] },
  gram: { module: 'matrix_product', conditions: ['gram'] },
  forward: { module: 'forward', conditions: ['forward'] },
  traced_forward: { module: 'forward', conditions: ['forward', 'trace'] },
  traced_backward: { module: 'backward', conditions: ['trace'] },
};

/** The kernels that draw matrices. */
export interface DrawKernels {
  readonly draw: Kernel;
  /** Only where the ensemble asks for it. */
  readonly orthonormalise: Kernel | undefined;
}

/** The kernels of a recurrence; in a trace, those that keep every state and every gradient. */
export type RecurrenceKernels = Readonly<Record<'start' | 'forward' | 'backward', Kernel>>;

/** The kernels that find spectra. */
export interface SpectrumKernels extends Readonly<Record<'square' | 'gram', Kernel>> {
  /** Only where ρ at rest is wanted and takes a spectrum of its own. */
  readonly restJacobian: Kernel | undefined;
}

export type ChunkKernels = DrawKernels & RecurrenceKernels & SpectrumKernels;

export class KernelCache {
  readonly #device: GPUDevice;
  readonly #compiled = new Map<string, Promise<Kernel>>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Those that draw an experiment's matrices. @throws the browser's GPUPipelineError where a shader is refused */
  async forDrawing({ ensemble }: Experiment, shape: Shape): Promise<DrawKernels> {
    const matrix = matrixOf(shape);
    const [draw, orthonormalise] = await Promise.all([
      this.#get('draw', { matrix, ensemble }),
      ensemble === 'orthogonal' ? this.#get('orthonormalise', { matrix }) : undefined,
    ]);
    return { draw, orthonormalise };
  }

  /** Those that find the spectra of its matrices. @throws likewise */
  async forSpectra(shape: Shape, atRest: boolean): Promise<SpectrumKernels> {
    const matrix = matrixOf(shape);
    const [square, gram, restJacobian] = await Promise.all([
      this.#get('square', { matrix }),
      this.#get('gram', { matrix }),
      atRest ? this.#get('rest_jacobian', { matrix }) : undefined,
    ]);
    return { square, gram, restJacobian };
  }

  /** Those that run its networks forward and back. @throws likewise */
  async forRecurrence(experiment: Experiment, shape: Shape, traced: boolean): Promise<RecurrenceKernels> {
    const { inputScale, biasScale } = experiment;
    const variant = { matrix: matrixOf(shape), recurrence: { shape, cell: cellVariant(experiment) } };
    const driven = inputScale === 0 && biasScale === 0 ? [] : ['driven'];
    const [start, forward, backward] = await Promise.all([
      this.#get('start', variant),
      this.#get(traced ? 'traced_forward' : 'forward', { ...variant, conditions: driven }),
      this.#get(traced ? 'traced_backward' : 'backward', variant),
    ]);
    return { start, forward, backward };
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
    const { module, conditions } = sources[name] ?? { module: name, conditions: [] };
    const code = await kernelSource(module, {
      ...variant,
      conditions: [...(variant.conditions ?? []), ...conditions],
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

function matrixOf({ paddedSize, productGroups }: Shape): MatrixShape {
  return { paddedSize, productGroups };
}

function cellVariant(experiment: Experiment): CellVariant {
  const { cell, activation } = experiment;
  const { exponents, recurrentBias } = cellOf(experiment);
  return {
    module: cellModules[cell].name,
    ...(!isGated(cell) && { activation }),
    exponents,
    recurrentBias,
  };
}
