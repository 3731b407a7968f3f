/** Every job that the page may ask for, by its name. */
import { advice } from './advice.ts';
import { agreement } from './agreement.ts';
import { flow, spectra } from './anatomy.ts';
import { clipping } from './clipping.ts';
import { diagnosis } from './diagnosis.ts';
import { edge } from './edge.ts';
import { figure } from './figure.ts';
import { given } from './given.ts';
import type { Bench, Job } from './job.ts';
import { openArrays } from './open_arrays.ts';
import { openFile } from './open_file.ts';
import { peers } from './peers.ts';
import { sweep } from './sweep.ts';
import { theory } from './theory.ts';
import { training } from './training.ts';
import { validation } from './validation.ts';

const implementations = {
  sweep,
  theory,
  agreement,
  edge,
  spectra,
  flow,
  clipping,
  figure,
  openFile,
  openArrays,
  given,
  diagnosis,
  training,
  advice,
  peers,
  validation,
} as const;

type Implementations = typeof implementations;
export type JobName = keyof Implementations;

/** What a job is asked. */
export type RequestOf<Name extends JobName> = Parameters<Implementations[Name]>[0];

/** What it reports on the way; nothing where it is a plain promise. */
export type ReportOf<Name extends JobName> =
  ReturnType<Implementations[Name]> extends AsyncGenerator<infer Report, unknown, void> ? Report : never;

/** What it comes to. */
export type ResultOf<Name extends JobName> =
  ReturnType<Implementations[Name]> extends AsyncGenerator<unknown, infer Result, void>
    ? Result
    : Awaited<ReturnType<Implementations[Name]>>;

const jobs: { readonly [Name in JobName]: Job<RequestOf<Name>, ReportOf<Name>, ResultOf<Name>> } =
  implementations;

/** Does a job; `report` is told what it yields. */
export async function work<Name extends JobName>(
  name: Name,
  request: RequestOf<Name>,
  bench: Bench,
  report: (report: ReportOf<Name>) => void,
): Promise<ResultOf<Name>> {
  const done = jobs[name](request, bench);
  if (done instanceof Promise) return done;
  for (;;) {
    const next = await done.next();
    if (next.done) return next.value;
    report(next.value);
  }
}
