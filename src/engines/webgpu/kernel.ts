/** A compute pipeline with an explicit layout, compiled once for each variant on a device. */
import type { Experiment } from '../../experiment/experiment.ts';
import { activationOf } from '../../networks/activation.ts';
import { cellOf, isUnscaled } from '../../networks/cells.ts';
import { ensembleOf } from '../../networks/ensemble.ts';
import { answered } from './answered.ts';
import type { FrameShape } from './frame_shape.ts';
import { parametersSize } from './parameters.ts';
import { type CellVariant, kernelSource, type Variant } from './shaders.ts';
import type { MatrixShape, Shape } from './shape.ts';

/** Whether a kernel reads or writes each of its buffers, in order of their bindings, from 1: storage, unless it is a uniform. */
export type Access = readonly (keyof typeof bufferTypes)[];

const bufferTypes = { read: 'read-only-storage', write: 'storage', uniform: 'uniform' } as const;

export interface Kernel {
  readonly name: string;
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

const recurrence = ['read', 'read', 'write', 'write', 'write', 'write', 'write'] as const;

/** The kernels that this project has. */
const kernels = {
  draw: { module: 'draw', conditions: [], access: ['write'] },
  orthonormalise: { module: 'orthonormalise', conditions: [], access: ['write'] },
  square: { module: 'matrix_product', conditions: ['square'], access: ['read', 'write', 'write'] },
  gram: { module: 'matrix_product', conditions: ['gram'], access: ['read', 'write', 'write'] },
  start: { module: 'start', conditions: [], access: ['write', 'write', 'write', 'write'] },
  rest_jacobian: { module: 'rest_jacobian', conditions: [], access: ['read', 'read', 'write'] },
  forward: { module: 'forward', conditions: ['forward'], access: [...recurrence, 'uniform'] },
  traced_forward: { module: 'forward', conditions: ['forward', 'trace'], access: [...recurrence, 'write'] },
  backward: { module: 'backward', conditions: [], access: [...recurrence, 'uniform'] },
  traced_backward: { module: 'backward', conditions: ['trace'], access: [...recurrence, 'write'] },
  summed_forward: {
    module: 'forward',
    conditions: ['forward', 'terms'],
    access: [...recurrence, 'write', 'uniform'],
  },
  summed_backward: { module: 'backward', conditions: ['terms'], access: [...recurrence, 'write', 'uniform'] },
  normalise_terms: { module: 'normalise_terms', conditions: [], access: ['write', 'write', 'write'] },
  slopes: { module: 'slopes', conditions: [], access: ['read', 'read', 'write', 'write'] },
  carry_frame: {
    module: 'carry_frame',
    conditions: [],
    access: ['read', 'read', 'read', 'write', 'write'],
  },
  orthonormalise_frame: {
    module: 'orthonormalise',
    conditions: ['frame'],
    access: ['write', 'write', 'write'],
  },
  add_terms: { module: 'add_terms', conditions: [], access: ['read', 'read', 'read', 'write', 'write'] },
} as const satisfies Record<string, KernelDescription>;
export type KernelName = keyof typeof kernels;

interface KernelDescription {
  /** Of `shaders/`; its one entry point has the same name. */
  readonly module: string;
  /** Conditions of the kernel's own. */
  readonly conditions: readonly string[];
  readonly access: Access;
}

/** The kernels that draw matrices. */
export interface DrawKernels {
  readonly draw: Kernel;
  /** Only where the ensemble asks for it. */
  readonly orthonormalise: Kernel | undefined;
}

/** The kernels of a recurrence; in a trace, those that keep every state and every gradient of a segment. */
export type RecurrenceKernels = Readonly<Record<'start' | 'forward' | 'backward', Kernel>>;

/** What the networks of a recurrence are run for. */
type Use = 'measured' | 'summed' | 'traced' | 'given';

/** Which variants of both passes serve a use: a given network is a traced one. */
const passes = {
  measured: ['forward', 'backward'],
  summed: ['summed_forward', 'summed_backward'],
  traced: ['traced_forward', 'traced_backward'],
  given: ['traced_forward', 'traced_backward'],
} as const satisfies Record<Use, readonly KernelName[]>;

/** The kernels that find spectra. */
export type SquaringKernels = Readonly<Record<'square' | 'gram', Kernel>>;

/** Those that a chunk finds spectra with. */
interface SpectrumKernels extends SquaringKernels {
  /** Only where ρ at rest is wanted and takes a spectrum of its own. */
  readonly restJacobian: Kernel | undefined;
}

/** The kernels that sum ∂L/∂W_hh up. */
export type TermKernels = Readonly<Record<'normalise' | 'add', Kernel>>;

/** The kernels that carry a frame back. */
export type FrameKernels = Readonly<Record<'slopes' | 'carry' | 'orthonormaliseFrame', Kernel>>;

export interface ChunkKernels extends DrawKernels, RecurrenceKernels, SpectrumKernels {
  /** Only where that is wanted. */
  readonly terms: TermKernels | undefined;
}

export class KernelCache {
  readonly #device: GPUDevice;
  readonly #compiled = new Map<string, Promise<Kernel>>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** Those that draw an experiment's matrices. @throws the browser's GPUPipelineError where a shader is refused */
  async forDrawing(experiment: Experiment, shape: Shape): Promise<DrawKernels> {
    const { ensemble } = experiment;
    const matrix = matrixOf(shape);
    const [draw, orthonormalise] = await Promise.all([
      this.#get('draw', { matrix, ensemble }),
      ensembleOf(experiment).orthonormal ? this.#get('orthonormalise', { matrix }) : undefined,
    ]);
    return { draw, orthonormalise };
  }

