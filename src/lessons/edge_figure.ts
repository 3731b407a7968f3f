/** A map of trainability among text: learning rate against gain, clipped or not, zoomed into by whoever likes to. */
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { LearningPlan } from '../experiment/learning_axes.ts';
import { formatTrainability, parseTrainability } from '../experiment/trainability.ts';
import { say } from '../language/say.ts';
import { LearnMapEvent } from '../ui/events.ts';
import '../ui/views/trainability_section.ts';
import { learnLink } from './learn_link.ts';
import type { Desk } from './lesson.ts';
import { NearFigure } from './near_figure.ts';
import { edgeMap, edgePlan } from './trainability_map.ts';

const clippings = { no: 'not clipped', yes: 'clipped to norm 1' } as const;
const norms = { no: 0, yes: 1 } as const;
type Clipping = keyof typeof clippings;

@customElement('edge-of-learning')
export class EdgeOfLearning extends NearFigure {
  static override styles = [
    ...NearFigure.styles,
    css`
      .maps {
        padding: 12px 16px;
      }
      @media (max-width: 520px) {
        .maps {
          padding: 12px 8px;
        }
      }
    `,
  ];

  protected override readonly heading = 'A map of what learns';

  @state() private clipping: Clipping = 'no';
  @state() private seed = 1;
  /** The window that was zoomed into; the whole map while there is none. */
  @state() private zoomed: string | undefined;

  /** The window that each map was last seen in: one out of sight does not learn. */
  readonly #seen = new Map<Clipping, string>();

  override render() {
    const { desk, clipping, seed } = this;
    if (!desk || !this.near) return html`<div class="waiting"></div>`;
    const map = this.#map(desk);
    this.#seen.set(clipping, map);
    const plan = edgePlan(norms[clipping], seed);
    return html`
      <div class="maps" @learn-map-choose=${this.#zoom} @plan-open=${this.#open}>
        ${keyed(
          seed,
          (['no', 'yes'] as const).map((one) => this.#section(desk, one)),
        )}
      </div>
      <div class="controls">${this.listedControls()}</div>
      <div class="foot">
        <span
          >Every cell is the same tanh network of ${plan.experiment.hiddenSize} units, which is to recall a number over
          ${plan.experiment.steps} steps: the same draw and the same sequences, ${plan.learning.updates} updates by plain gradient
          descent from batches of ${plan.learning.batch}. Blue: it ends below the loss of the best
          answer that needs no memory, the stronger the further; faint: at it. Grey: above it. Red: it diverged, the stronger the
          sooner.</span
        >
        ${this.share()}
        <a href=${learnLink(plan, desk.engine, map)}>Open the map in Learn</a>
      </div>
    `;
  }

  protected override controls() {
    this.offer('map', this.zoomed ?? '', (text) => {
      this.zoomed = text === '' ? undefined : formatTrainability(parseTrainability(text));
    });
    return html`
      ${this.choice('clipping', say`Gradients`, clippings, this.clipping, (one) => {
        this.clipping = one;
      })}
      ${this.drawAgain(this.seed, (seed) => {
        this.#seen.clear();
        this.zoomed = undefined;
        this.seed = seed;
      })}
    `;
  }

  #map({ engine }: Desk): string {
    return this.zoomed ?? edgeMap(engine);
  }

  #section(desk: Desk, clipping: Clipping) {
    const seen = this.#seen.get(clipping);
    if (seen === undefined) return nothing;
    const plan = edgePlan(norms[clipping], this.seed);
    return html`<trainability-section
      brief
      view="chapter"
      ?hidden=${clipping !== this.clipping}
      .workplace=${desk.workplace}
      .palette=${desk.palette}
      .plan=${plan}
      .wanted=${seen}
      .linkOf=${(map: string) => learnLink(plan, desk.engine, map)}
    ></trainability-section>`;
  }

  /** It is zoomed into here: the page's address is that of the chapter. */
  readonly #zoom = (event: Event): void => {
    if (!(event instanceof LearnMapEvent)) return;
    event.stopPropagation();
    this.zoomed = event.map;
  };

  readonly #open = (event: CustomEvent<LearningPlan>): void => {
    event.stopPropagation();
    location.assign(learnLink(event.detail, this.desk?.engine ?? 'auto'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'edge-of-learning': EdgeOfLearning;
  }
}
