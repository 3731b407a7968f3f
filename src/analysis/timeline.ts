/** A training looked at time and again: what each of its files says, and where it first went wrong. */
import { asClause } from '../experiment/field_error.ts';
import { notFinite } from './diagnosis/not_finite.ts';
import type { Diagnosis } from './diagnosis/rule.ts';
import type { LayerAnalysis } from './model_analysis.ts';

/** One of its files, measured. */
export interface Moment {
  readonly file: string;
  /** Updates that had been made, where the file says it. */
  readonly update?: number;
  /** Level by level, direction by direction; none where it could not be measured, as findings say. */
  readonly layers: readonly LayerAnalysis[];
  /** Worst first. */
  readonly findings: readonly Diagnosis[];
}

/** A file that is no moment of it: what it is, in a sentence. */
export interface Misfit {
  readonly file: string;
  readonly error: string;
}

/** A file as it was measured, and what it is, in words. */
export interface Seen extends Moment {
  readonly kind: string;
}

export interface Timeline {
  readonly moments: readonly Moment[];
  readonly misfits: readonly Misfit[];
}

/** The names of a folder's files in the order in which they are read: numbers in them count as numbers, and a point hides. */
export function namesInOrder(names: readonly string[]): string[] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  return names.filter((name) => !name.startsWith('.')).sort(compare);
}

/** Why a folder without any file is refused. */
export function emptyFolder(name: string): string {
  return `${name} holds no file (folders in it are not looked into); captures or checkpoints of one training are allowed in it`;
}

/** What is measured on a step of its own does not go on from what is measured on drawn inputs. */
export function kindOfMoment(captured: boolean, layers: string): string {
  return `${captured ? 'a captured step of' : 'a checkpoint of'} ${layers}`;
}

/** All that has been measured, in order: what is not what most are is a misfit. */
export function timelineFrom(seen: readonly Seen[], misfits: readonly Misfit[]): Timeline {
  const most = mostCommon(seen.map(({ kind }) => kind));
  const others = seen.filter(({ kind }) => kind !== most);
  const rival = mostCommon(others.map(({ kind }) => kind));
  const outnumbers = seen.length - others.length > others.filter(({ kind }) => kind === rival).length;
  const theRest = outnumbers
    ? `what most files here are is ${most}`
    : `as many here are ${most}, and come first`;
  return {
    moments: inOrder(seen.filter(({ kind }) => kind === most)),
    misfits: [
      ...misfits,
      ...others.map(({ file, kind }) => ({
        file,
        error: `It is ${kind}; ${theRest}`,
      })),
    ],
  };
}

/**
 * Why there is no timeline where every file is a misfit, a sentence.
 * @param others where more than one is named: in this sentence the first, unless all are listed beside it
 */
export function nothingMeasured(
  folder: string,
  [first, ...more]: readonly Misfit[],
  others: 'counted' | 'listed' = 'counted',
): string {
  if (others === 'listed' && more.length > 0) return `No file of ${folder} is measured`;
  const why = first ? `: ${first.file}: ${asClause(first.error)}` : '';
  return `No file of ${folder} is measured${why}${more.length > 0 ? ` (and ${more.length} more)` : ''}`;
}

/** The first of them, where several are as common. */
function mostCommon(kinds: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return kinds.find((kind) => counts.get(kind) === most);
}

/** A finding, and the file that it is of. */
export interface Mishap extends Pick<Diagnosis, 'rule' | 'layer' | 'direction' | 'step' | 'gate'> {
  readonly file: string;
  readonly update?: number;
}

/** The first file with a finding of severity high, by the worst of it. */
export function firstWrong(moments: readonly Moment[]): Mishap | undefined {
  return firstOf(moments, ({ severity }) => severity === 'high');
}

/** The first file in which something is no number. */
export function firstNotFinite(moments: readonly Moment[]): Mishap | undefined {
  return firstOf(moments, ({ rule, severity }) => rule === notFinite && severity === 'high');
}

function firstOf(moments: readonly Moment[], is: (finding: Diagnosis) => boolean): Mishap | undefined {
  for (const { file, update, findings } of moments) {
    const found = findings.find(is);
    if (!found) continue;
    const { rule, layer, direction, step, gate } = found;
    return {
      ...{ file, rule },
      ...(update !== undefined && { update }),
      ...(layer !== undefined && { layer }),
      ...(direction !== undefined && { direction }),
      ...(step !== undefined && { step }),
      ...(gate !== undefined && { gate }),
    };
  }
  return undefined;
}

/** By their updates where every moment has one; otherwise as they are, by name. */
function inOrder(moments: readonly Moment[]): Moment[] {
  const all = moments.every(({ update }) => update !== undefined);
  return all ? moments.toSorted((a, b) => (a.update ?? 0) - (b.update ?? 0)) : [...moments];
}
