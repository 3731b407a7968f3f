/** The story's screens: what is asked, between which answers, what is measured then, and how it is shown beside the guess. */
import { html, type TemplateResult } from 'lit';
import { say } from '../language/say.ts';
import '../ui/charts/eigenvalue_disc.ts';
import { type Line, limitsOf } from '../ui/charts/line_chart.ts';
import { asPower, count, fixed, significant } from '../ui/numbers.ts';
import type { Palette } from '../ui/theme.ts';
import { type StoryMeasures, type Trained, textsOfLength } from './story_measures.ts';

interface StoryAnswer {
  readonly text: string;
  /** What is measured lies from one to below the other. */
  readonly from: number;
  readonly to: number;
}

/** What came of a measurement. */
interface StoryReading {
  /** What decides which answer is right. */
  readonly value: number;
  /** What was measured. */
  readonly sentence: string;
  /** What follows. */
  readonly because: string;
  readonly chart: (palette: Palette, guess: StoryAnswer) => TemplateResult;
}

export interface StoryScreen {
  readonly title: string;
  /** What has to be known to answer; measured, where it holds numbers. */
  readonly lead: (measures: StoryMeasures) => Promise<string>;
  readonly question: string;
  readonly answers: readonly StoryAnswer[];
  readonly doing: string;
  readonly run: (measures: StoryMeasures) => Promise<StoryReading>;
}

const before = 'first_letter_before';
const after = 'first_letter_after';

const arrivals: readonly StoryAnswer[] = [
  { text: 'less than a millionth of it', from: -Infinity, to: -6 },
  { text: 'something between: it keeps within a factor of a million', from: -6, to: 6 },
  { text: 'more than a million times as much', from: 6, to: Infinity },
];

