/** Do they learn? The losses of thousands of networks, sinking as one watches; what becomes of them, and why. */

import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { LearningTrack } from '../../analysis/learning_track.ts';
import { bounds, namesOf } from '../../experiment/experiment.ts';
import { type LearningPlan, networkPlan, valueIn } from '../../experiment/learning_axes.ts';
import { columnOf, effectivePlan, usualPlan, variedAxes } from '../../experiment/learning_plan.ts';
import { whatHappened } from '../../laboratory/engine_post.ts';
import { withinSentence } from '../../language/nouns.ts';
import { say } from '../../language/say.ts';
import { judgedUpdates, learntPart } from '../../networks/learning/task.ts';
import { tasks } from '../../networks/learning/tasks.ts';
import { WatchedLearning } from '../../session/learning.ts';
import {
  mapPresetIn,
  radiusAxes,
  readLearning,
  shownX,
  usualX,
  writeLearning,
} from '../../session/learning_address.ts';
import { Workplace } from '../../session/workplace.ts';
import '../charts/chart_frame.ts';
import '../charts/learning_chart.ts';
import type { LearningColumn } from '../charts/learning_axis.ts';
import type { LearningScene } from '../charts/learning_chart.ts';
import '../charts/number_table.ts';
import { outcomeColor, outcomes, outcomeWords } from '../charts/outcome_color.ts';
import type { Told } from '../charts/picture.ts';
import { download } from '../download.ts';
import { Drawer, drawerStyles } from '../drawer.ts';
import { EscapeController } from '../escape_controller.ts';
import { HoverEvent, hear, LearnEvent, LearnMapEvent, NoticeEvent, OpenEvent, PinEvent } from '../events.ts';
import { FragmentController, notThere, sectionIn, viewIn } from '../fragment.ts';
import { Kept } from '../kept.ts';
import { PlanEvent } from '../learning_events.ts';
import { count, several, significant } from '../numbers.ts';
import { capitalised } from '../quantity_words.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import type { Palette } from '../theme.ts';
import './learn_charts.ts';
import './learn_controls.ts';
import './learn_cures.ts';
import type { PlanOutcome } from './learn_cures.ts';
import './learn_network.ts';
import { type WeightsUse, whatRepeats } from './learn_network.ts';
import { learnStyles } from './learn_styles.ts';
import './learn_transport.ts';
import type { TransportAction } from './learn_transport.ts';
import { countsWords, networkWords, stateWords, toldOfLearning } from './learn_words.ts';

const radiusWords = {
  radius: { label: 'ρ as drawn', title: 'spectral radius ρ, as drawn' },
  'radius-now': { label: 'ρ now', title: 'spectral radius ρ now' },
} as const;

/** Networks that the table lists. */
const mostListed = 200;

/**
 * @fires learn-choose - Other networks are to learn, or are looked at otherwise.
 * @fires notice-give - A part that a link asks for is not there.
 * @fires network-open - A network that has learnt is to be opened in the explorer.
 */
@customElement('learn-view')
export class LearnView extends LitElement {
  static override styles = [sharedStyles, learnStyles, drawerStyles];

  @property({ attribute: false }) workplace = new Workplace();
  @property({ attribute: false }) palette: Palette | undefined;
  /** What the link says of it. */
  @property({ attribute: false }) wanted: string | undefined;
  /** Which map of trainability the link asks for. */
  @property({ attribute: false }) wantedMap: string | undefined;
  /** Whether another view is looked at: nothing goes on meanwhile. */
  @property({ type: Boolean, reflect: true }) override hidden = false;

  @state() private plan: LearningPlan = usualPlan;
  @state() private x = usualX;
  @state() private hovered: number | undefined;
  @state() private table = false;
  /** Whether the map is looked at, not the networks. */
  @state() private mapping = false;
  /** What draws the map comes with the first look at it. */
  @state() private mapIsHere = false;
  @state() private failure = '';

