/** What a rule of the diagnosis is: what it looks for in a model that was analysed, and what it says where it finds it. */
import { say } from '../../language/say.ts';
import type { Direction, Layer } from '../../networks/model/model.ts';
import type { LayerAnalysis } from '../model_analysis.ts';
import { fixed } from '../number_words.ts';

export const severities = ['high', 'medium', 'note'] as const;
export type Severity = (typeof severities)[number];

/** One layer and direction, its weights and its numbers. */
export interface DiagnosedLayer {
  readonly layer: Layer;
  readonly analysis: LayerAnalysis;
}

/** What no file says of a training. What is left unsaid is not judged. */
export interface TrainingSaid {
  /** How many steps lie between what the loss hangs on and the loss. */
  readonly lag?: number;
  /** After how many steps backpropagation is cut off. */
  readonly truncation?: number;
  /** To which norm the gradient of all parameters is clipped. */
  readonly clip?: number;
  /** What the loss is multiplied by before its gradient is taken in float16. */
  readonly lossScale?: number;
}

/** Something that is wrong, where, and what to write instead. */
export interface Finding {
  readonly severity: Severity;
  /** The recurrent weight's name. */
  readonly layer?: string;
  readonly direction?: Direction;
  /** In the order in which the direction reads. */
  readonly step?: number;
  /** PyTorch's letter. */
  readonly gate?: string;
  /** The numbers that it is found by. */
  readonly evidence: Readonly<Record<string, number>>;
  /** What is wrong, and what that does to learning. */
  readonly sentence: string;
  readonly cure: Cure;
  /** Where the explorer shows random networks like it: query and fragment of its address. */
  readonly link?: string;
  /** Among findings of one severity and rule the largest comes first. */
  readonly harm: number;
}

export interface Cure {
  readonly sentence: string;
  readonly code: { readonly pytorch?: string; readonly keras?: string };
}

/** A finding with the name of its rule. */
export interface Diagnosis extends Finding {
  readonly rule: string;
  /** Rules of findings that follow from it: they stand below it, or are left out. */
  readonly explains?: readonly string[];
}

/** Whether something is found, by itself or as what follows, that one of these rules looks for. */
export function isOneOf(rules: readonly string[], { rule, explains = [] }: Diagnosis): boolean {
  return [rule, ...explains].some((name) => rules.includes(name));
}

export interface Rule {
  /** What `--fail-on` and the JSON call it. */
  readonly name: string;
  /** Where the threshold comes from. */
  readonly source: string;
  /** What has to be said of the training before anything is found. */
  readonly needs?: keyof TrainingSaid;
  readonly find: (layers: readonly DiagnosedLayer[], said: TrainingSaid) => Finding[];
  /** Whether another finding follows from one of its own, and is to stand below it; none does unless said. */
  readonly explains?: (own: Diagnosis, other: Diagnosis) => boolean;
  /** Whether another finding says nothing beside one of its own, and is left out; none is unless said. */
  readonly replaces?: (own: Diagnosis, other: Diagnosis) => boolean;
}

/** Whether two findings are of one direction of one layer. */
export function isOfOneLayer(a: Diagnosis, b: Diagnosis): boolean {
  return a.layer === b.layer && a.direction === b.direction;
}

/** What a person calls a gate, a candidate, or what has no gates. */
export const gateWords: Readonly<Record<string, string>> = {
  ...{ i: 'input gate', f: 'forget gate', g: say`candidate`, o: 'output gate' },
  ...{ r: 'reset gate', z: 'update gate', n: say`candidate`, h: say`activation` },
};

/** What overflows on the way forward: a state, or what a gate is taken of. A plain cell has but one pre-activation. */
export function valueInWords(gate: string | undefined): string {
  if (gate === undefined) return say`state`;
  return gate === 'h' ? say`pre-activation` : `pre-activation of the ${gateWords[gate] ?? gate}`;
}

/** Where a finding is. */
export function placeOf({ layer }: DiagnosedLayer): Pick<Finding, 'layer' | 'direction'> {
  return { layer: layer.name, direction: layer.direction };
}

/** A number as it stands in a sentence. */
export function decadesInWords(decades: number): string {
  return `${fixed(Math.abs(decades), 1)} decades`;
}
