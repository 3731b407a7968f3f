/** A sentence whose words take the colour of the gradient that reaches them from the verb, in many networks. */
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { CellName, Experiment } from '../experiment/experiment.ts';
import { FieldError } from '../experiment/field_error.ts';
import type { EnsembleReading } from '../laboratory/figure.ts';
import { say } from '../language/say.ts';
import '../ui/charts/line_chart.ts';
import { asPower, count, several, superscript } from '../ui/numbers.ts';
import type { Palette } from '../ui/theme.ts';
import { EnsembleController } from './ensemble_controller.ts';
import { gradientColor } from './gradient_color.ts';
import { gradientLegend } from './gradient_legend.ts';
import { LiveFigure } from './live_figure.ts';
import { distanceOf, longestDistance, ownSentence, type Sentence, sentences } from './sentences.ts';
import { oneNetwork } from './traverse.ts';

const networks = 1000;
/** As many as the float64 engine measures in a few seconds. */
const fewNetworks = 100;

const names: Readonly<Record<CellName & ('rnn' | 'lstm'), string>> = { rnn: 'RNN', lstm: 'LSTM' };
const kinds = ['rnn', 'lstm'] as const;
const roles = { subject: say`subject`, verb: say`verb` } as const;

@customElement('long-sentence')
export class LongSentence extends LiveFigure {
  static override styles = [
    ...LiveFigure.styles,
    css`
      .words {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 6px;
        padding: 8px 0 14px;
      }
      .word {
        appearance: none;
        display: grid;
        gap: 3px;
        padding: 2px 3px;
        border: 0;
        border-radius: 4px;
        background: none;
        font-size: 17px;
        cursor: pointer;
      }
      .word:hover,
      .word:focus-visible {
        background: var(--raised);
      }
      .word.after {
        color: var(--muted);
      }
      .word.chosen {
        font-weight: 650;
        text-decoration: underline;
        text-decoration-color: var(--accent);
        text-decoration-thickness: 2px;
        text-underline-offset: 4px;
      }
      .stripe {
        height: 6px;
        border-radius: 1.5px;
        print-color-adjust: exact;
      }
      .own {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: 8px;
        color: var(--soft);
        font-size: 13px;
      }
      .own input {
        width: 100%;
        height: 28px;
        padding: 0 8px;
        border: 1px solid var(--edge);
        border-radius: 5px;
        background: var(--surface);
        color: var(--ink);
      }
      .wide {
        grid-column: 1 / -1;
      }
      progress {
        display: block;
        width: 100%;
        flex: none;
        margin-bottom: 6px;
      }
      progress.idle {
        visibility: hidden;
      }
    `,
  ];

  protected override readonly heading = 'The gradient that reaches each word from the verb';
  protected override readonly openingMilliseconds = 2500;

  /** Undefined while what is typed is not one yet. */
  @state() private sentence: Sentence | undefined = sentences[3];
  @state() private own = '';
  @state() private choosing: 'subject' | 'verb' = 'subject';
  @state() private gain = 0.9;
  @state() private forgetBias = 2;
  /** Index of the word whose numbers are read. */
  @state() private read: number | undefined;

  readonly #ensembles = new EnsembleController(this);
  /** The newest readings, or those before while newer ones are on their way. */
  #shown: Partial<Record<(typeof kinds)[number], EnsembleReading>> = {};

  override willUpdate(): void {
    if (!this.near || !this.desk) return;
    const experiments = kinds.map((cell) => this.#experiment(cell));
    this.#ensembles.want(this.desk, experiments);
    kinds.forEach((cell) => {
      const reading = this.#ensembles.reading(this.#experiment(cell));
      if (reading) this.#shown = { ...this.#shown, [cell]: reading };
    });
  }

  #experiment(cell: (typeof kinds)[number]): Experiment {
    const { gain, forgetBias } = this;
    return {
      ...oneNetwork,
      cell,
      gain,
      forgetBias,
      networks: this.desk?.engine === 'reference' ? fewNetworks : networks,
      hiddenSize: 32,
      steps: longestDistance,
      warmUp: 20,
      inputScale: 0.5,
    };
  }