  readonly #drawer = new Drawer(this);
  #watched: WatchedLearning | undefined;
  /** What the link said last, as read or as written here. */
  #said: string | undefined;
  readonly #column = new Kept<LearningColumn>();
  readonly #scene = new Kept<LearningScene>();
  readonly #told = new Kept<() => Told>();

  constructor() {
    super();
    new FragmentController(this, this.#followHash);
    new SessionController(this, () => this.#session);
    new EscapeController(this, () => {
      if (this.#session.pinned !== undefined && !this.mapping) this.dispatchEvent(new PinEvent(undefined));
    });
    hear(this, PlanEvent, ({ plan, x }) => this.#take(plan, x));
    hear(this, HoverEvent, ({ index }) => {
      this.hovered = index;
    });
    hear(this, PinEvent, ({ index }) => {
      this.#session.pin(index === this.#session.pinned ? undefined : index);
      this.#write();
    });
    hear(this, LearnMapEvent, ({ map }) => {
      // What the link says of networks depends on whether it names the map of a preset.
      this.wantedMap = map;
      this.#write();
    });
  }

  readonly #followHash = (): void => {
    if (viewIn(location.hash) !== 'learn') return;
    const asked = sectionIn(location.hash);
    this.mapping = asked === 'map';
    if (asked !== '' && !this.mapping)
      this.dispatchEvent(new NoticeEvent(notThere('part of Learn', asked, ['map'], 'its first'), 'place'));
    if (this.mapping) void this.#openMap();
  };

  async #openMap(): Promise<void> {
    try {
      await import('./trainability_section.ts');
      this.mapIsHere = true;
      this.failure = '';
    } catch (error) {
      console.warn(error);
      this.failure = `The map could not be loaded: ${whatHappened(error)}. Choose it again to try again.`;
    }
  }

  get #session(): WatchedLearning {
    this.#watched ??= new WatchedLearning(this.workplace);
    return this.#watched;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const looksAway = this.hidden || this.mapping;
    if (changed.has('hidden') || changed.has('mapping' as keyof LearnView)) this.#session.rest(looksAway);
    if (this.hidden) return;
    const said = this.#saidBy(this.wanted);
    if (said !== this.#said) {
      this.#said = said;
      const { plan, sight, notices } = readLearning(this.wanted ?? '', this.wantedMap);
      this.plan = plan;
      this.x = sight.x;
      this.#session.look(plan);
      for (const notice of notices) this.#session.notify(notice);
      if (sight.pinned !== this.#session.pinned) this.#session.pin(sight.pinned);
      this.#session.wantRadii(this.#radiusMoment);
      this.#session.rest(looksAway);
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#session.pause();
  }

  override render() {
    return html`
      ${this.#drawer.controls('Controls of learning', html`<learn-controls .plan=${this.plan}></learn-controls>`)}
      <nav aria-label="Learn">
        <span class="segments">
          <a href="#learn" aria-current=${this.mapping ? nothing : 'true'}>Networks that learn</a>
          <a href="#learn/map" aria-current=${this.mapping ? 'true' : nothing}>Map of trainability</a>
        </span>
        ${this.failure ? html`<p role="alert">${this.failure}</p>` : nothing}
      </nav>
      ${this.mapIsHere ? this.#map() : nothing}
      <div class="main" ?hidden=${this.mapping}>
        ${this.#notices()}
        ${this.#session.refusal ? nothing : this.#points()} ${this.#transport()}
        <div class="small" ?hidden=${this.#session.refusal !== ''}>
          <learn-charts
            .palette=${this.palette}
            .session=${this.#session}
            .column=${this.#columnNow()}
            .told=${this.#toldNow}
            @update-seek=${({ detail }: CustomEvent<number>) => this.#session.seek(detail)}
          ></learn-charts>
        </div>
      </div>
      ${this.#panel()}
      <div class="bar">${this.#drawer.button()}</div>
    `;
  }

  #map() {
    return html`<div class="map" ?hidden=${!this.mapping}>
      <trainability-section
        ?hidden=${this.hidden || !this.mapping}
        .workplace=${this.workplace}
        .palette=${this.palette}
        .plan=${effectivePlan(this.plan)}
        .wanted=${this.wantedMap}
        .linkOf=${this.#addressOfMap}
        @plan-open=${({ detail }: CustomEvent<LearningPlan>) => {
          this.#take(detail);
          location.hash = 'learn';
        }}
      ></trainability-section>
    </div>`;
  }

  #notices() {
    const { notices } = this.#session;
    if (notices.length === 0) return nothing;
    return html`<div class="notices" role="region" aria-label="Notices of learning">
      ${notices.map(
        (notice) =>
          html`<p>${notice}<button class="link" @click=${() => this.#session.dismiss(notice)}>Dismiss</button></p>`,
      )}
    </div>`;
  }

  get #shownX(): string {
    return shownX(effectivePlan(this.plan), this.x);
  }

  get #radiusMoment(): 'first' | 'now' | undefined {
    const x = this.#shownX;
    return x === 'radius' ? 'first' : x === 'radius-now' ? 'now' : undefined;
  }

  #columnNow(): LearningColumn | undefined {
    const { plan, allRadii } = this.#session;
    if (!plan) return undefined;
    const x = this.#shownX;
    const radii = x === 'radius' ? allRadii.first : x === 'radius-now' ? allRadii.now : undefined;
    return this.#column.of([plan, x, radii], () => columnAt(plan, x, radii));
  }

  #points() {
    const { palette } = this;
    const session = this.#session;
    const { plan = this.plan, track, head, pinned } = session;
    const column = this.#columnNow();
    const scene = this.#sceneOf(column);
    const over = judgedUpdates(plan.learning.batch);
    const varied = variedAxes(plan);
    const pointed = this.hovered ?? pinned;
    const words =
      track && track.updates > 0 && pointed !== undefined
        ? networkWords(plan, track, pointed, head)
        : `${tasks[plan.learning.task].hint} The baseline is the loss of an answer that knows nothing of the sequence; who is down to a tenth of it has learnt.`;
    return html`<chart-frame
      class="points"
      name="learning"
      heading="Do they learn?"
      .reading=${words}
      .told=${this.#toldNow}
      ?table=${this.table}
      @table-toggle=${() => {
        this.table = !this.table;
      }}
    >
      <span slot="tools" class="tools"
        ><label
          >Loss against
          <select @change=${this.#chooseX}>
            ${varied.map(
              ({ name, label }) =>
                html`<option value=${name} .selected=${name === this.#shownX}>${withinSentence(label)}</option>`,
            )}
            ${radiusAxes.map(
              (name) =>
                html`<option value=${name} .selected=${name === this.#shownX}>${radiusWords[name].label}</option>`,
            )}
          </select></label
        ></span
      >
      <learning-chart
        .palette=${palette}
        .scene=${scene}
        .hovered=${this.hovered}
        .pinned=${pinned}
        ?stale=${session.settling}
        yLabel=${this.#isRelative ? `loss over the baseline, mean of ${over} updates` : `loss, mean of ${over} updates`}
        label=${`Loss of ${several(plan.experiment.networks, 'network')} against ${column?.label ?? say`gain`} at update ${count(head)}${track ? `: ${countsWords(track, head)}` : ''}. Arrow keys walk along the networks, Enter pins one.`}
      ></learning-chart>
      ${this.table && track ? html`<div slot="table">${this.#table()}</div>` : nothing}
    </chart-frame>`;
  }

  /** Whether losses are told in parts of their baselines, which differ. */
  get #isRelative(): boolean {
    const { baselines = [] } = this.#session.track ?? {};
    return baselines.some((one) => one !== baselines[0]);
  }

  #sceneOf(column: LearningColumn | undefined): LearningScene | undefined {
    const { track, head } = this.#session;
    if (!track || !column) return undefined;
    return this.#scene.of([column, track, track.updates, head], () => this.#sceneAt(column, track, head));
  }

  #sceneAt(column: LearningColumn, track: LearningTrack, head: number): LearningScene {
    const relative = this.#isRelative;
    const baseline = relative ? 1 : (track.baselines[0] ?? 1);
    const losses = track.lossesAt(track.placeOf(head));
    return {
      key: `${JSON.stringify(this.#session.plan)} ${column.name}`,
      column,
      losses: Float32Array.from(losses, (loss, i) =>
        Math.log10(relative ? loss / (track.baselines[i] ?? 1) : loss),
      ),
      outcomes: track.baselines.map((_, i) => track.outcome(i, head)),
      baseline: Math.log10(baseline),
      threshold: Math.log10(baseline * learntPart),
    };
  }

  #table() {
    const { track, head, plan } = this.#session;
    if (!track || !plan) return nothing;
    const axes = variedAxes(plan);
    const losses = track.lossesAt(track.placeOf(head));
    const rows = Array.from({ length: Math.min(mostListed, track.networks) }, (_, i) => {
      const own = networkPlan(plan, i);
      const outcome = track.outcome(i, head);
      const at = { learnt: track.learntAt[i], diverged: track.divergedAt[i], waiting: undefined }[outcome];
      const loss = losses[i] ?? Number.NaN;
      return [
        count(i),
        ...axes.map(({ name }) => significant(Number(valueIn(own, name)), 4)),
        Number.isNaN(loss) ? '–' : significant(loss),
        outcomeWords[outcome],
        at ? count(at) : '–',
      ];
    });
    const caption =
      track.networks > mostListed
        ? `The first ${count(mostListed)} of ${count(track.networks)} networks at update ${count(head)}`
        : `At update ${count(head)}`;
    return html`<number-table
      caption=${caption}
      .columns=${[say`network`, ...axes.map(({ label }) => withinSentence(label)), say`loss`, say`outcome`, 'with update']}
      .rows=${rows}
    ></number-table>`;
  }

  #transport() {
    const session = this.#session;
    const { state: now, head, wanted, track, speed, refusal } = session;
    return html`<learn-transport
      .state=${now}
      .head=${head}
      .made=${track?.updates ?? 0}
      .wanted=${wanted}
      .speed=${speed}
      .words=${stateWords(session)}
      ?broken=${now === 'failed' || refusal !== ''}
      @transport-act=${({ detail }: CustomEvent<TransportAction>) => this.#act(detail)}
    ></learn-transport>`;
  }

  #act(action: TransportAction): void {
    const session = this.#session;
    if (action.do === 'seek') session.seek(action.update);
    else if (action.do === 'speed') session.playAt(action.speed);
    else session[action.do]();
  }

  #panel() {
    const { palette } = this;
    const { track, head, plan, pinned, network } = this.#session;
    const counts = track?.counts(head);
    return html`<aside class="panel" aria-label="Outcomes" ?hidden=${this.mapping}>
      <section aria-labelledby="outcomes">
        <h2 id="outcomes">At update ${count(head)}</h2>
        <dl class="counts">
          ${outcomes.map(
            (outcome) =>
              html`<dt>
                  <span class="swatch" .style=${palette ? `background: ${outcomeColor(palette, outcome)}` : ''}></span>
                  ${capitalised(outcomeWords[outcome])}
                </dt>
                <dd>${counts ? count(counts[outcome]) : '–'}</dd>`,
          )}
        </dl>
      </section>
      ${
        pinned === undefined
          ? html`<p>
              A network has learnt once its mean loss over ${several(judgedUpdates(this.plan.learning.batch), 'update')} is down to a tenth of the baseline. Choose a point to pin its network. The charts below
              then show its curve and its ρ, and its weights can be opened in the explorer or saved as a file.
            </p>
            <p>${whatRepeats}</p>`
          : html`<learn-network
              .plan=${plan}
              .track=${track}
              .head=${head}
              .index=${pinned}
              .network=${network}
              @weights-use=${({ detail }: CustomEvent<WeightsUse>) => this.#useWeights(detail)}
            ></learn-network>`
      }
      <learn-cures .plan=${this.plan} .outcome=${this.#outcome}></learn-cures>
    </aside>`;
  }

  /** What the plan came to, once all of its updates are made. */
  get #outcome(): PlanOutcome | undefined {
    const { plan, track } = this.#session;
    if (!plan || !track || track.updates < plan.learning.updates) return undefined;
    return { plan, learnt: track.counts(track.updates).learnt, networks: track.networks };
  }

