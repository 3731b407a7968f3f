/** Every job that the page may ask for, by its name; its code is loaded when it is first asked for. */
import { within } from '../engines/deadline.ts';
import type { Bench, Job } from './job.ts';

/** Code that has not come by then is waited for no longer. */
const loadingSeconds = 60;

const loaders = {
  sweep: async () => (await import('./sweep.ts')).sweep,
  fieldMap: async () => (await import('./field_map.ts')).fieldMap,
  mapBoundary: async () => (await import('./map_boundary.ts')).mapBoundary,
  mapTheory: async () => (await import('./map_theory.ts')).mapTheory,
  theory: async () => (await import('./theory.ts')).theory,
  spectrumTheory: async () => (await import('./spectrum_theory.ts')).spectrumTheory,
  agreement: async () => (await import('./agreement.ts')).agreement,
  edge: async () => (await import('./edge.ts')).edge,
  spectra: async () => (await import('./anatomy.ts')).spectra,
  flow: async () => (await import('./anatomy.ts')).flow,
  clipping: async () => (await import('./clipping.ts')).clipping,
  figure: async () => (await import('./figure.ts')).figure,
  openFile: async () => (await import('./open_file.ts')).openFile,
  openArrays: async () => (await import('./open_arrays.ts')).openArrays,
  given: async () => (await import('./given.ts')).given,
  diagnosis: async () => (await import('./diagnosis.ts')).diagnosis,
  fixedPoints: async () => (await import('./fixed_points.ts')).fixedPoints,
  settling: async () => (await import('./settling.ts')).settling,
  learning: async () => (await import('./learning.ts')).learning,
  learningGradients: async () => (await import('./learning_gradients.ts')).learningGradients,
  learningRadii: async () => (await import('./learning_radii.ts')).learningRadii,
  pinnedNetwork: async () => (await import('./pinned_network.ts')).pinnedNetwork,
  training: async () => (await import('./training.ts')).training,
  advice: async () => (await import('./advice.ts')).advice,
  peers: async () => (await import('./peers.ts')).peers,
  machine: async () => (await import('./machine.ts')).machine,
  lyapunov: async () => (await import('./lyapunov.ts')).lyapunov,
  givenSpectrum: async () => (await import('./given_spectrum.ts')).givenSpectrum,
  oneSpectrum: async () => (await import('./one_spectrum.ts')).oneSpectrum,
  stress: async () => (await import('./stress.ts')).stress,
  singular: async () => (await import('./singular.ts')).singular,
  sensitivity: async () => (await import('./sensitivity.ts')).sensitivity,
  cloud: async () => (await import('./clouds.ts')).cloud,
  density: async () => (await import('./clouds.ts')).density,
  trainability: async () => (await import('./trainability.ts')).trainability,
  validation: async () => (await import('./validation.ts')).validation,
} as const;

type Loaders = typeof loaders;
export type JobName = keyof Loaders;
type Implementation<Name extends JobName> = Awaited<ReturnType<Loaders[Name]>>;

/** What a job is asked. */
export type RequestOf<Name extends JobName> = Parameters<Implementation<Name>>[0];

/** What it reports on the way; nothing where it is a plain promise. */
export type ReportOf<Name extends JobName> =
  ReturnType<Implementation<Name>> extends AsyncGenerator<infer Report, unknown, void> ? Report : never;

/** What it comes to. */
export type ResultOf<Name extends JobName> =
  ReturnType<Implementation<Name>> extends AsyncGenerator<unknown, infer Result, void>
    ? Result
    : Awaited<ReturnType<Implementation<Name>>>;

type JobOf<Name extends JobName> = Job<RequestOf<Name>, ReportOf<Name>, ResultOf<Name>>;

const jobs: { readonly [Name in JobName]: () => Promise<JobOf<Name>> } = loaders;

/** Loads the code of a job. @throws Error where it does not come */
export function load<Name extends JobName>(name: Name): Promise<JobOf<Name>> {
  return within(loadingSeconds, 'A part of the page that was to be loaded', jobs[name]());
}

/** Does a job; `report` is told what it yields. @throws Error also where its code does not come */
export async function work<Name extends JobName>(
  name: Name,
  request: RequestOf<Name>,
  bench: Bench,
  report: (report: ReportOf<Name>) => void,
): Promise<ResultOf<Name>> {
  const job = await load(name);
  bench.signal.throwIfAborted();
  const done = job(request, bench);
  if (done instanceof Promise) return done;
  for (;;) {
    const next = await done.next();
    if (next.done) return next.value;
    report(next.value);
  }
}
