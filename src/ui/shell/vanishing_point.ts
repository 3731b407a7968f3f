/** The page: reads the address, opens a session, and gives every part its place. */

import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { axesOfMap } from '../../analysis/map_axes.ts';
import {
  asksForComparison,
  loadComparisons,
  readAddress,
  usualComparison,
  writeAddress,
} from '../../experiment/address.ts';
import { type Axes, sameAxes, usualAxes } from '../../experiment/axes.ts';
import { mapAxis } from '../../experiment/experiment.ts';
import { defaultExperiment } from '../../experiment/fields.ts';
import { isPreset, type Preset, start } from '../../experiment/presets.ts';
import type { EngineName } from '../../experiment/provenance.ts';
import type { Embedded } from '../../figure/in_frame.ts';
import { say } from '../../language/say.ts';
import { Exploration } from '../../session/exploration.ts';
import type { JobState } from '../../session/followed_job.ts';
import { Workplace } from '../../session/workplace.ts';
import { Drawer, drawerStyles } from '../drawer.ts';
import { embedding, noFigure, withoutEmbedding } from '../embedding.ts';
import {
  AxesEvent,
  ChangeEvent,
  DismissEvent,
  EngineEvent,
  FigureEvent,
  hear,
  linkedEvents,
  ModelEvent,
  NoticeEvent,
  OpenEvent,
  PresetEvent,
  ThemeEvent,
} from '../events.ts';
import { FragmentController, notThere, sectionIn, viewIn } from '../fragment.ts';
import './notice_list.ts';
import { PageHistory } from '../page_history.ts';
import './page_header.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import './status_bar.ts';
import { shortcutIn } from '../shortcuts.ts';
import '../term.ts';
import { ThemeController } from '../theme.ts';
import { firstWords, isFirstVisit, rememberVisit } from './first_visit.ts';
import { Look } from './look.ts';
import { leaving, wantsOther } from './other_language.ts';
import { overlays } from './overlays.ts';
import type { OverlayName, Page } from './page.ts';
import { pageStyles } from './page_styles.ts';
import './paper_foot.ts';
import { isControlled, type ViewName, viewNamed, views } from './views.ts';
import './way_home.ts';

@customElement('vanishing-point')
export class VanishingPoint extends LitElement implements Page, Embedded {
  static override styles = [sharedStyles, pageStyles, drawerStyles];

  @property({ reflect: true }) state: JobState = 'idle';
  @property({ reflect: true }) engine: EngineName | undefined;
  /** Whether a processor does the GPU's work. */
  @property({ type: Boolean, reflect: true }) software = false;

  /** Whether one figure is all that is shown. */
  @property({ type: Boolean, reflect: true }) alone = embedding !== undefined;

  /** The figures that have come for a link that shows one alone; none as soon as its own has. */
  @state() private others: ReadonlySet<string> = new Set();

  /** What is looked at. */
  @property({ reflect: true }) view: ViewName = viewNamed(location.hash);

  /** Whether the controls stand beside it. */
  @property({ type: Boolean, reflect: true }) controlled = isControlled(this.view);

  /** What a teacher's link asks, as it has it. */
  @state() private task = '';

  /** Whether the controls have arrived. */
  @state() private controls = false;

  /** Views that have been looked at: loaded then, and kept from then on. */
  @state() private opened: ReadonlySet<ViewName> = new Set();