  get #toldNow(): (() => Told) | undefined {
    const { engine, plan, head } = this.#session;
    if (!engine || !plan) return undefined;
    return this.#told.of([engine, plan, head], () => () => toldOfLearning(plan, engine, head));
  }

  async #useWeights(use: WeightsUse): Promise<void> {
    const { plan } = this.#session;
    const network = await this.#session.readPinned();
    if (!network || !plan) {
      this.#session.notify('Its weights are lost with the worker that had them: “Play” makes them again.');
      return;
    }
    const name = `network-${network.index}-update-${network.updates}.safetensors`;
    const file = new File([new Uint8Array(network.weights)], name);
    if (use === 'download') {
      download(file, name);
      return;
    }
    const { experiment } = networkPlan(plan, network.index);
    const kept = ['cell', 'reset', 'leak', 'residualScale', 'activation', 'negativeSlope', 'steps'] as const;
    const change = Object.fromEntries(kept.map((key) => [key, experiment[key]]));
    this.dispatchEvent(new OpenEvent([file], change));
  }

  readonly #chooseX = ({ currentTarget }: Event): void => {
    this.x = (currentTarget as HTMLSelectElement).value;
    this.#session.wantRadii(this.#radiusMoment);
    this.#write();
  };

  #take(plan: LearningPlan, x = this.x): void {
    this.plan = plan;
    this.x = x;
    this.#session.look(effectivePlan(plan));
    this.#session.wantRadii(this.#radiusMoment);
    this.#write();
  }

  /** What is seen becomes the link. */
  #write(): void {
    const text = this.#linked(this.wantedMap);
    this.#said = this.#saidBy(text);
    this.dispatchEvent(new LearnEvent(text));
  }

  /** What a link with this map says of the networks. */
  #linked(map: string | undefined): string {
    const { pinned } = this.#session;
    const sight = { x: this.#shownX, ...(pinned !== undefined && { pinned }) };
    return writeLearning(effectivePlan(this.plan), sight, map);
  }

  /** All that a link says of the networks, together with the preset of its map. */
  #saidBy(text = ''): string {
    return `${text} ${mapPresetIn(this.wantedMap ?? '') ?? ''}`;
  }

  /** The page's address with another map. */
  readonly #addressOfMap = (map: string): string => {
    const others = location.search
      .slice(1)
      .split('&')
      .filter((pair) => pair !== '' && !/^learn(-map)?=/.test(pair));
    const learn = this.#linked(map);
    return `?${[...others, ...(learn ? [`learn=${learn}`] : []), `learn-map=${map}`].join('&')}#learn/map`;
  };
}

