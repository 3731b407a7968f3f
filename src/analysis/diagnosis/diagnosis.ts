/** What is wrong with a model: every rule's findings, worst first. */
import { dead } from './dead.ts';
import { exploding } from './exploding.ts';
import { flatGates } from './flat_gates.ts';
import { forgetBias } from './forget_bias.ts';
import { halfPrecision } from './half_precision.ts';
import { imbalance } from './imbalance.ts';
import { notFinite } from './not_finite.ts';
import { type DiagnosedLayer, type Diagnosis, type Finding, type Rule, severities } from './rule.ts';
import { spike } from './spike.ts';
import { vanishing } from './vanishing.ts';

/** A row a rule; among findings of one severity those of the first rows come first. */
const rules: readonly Rule[] = [
  dead,
  exploding,
  vanishing,
  spike,
  flatGates,
  imbalance,
  halfPrecision,
  forgetBias,
];

/** What `--fail-on` may name: weights that are no numbers are found before any rule is asked. */
export const ruleNames: readonly string[] = [notFinite, ...rules.map(({ name }) => name)];

/** Everything that the rules find, worst first. */
export function diagnose(layers: readonly DiagnosedLayer[]): Diagnosis[] {
  const found = rules.flatMap(({ name, find }, row) =>
    find(layers).map((finding) => ({ finding, name, row })),
  );
  const rank = ({ severity }: Finding) => severities.indexOf(severity);
  found.sort((a, b) => rank(a.finding) - rank(b.finding) || a.row - b.row || b.finding.harm - a.finding.harm);
  return found.map(({ name, finding: { harm, ...finding } }) => ({ rule: name, ...finding, harm }));
}