  readonly #theme = new ThemeController(this);
  readonly #drawer = new Drawer(this);
  readonly #look = new Look(this);
  readonly #workplace = new Workplace();
  #session: Exploration | undefined;
  #begun: Promise<void> | undefined;
  readonly #history = new PageHistory({
    read: () => void this.#readAgain(),
    ready: () => this.#ready(),
    scrolled: () => [scrollY, this.#main?.scrollTop ?? 0],
    scroll: ([page = 0, main = 0]) => {
      scrollTo({ top: page });
      this.#main?.scrollTo({ top: main });
    },
  });

  constructor() {
    super();
    new FragmentController(this, this.#followHash);
    new SessionController(this, () => this.#session);
    hear(this, ChangeEvent, ({ change }) => this.#session?.change(change));
    hear(this, PresetEvent, ({ preset }) => this.#take(preset));
    hear(this, AxesEvent, ({ axes }) => this.#show(axes));
    hear(this, OpenEvent, (event) => {
      location.hash = 'explore';
      const opening = this.renderRoot.querySelector('explore-view')?.open(event);
      if (opening) void this.#history.during(opening);
    });
    hear(this, ModelEvent, ({ fragment, isMeant }) => {
      if (embedding) return;
      if (isMeant) this.#history.mean();
      this.#history.writeFragment(fragment);
    });
    hear(this, NoticeEvent, ({ notice, kind }) => {
      if (kind) this.#session?.tell([notice], kind);
      else this.#session?.notify(notice);
    });
    // A figure in another page changes nothing in that page's history.
    if (!embedding)
      for (const { type } of linkedEvents) this.addEventListener(type, () => this.#history.mean());
    hear(this, DismissEvent, ({ notice }) => {
      this.#session?.dismiss(notice);
      if (notice === firstWords) rememberVisit();
    });
    hear(this, EngineEvent, ({ engine }) => {
      this.#look.change({ preference: engine });
      void this.#session?.open(engine);
    });
    hear(this, ThemeEvent, ({ choice }) => this.#theme.choose(choice));
    hear(this, FigureEvent, ({ name, alone }) => {
      if (alone) this.others = new Set();
      else if (!this.others.has(name)) this.others = new Set([...this.others, name]);
    });
    this.addEventListener(leaving, this.#askToLeave);
  }

  override connectedCallback(): void {
    this.#begun ??= this.#begin();
    super.connectedCallback();
    if (embedding) return;
    this.#history.follow();
    addEventListener('keydown', this.#onShortcut);
  }

  /** What the address asks for, at once unless it compares. */
  async #begin(): Promise<void> {
    if (asksForComparison(location.search)) await loadComparisons();
    const { experiment, given, sight, notices } = this.#read();
    const fitNetworks = !given.has('networks');
    const session = new Exploration(this.#workplace, experiment, { fitNetworks, ...sight });
    this.#session = session;
    session.tell(notices, 'address');
    if (this.view === 'explore' && !embedding && isFirstVisit()) session.notify(firstWords);
    if (!isSecureContext && !embedding) void this.#sayInsecure();
    const opened = session.open(this.#look.preference);
    // The explorer's networks are measured for their own view, wherever one may look at that.
    if (embedding && this.view !== 'explore') void opened.then(() => session.stop());
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#history.leave();
    removeEventListener('keydown', this.#onShortcut);
  }

  get session(): Exploration | undefined {
    return this.#session;
  }

  readonly #followHash = (): void => {
    this.view = viewNamed(location.hash);
    const name = viewIn(location.hash);
    const task = this.view === 'explore' && sectionIn(location.hash);
    if (task) {
      this.task = task;
      void import('../views/assignment_card.ts');
    }
    const names = views.map((view) => view.name);
    if (name === '' || name === this.view || !this.#session) return;
    this.#session.tell([notThere(say`view`, name, names, 'the explorer')], 'place');
    // Whoever copies the address does not copy what is not there.
    if (!embedding) this.#history.writeFragment(`#${this.view}`);
  };

  /** Takes all that the address says of how something is looked at; what it says of networks is the session's. */
  #read() {
    const { experiment, given, view, notices } = readAddress(withoutEmbedding(location.search));
    this.#look.read(view);
    this.#workplace.tuning = view.tuning ?? 'auto';
    const sight = {
      axes: { x: view.x, y: view.y },
      pinned: view.network,
      beside: view.beside,
      window: view.brush ?? 'usual',
    } as const;
    return { experiment, given, sight, notices };
  }

  /** Shows what another entry of the history says. */
  async #readAgain(): Promise<void> {
    if (asksForComparison(location.search)) await loadComparisons();
    const session = this.#session;
    if (!session) return;
    const before = this.#look.preference;
    const { experiment, given, sight, notices } = this.#read();
    const networks = given.has('networks') ? experiment.networks : session.fittingNetworks;
    session.show({ ...experiment, networks }, sight);
    session.tell(notices, 'address');
    if (this.#look.preference !== before) void session.open(this.#look.preference);
    this.requestUpdate();
  }

  override async firstUpdated(): Promise<void> {
    if (embedding) return;
    // In a task of its own each, so that nothing stalls.
    await this.#openControls();
    await this.updateComplete;
    // The explorer keeps its state out of sight.
    await this.#openView('explore');
    if (!wantsOther()) return;
    const { LanguageOffer } = await import('./language_offer.ts');
    this.renderRoot.querySelector('notice-list')?.append(new LanguageOffer());
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('view')) {
      this.controlled = isControlled(this.view);
      this.#workplace.lookAt(this.view);
      void this.#openView(this.view);
    }
    if (this.view === 'compare' && !this.#look.compare && this.#session?.engine && this.opened.has('compare'))
      this.#beginComparing(this.#session);
    this.state = this.#session?.state ?? 'idle';
    this.engine = this.#session?.engine?.name;
    this.software = this.#session?.engine?.software ?? false;
  }

  override updated(): void {
    const session = this.#session;
    // Before an engine is open, the number of networks is not settled.
    if (!session?.engine || embedding) return;
    this.#history.write(writeAddress(session.said, this.#look.written(session)));
  }

  override render() {
    const session = this.#session;
    if (!session) return nothing;
    const { palette, choice } = this.#theme;
    const { preference, points, scale, clip, compare, map, onMap, learn, learnMap } = this.#look;
    const sight = {
      workplace: this.#workplace,
      session,
      palette,
      engine: preference,
      points,
      scale,
      clip,
      compare: compare ?? [],
      map,
      learn,
      learnMap,
    };
    const shown = html`<main @scroll=${this.#history.rest}>
      ${views.map(({ name, render }) =>
        this.opened.has(name) && (name !== 'compare' || compare)
          ? render({ ...sight, hidden: this.view !== name })
          : nothing,
      )}
    </main>`;
    if (embedding) {
      // Some figures come with what is measured.
      const isMissed = session.state !== 'running' && this.others.size > 0;
      const missed = isMissed ? noFigure(embedding.figure, this.others) : '';
      return html`${shown}${missed && html`<p class="missed" role="status">${missed}</p>`}<way-home .notices=${session.notices} .query=${session.engine ? writeAddress(session.said, this.#look.written(session)) : ''}></way-home>`;
    }
    return html`
      <page-header
        role="banner"
        .preference=${preference}
        .engine=${session.engine}
        .view=${this.view}
        .theme=${choice}
        @find=${() => this.openOverlay('palette')}
        @skip=${this.enterView}
      ></page-header>
      <notice-list
        role="region"
        aria-label="Notices"
        .notices=${session.notices.filter((notice) => notice !== firstWords || this.view === 'explore')}
        .toured=${firstWords}
        @tour=${() => this.openOverlay('tour')}
      ></notice-list>
      ${this.task && this.controlled ? html`<assignment-card role="region" aria-label="Assignment" .task=${this.task} .session=${session}></assignment-card>` : nothing}
      ${this.#drawer.controls(say`Controls`, this.controls ? html`<controls-panel .experiment=${session.experiment} .onMap=${onMap} .only=${new URLSearchParams(this.task).get('show')?.split(',')}></controls-panel>` : nothing)}
      ${shown}
      <div class="bar"><status-bar
        role="contentinfo"
        .state=${session.state}
        .shown=${session.shown}
        .engine=${session.engine}
        .wanted=${session.experiment.networks}
        .underWay=${session.underWay}
        .steps=${session.experiment.steps}
        .machine=${session.machine}
        ?stale=${session.stale}
        @run-stop=${() => session.stop()}
        @run-start=${() => session.start()}
      ></status-bar>
      ${this.#drawer.button()}</div>
      <paper-foot .shown=${this.controlled ? session.shown : undefined}></paper-foot>
    `;
  }

  /** Opens a network or a model that whoever embeds the page has given. */
  async give(files: readonly File[]): Promise<void> {
    await this.#openView(this.view);
    await this.updateComplete;
    if (this.view === 'model') this.renderRoot.querySelector('model-view')?.give(files);
    else await this.renderRoot.querySelector('explore-view')?.open(new OpenEvent(files, {}));
  }

  /** What a person has opened stands in no link. */
  readonly #askToLeave = (event: Event): void => {
    const views = ['explore-view', 'model-view'] as const;
    if (!views.some((name) => this.renderRoot.querySelector(name)?.holdsFile)) return;
    if (
      !confirm('A link does not hold the files that are open here: there they are to be opened again. Go on?')
    )
      event.preventDefault();
  };

  async #openControls(): Promise<void> {
    try {
      await import('../controls/controls_panel.ts');
      this.controls = true;
    } catch (error) {
      console.warn(error);
      this.#session?.notify(
        'The controls could not be loaded: is the page still being served? Reload to try again.',
      );
    }
  }

  readonly #onShortcut = (event: KeyboardEvent): void => {
    const name = shortcutIn(event);
    if (!name) return;
    // Browsers have a use for Ctrl+K, too.
    event.preventDefault();
    void this.openOverlay(name);
  };

  async openOverlay(name: OverlayName): Promise<void> {
    try {
      (await overlays[name]()).open(this);
    } catch (error) {
      console.warn(error);
      this.#session?.notify('This could not be loaded: is the page still being served? Try again.');
    }
  }

  /** Some of what the page does, browsers leave to secure addresses. */
  async #sayInsecure(): Promise<void> {
    const { insecureWords } = await import('../insecure_words.ts');
    this.#session?.tell([insecureWords(location)], 'page');
  }

  async #openView(name: ViewName): Promise<void> {
    if (this.opened.has(name)) return;
    try {
      await views.find((view) => view.name === name)?.load();
      this.opened = new Set([...this.opened, name]);
    } catch (error) {
      console.warn(error);
      this.#session?.notify(
        'This view could not be loaded: is the page still being served? Look at another one and come back to try again.',
      );
    }
  }

  /** The first preset: with its experiment, unless a person has one of their own. */
  #beginComparing(session: Exploration): void {
    const first = usualComparison();
    if (!first) return;
    const { experiment, fittingNetworks, axes, pinnedIndex } = session;
    const untouched =
      isPreset(start, experiment) &&
      experiment.networks === fittingNetworks &&
      sameAxes(axes, usualAxes) &&
      pinnedIndex === undefined;
    this.#look.change({ compare: first.configurations });
    if (!untouched) return;
    this.#take(first);
    session.notify(`Compare begins with the preset “${first.title}”; Explore shows its experiment now, too.`);
  }

  /** The focus goes past the header, into the view. */
  readonly enterView = (): void => {
    const main = this.#main;
    if (!main) return;
    main.tabIndex = -1;
    main.focus();
  };

  showControls(): Promise<void> {
    return this.#drawer.show();
  }

  /** Other axes than a map's show its networks as points. */
  #show(axes: Axes): void {
    const session = this.#session;
    const map = session && mapAxis(session.experiment);
    const isMap = map !== undefined && sameAxes(axes, axesOfMap(map));
    this.#look.change({ points: map !== undefined && !isMap });
    if (!isMap) session?.chooseAxes(axes);
  }

  #take(preset: Preset): void {
    const session = this.#session;
    if (!session) return;
    const { seed } = session.experiment;
    // A pin, and what it is clipped to, is of the networks before.
    this.#look.change({ points: false, clip: undefined });
    const axes = { x: preset.x ?? usualAxes.x, y: preset.y ?? usualAxes.y };
    const experiment = {
      ...defaultExperiment,
      networks: session.fittingNetworks,
      seed,
      ...preset.experiment,
    };
    session.show(experiment, { axes, pinned: undefined });
  }

  get #main(): HTMLElement | null {
    return this.renderRoot.querySelector('main');
  }

  /** The view is there, and so high as it is to be. */
  async #ready(): Promise<void> {
    await this.#openView(this.view);
    await this.updateComplete;
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vanishing-point': VanishingPoint;
  }
}
