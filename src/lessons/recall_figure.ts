/** A network and its clipped twin, trained in slices while the reader watches. */
import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { outcome } from './outcome.ts';
import { clipFactor, type RecallTask, recallUpdates, type Update } from './recall_training.ts';
import '../ui/charts/line_chart.ts';
import { asPower, significant } from '../ui/numbers.ts';
import type { Palette } from '../ui/theme.ts';
import { LiveFigure } from './live_figure.ts';
import { anotherSeed } from './traverse.ts';

interface Case {
  readonly heading: string;
  readonly activation: RecallTask['activation'];
  readonly radius: number;
  readonly updates: number;
  /** Decades of loss that the chart shows. */
  readonly range: readonly [number, number];
}

const cases: Readonly<Record<'vanishing' | 'exploding', Case>> = {
  vanishing: {
    heading: 'Vanishing: a tanh network that starts at ρ = 0.5',
    activation: 'tanh',
    radius: 0.5,
    updates: 600,
    range: [-3.6, 1],
  },
  exploding: {
    heading: 'Exploding: a linear network that starts at ρ = 1.5',
    activation: 'identity',
    radius: 1.5,
    updates: 300,
    range: [-3, 8],
  },
};

/** How long training may keep the page from answering. */
const sliceMilliseconds = 10;

@customElement('recall-training')
export class RecallTraining extends LiveFigure {
  @property() kind: keyof typeof cases = 'vanishing';

  @state() private delay = 20;
  @state() private learningRate = 0.02;
  @state() private clip = 1;
  @state() private seed = 1;
  @state() private running = false;
  /** Updates of the network as it is, and of its clipped twin. */
  @state() private plain: readonly Update[] = [];
  @state() private clipped: readonly Update[] = [];

  /** Which training is the newest; an older one ends itself. */
  #training = 0;

  protected override get heading(): string {
    return cases[this.kind].heading;
  }

  override willUpdate(changed: PropertyValues): void {
    const settings = ['near', 'delay', 'learningRate', 'clip', 'seed'];
    if (this.near && settings.some((name) => changed.has(name))) void this.#train();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  async #train(): Promise<void> {
    const training = ++this.#training;
    this.running = true;
    const { activation, radius, updates } = cases[this.kind];
    const { delay: steps, learningRate, clip, seed } = this;
    const task = { activation, radius, steps, learningRate, seed };
    const twins = [recallUpdates({ ...task, clip: undefined }), recallUpdates({ ...task, clip })] as const;
    const plain: Update[] = [];
    const clipped: Update[] = [];
    // Not while Lit is updating: what it shows may change only afterwards.
    await this.updateComplete;
    for (let number = 0; number < updates && training === this.#training; ) {
      const end = performance.now() + sliceMilliseconds;
      while (performance.now() < end && number < updates) {
        plain.push(...next(twins[0]));
        clipped.push(...next(twins[1]));
        number++;
      }
      this.plain = [...plain];
      this.clipped = [...clipped];
      await new Promise(requestAnimationFrame);
    }
    if (training === this.#training) this.running = false;
  }

  #stop(): void {
    this.#training++;
    this.running = false;
  }

  protected override summary(): string {
    if (this.running) return `Training: ${this.clipped.length} of ${cases[this.kind].updates} updates.`;
    const without = outcome(this.plain);
    const withIt = outcome(this.clipped);
    const clips = this.clipped.filter(
      ({ gradientNorm }) => clipFactor(gradientNorm, this.clip) < 0.999,
    ).length;
    return `Without clipping: ${without}. With clipping at ${significant(this.clip, 2)}: ${withIt}; ${clips} of its updates were clipped.`;
  }

  protected override unfinished(): boolean {
    return this.running;
  }

  protected override chart(palette: Palette) {
    const { updates, range } = cases[this.kind];
    const x = Array.from({ length: updates }, (_, i) => i + 1);
    const curve = (line: readonly Update[]) =>
      x.map((_, i) => {
        const loss = line[i]?.loss ?? Number.NaN;
        return Number.isFinite(loss) && loss > 0 ? Math.log10(loss) : null;
      });
    return html`
      <line-chart
        .palette=${palette}
        .x=${x}
        .lines=${[
          { name: 'clipped', y: curve(this.clipped), color: 'accent', side: 'above', namedAt: 0.5 },
          {
            name: 'not clipped',
            y: curve(this.plain),
            // One leaves the chart and is named where it does.
            ...(this.kind === 'exploding'
              ? { color: 'warm' }
              : { color: 'ink', side: 'below', namedAt: 0.1 }),
          },
        ]}
        .yRange=${range}
        decades
        xLabel="update"
        yLabel="loss"
        label="Loss against update, with and without clipping. ${this.summary()}"
      ></line-chart>
    `;
  }

  protected override numbers() {
    const { updates } = cases[this.kind];
    const loss = (update: Update | undefined) =>
      update === undefined
        ? '–'
        : Number.isFinite(update.loss)
          ? asPower(Math.log10(update.loss))
          : String(update.loss);
    const rows = Array.from({ length: updates }, (_, i) => i).filter(
      (i) => i < 5 || (i + 1) % (updates / 20) === 0,
    );
    return {
      caption: 'Loss before each update',
      columns: ['update', 'not clipped', 'clipped', 'gradient norm, clipped twin'],
      rows: rows.map((i) => [
        String(i + 1),
        loss(this.plain[i]),
        loss(this.clipped[i]),
        asPower(Math.log10(this.clipped[i]?.gradientNorm ?? 0)),
      ]),
    };
  }

  protected override controls() {
    const { updates } = cases[this.kind];
    return html`
      ${this.quantity(
        {
          label: 'Delay',
          symbol: 'T',
          unit: 'steps',
          limits: { minimum: 2, maximum: 40, step: 1, logarithmic: false },
        },
        this.delay,
        (delay) => {
          this.delay = delay;
        },
      )}
      ${this.quantity(
        { label: 'Learning rate', limits: { minimum: 0.001, maximum: 0.2, step: 0.001, logarithmic: true } },
        this.learningRate,
        (learningRate) => {
          this.learningRate = learningRate;
        },
      )}
      ${this.quantity(
        {
          label: 'Clip at',
          symbol: 'c',
          limits: { minimum: 0.1, maximum: 10, step: 0.1, logarithmic: true },
        },
        this.clip,
        (clip) => {
          this.clip = clip;
        },
      )}
      <span class="training">
        ${
          this.running
            ? html`<button class="button" @click=${this.#stop}>Stop</button>
                <progress aria-label="Updates" max=${updates} value=${this.clipped.length}></progress>`
            : html`<button class="button" @click=${this.#train}>Train again</button>
                ${this.drawAgain(() => {
                  this.seed = anotherSeed();
                })}${nothing}`
        }
      </span>
    `;
  }

  protected override caption() {
    const { activation, radius } = cases[this.kind];
    return html`<span
      >8 ${activation === 'tanh' ? 'tanh' : 'linear'} units that start at ρ = ${radius}, batches of 8 sequences, in float64.
      Loss is the mean squared error of a batch.</span
    >`;
  }
}

function next(updates: Generator<Update, void, void>): Update[] {
  const { value, done } = updates.next();
  return done || !value ? [] : [value];
}

declare global {
  interface HTMLElementTagNameMap {
    'recall-training': RecallTraining;
  }
}
