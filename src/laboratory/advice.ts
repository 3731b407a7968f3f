/** Ways to start a recurrent layer, measured on small ensembles over the lag of a task, in float64. */
import { type Advice, adviceFrom, type MeasuredStart } from '../analysis/advice/advice.ts';
import { type AdviceQuestion, type Start, startedLayer, startsOf } from '../analysis/advice/start.ts';
import { explorerLink } from '../analysis/diagnosis/explorer_link.ts';
import { cellOf } from '../networks/cells.ts';
import { normals, purpose } from '../networks/normal.ts';
import { entry } from '../networks/vector.ts';
import type { Bench } from './job.ts';
import { modelAnalysis } from './model.ts';

export interface AdviceRequest {
  readonly question: AdviceQuestion;
  readonly seed: number;
}

/** What was measured, on how much. */
export interface MeasuredAdvice {
  readonly advice: Advice;
  /** Networks of each start. */
  readonly networks: number;
  /** N of what was measured: fewer than were asked about where those take too long. */
  readonly units: number;
}

/** With so many the quartiles of a start are the same half a decade for every seed. */
const networksEach = 16;
/** Multiplications of all networks together: some seconds. */
const mostProducts = 2 ** 32;
/** N at most: every network has its spectrum too. */
const mostUnits = 512;
const fewestUnits = 8;

/** Measures every start, a network after another; reports how many are done. */
export async function* advice(
  { question, seed }: AdviceRequest,
  { signal }: Pick<Bench, 'signal'>,
): AsyncGenerator<{ readonly done: number; readonly total: number }, MeasuredAdvice, void> {
  const starts = startsOf(question);
  const units = unitsFor(question, starts.length * networksEach);
  const total = starts.length * networksEach;
  let done = 0;
  const measured: MeasuredStart[] = [];
  for (const start of starts) {
    const networks: MeasuredNetwork[] = [];
    for (let index = 0; index < networksEach; index++) {
      networks.push(await measureNetwork(question, start, { units, seed, index }, signal));
      yield { done: ++done, total };
    }
    measured.push({
      start,
      decades: networks.map(({ decades }) => decades),
      log10Parameters: networks.map(({ log10Parameters }) => log10Parameters),
      link: networks[0]?.link ?? '',
    });
  }
  return { advice: adviceFrom(question, measured), networks: networksEach, units };
}

/** A step there and back multiplies each weight three times. */
function unitsFor({ settings, hiddenSize, inputSize, lag }: AdviceQuestion, networks: number): number {
  const { blocks } = cellOf(settings);
  const products = (units: number) => 3 * blocks * units * (units + inputSize) * lag * networks;
  let units = Math.min(hiddenSize, mostUnits);
  while (units > fewestUnits && products(units) > mostProducts) units = Math.ceil(units / 2);
  return units;
}

interface MeasuredNetwork {
  readonly decades: number;
  readonly log10Parameters: number;
  readonly link: string;
}

async function measureNetwork(
  question: AdviceQuestion,
  start: Start,
  drawn: { readonly units: number; readonly seed: number; readonly index: number },
  signal: AbortSignal,
): Promise<MeasuredNetwork> {
  const { lag, inputSize } = question;
  const { units, seed, index } = drawn;
  const layer = startedLayer(question, start, drawn);
  const inputs = new Float64Array(lag * inputSize);
  for (let i = 0; i < inputSize; i++)
    normals(seed, purpose.input, index, i, lag).forEach((value, step) => {
      inputs[step * inputSize + i] = value;
    });
  // ∂L/∂output is of length 1, at the last time alone.
  const loss = [new Float64Array(lag * units).fill(1 / Math.sqrt(units), (lag - 1) * units)];
  const parts = modelAnalysis({ model: { levels: [[layer]] }, batch: [{ inputs }], loss }, { signal });
  for (;;) {
    const next = await parts.next();
    if (!next.done) continue;
    const [analysis] = next.value.layers;
    if (!analysis) throw new RangeError('A model has a layer.');
    const { state } = analysis.decades;
    const ensemble = start.name === 'identity' || start.name === 'orthogonal' ? start.name : 'ginibre';
    return {
      decades: entry(state, 0) - entry(state, lag),
      log10Parameters: analysis.log10Parameters,
      link: explorerLink({ layer, analysis }, ensemble),
    };
  }
}