  /** Those that find the spectra of its matrices. @throws likewise */
  async forSpectra(shape: MatrixShape, atRest: boolean): Promise<SpectrumKernels> {
    const matrix = matrixOf(shape);
    const [square, gram, restJacobian] = await Promise.all([
      this.#get('square', { matrix }),
      this.#get('gram', { matrix }),
      atRest ? this.#get('rest_jacobian', { matrix }) : undefined,
    ]);
    return { square, gram, restJacobian };
  }

  /** Those that run its networks forward and back; of one that is given, what it brings stands behind the weights. @throws likewise */
  async forRecurrence(experiment: Experiment, shape: Shape, use: Use): Promise<RecurrenceKernels> {
    const { inputScale, biasScale } = experiment;
    const [ahead, back] = passes[use];
    const variant = { matrix: matrixOf(shape), recurrence: { shape, cell: cellVariant(experiment) } };
    const drive = use === 'given' ? ['given'] : inputScale === 0 && biasScale === 0 ? [] : ['driven'];
    const [start, forward, backward] = await Promise.all([
      this.#get('start', variant),
      this.#get(ahead, { ...variant, conditions: drive }),
      this.#get(back, variant),
    ]);
    return { start, forward, backward };
  }

  /** Those that sum ∂L/∂W_hh up, of what such variants of both passes leave. @throws likewise */
  async forTerms(shape: MatrixShape): Promise<TermKernels> {
    const matrix = matrixOf(shape);
    const [normalise, add] = await Promise.all([
      this.#get('normalise_terms', { matrix }),
      this.#get('add_terms', { matrix }),
    ]);
    return { normalise, add };
  }

  /** Those that carry frames of so many directions back along what the forward pass leaves. @throws likewise */
  async forFrames(experiment: Experiment, shape: Shape, frame: FrameShape): Promise<FrameKernels> {
    const matrix = matrixOf(shape);
    const { blocks, parts } = shape;
    const state = { blocks, parts };
    const { frameQuads, itemsPerWorkgroup } = frame;
    const recurrence = { shape, cell: cellVariant(experiment) };
    const [slopes, carry, orthonormaliseFrame] = await Promise.all([
      this.#get('slopes', {
        ...{ matrix, recurrence },
        conditions: cellOf(experiment).logSlopes ? ['log_slopes'] : [],
      }),
      this.#get('carry_frame', {
        ...{ matrix, state, frame: { frameQuads, itemsPerWorkgroup } },
        conditions: frameQuads > 1 ? ['wide'] : [],
      }),
      this.#get('orthonormalise_frame', { matrix, state }),
    ]);
    return { slopes, carry, orthonormaliseFrame };
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
    const { module, conditions, access } = kernels[name];
    const code = await kernelSource(module, {
      ...variant,
      conditions: [...(variant.conditions ?? []), ...conditions],
    });
    return compileKernel(this.#device, { name, module, access, code });
  }
}

/** Compiles the WGSL of a module, whose one entry point has its name. @throws the browser's GPUPipelineError where it is refused */
export async function compileKernel(
  device: GPUDevice,
  {
    name,
    module,
    access,
    code,
  }: {
    readonly name: string;
    readonly module: string;
    readonly access: Access;
    readonly code: string;
  },
): Promise<Kernel> {
  const layout = device.createBindGroupLayout({
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
        buffer: { type: bufferTypes[kind] },
      })),
    ],
  });
  const pipeline = device.createComputePipelineAsync({
    label: name,
    layout: device.createPipelineLayout({ label: name, bindGroupLayouts: [layout] }),
    compute: { module: device.createShaderModule({ label: name, code }), entryPoint: module },
  });
  return { name, pipeline: await answered('compiling', pipeline), layout };
}

function matrixOf({ paddedSize, productGroups }: MatrixShape): MatrixShape {
  return { paddedSize, productGroups };
}

function cellVariant(experiment: Experiment): CellVariant {
  const { activation } = experiment;
  const { module, exponents, recurrentBias } = cellOf(experiment);
  const { homogeneous, slopeAtRest } = activationOf(experiment);
  return {
    module,
    activation: { name: activation, homogeneous, slopeAtRest },
    unscaled: isUnscaled(experiment),
    exponents,
    recurrentBias,
  };
}
