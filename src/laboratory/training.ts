/** Captures or checkpoints of one training, read and measured one after another: of each what is shown stays, its weights go. */
import { kindOfMoment, type Misfit, type Seen } from '../analysis/timeline.ts';
import { withoutPoint } from '../experiment/field_error.ts';
import { type DiagnosedModel, type DiagnosisRequest, diagnosis } from './diagnosis.ts';
import type { Bench } from './job.ts';

export interface TrainingRequest
  extends Pick<DiagnosisRequest, 'kind' | 'loss' | 'alteration' | 'seed' | 'steps' | 'training'> {
  readonly files: readonly File[];
}

/** How far it is, and what has come of the newest file where one is through. */
export interface TrainingReport {
  /** Files that are through, the one under way in part. */
  readonly done: number;
  readonly seen?: Seen;
  readonly misfit?: Misfit;
}

/** Measures every file as if it were alone, and reports each. */
export async function* training(
  { files, ...settings }: TrainingRequest,
  { signal }: Pick<Bench, 'signal'>,
): AsyncGenerator<TrainingReport, void, void> {
  for (const [place, file] of files.entries()) {
    const measuring = diagnosis({ ...settings, file, answers: {} }, { signal });
    let next = await measuring.next();
    for (; !next.done; next = await measuring.next()) {
      const { done, total } = next.value;
      yield { done: place + (total > 0 ? done / total : 0) };
    }
    const found = next.value;
    const done = place + 1;
    if ('refusal' in found) yield { done, misfit: { file: file.name, error: withoutPoint(found.refusal) } };
    else if ('about' in found)
      yield { done, misfit: { file: file.name, error: withoutPoint(found.sentence) } };
    else yield { done, seen: seenIn(file.name, found) };
  }
}

function seenIn(file: string, { words, findings, analysis, captured, update }: DiagnosedModel): Seen {
  return {
    ...{ file, findings, layers: analysis?.layers ?? [], kind: kindOfMoment(captured ?? false, words) },
    ...(update !== undefined && { update }),
  };
}