export const storyScreens: readonly StoryScreen[] = [
  {
    title: 'Before it has learnt',
    lead: async () =>
      'A network of 64 tanh units reads forty letters, one a step, and is asked for the first of them. Here it is as PyTorch starts it. It is told how wrong it is at the end, and that news has to travel back to the first letter: a gradient, through forty steps.',
    question: 'How much of the gradient at the last letter arrives at the first?',
    answers: arrivals,
    doing: 'Measure it',
    run: async (measures) => {
      const trained = await measures.trained(before);
      const ratios = ratiosOf(trained);
      const value = ratios[0] ?? Number.NaN;
      const rate = Math.exp(trained.layer.growthRate);
      return {
        value,
        sentence: `${asPower(value)} of it arrives: each step hands back ${fixed(rate, 2)} of what it was given, forty times over.`,
        because:
          'The first letter might as well not be there: whatever it does to the answer, no gradient tells. Trained on forty letters from this start, the network stays at chance.',
        chart: (palette, guess) =>
          courseChart(palette, guess, [
            { name: say`before`, y: ratios, color: 'cool', side: 'above', namedAt: 0.5 },
          ]),
      };
    },
  },
  {
    title: 'Then it was led there',
    lead: async (measures) =>
      `It was given texts of three letters first, then four, then five, up to forty; and it learnt. Before, the spectral radius of its matrix, ρ, was ${significant((await measures.trained(before)).layer.candidate.radius)}. Whatever is multiplied by such a matrix again and again shrinks like ρ to the power of the steps.`,
    question: 'Where has learning put ρ, so that the first letter is not forgotten?',
    answers: [
      { text: 'it is still below 0.8', from: 0, to: 0.8 },
      { text: 'close to 1, where nothing shrinks and nothing grows', from: 0.8, to: 1.25 },
      { text: 'far above 1', from: 1.25, to: Infinity },
    ],
    doing: 'Find its eigenvalues',
    run: async (measures) => {
      const [old, present] = [await measures.trained(before), await measures.trained(after)];
      const { radius } = present.layer.candidate;
      return {
        value: radius,
        sentence: `ρ = ${significant(radius)}: its largest eigenvalues lie far outside the unit circle.`,
        because:
          'Whoever looks at ρ alone would call that a network that explodes. But a step is more than its matrix.',
        chart: (_, guess) =>
          html`<div class="discs">
            ${disc(say`before`, old, radius, [])} ${disc(say`after`, present, radius, ringsOf(guess))}
            <p class="key">Dashed green: a circle of radius ρ. Dashed red: where your guess begins and ends.</p>
          </div>`,
      };
    },
  },
  {
    title: 'After it has learnt',
    lead: async (measures) => {
      const { layer } = await measures.trained(after);
      const power = asPower(layer.steps * Math.log10(layer.candidate.radius));
      return `Now the same text, and the same gradient, in the network that has learnt. With ρ = ${significant(layer.candidate.radius)}, forty steps of its matrix alone would make ${power} of it.`;
    },
    question: 'How much of the gradient at the last letter arrives at the first now?',
    answers: arrivals,
    doing: 'Measure it',
    run: async (measures) => {
      const [old, present] = [await measures.trained(before), await measures.trained(after)];
      const ratios = ratiosOf(present);
      const value = ratios[0] ?? Number.NaN;
      const { steps, candidate } = present.layer;
      const power = ratios.map((_, t) => (steps - t) * Math.log10(candidate.radius));
      return {
        value,
        sentence: `${asPower(value)} of it arrives. Forty steps, and it has kept its size within a factor of ten.`,
        because:
          'That is what remembering needs: what happens at the first letter is felt at the last, and the last can answer. Something takes away, step by step, nearly all that the matrix adds.',
        chart: (palette, guess) =>
          courseChart(palette, guess, [
            { name: 'ρᵀ⁻ᵗ', y: power, color: 'warm', dashed: true, side: 'above', namedAt: 0.35 },
            { name: say`after`, y: ratios, color: 'accent', side: 'above', namedAt: 0.5 },
            { name: say`before`, y: ratiosOf(old), color: 'cool', side: 'below', namedAt: 0.4 },
          ]),
      };
    },
  },
  {
    title: 'Who takes it away?',
    lead: async () =>
      'A step multiplies by the matrix, and then by the slope of each unit’s tanh. At rest a slope is 1. The further a unit is driven, the flatter it stands.',
    question:
      'How steep are its units while it reads, in the mean (root mean square) over units and letters?',
    answers: [
      { text: 'nearly 1: it works close to rest', from: 0.75, to: 1.0001 },
      { text: 'between a half and three quarters', from: 0.5, to: 0.75 },
      { text: 'less than a half: most units are driven hard', from: 0, to: 0.5 },
    ],
    doing: 'Measure the slopes',
    run: async (measures) => {
      const [old, present] = [await measures.trained(before), await measures.trained(after)];
      const slopes = slopesOf(present);
      const value = Math.sqrt(slopes.reduce((sum, slope) => sum + slope ** 2, 0) / slopes.length);
      const { radius } = present.layer.candidate;
      return {
        value,
        sentence: `${significant(value, 2)} in the mean; times ρ = ${significant(radius)} that is ${significant(value * radius, 2)} a step, by a rough count: close to 1.`,
        because:
          'So the network has found its own edge: a matrix that would explode, and units so saturated that it does not. ρ was half the story. What decides is what a whole step does, over and over: its growth rate.',
        chart: (palette, guess) =>
          courseChart(
            palette,
            guess,
            [
              { name: say`before`, y: slopesOf(old), color: 'cool', side: 'below', namedAt: 0.5 },
              { name: say`after`, y: slopes, color: 'accent', side: 'above', namedAt: 0.5 },
            ],
            { yLabel: 'slope √⟨φ′²⟩', decades: false, yRange: [0, 1.15] },
          ),
      };
    },
  },
  {
    title: 'How long is its memory?',
    lead: async () =>
      'It learnt on texts of at most forty letters, and is right in all of them. Nobody ever showed it a longer one.',
    question: 'Of texts of eighty letters, in how many does it still name the first?',
    answers: [
      { text: 'in nearly all: what is kept is kept', from: 0.9, to: 1.0001 },
      { text: 'in more than half, but not in all', from: 0.5, to: 0.9 },
      { text: 'in no more than half: one in four would be chance', from: 0, to: 0.5 },
    ],
    doing: 'Let it read',
    run: async (measures) => {
      const memory = await measures.memory();
      const shareOf = (length: number) => memory.find((one) => one.length === length)?.share ?? Number.NaN;
      const value = shareOf(80);
      return {
        value,
        sentence: `In ${count(100 * value)} of 100 texts of eighty letters, and in ${count(100 * shareOf(40))} of 100 of forty, all drawn just now.`,
        because: `It has learnt to carry a letter over forty steps, not to remember for ever: what a step loses is little, and adds up. And of texts of three letters, where its lessons began, it is right in ${count(100 * shareOf(3))} of 100 now: what it did not go on practising, it may unlearn.`,
        chart: (palette, guess) => {
          const lines: readonly Line[] = [
            guessLine(
              guess,
              memory.map(() => [0, 1] as const),
            ),
            {
              name: say`chance`,
              y: memory.map(() => 0.25),
              color: 'soft',
              dashed: true,
              side: 'below',
              namedAt: 0.9,
            },
            {
              name: say`right`,
              y: memory.map(({ share }) => share),
              color: 'accent',
              side: 'above',
              namedAt: 0.3,
            },
          ];
          return html`<line-chart
            .palette=${palette}
            .x=${memory.map(({ length }) => length)}
            .lines=${lines}
            .yRange=${[0, 1.15]}
            .mark=${80}
            xLabel="letters in a text"
            yLabel="part that is right"
            label=${`Part of ${textsOfLength} random texts of each length whose first letter is named. ${Math.round(100 * value)} % of those of 80 letters.`}
          ></line-chart>`;
        },
      };
    },
  },
];

