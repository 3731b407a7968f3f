/** A story to enter by: a network before and after it has learnt to remember. Predict, measure, reveal; where one is, and what one guessed, is in the link. */
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { say } from '../language/say.ts';
import { exampleNamed, fetchedExample } from '../session/example.ts';
import { Workplace } from '../session/workplace.ts';
import '../ui/charts/line_chart.ts';
import { NoticeEvent, OpenEvent } from '../ui/events.ts';
import { FragmentController, viewIn } from '../ui/fragment.ts';
import { progressStyles } from '../ui/progress_styles.ts';
import { sharedStyles } from '../ui/shared_styles.ts';
import type { Palette } from '../ui/theme.ts';
import './letter_playground.ts';
import './predict_question.ts';
import { lastScreen, readStory, type StoryPlace, storyAddress } from './story_address.ts';
import { StoryMeasures, type Trained } from './story_measures.ts';
import { rightAnswer, type StoryScreen, storyScreens } from './story_screens.ts';
import { storyStyles } from './story_styles.ts';

type StoryReading = Awaited<ReturnType<StoryScreen['run']>>;

/**
 * @fires notice-give - A link asks for a place that there is not.
 * @fires network-open - The network is to be opened in the explorer.
 */
@customElement('story-view')
export class StoryView extends LitElement {
  static override styles = [sharedStyles, progressStyles, storyStyles];

  @property({ attribute: false }) palette: Palette | undefined;
  /** Where it is measured. */
  @property({ attribute: false }) workplace = new Workplace();

  @state() private place: StoryPlace = { screen: 0, guesses: [] };
  /** What has to be known before a screen's question, by its index. */
  @state() private leads: ReadonlyMap<number, string> = new Map();
  @state() private readings: ReadonlyMap<number, StoryReading> = new Map();
  @state() private pair: readonly [before: Trained, after: Trained] | undefined;
  /** Index of the screen that is being measured. */
  @state() private running: number | undefined;
  /** Why something could not be measured. */
  @state() private failure = '';

  #measures: StoryMeasures | undefined;

  constructor() {
    super();
    new FragmentController(this, this.#follow);
  }

  readonly #follow = (): void => {
    if (viewIn(location.hash) !== 'story') return;
    const { place, notice } = readStory(location.hash);
    const isElsewhere = place.screen !== this.place.screen;
    this.place = place;
    this.failure = '';
    if (notice) {
      this.dispatchEvent(new NoticeEvent(notice));
      history.replaceState(history.state, '', location.search + storyAddress(place));
    }
    void this.#prepare();
    if (isElsewhere) void this.#beginScreen();
  };

