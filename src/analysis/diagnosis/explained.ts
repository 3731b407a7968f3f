/** Findings in the order of what explains them: one that others follow from stands above them, whatever each is by itself. */
import { type Finding, type Rule, severities } from './rule.ts';

/** A finding, the rule that made it, and that rule's place among all. */
export interface Found {
  readonly finding: Finding;
  readonly rule: Rule;
  readonly row: number;
}

/** A finding in its place, and the rules of those that follow from it. */
interface Explaining extends Found {
  readonly explains: readonly string[];
}

/**
 * Worst first: by severity, then by the rule's row, then by harm. A finding that explains others is as bad as the worst of them
 * and stands above them; those that it replaces are left out, but for their rules' names.
 */
export function byExplanation(all: readonly Found[]): Explaining[] {
  const names = ({ finding, rule }: Found) => ({ ...finding, rule: rule.name });
  const replaces = (one: Found, other: Found) =>
    one !== other && (one.rule.replaces?.(names(one), names(other)) ?? false);
  const explains = (one: Found, other: Found) =>
    one !== other && (one.rule.explains?.(names(one), names(other)) ?? false);
  const kept = all.filter((found) => !all.some((other) => replaces(other, found)));
  const ranked = kept.map((found) => {
    const follow = kept.filter((other) => explains(found, other));
    const worst = [found, ...follow];
    const rank = Math.min(...worst.map(({ finding }) => severities.indexOf(finding.severity)));
    const left = all.filter((other) => replaces(found, other));
    return {
      ...found,
      finding: { ...found.finding, severity: severities[rank] ?? found.finding.severity },
      explains: [...new Set([...follow, ...left].map(({ rule }) => rule.name))],
      ...{ rank, place: Math.min(...worst.map(({ row }) => row)), after: follow.length > 0 ? 0 : 1 },
    };
  });
  return ranked.sort(
    (a, b) =>
      a.rank - b.rank ||
      a.place - b.place ||
      a.after - b.after ||
      a.row - b.row ||
      b.finding.harm - a.finding.harm,
  );
}
