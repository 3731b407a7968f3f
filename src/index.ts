/**
 * The library starts here: `import { measure, analyze, diagnose, train, spectrum } from 'vanishing-point'`, in Node and in a page. Each
 * function does what the terminal's command of its name does (`measure` that of `sweep`), with the same numbers and the same refusals.
 *
 * Everything is done where it is called. On the CPU engine that is little: its kernels run in workers of their own, one a core. The oracle
 * (`engine: 'reference'`) and whole models keep the calling thread busy in pieces of some milliseconds, between which it hears
 * messages: a page that would feel that calls from a worker of its own. An engine is opened for each call, and given back after it.
 */
import type {
  AnalyzeFields,
  DiagnoseFields,
  MeasureFields,
  ModelFiles,
  SpectrumFields,
  TrainFields,
} from './library/asked.ts';
import { speakingOfFields } from './library/fields.ts';
import type { SweepFormat } from './library/measure.ts';
import type { Options } from './library/options.ts';
import type { Analysis, ModelDiagnosis, Spectra, Sweep, Trained } from './library/results.ts';
import type { SpectrumFormat } from './library/spectrum.ts';
import type { TrainFormat } from './library/train.ts';

export type {
  AnalyzeFields,
  DiagnoseFields,
  MeasureFields,
  ModelFiles,
  NamedFile,
  SpectrumFields,
  TrainFields,
} from './library/asked.ts';
export type { Options, Progress } from './library/options.ts';
export type {
  Analysis,
  ModelDiagnosis,
  ModelLayer,
  NetworkExponents,
  Spectra,
  Sweep,
  SweptNetwork,
  Trained,
  TrainedNetwork,
} from './library/results.ts';
export { UsageError } from './terminal/usage_error.ts';

/** Options of what may be a file instead of an object: `format` asks for its bytes, which are those of the terminal's `--out`. */
export interface FileOptions<Format extends string> extends Options {
  readonly format: Format;
}

/**
 * Measures random networks: draws each, runs it over its sequence, and takes the gradient of its last state back to the first step.
 *
 * @example
 * const { networks } = await measure({ networks: 1000, 'hidden-size': 64, steps: 100, gain: [0.5, 2], seed: 7 });
 * const growing = networks.filter(({ growthRate }) => (growthRate ?? -Infinity) > 0);
 *
 * @param asked fields of the experiment by their names in links and behind `--`; each as the terminal has it unless said. A range is
 *   `[from, to]` or `'from:to'`. `quantity` asks for further numbers, `shard: '2/8'` for the second of eight parts.
 * @returns a row a network, in order: norms in decades, λ in nats per step, an exact zero as null; and quantiles over all networks of the
 *   gradient ratio at up to 512 times. With a `format` the bytes of the file instead.
 * @throws {UsageError} for a field that there is not, a value that is not allowed, or one that changes nothing
 * @throws the signal's reason, once it is aborted
 */
export function measure(
  asked: MeasureFields | undefined,
  options: FileOptions<SweepFormat>,
): Promise<Uint8Array>;
export function measure(
  asked?: MeasureFields,
  options?: Options & { readonly format?: never },
): Promise<Sweep>;
export function measure(
  asked: MeasureFields = {},
  options: Options & { readonly format?: SweepFormat } = {},
): Promise<Sweep | Uint8Array> {
  return speakingOfFields(async () => {
    const { measured, measuredFile } = await import('./library/measure.ts');
    return options.format === undefined
      ? measured(asked, options)
      : measuredFile(asked, options, options.format);
  });
}

/**
 * Lyapunov exponents of random networks, beside what {@link measure} says of each.
 *
 * @example
 * const { networks } = await spectrum({ networks: 100, gain: 1.5, 'warm-up': 200, exponents: 8 });
 *
 * @param asked the fields of `measure`; `exponents` (k of each network, the largest) and `every` (steps between two
 *   orthonormalisations, 1 … 8)
 * @returns a row a network, exponents and their standard errors in nats per step. With a `format` the bytes of the file instead.
 * @throws {UsageError} and the signal's reason as `measure`
 */
