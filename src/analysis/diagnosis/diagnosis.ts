/** What is wrong with a model: every rule's findings, worst first. */
import { say } from '../../language/say.ts';
import type { Layer } from '../../networks/model/model.ts';
import { clipping } from './clipping.ts';
import { dead } from './dead.ts';
import { deadUnits } from './dead_units.ts';
import { byExplanation } from './explained.ts';
import { exploding } from './exploding.ts';
import { flatGates } from './flat_gates.ts';
import { forgetBias } from './forget_bias.ts';
import { forwardOverflow } from './forward_overflow.ts';
import { halfPrecision } from './half_precision.ts';
import { imbalance } from './imbalance.ts';
import { lag } from './lag.ts';
import { withLayerNamed } from './layer_in_code.ts';
import type { DiagnosedLayer, Diagnosis, Finding, Rule, TrainingSaid } from './rule.ts';
import { spike } from './spike.ts';
import { start } from './start.ts';
import { stuckGates } from './stuck_gates.ts';
import { truncation } from './truncation.ts';
import { vanishing } from './vanishing.ts';
import { zeroWeights } from './zero_weights.ts';

/** A row a rule; among findings of one severity those of the first rows come first, unless one explains another. */
const rules: readonly Rule[] = [
  forwardOverflow,
  zeroWeights,
  dead,
  exploding,
  truncation,
  lag,
  vanishing,
  spike,
  start,
  deadUnits,
  flatGates,
  stuckGates,
  halfPrecision,
  imbalance,
  forgetBias,
  clipping,
];

/** What `--fail-on` may name. */
export const ruleNames: readonly string[] = rules.map(({ name }) => name);

/** What has to be said of a training before a rule finds anything. */
export function neededBy(name: string): Rule['needs'] {
  return rules.find((rule) => rule.name === name)?.needs;
}

/** Everything that the rules find, worst first. @param said what no file says; rules that need it are silent without */
export function diagnose(layers: readonly DiagnosedLayer[], said: TrainingSaid = {}): Diagnosis[] {
  const found = rules.flatMap((rule, row) =>
    rule.find(layers, said).map((finding) => ({ finding, rule, row })),
  );
  return byExplanation(found).map(({ rule, finding: { harm, ...finding }, explains }) => ({
    ...{ rule: rule.name, ...finding, ...(explains.length > 0 && inWords(finding.sentence, explains)) },
    ...{ cure: withLayerNamed(finding.cure, layerOf(finding, layers)), harm },
  }));
}

function inWords(sentence: string, explains: readonly string[]) {
  return {
    sentence: `${sentence} From it ${explains.length === 1 ? say`follows` : say`follow`}: ${explains.join(', ')}.`,
    explains,
  };
}

function layerOf(
  { layer: name, direction }: Omit<Finding, 'harm'>,
  layers: readonly DiagnosedLayer[],
): Layer | undefined {
  return layers.find(({ layer }) => layer.name === name && layer.direction === direction)?.layer;
}
