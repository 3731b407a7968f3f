/** The compiled kernels: the build with relaxed multiply-add where it fuses, the plain one elsewhere. */
import { namesOf } from '../../experiment/experiment.ts';
import type { Layout, Parameters } from './task.ts';

/** Constants of theirs that a worker needs. */
type KernelConstant = 'BEYOND_RANGE' | 'LEVELS';

/** What `assembly/index.ts` exports. Places are byte addresses in `memory`. */
export interface Kernels
  extends Readonly<Record<keyof (Layout & Parameters) | KernelConstant, WebAssembly.Global<'i32' | 'f32'>>> {
  readonly memory: WebAssembly.Memory;
  /** Of each network that goes abreast, an integer. */
  readonly deathSteps: WebAssembly.Global<'i32'>;
  readonly keptTimes: WebAssembly.Global<'i32'>;
  readonly stateNorms: WebAssembly.Global<'i32'>;
  readonly gradientNorms: WebAssembly.Global<'i32'>;
  readonly parameterNorm: WebAssembly.Global<'i32'>;
  /** Decades in float64, a row of as many as may be kept for each network that goes abreast. */
  readonly decades: WebAssembly.Global<'i32'>;
  readonly sums: WebAssembly.Global<'i32'>;
  readonly bias: WebAssembly.Global<'i32'>;
  readonly givenInputs: WebAssembly.Global<'i32'>;
  readonly state: WebAssembly.Global<'i32'>;
  readonly gradient: WebAssembly.Global<'i32'>;
  readonly tracedStates: WebAssembly.Global<'i32'>;
  readonly tracedStateExponents: WebAssembly.Global<'i32'>;
  readonly preActivations: WebAssembly.Global<'i32'>;
  readonly tracedGradients: WebAssembly.Global<'i32'>;
  readonly tracedGradientExponents: WebAssembly.Global<'i32'>;
  /** Says where everything lives in the layout that has been told. Returns how many bytes that takes. */
  readonly layOut: () => number;
  /** Takes the memory that has been laid out. */
  readonly occupy: () => void;
  /** Where a network's kept matrices stand, or, with −1 and below, those that are not kept, until `prepare`. May grow the memory. */
  readonly matrixAt: (slot: number) => number;
  readonly draw: (matrices: number, network: number) => void;
  readonly spectrum: (matrices: number) => void;
  readonly restSpectrum: (matrices: number, direct: number, slope: number) => void;
  /** Takes a network as the one of a lane, 0 first, and draws its ends. */
  readonly take: (lane: number, network: number, gain: number, inputScale: number, biasScale: number) => void;
  readonly start: () => void;
  readonly startGiven: (stateExponent: number, gradientExponent: number) => void;
  /** Takes the matrices of the networks that go abreast. */
  readonly prepare: (...matrices: readonly number[]) => void;
  readonly warm: (from: number, to: number) => void;
  readonly ahead: (segment: number) => void;
  readonly back: (segment: number) => void;
  /** What a network's frame is made of, rows of `frameRowBytes`; what comes of it, in float64. */
  readonly frame: WebAssembly.Global<'i32'>;
  readonly frameRowBytes: WebAssembly.Global<'i32'>;
  readonly frameProducts: WebAssembly.Global<'i32'>;
  readonly frameAmplification: WebAssembly.Global<'i32'>;
  readonly logSlopes: WebAssembly.Global<'f64'>;
  /** Takes the frame and the matrices of a network alone. */
  readonly beginFrame: (matrices: number) => void;
  /** Takes a segment up again, after those behind it, and carries the frame back through its steps `to` … `from`, the last first. */
  readonly takeUp: (segment: number) => void;
  readonly carryBack: (segment: number, from: number, to: number) => void;
  /** Brings the first so many of some kept norms to `decades`. Returns a bit for each network that has one that is not finite. */
  readonly takeDecades: (norms: number, count: number) => number;
}

/** What of them adds to a sum of outer products, in an instance of its own. Places are byte addresses. */
export interface OuterKernels {
  readonly memory: WebAssembly.Memory;
  readonly freeMemory: WebAssembly.Global<'i32'>;
  readonly addOuter: (
    sum: number,
    rows: number,
    columns: number,
    lefts: number,
    rights: number,
    count: number,
    room: number,
  ) => void;
}

/** What of them says what a core can do at most, in an instance of its own. */
export interface PeakKernels {
  readonly memory: WebAssembly.Memory;
  readonly freeMemory: WebAssembly.Global<'i32'>;
  readonly chains: WebAssembly.Global<'i32'>;
  readonly multiplyAdds: (rounds: number) => number;
  /** 0 where a multiply-add rounds twice. */
  readonly lostOfSquare: (number: number) => number;
  readonly copy: (from: number, to: number, bytes: number) => void;
}

export interface CompiledKernels {
  readonly module: WebAssembly.Module;
  /** Whether a multiply-add is one operation, rounded once. */
  readonly relaxed: boolean;
  /** Those of networks that learn, where somebody brings them: else they come with the first of these. */
  readonly learning?: WebAssembly.Module;
}

/** Which build to use, where somebody wants to say so. */
export type Build = 'best' | 'simd';

/**
 * Compiles the best build that runs here. The bytes stand in the script itself: the page may then be served by any
 * host, and Node needs no file beside its own.
 * @throws Error where WebAssembly has no 128-bit SIMD
 */
export async function compileKernels(build: Build = 'best'): Promise<CompiledKernels> {
  if (build === 'best') {
    const bytes = await bytesOf((await import('./kernels/relaxed.wasm.gz?url&inline')).default);
    allowRelaxed();
    if (WebAssembly.validate(bytes)) {
      const module = await WebAssembly.compile(bytes);
      if (await fuses(module)) return { module, relaxed: true };
    }
  }
  const bytes = await bytesOf((await import('./kernels/simd.wasm.gz?url&inline')).default);
  if (!WebAssembly.validate(bytes)) throw new Error('WebAssembly has no 128-bit SIMD here');
  return { module: await WebAssembly.compile(bytes), relaxed: false };
}

/** Whether a multiply-add rounds once: a relaxed one does as the processor pleases, and the numbers' file says which. */
async function fuses(module: WebAssembly.Module): Promise<boolean> {
  const { exports } = await WebAssembly.instantiate(module);
  const { lostOfSquare } = exports as unknown as PeakKernels;
  return lostOfSquare(1 + 2 ** -12) !== 0;
}

/** Node 20 has relaxed SIMD behind a flag, and every browser's numbers with it; later ones have it anyway. */
function allowRelaxed(): void {
  if (typeof process !== 'undefined' && process.versions?.node?.startsWith('20.'))
    process.getBuiltinModule('node:v8').setFlagsFromString('--experimental-wasm-relaxed-simd');
}

/** How many bytes of memory a layout takes, from kernels that do no other work. */
export async function layoutBytes({ module }: CompiledKernels): Promise<(layout: Layout) => number> {
  const { exports } = await WebAssembly.instantiate(module);
  const kernels = exports as unknown as Kernels;
  return (layout) => {
    for (const name of namesOf(layout)) kernels[name].value = layout[name];
    return kernels.layOut();
  };
}

/** What is packed in a data address. It is not fetched: a host may forbid every address but its own. */
export async function bytesOf(dataAddress: string): Promise<ArrayBuffer> {
  const text = atob(dataAddress.slice(dataAddress.indexOf(',') + 1));
  const packed = new Blob([Uint8Array.from(text, (character) => character.charCodeAt(0))]);
  return new Response(packed.stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}