/** An axis of the networks of a plan, or ρ of theirs as far as that is known. */
function columnAt(plan: LearningPlan, x: string, radii: Float64Array | undefined): LearningColumn {
  const axis = variedAxes(plan).find(({ name }) => name === x);
  if (axis) {
    const values = columnOf(plan, x);
    const { label, symbol, logarithmic: wide } = axis;
    const [low, high] = bounds(valueIn(plan, x));
    const logarithmic = wide && low > 0 && high / low > 4;
    const placed = (value: number) => (logarithmic ? Math.log10(value) : value);
    const within = withinSentence(label);
    return {
      ...{ name: x, label: within, title: symbol ? `${within} ${symbol.replace('_', '')}` : within },
      ...{ places: values.map(placed), logarithmic, range: [placed(low), placed(high)] },
    };
  }
  const name = namesOf(radiusWords).find((one) => one === x) ?? 'radius';
  const places = radii ?? new Float64Array(plan.experiment.networks).fill(Number.NaN);
  const finite = places.filter(Number.isFinite);
  const high = finite.reduce((most, value) => Math.max(most, value), 0) || 1;
  return { name, ...radiusWords[name], places, logarithmic: false, range: [0, 1.02 * high] };
}

declare global {
  interface HTMLElementTagNameMap {
    'learn-view': LearnView;
  }
}