  /** Whoever goes on reads on at the top, with a screen reader, too. */
  async #beginScreen(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector('h2')?.focus({ preventScroll: true });
    this.scrollIntoView();
  }

  get #story(): StoryMeasures {
    this.#measures ??= new StoryMeasures(this.workplace);
    return this.#measures;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('workplace')) this.#measures = undefined;
  }

  /** Has what the screen needs: what leads to its question, and what was measured there before. */
  async #prepare(): Promise<void> {
    const { screen, guesses } = this.place;
    const index = screen - 1;
    const shown = storyScreens[index];
    try {
      if (shown && !this.leads.has(index)) {
        const lead = await shown.lead(this.#story);
        this.leads = new Map([...this.leads, [index, lead]]);
      }
      if (shown && guesses[index] !== undefined) await this.#measure(index);
      if (screen === lastScreen) {
        const [before, after] = [
          await this.#story.trained('first_letter_before'),
          await this.#story.trained('first_letter_after'),
        ];
        this.pair = [before, after];
        for (const [i] of storyScreens.entries()) if (guesses[i] !== undefined) await this.#measure(i);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  async #measure(index: number): Promise<void> {
    if (this.readings.has(index)) return;
    this.running = index;
    try {
      const reading = await storyScreens[index]?.run(this.#story);
      if (reading) this.readings = new Map([...this.readings, [index, reading]]);
    } finally {
      this.running = undefined;
    }
  }

  #fail(error: unknown): void {
    console.warn(error);
    const reason = error instanceof Error ? error.message : String(error);
    this.failure = `It could not be measured: ${reason.replace(/[\s.]+$/, '')}. Try again.`;
  }

  async #guess(index: number, guess: number): Promise<void> {
    const guesses = storyScreens.map((_, i) => (i === index ? guess : this.place.guesses[i]));
    const known = guesses.slice(0, guesses.findLastIndex((one) => one !== undefined) + 1);
    this.place = { ...this.place, guesses: known };
    history.replaceState(history.state, '', location.search + storyAddress(this.place));
    this.failure = '';
    try {
      await this.#measure(index);
    } catch (error) {
      this.#fail(error);
    }
  }

  override render() {
    const { screen } = this.place;
    const shown = storyScreens[screen - 1];
    return html`<article>
      ${shown ? this.#screen(shown, screen - 1) : screen === 0 ? this.#beginning() : this.#end()}
      ${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}
    </article>`;
  }

  #beginning() {
    return html`
      <h2 tabindex="-1">A network that learnt to remember</h2>
      <p class="lead">
        Five questions about one small network, before and after it has learnt. You guess, then it is measured, here, while you
        wait. Nobody wrote the answers down; the network gives them.
      </p>
      <p>It takes some five minutes, and no mathematics beyond what a power of ten is.</p>
      <nav aria-label="Story">
        <a class="button primary" href=${this.#to(1)}>Begin</a>
        <a href="#chapter">The whole chapter instead</a>
      </nav>
    `;
  }

  #screen(screen: StoryScreen, index: number) {
    const lead = this.leads.get(index);
    const guess = this.place.guesses[index];
    const reading = guess === undefined ? undefined : this.readings.get(index);
    return html`
      ${this.#steps()}
      <h2 tabindex="-1">${screen.title}</h2>
      <p class="lead">${lead ?? html`<progress aria-label="Measuring what the question needs"></progress>`}</p>
      ${lead === undefined ? nothing : this.#question(screen, index, reading)}
      ${reading && guess !== undefined ? this.#revealed(screen, reading, guess) : nothing}
      <nav aria-label="Story">
        <a href=${this.#to(index)}>Back</a>
        ${
          reading
            ? html`<a class="button primary" href=${this.#to(index + 2)}>${index + 2 === lastScreen ? 'To the end' : 'Next question'}</a>`
            : nothing
        }
      </nav>
    `;
  }

  #question(screen: StoryScreen, index: number, reading: StoryReading | undefined) {
    const guess = this.place.guesses[index];
    const right = reading && rightAnswer(screen, reading.value);
    return html`<predict-question
      .question=${screen.question}
      .answers=${screen.answers.map(({ text }) => text)}
      doing=${reading ? 'Guess again' : screen.doing}
      .guess=${guess}
      ?judged=${reading !== undefined && guess !== undefined}
      .right=${guess === undefined ? undefined : right}
      ?running=${this.running === index}
      @guess=${({ detail }: CustomEvent<number>) => void this.#guess(index, detail)}
    >
      ${
        reading && guess !== undefined
          ? html`<p class="verdict">
              <b>${guess === right ? 'You saw it coming.' : 'A surprise.'}</b> ${reading.sentence}
            </p>`
          : nothing
      }
    </predict-question>`;
  }

  #revealed({ answers }: StoryScreen, reading: StoryReading, guess: number) {
    const answer = answers[guess];
    if (!this.palette || !answer) return nothing;
    return html`<div class="chart">${reading.chart(this.palette, answer)}</div>
      <p>${reading.because}</p>`;
  }

  /** How far one is. */
  #steps() {
    return html`<ol class="steps" aria-label="Questions">
      ${storyScreens.map(
        ({ title }, i) => html`<li>
          <a
            href=${this.#to(i + 1)}
            class=${this.place.guesses[i] === undefined ? '' : 'done'}
            aria-current=${this.place.screen === i + 1 ? 'step' : nothing}
            ><span class="unseen">${i + 1}. ${title}${this.place.guesses[i] === undefined ? '' : ', guessed'}</span></a
          >
        </li>`,
      )}
    </ol>`;
  }

  #end() {
    const seen = storyScreens.filter((screen, i) => {
      const reading = this.readings.get(i);
      return reading && this.place.guesses[i] === rightAnswer(screen, reading.value);
    }).length;
    const guessed = this.place.guesses.filter((guess) => guess !== undefined).length;
    return html`
      ${this.#steps()}
      <h2 tabindex="-1">Now you</h2>
      <p class="lead">
        ${
          guessed === 0
            ? say`You have guessed nothing yet: question 1 is where it begins.`
            : `You saw ${seen} of ${guessed} coming${this.running === undefined ? '' : ' so far'}.`
        }
        Here are the two networks. Type a text of the letters A, B, C and D, change its first letter, and see who has noticed.
      </p>
      ${
        this.pair
          ? html`<letter-playground .pair=${this.pair}></letter-playground>`
          : html`<progress aria-label="The networks are loaded"></progress>`
      }
      <h3>Where to go from here</h3>
      <ul class="ways">
        <li><a href="#model/example=first_letter_after">The trained network under the lens</a>: what ails it, layer by layer, step by step.</li>
        <li>
          <a href="#explore" @click=${this.#explore}>The same network among thousands of random ones</a>, in the explorer.
        </li>
        <li><a href="#chapter/one-sentence">Why all of this is so</a>: the chapter, from the first sentence.</li>
        <li><a href=${storyAddress({ screen: 0, guesses: [] })}>Once more from the start</a></li>
      </ul>
    `;
  }

  readonly #explore = async (event: Event): Promise<void> => {
    event.preventDefault();
    const files = await fetchedExample(exampleNamed('first_letter_after'));
    if ('refusal' in files) this.failure = files.refusal;
    else this.dispatchEvent(new OpenEvent([files.weights], {}));
  };

  /** The link to a screen, with all that was guessed. */
  #to(screen: number): string {
    return storyAddress({ ...this.place, screen });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'story-view': StoryView;
  }
}
