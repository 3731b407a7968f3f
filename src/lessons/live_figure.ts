/**
 * What every figure of the chapter that draws one chart shares: a frame with its title, its controls, a table of its numbers, a
 * caption and a way into the explorer or into Learn.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { writeAddress } from '../experiment/address.ts';
import { usualAxes } from '../experiment/axes.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { LearningPlan } from '../experiment/learning_axes.ts';
import { version } from '../files/version.ts';
import { wholeLearning } from '../session/learning_address.ts';
import '../ui/charts/chart_frame.ts';
import { isPictureSource, type TableNumbers, type Told } from '../ui/charts/picture.ts';
import '../ui/charts/number_table.ts';
import { embedding } from '../ui/embedding.ts';
import { ResultEvent } from '../ui/events.ts';
import type { Palette } from '../ui/theme.ts';
import { learnLink } from './learn_link.ts';
import type { LearningController } from './learning_controller.ts';
import { NearFigure } from './near_figure.ts';

export interface NumberTableText extends TableNumbers {
  /** Indices of the columns that hold words. */
  readonly words?: readonly number[];
}

export abstract class LiveFigure extends NearFigure {
  @state() private table = false;
  /** What the cursor reads in the chart. */
  @state() private pointed = '';

  /** What the figure shows, in a sentence of numbers. */
  protected abstract summary(): string;
  protected abstract chart(palette: Palette): TemplateResult;
  protected abstract numbers(): NumberTableText;
  /** Whether what it shows is a table already. */
  protected readonly isTable: boolean = false;
  /** What the colours mean, in the frame's slot for it. */
  protected legend(_palette: Palette): TemplateResult | typeof nothing {
    return nothing;
  }
  protected caption(): TemplateResult | typeof nothing {
    return nothing;
  }
  /** What is saved as a picture: what draws itself of all that is in the frame. */
  protected drawn(): unknown {
    return [...this.renderRoot.querySelectorAll('.content *')].find(isPictureSource);
  }
  /** Whether what it shows will still change by itself: on paper it says so. */
  protected unfinished(): boolean {
    return false;
  }
  /** The networks that learn in it. */
  protected learning(): LearningPlan | undefined {
    return undefined;
  }
  /** The same networks, or the nearest that the explorer has. */
  protected explored(): Experiment | undefined {
    return undefined;
  }

  override render() {
    const palette = this.desk?.palette;
    if (!palette || !this.near) return html`<div class="waiting"></div>`;
    const numbers = this.numbers();
    return html`
      <chart-frame
        flow
        level=${this.level}
        heading=${this.heading}
        reading=${this.pointed || this.summary()}
        ?table=${this.table}
        ?tableless=${this.isTable}
        .told=${() => this.#told()}
        .numbers=${() => this.numbers()}
        .chart=${() => this.drawn()}
        @table-toggle=${() => {
          this.table = !this.table;
        }}
      >
        ${this.legend(palette)}
        <div class="content" @chart-reading=${this.#point}>${this.chart(palette)}</div>
        ${
          this.table
            ? html`<number-table
                slot="table"
                caption=${numbers.caption}
                .columns=${numbers.columns}
                .rows=${numbers.rows}
              ></number-table>`
            : nothing
        }
      </chart-frame>
      ${
        this.unfinished()
          ? html`<p class="unfinished">Still being computed when this was printed: print it again in a moment.</p>`
          : nothing
      }
      <div class="controls">${this.listedControls()}</div>
      <div class="foot">${this.caption()}${this.share()}${this.#door()}</div>
    `;
  }

  /** The numbers that were told of last, as text. */
  #tellings: string | undefined;

  /** Whoever has embedded it hears of its numbers once they are all there, and whenever others are. */
  override updated(): void {
    if (!embedding || !this.near || this.unfinished()) return;
    const numbers = this.numbers();
    const text = JSON.stringify(numbers);
    if (text === this.#tellings) return;
    this.#tellings = text;
    this.dispatchEvent(
      new ResultEvent((format) =>
        format === 'json' || format === 'csv'
          ? import('../ui/charts/numbers_file.ts').then(({ numbersFile }) =>
              numbersFile({ heading: this.heading, told: this.#told(), numbers }, format),
            )
          : undefined,
      ),
    );
  }

  /** The numbers, where they are all that is shown. @param label what the table is of, for those who do not see it */
  protected shownTable(label: string, numbers = this.numbers()) {
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${label}>
      <number-table
        caption=${numbers.caption}
        .columns=${numbers.columns}
        .words=${numbers.words ?? []}
        .rows=${numbers.rows}
      ></number-table>
    </div>`;
  }

  /** Stop while networks learn; afterwards the same again, or others. */
  protected learningControls(learning: LearningController, seed: number, draw: (seed: number) => void) {
    const { progress } = learning;
    return html`<span class="training">
      ${
        progress === undefined
          ? html`<button class="button" @click=${() => learning.again()}>Learn again</button>${this.drawAgain(seed, draw)}`
          : html`<button class="button" @click=${() => learning.stop()}>Stop</button>
              <progress aria-label="Updates made" value=${progress}></progress>`
      }
    </span>`;
  }

  /** What a picture says: what is to be seen, with which settings, of what. */
  #told(): Told {
    const choices = [...this.renderRoot.querySelectorAll('.controls .choice')].map((choice) => [
      plainText(choice.querySelector('span')),
      plainText(choice.querySelector('option:checked')),
    ]);
    const quantities = [...this.renderRoot.querySelectorAll('quantity-field')].map(
      ({ label, value, unit }) => [label, `${value} ${unit}`.trim()],
    );
    const settings = [...choices, ...quantities];
    const about = plainText(this.renderRoot.querySelector('.foot > span'));
    const experiment = this.explored();
    const plan = this.learning();
    const software = `Vanishing Point ${version}`;
    return {
      words: [
        this.summary(),
        settings.map((setting) => setting.join(': ')).join(' · '),
        about,
        software,
      ].filter((line) => line !== ''),
      entries: {
        ...{ Software: software, version, figure: this.heading, summary: this.summary(), about },
        settings: JSON.stringify(Object.fromEntries(settings)),
        ...(experiment && { experiment: JSON.stringify(experiment), seed: String(experiment.seed) }),
        ...(plan && { learn: wholeLearning(plan) }),
      },
    };
  }

  readonly #point = ({ detail }: CustomEvent<string>): void => {
    this.pointed = detail;
  };

  #door() {
    const [plan, experiment] = [this.learning(), this.explored()];
    const engine = this.desk?.engine ?? 'auto';
    if (plan) return html`<a href=${learnLink(plan, engine)}>Open in Learn</a>`;
    if (!experiment) return nothing;
    const view = {
      engine,
      ...usualAxes,
      // A single network is looked at from near.
      ...(experiment.networks === 1 && { network: 0 }),
    } as const;
    return html`<a href=${`${writeAddress(experiment, view)}#explore`}>Open in the explorer</a>`;
  }
}

/**
 * The words of an element in one line. What is set below the line stands in brackets: of the letters in use there, plain
 * text has one.
 */
function plainText(element: Element | null): string {
  const pieces = [...(element?.childNodes ?? [])].map((node) => {
    if (node instanceof Text) return node.data;
    const text = node instanceof Element ? (node.textContent ?? '') : '';
    if (!(node instanceof Element && node.localName === 'sub')) return text;
    return text === 'x' ? 'ₓ' : `(${text})`;
  });
  return pieces.join('').replace(/\s+/g, ' ').trim();
}
