/** What the story measures, each once: the trained pair on the text that came with it, and how far its memory reaches. */
import type { LayerAnalysis } from '../analysis/model_analysis.ts';
import { readNpy } from '../files/npy.ts';
import { breather } from '../networks/turn.ts';
import { exampleNamed, type exampleNames, fetchedExample } from '../session/example.ts';
import { FollowedJob } from '../session/followed_job.ts';
import { usualSettings } from '../session/model.ts';
import type { Workplace } from '../session/workplace.ts';
import { LetterReader, letters } from './letter_reader.ts';

/** One of the pair. */
export interface Trained {
  readonly layer: LayerAnalysis;
  readonly reader: LetterReader;
  /** The text that it is measured on, letters by their indices. */
  readonly text: readonly number[];
}

/** In how many of some texts the first letter is named. */
export interface RightOfLength {
  readonly length: number;
  /** 0 … 1 */
  readonly share: number;
}

/** Texts of each length that are read. */
export const textsOfLength = 100;
const lengths = [3, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 100, 120, 150];

export class StoryMeasures {
  readonly #workplace: Workplace;
  readonly #kept = new Map<string, Promise<unknown>>();

  constructor(workplace: Workplace) {
    this.#workplace = workplace;
  }

  /** @throws Error with a clause on why it is not to be had */
  trained(name: (typeof exampleNames)[number]): Promise<Trained> {
    return this.#once(name, async () => {
      const files = await fetchedExample(exampleNamed(name));
      if ('refusal' in files) throw new Error(files.refusal);
      const { weights: file, inputs } = files;
      const job = new FollowedJob(this.#workplace, 'diagnosis', { view: 'story', urgency: 0 });
      const outcome = await job.start({ ...usualSettings, file, inputs, answers: {} });
      if (!outcome) throw new Error(job.failure || 'it was stopped');
      const { result } = outcome;
      const layer = 'analysis' in result ? result.analysis?.layers[0] : undefined;
      if (!layer) throw new Error('refusal' in result ? result.refusal : 'the example is no network');
      const reader = await LetterReader.of(file);
      return { layer, reader, text: textIn(new Uint8Array(await inputs.arrayBuffer())) };
    });
  }

  /** How often the trained one is right, over random texts of each length. */
  memory(): Promise<readonly RightOfLength[]> {
    return this.#once('memory', async () => {
      const { reader } = await this.trained('first_letter_after');
      const found: RightOfLength[] = [];
      const pause = breather();
      for (const length of lengths) {
        let right = 0;
        for (let text = 0; text < textsOfLength; text++) {
          const drawn = randomText(length);
          if (reader.read(drawn).named === drawn[0]) right++;
          await pause();
        }
        found.push({ length, share: right / textsOfLength });
      }
      return found;
    });
  }

  /** What failed is tried again when it is asked for again. */
  #once<Result>(name: string, measure: () => Promise<Result>): Promise<Result> {
    const kept = this.#kept.get(name) as Promise<Result> | undefined;
    if (kept) return kept;
    const measured = measure().catch((error: unknown) => {
      this.#kept.delete(name);
      throw error;
    });
    this.#kept.set(name, measured);
    return measured;
  }
}

/** Letters at random. */
export function randomText(length: number): number[] {
  return [...crypto.getRandomValues(new Uint8Array(length))].map((byte) => byte % letters.length);
}

/** Of one letter a row, 1 in its place. */
function textIn(bytes: Uint8Array): number[] {
  const { shape, values } = readNpy(bytes, 'inputs');
  const hot = values();
  const [steps = 0, width = 1] = shape;
  return Array.from({ length: steps }, (_, t) => hot.subarray(width * t, width * (t + 1)).indexOf(1));
}