/** Index of the answer that a measurement makes right; −1 where it is none of them. */
export function rightAnswer({ answers }: StoryScreen, value: number): number {
  return answers.findIndex(({ from, to }) => value >= from && value < to);
}

/** log10 (‖δ_t‖/‖δ_T‖), t = 0 … T. */
function ratiosOf({ layer }: Trained): number[] {
  const state = [...layer.decades.state];
  const last = state.at(-1) ?? 0;
  return state.map((decades) => decades - last);
}

/** √⟨φ′²⟩ at each letter of the text. */
function slopesOf({ reader, text }: Trained): readonly number[] {
  return reader.read(text).slopes;
}

/** The range that was guessed, as a band over the whole axis. @param limits of each place, for an answer without an end */
function guessLine({ from, to }: StoryAnswer, limits: readonly (readonly [number, number])[]): Line {
  const low = limits.map(([least]) => Math.max(from, least));
  const high = limits.map(([, most]) => Math.min(to, most));
  return {
    name: 'your guess',
    y: low.map((least, i) => (least + (high[i] ?? least)) / 2),
    ...{ color: 'soft', faint: true, band: { low, high }, side: 'above', namedAt: 0.12 },
  };
}

/** Lines over the letters, the guess behind them. */
function courseChart(
  palette: Palette,
  guess: StoryAnswer,
  lines: readonly Line[],
  look: {
    readonly yLabel: string;
    readonly decades: boolean;
    readonly yRange?: readonly [number, number];
  } = {
    yLabel: 'gradient ratio',
    decades: true,
  },
) {
  const [first] = lines;
  const x = (first?.y ?? []).map((_, t) => t);
  const [least, most] = look.yRange ?? limitsOf(lines);
  // Room for the answers to either side, whatever was measured.
  const limits = look.decades
    ? ([Math.min(least, -13), Math.max(most, 13)] as const)
    : ([least, most] as const);
  return html`<line-chart
    .palette=${palette}
    .x=${x}
    .lines=${[
      guessLine(
        guess,
        x.map(() => limits),
      ),
      ...lines,
    ]}
    .yRange=${limits}
    ?decades=${look.decades}
    xLabel="letter"
    yLabel=${look.yLabel}
    label=${`${look.yLabel} at each letter, and your guess: ${guess.text}.`}
  ></line-chart>`;
}

function disc(
  name: string,
  { layer }: Trained,
  largest: number,
  curves: readonly (readonly (readonly [number, number])[])[],
) {
  return html`<figure>
    <eigenvalue-disc
      .eigenvalues=${layer.candidate.values}
      radius=${layer.candidate.radius}
      .extent=${1.12 * largest}
      .curves=${curves}
    ></eigenvalue-disc>
    <figcaption>${name}: ρ = ${significant(layer.candidate.radius)}</figcaption>
  </figure>`;
}

/** The guess as rings about the origin. */
function ringsOf({ from, to }: StoryAnswer): (readonly [number, number])[][] {
  return [from, to]
    .filter((radius) => radius > 0 && Number.isFinite(radius))
    .map((radius) =>
      Array.from({ length: 65 }, (_, i) => {
        const angle = (2 * Math.PI * i) / 64;
        return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
      }),
    );
}