export function spectrum(
  asked: SpectrumFields | undefined,
  options: FileOptions<SpectrumFormat>,
): Promise<Uint8Array>;
export function spectrum(
  asked?: SpectrumFields,
  options?: Options & { readonly format?: never },
): Promise<Spectra>;
export function spectrum(
  asked: SpectrumFields = {},
  options: Options & { readonly format?: SpectrumFormat } = {},
): Promise<Spectra | Uint8Array> {
  return speakingOfFields(async () => {
    const { spectraOf, spectraFile } = await import('./library/spectrum.ts');
    return options.format === undefined
      ? spectraOf(asked, options)
      : spectraFile(asked, options, options.format);
  });
}

/**
 * Lets random networks learn a task by backpropagation through time, each from its own start and its own sequences.
 *
 * @example
 * const { networks } = await train({ networks: 64, task: 'recall', steps: 20, rate: [0.001, 1], updates: 200 });
 * const learnt = networks.filter(({ outcome }) => outcome === 'learnt');
 *
 * @param asked fields of the networks and of their training. Nearly every number may be a range, of which each network has its own.
 * @returns what became of each: its outcome, its final loss (mean squares or nats, as the task has it), the updates at which it had learnt
 *   or diverged, ρ before and after; and quantiles of the loss over the updates. With a `format` the bytes of the file instead.
 * @throws {UsageError} and the signal's reason as `measure`
 */
export function train(asked: TrainFields | undefined, options: FileOptions<TrainFormat>): Promise<Uint8Array>;
export function train(asked?: TrainFields, options?: Options & { readonly format?: never }): Promise<Trained>;
export function train(
  asked: TrainFields = {},
  options: Options & { readonly format?: TrainFormat } = {},
): Promise<Trained | Uint8Array> {
  return speakingOfFields(async () => {
    const { trained, trainedFile } = await import('./library/train.ts');
    return options.format === undefined
      ? trained(asked, options)
      : trainedFile(asked, options, options.format);
  });
}

/**
 * Analyses a recurrent layer, a whole model or a captured training step out of a file of weights, of any kind that the terminal reads.
 *
 * @example
 * const { spectralRadius, growthRate } = await analyze(await readFile('model.safetensors'), { steps: 200 });
 * await analyze([{ name: 'model.onnx', bytes }, { name: 'x.npy', bytes: inputs }], { inputs: 'x.npy' });
 *
 * @param model the bytes of the file, or a list of files: first the model, then those that it or a field names
 * @param asked which layer is meant (`layer`), what it reads (`inputs`, `initial`, `cotangent`, names in the list), and what no
 *   file says (`cell`, `activation`, …)
 * @returns ρ and ‖W_hh‖₂ in float64, λ in nats per step, log₁₀‖∂L/∂state_t‖ for t = 0 … T, and in sentences what was read and assumed; of
 *   a model `layers`, each the same
 * @throws {UsageError} where the file cannot be read, or something must be said first: by which fields
 * @throws the signal's reason, once it is aborted
 */
export function analyze(
  model: ModelFiles,
  asked: AnalyzeFields = {},
  options: Options = {},
): Promise<Analysis> {
  return speakingOfFields(async () => (await import('./library/models.ts')).analysed(model, asked, options));
}

/**
 * Says what is wrong with a model, where, and what to write instead.
 *
 * @example
 * const { findings } = await diagnose(bytes, { lag: 200 });
 * for (const { severity, sentence, cure } of findings) console.log(severity, sentence, cure?.code.pytorch);
 *
 * @param model as `analyze` takes it
 * @param asked the fields of `analyze` but `times`; `lag` and `truncation` in steps, `clip`, `loss-scale`
 * @returns findings, worst first; none where nothing is wrong
 * @throws {UsageError} and the signal's reason as `analyze`
 */
export function diagnose(
  model: ModelFiles,
  asked: DiagnoseFields = {},
  options: Options = {},
): Promise<ModelDiagnosis> {
  return speakingOfFields(async () => (await import('./library/models.ts')).diagnosed(model, asked, options));
}
