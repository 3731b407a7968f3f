/** The compiled kernels of networks that learn, loaded with the first of them. */
import { namesOf } from '../../experiment/experiment.ts';
import { bytesOf } from './kernels.ts';
import type { LearnerLayout, LearnerParameters, Precision } from './learn_task.ts';

/** What `assembly/learning/index.ts` exports. */
export interface LearningKernels
  extends Readonly<
    Record<keyof (LearnerLayout & LearnerParameters), WebAssembly.Global<'i32' | 'f32' | 'f64'>>
  > {
  readonly memory: WebAssembly.Memory;
  /** Where what comes and goes stands, in float64: behind everything else. */
  readonly exchange: WebAssembly.Global<'i32'>;
  /** Of the batch that is learnt from; and ‖∂L/∂θ‖, once it has been taken. */
  readonly loss: WebAssembly.Global<'f64'>;
  readonly norm: WebAssembly.Global<'f64'>;
  /** Says where everything lives in the layout that has been told. Returns how many bytes that takes. */
  readonly layOut: () => number;
  readonly begin: () => void;
  /** Takes a vector like θ out of the exchange, or brings it there: θ, what the optimiser remembers first, and second as a root. */
  readonly take: (which: number) => void;
  readonly bring: (which: number) => void;
  /** Takes a batch of those that stand in the exchange, by its number. */
  readonly takeBatch: (place: number) => void;
  /** Learns from `abreast` of its sequences, from one on. */
  readonly learn: (from: number) => void;
  readonly takeNorm: () => void;
  readonly update: (
    factor: number,
    rate: number,
    scale: number,
    momentum: number,
    weightDecay: number,
  ) => void;
}

/** By precision, and by whether a multiply-add may be one operation. */
const builds: Readonly<
  Record<Precision, Readonly<Record<'relaxed' | 'simd', () => Promise<{ default: string }>>>>
> = {
  float32: {
    relaxed: () => import('./kernels/learning_relaxed.wasm.gz?url&inline'),
    simd: () => import('./kernels/learning_simd.wasm.gz?url&inline'),
  },
  float64: {
    relaxed: () => import('./kernels/learning_float64_relaxed.wasm.gz?url&inline'),
    simd: () => import('./kernels/learning_float64_simd.wasm.gz?url&inline'),
  },
};

/** @param relaxed whether the engine's other kernels are of that build */
export async function compileLearningKernels(
  precision: Precision,
  relaxed: boolean,
): Promise<WebAssembly.Module> {
  const { default: address } = await builds[precision][relaxed ? 'relaxed' : 'simd']();
  return WebAssembly.compile(await bytesOf(address));
}

/** How many bytes of memory a layout takes, apart from what comes and goes. */
export function learnerBytes(module: WebAssembly.Module, layout: LearnerLayout): number {
  const kernels = new WebAssembly.Instance(module).exports as unknown as LearningKernels;
  for (const name of namesOf(layout)) kernels[name].value = layout[name];
  return kernels.layOut();
}