  /** log10 of the median, and of the ends of the middle 80 %, of what arrives `distance` steps before the verb. */
  #ratio(cell: (typeof kinds)[number], distance: number) {
    const ratios = this.#shown[cell]?.ratios;
    const at = longestDistance - distance;
    const of = (values: readonly (number | null)[] | undefined) => values?.[at] ?? undefined;
    return { median: of(ratios?.p50), low: of(ratios?.p10), high: of(ratios?.p90) };
  }

  protected override unfinished(): boolean {
    return this.#ensembles.progress !== undefined;
  }

  protected override summary(): string {
    if (this.#ensembles.failure) return this.#ensembles.failure;
    const { sentence, read } = this;
    return sentence ? this.#reading(sentence, read ?? sentence.subject) : incomplete;
  }

  #reading({ words, verb }: Sentence, word: number): string {
    const distance = verb - word;
    const name = say`“${bare(words[word])}”`;
    if (distance === 0) return `${name} is the verb: the gradient starts here.`;
    if (distance < 0) return `${name} comes after the verb, which cannot hear of it.`;
    if (distance > longestDistance)
      return `${name} is ${distance} steps before the verb; only ${longestDistance} are measured.`;
    const parts = kinds.map((cell) => {
      const { median, low, high } = this.#ratio(cell, distance);
      if (median === undefined || low === undefined || high === undefined)
        return `${names[cell]} not measured yet`;
      return `${names[cell]} ${asPower(median)} (80 % from ${asPower(low)} to ${asPower(high)})`;
    });
    const power = asPower(distance * Math.log10(0.7));
    return `${name}, ${several(distance, 'step')} before “${bare(words[verb])}”: ${parts.join('; ')}; 0.7${superscript(distance)} = ${power}.`;
  }

  protected override chart(palette: Palette) {
    const distances = Array.from({ length: longestDistance + 1 }, (_, d) => d);
    const medians = kinds.map((cell) => distances.map((d) => this.#ratio(cell, d).median ?? null));
    const [rnn = [], lstm = []] = medians;
    const plain = distances.map((d) => this.#ratio('rnn', d));
    const { progress } = this.#ensembles;
    const { sentence } = this;
    const distance = sentence && distanceOf(sentence);
    return html`
      <progress
        class=${progress === undefined || progress === 1 ? 'idle' : ''}
        aria-label="Networks measured"
        value=${progress ?? 0}
      ></progress>
      <div class="words" role="group" aria-label="The sentence, word by word">
        ${
          sentence
            ? sentence.words.map((word, i) => this.#word(palette, sentence, word, i))
            : html`<span class="word after">${this.own.trim() || '…'}</span>`
        }
      </div>
      <line-chart
        .palette=${palette}
        .x=${distances}
        .lines=${[
          {
            name: say`0.7ᵈ`,
            y: distances.map((d) => d * Math.log10(0.7)),
            color: 'soft',
            dashed: true,
            namedAt: 0.85,
          },
          {
            name: 'RNN',
            y: rnn,
            color: 'cool',
            side: 'below',
            namedAt: 0.6,
            band: { low: plain.map(({ low }) => low ?? null), high: plain.map(({ high }) => high ?? null) },
          },
          { name: 'LSTM', y: lstm, color: 'accent', namedAt: 0.7 },
        ]}
        .mark=${distance !== undefined && distance >= 0 && distance <= longestDistance ? distance : undefined}
        decades
        xLabel="steps before the verb"
        yLabel="gradient ratio"
        label="Median gradient against distance from the verb. ${this.summary()}"
      ></line-chart>
    `;
  }

  #word(palette: Palette, { subject, verb }: Sentence, word: string, i: number) {
    const distance = verb - i;
    const stripe = (cell: (typeof kinds)[number]) => {
      const median =
        distance < 0 || distance > this.opened * longestDistance
          ? undefined
          : this.#ratio(cell, distance).median;
      return html`<span
        class="stripe"
        .style=${`background: ${median === undefined ? 'transparent' : gradientColor(palette, median)}`}
      ></span>`;
    };
    return html`<button
      class="word ${i === subject || i === verb ? 'chosen' : ''} ${distance < 0 ? 'after' : ''}"
      aria-label=${`${bare(word)}: make it the ${roles[this.choosing]}`}
      @click=${() => this.#choose(i)}
      @pointerenter=${() => this.#look(i)}
      @pointerleave=${() => this.#look(undefined)}
      @focus=${() => this.#look(i)}
      @blur=${() => this.#look(undefined)}
    >
      <span>${word}</span>${kinds.map(stripe)}
    </button>`;
  }

  #look(word: number | undefined): void {
    this.read = word;
  }

  #choose(word: number): void {
    if (this.sentence) this.sentence = { ...this.sentence, [this.choosing]: word };
  }

  protected override legend(palette: Palette) {
    return gradientLegend(palette);
  }

  protected override numbers() {
    const distances = Array.from({ length: longestDistance }, (_, d) => d + 1);
    const written = (decades: number | undefined) => (decades === undefined ? '–' : asPower(decades));
    return {
      caption: 'Gradient ratio against the distance from the verb: medians, and 10 to 90 %',
      columns: [say`steps`, 'RNN', 'RNN 10 %', 'RNN 90 %', 'LSTM', 'LSTM 10 %', 'LSTM 90 %', say`0.7ᵈ`],
      rows: distances.map((d) => [
        String(d),
        ...kinds.flatMap((cell) => {
          const { median, low, high } = this.#ratio(cell, d);
          return [written(median), written(low), written(high)];
        }),
        asPower(d * Math.log10(0.7)),
      ]),
    };
  }

  protected override controls() {
    this.#offerSentence();
    return html`
      <label class="choice wide"
        ><span>Sentence</span
        ><select @change=${this.#take}>
          ${sentences.map(
            (sentence, i) =>
              html`<option value=${i} .selected=${sentence.words === this.sentence?.words}>
                ${several(distanceOf(sentence), 'step')}: ${sentence.words.join(' ')}
              </option>`,
          )}
          <option value="own" .selected=${sentences.every(({ words }) => words !== this.sentence?.words)}>
            your own, below
          </option>
        </select></label
      >
      <label class="own wide"
        ><span>Your own</span
        ><input
          type="text"
          maxlength=${longestOwn}
          placeholder="type a sentence that ends in its verb"
          aria-invalid=${this.sentence === undefined}
          .value=${this.own}
          @input=${this.#type}
      /></label>
      ${this.choice('choosing', 'A click chooses the', roles, this.choosing, (choosing) => {
        this.choosing = choosing;
      })}
      ${this.quantity(
        'gain',
        {
          label: say`Gain`,
          symbol: 'g',
          limits: { minimum: 0.1, maximum: 2, step: 0.05, logarithmic: false },
        },
        this.gain,
        (gain) => {
          this.gain = gain;
        },
      )}
      ${this.quantity(
        'forget-bias',
        {
          label: 'Forget bias',
          symbol: 'b_f',
          limits: { minimum: 0, maximum: 5, step: 0.5, logarithmic: false },
        },
        this.forgetBias,
        (forgetBias) => {
          this.forgetBias = forgetBias;
        },
      )}
    `;
  }

  /** A link says which sentence it is, or all of one's own, and the two words. */
  #offerSentence(): void {
    const { sentence, own } = this;
    const known = sentences.findIndex(({ words }) => words === sentence?.words);
    this.offer('sentence', known < 0 ? 'own' : String(known + 1), (text) => {
      const listed = /^\d$/.test(text) ? sentences[Number(text) - 1] : undefined;
      if (!listed && text !== 'own')
        throw new FieldError('sentence', `a number from 1 to ${sentences.length}, or own`, text);
      this.#show(listed ?? ownSentence(this.own));
    });
    this.offer('own', own, (text) => {
      if (text.length > longestOwn)
        throw new FieldError('own', `a sentence of ${longestOwn} characters at most`, text);
      this.own = text;
      if (known < 0) this.#show(ownSentence(text));
    });
    for (const word of ['subject', 'verb'] as const) {
      this.offer(word, sentence ? String(sentence[word]) : '', (text) => {
        if (!sentence || !(Number(text) < sentence.words.length) || !/^\d+$/.test(text))
          throw new FieldError(word, 'the number of a word, from 0', text);
        this.sentence = { ...sentence, [word]: Number(text) };
      });
    }
  }

  readonly #take = ({ currentTarget }: Event): void => {
    const { value } = currentTarget as HTMLSelectElement;
    this.#show(value === 'own' ? ownSentence(this.own) : sentences[Number(value)]);
  };

  readonly #type = ({ currentTarget }: Event): void => {
    this.own = (currentTarget as HTMLInputElement).value;
    this.#show(ownSentence(this.own));
  };

  #show(sentence: Sentence | undefined): void {
    this.sentence = sentence;
    // The word that was read is not in this sentence.
    this.read = undefined;
  }

  protected override caption() {
    const reading = this.#shown.rnn;
    const measured = reading
      ? html`${count(reading.growthRate.length)} networks of each kind, measured on ${reading.engine.device}.`
      : nothing;
    return html`<span
      >Upper stripe RNN, lower stripe LSTM: medians. 32 units, random inputs σ<sub>x</sub> = 0.5. Band: the middle 80 % of
      the RNNs. ${measured}</span
    >`;
  }

  protected override explored() {
    return this.#experiment('rnn');
  }
}

/** Characters of a sentence that is typed. */
const longestOwn = 400;

/** What the figure says of a sentence that is none yet. */
const incomplete = 'Your own sentence needs two words at least: a subject, and at the end its verb.';

/** A word without its punctuation. */
function bare(word = ''): string {
  return word.replace(/[.,;:!?„“”"]+/g, '');
}

declare global {
  interface HTMLElementTagNameMap {
    'long-sentence': LongSentence;
  }
}
