/** The page: reads the address, opens a session, and gives every part its place. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { axesOfMap } from '../../analysis/map_axes.ts';
import {
  asksForComparison,
  loadComparisons,
  readAddress,
  usualComparison,
  type View,
  writeAddress,
} from '../../experiment/address.ts';
import { type Axes, type AxisScale, sameAxes, usualAxes } from '../../experiment/axes.ts';
import type { Configuration } from '../../experiment/comparison.ts';
import { mapAxis } from '../../experiment/experiment.ts';
import { defaultExperiment } from '../../experiment/fields.ts';
import { isPreset, type Preset, start } from '../../experiment/presets.ts';
import type { EngineName } from '../../experiment/provenance.ts';
import { unfinished } from '../../experiment/unfinished.ts';
import type { Embedded } from '../../figure/in_frame.ts';
import { version } from '../../files/version.ts';
import { say } from '../../language/say.ts';
import { Exploration } from '../../session/exploration.ts';
import type { JobState } from '../../session/followed_job.ts';
import { Workplace } from '../../session/workplace.ts';
import { toldOf } from '../charts/picture.ts';
import { embedding, withoutEmbedding } from '../embedding.ts';
import {
  AxesEvent,
  ChangeEvent,
  ClipEvent,
  CompareEvent,
  DismissEvent,
  EngineEvent,
  LearnEvent,
  LearnMapEvent,
  linkedEvents,
  MapEvent,
  ModelEvent,
  NoticeEvent,
  type OnMap,
  OnMapEvent,
  OpenEvent,
  PresetEvent,
  ScaleEvent,
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
import { leaving, wantsOther } from './other_language.ts';
import { overlays } from './overlays.ts';
import type { OverlayName, Page } from './page.ts';
import { isControlled, type ViewName, viewNamed, views } from './views.ts';

@customElement('vanishing-point')
export class VanishingPoint extends LitElement implements Page, Embedded {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        grid-template: 'header header' auto 'notices notices' auto 'task task' auto 'controls explore' minmax(0, 1fr) 'status status' auto /
          308px minmax(0, 1fr);
        height: 100svh;
        font: 14px/1.3 system-ui, sans-serif;
        background: var(--page);
        /* How long things take to appear and move. Nothing moves where a processor would have to draw it
           while it measures. */
        --motion: 120ms;
      }
      :host([software]) {
        --motion: 0ms;
      }
      page-header {
        grid-area: header;
      }
      notice-list {
        grid-area: notices;
        max-height: 30svh;
        overflow: auto;
      }
      assignment-card {
        grid-area: task;
      }
      .controls {
        grid-area: controls;
        overflow: auto;
        background: var(--surface);
        border-right: 1px solid var(--line);
      }
      .bar {
        display: contents;
      }
      .open-controls {
        display: none;
      }
      main {
        grid-area: explore;
        display: grid;
        min-height: 0;
        overflow: auto;
      }
      main > [hidden] {
        display: none;
      }
      status-bar {
        grid-area: status;
      }
      /* The explorer keeps its state out of sight. */
      :host(:not([view='explore'])) status-bar,
      :host(:not([controlled])) :is(.controls, .open-controls) {
        display: none;
      }
      /* As for a mouse: it is a way to go, and not a thing to operate. */
      main:focus-visible {
        outline: none;
      }
      :host(:not([controlled])) main {
        grid-column: 1 / -1;
      }
      /* The chapter is as long as it is: the window scrolls, and prints, all of it. */
      :host([view='chapter']) {
        display: block;
        height: auto;
        min-height: 100svh;
      }
      :host([view='chapter']) page-header {
        position: sticky;
        top: 0;
        z-index: 2;
      }
      :host([view='chapter']) main {
        display: block;
        overflow: visible;
      }
      /* One figure, which its frame shows; all else is there and not to be seen. */
      :host([alone]) {
        visibility: hidden;
        --alone-foot: 26px;
      }
      .home {
        position: fixed;
        inset: auto 0 0;
        display: flex;
        justify-content: space-between;
        gap: 12px;
        height: 26px;
        padding: 0 12px;
        visibility: visible;
        background: var(--surface);
        color: var(--soft);
        font-size: 12px;
        line-height: 24px;
        white-space: nowrap;
      }
      .home p {
        margin: 0;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .home a {
        color: var(--accent);
      }
      @media (max-width: 800px) {
        :host {
          display: flex;
          flex-direction: column;
          height: auto;
          min-height: 100svh;
        }
        page-header {
          position: sticky;
          top: 0;
          z-index: 2;
        }
        main {
          display: block;
          flex: 1;
          overflow: visible;
        }
        /* Under the charts, and over none of them: what is measured, and the controls where a thumb reaches them. */
        .bar {
          position: sticky;
          bottom: 0;
          z-index: 2;
          display: flex;
          justify-content: flex-end;
          background: var(--surface);
          border-top: 1px solid var(--line);
        }
        :host(:not([controlled])) .bar {
          display: none;
        }
        status-bar {
          flex: 1;
          min-width: 0;
        }
        .open-controls {
          display: inline-flex;
          align-self: center;
          margin: 5px 12px 5px 0;
          min-height: 40px;
        }
        .controls {
          position: fixed;
          inset: auto 0 0 0;
          z-index: 4;
          max-height: 78svh;
          border-right: 0;
          border-top: 1px solid var(--edge);
          border-radius: 14px 14px 0 0;
          transform: translateY(105%);
          visibility: hidden;
          transition:
            transform var(--motion),
            visibility 0s var(--motion);
        }
        .controls.open {
          transform: none;
          visibility: visible;
          transition: transform var(--motion);
          box-shadow: 0 -8px 40px #0006;
        }
        .controls.open {
          display: flex;
          flex-direction: column;
        }
        /* Where the button was that opened them. */
        .close-controls {
          order: 1;
          position: sticky;
          bottom: 0;
          z-index: 1;
          display: flex;
          justify-content: flex-end;
          padding: 5px 12px;
          background: var(--surface);
          border-top: 1px solid var(--line);
        }
        .close-controls .button {
          min-height: 40px;
        }
      }
      /* A window that is low, as one at 200 % zoom is: what is around the charts leaves them five sixths of it. */
      @media (max-height: 520px) and (max-width: 800px) {
        .open-controls {
          margin: 2px 12px 2px 0;
          min-height: 24px;
        }
      }
      @media (min-width: 801px) {
        .close-controls {
          display: none;
        }
      }
      .paper {
        display: none;
      }
      /* What is looked at, as long as it is, and where it comes from; nothing to press. */
      @media print {
        :host,
        main {
          display: block !important;
          height: auto;
          min-height: 0 !important;
          overflow: visible !important;
          background: none;
          print-color-adjust: exact;
          --motion: 0ms;
        }
        page-header,
        notice-list,
        .controls,
        .bar {
          display: none !important;
        }
        .paper {
          display: block;
          margin: 14px 16px 0;
          padding-top: 8px;
          border-top: 1px solid var(--line);
          color: var(--soft);
          font-size: 12px;
          line-height: 1.4;
          overflow-wrap: anywhere;
          break-inside: avoid;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        :host {
          --motion: 0ms;
        }
      }
    `,
  ];

  @property({ reflect: true }) state: JobState = 'idle';
  @property({ reflect: true }) engine: EngineName | undefined;
  /** Whether a processor does the GPU's work. */
  @property({ type: Boolean, reflect: true }) software = false;

  /** Whether one figure is all that is shown. */
  @property({ type: Boolean, reflect: true }) alone = embedding !== undefined;

  /** What is looked at. */
  @property({ reflect: true }) view: ViewName = viewNamed(location.hash);

  /** Whether the controls stand beside it. */
  @property({ type: Boolean, reflect: true }) controlled = isControlled(this.view);

  /** Whether points are shown where there could be a map. */
  @state() private points = false;
  /** How the y axis of points spends its length. */
  @state() private scale: AxisScale = 'edge';
  @state() private clip: number | undefined;
  /** What is compared; nothing before the comparison is first looked at, unless the address says so. */
  @state() private compare: readonly Configuration[] | undefined;
  /** What is mapped, where somebody has said so. */
  @state() private map: string | undefined;
  /** Which networks learn, where somebody has said so. */
  @state() private learn: string | undefined;
  /** What the map makes of the controls while it is looked at. */
  @state() private onMap: OnMap | undefined;
  /** Which map of trainability is asked for, where one is. */
  @state() private learnMap: string | undefined;
  /** What a teacher's link asks, as it has it. */
  @state() private task = '';
  @state() private drawer = false;

  /** Whether the controls have arrived. */
  @state() private controls = false;

  /** Views that have been looked at: loaded then, and kept from then on. */
  @state() private opened: ReadonlySet<ViewName> = new Set();

  readonly #theme = new ThemeController(this);
  readonly #workplace = new Workplace();
  #session: Exploration | undefined;
  #begun: Promise<void> | undefined;
  #preference: View['engine'] = 'auto';
  #tuning: View['tuning'];
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
    this.addEventListener(ChangeEvent.type, (event) => {
      if (event instanceof ChangeEvent) this.#session?.change(event.change);
    });
    this.addEventListener(PresetEvent.type, (event) => {
      if (event instanceof PresetEvent) this.#take(event.preset);
    });
    this.addEventListener(AxesEvent.type, (event) => {
      if (event instanceof AxesEvent) this.#show(event.axes);
    });
    this.addEventListener(ScaleEvent.type, (event) => {
      if (event instanceof ScaleEvent) this.scale = event.scale;
    });
    this.addEventListener(ClipEvent.type, (event) => {
      if (event instanceof ClipEvent) this.clip = event.clip;
    });
    this.addEventListener(CompareEvent.type, (event) => {
      if (event instanceof CompareEvent) this.compare = event.configurations;
    });
    this.addEventListener(MapEvent.type, (event) => {
      if (event instanceof MapEvent) this.map = event.map;
    });
    this.addEventListener(OnMapEvent.type, (event) => {
      if (event instanceof OnMapEvent) this.onMap = event.onMap;
    });
    this.addEventListener(LearnEvent.type, (event) => {
      if (event instanceof LearnEvent) this.learn = event.learn;
    });
    this.addEventListener(OpenEvent.type, (event) => {
      if (!(event instanceof OpenEvent)) return;
      location.hash = 'explore';
      const opening = this.renderRoot.querySelector('explore-view')?.open(event);
      if (opening) void this.#history.during(opening);
    });
    this.addEventListener(LearnMapEvent.type, (event) => {
      if (event instanceof LearnMapEvent) this.learnMap = event.map;
    });
    this.addEventListener(ModelEvent.type, (event) => {
      if (!(event instanceof ModelEvent) || embedding) return;
      if (event.isMeant) this.#history.mean();
      this.#history.writeFragment(event.fragment);
    });
    this.addEventListener(NoticeEvent.type, (event) => {
      if (!(event instanceof NoticeEvent)) return;
      if (event.kind) this.#session?.tell([event.notice], event.kind);
      else this.#session?.notify(event.notice);
    });
    // A figure in another page changes nothing in that page's history.
    if (!embedding)
      for (const { type } of linkedEvents) this.addEventListener(type, () => this.#history.mean());
    this.addEventListener(DismissEvent.type, (event) => {
      if (!(event instanceof DismissEvent)) return;
      this.#session?.dismiss(event.notice);
      if (event.notice === firstWords) rememberVisit();
    });
    this.addEventListener(EngineEvent.type, (event) => {
      if (!(event instanceof EngineEvent)) return;
      this.#preference = event.engine;
      void this.#session?.open(event.engine);
    });
    this.addEventListener(leaving, this.#askToLeave);
    this.addEventListener(ThemeEvent.type, (event) => {
      if (event instanceof ThemeEvent) this.#theme.choose(event.choice);
    });
  }

  override connectedCallback(): void {
    this.#begun ??= this.#begin();
    super.connectedCallback();
    if (embedding) return;
    this.#history.follow();
    addEventListener('keydown', this.#onShortcut);
    addEventListener('beforeprint', this.#onPaper);
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
    const opened = session.open(this.#preference);
    // The explorer's networks are measured for their own view, wherever one may look at that.
    if (embedding && this.view !== 'explore') void opened.then(() => session.stop());
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#history.leave();
    removeEventListener('keydown', this.#onShortcut);
    removeEventListener('beforeprint', this.#onPaper);
  }

  /** The address may have changed since. */
  readonly #onPaper = (): void => this.requestUpdate();

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
    if (name !== '' && name !== this.view)
      this.#session?.tell([notThere(say`view`, name, names, 'the explorer')], 'place');
  };

  /** Takes all that the address says of how something is looked at; what it says of networks is the session's. */
  #read() {
    const { experiment, given, view, notices } = readAddress(withoutEmbedding(location.search));
    this.points = view.chart === 'points';
    this.scale = view.scale ?? 'edge';
    this.clip = view.clip;
    this.compare = view.compare;
    this.map = view.map;
    this.learn = view.learn;
    this.learnMap = view.learnMap;
    this.#preference = view.engine;
    this.#tuning = view.tuning;
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
    const before = this.#preference;
    const { experiment, given, sight, notices } = this.#read();
    const networks = given.has('networks') ? experiment.networks : session.fittingNetworks;
    session.show({ ...experiment, networks }, sight);
    session.tell(notices, 'address');
    if (this.#preference !== before) void session.open(this.#preference);
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
    if (this.view === 'compare' && !this.compare && this.#session?.engine && this.opened.has('compare'))
      this.#beginComparing(this.#session);
    this.state = this.#session?.state ?? 'idle';
    this.engine = this.#session?.engine?.name;
    this.software = this.#session?.engine?.software ?? false;
  }

  override updated(): void {
    const session = this.#session;
    // Before an engine is open, the number of networks is not settled.
    if (!session?.engine || embedding) return;
    this.#history.write(writeAddress(session.said, this.#addressed(session)));
  }

  /** How the experiment is looked at, for the address. */
  #addressed(session: Exploration): View {
    const { pinnedIndex: network, besideIndex: beside, window } = session;
    const isMap = mapAxis(session.experiment) !== undefined && !this.points;
    return {
      engine: this.#preference,
      ...session.axes,
      ...(this.points && mapAxis(session.experiment) && { chart: 'points' }),
      ...(this.clip !== undefined && { clip: this.clip }),
      ...(network !== undefined && { network }),
      ...(beside !== undefined && { beside }),
      ...(this.scale === 'even' && { scale: this.scale }),
      ...(window !== 'usual' && !isMap && { brush: window }),
      ...(this.#tuning !== undefined && { tuning: this.#tuning }),
      ...(this.compare && { compare: this.compare }),
      ...(this.map && { map: this.map }),
      ...(this.learn && { learn: this.learn }),
      ...(this.learnMap !== undefined && { learnMap: this.learnMap }),
    };
  }

  override render() {
    const session = this.#session;
    if (!session) return nothing;
    const { palette, choice } = this.#theme;
    const { points, scale, clip, compare = [], map, learn, learnMap } = this;
    const sight = {
      workplace: this.#workplace,
      session,
      palette,
      engine: this.#preference,
      points,
      scale,
      clip,
      compare,
      map,
      learn,
      learnMap,
    };
    const shown = html`<main @scroll=${this.#history.rest}>
      ${views.map(({ name, render }) =>
        this.opened.has(name) && (name !== 'compare' || this.compare)
          ? render({ ...sight, hidden: this.view !== name })
          : nothing,
      )}
    </main>`;
    if (embedding) return html`${shown}${this.#wayHome(session)}`;
    return html`
      <page-header
        role="banner"
        .preference=${this.#preference}
        .engine=${session.engine}
        .view=${this.view}
        .theme=${choice}
        @find=${() => this.openOverlay('palette')}
        @skip=${this.enterView}
      ></page-header>
      <notice-list
        role="region"
        aria-label="Notices"
        .notices=${session.notices}
        .toured=${firstWords}
        @tour=${() => this.openOverlay('tour')}
      ></notice-list>
      ${this.task && this.controlled ? html`<assignment-card role="region" aria-label="Assignment" .task=${this.task} .session=${session}></assignment-card>` : nothing}
      <div
        class="controls ${this.drawer ? 'open' : ''}"
        role="region"
        aria-label="Controls"
        @keydown=${this.#onKey}
      >
        <div class="close-controls">
          <button class="button" @click=${() => this.#openDrawer(false)}>Done</button>
        </div>
        ${this.controls ? html`<controls-panel .experiment=${session.experiment} .onMap=${this.onMap} .only=${new URLSearchParams(this.task).get('show')?.split(',')}></controls-panel>` : nothing}
      </div>
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
      <button
        class="button primary open-controls"
        aria-expanded=${this.drawer}
        @click=${() => this.#openDrawer(true)}
      >
        Controls
      </button></div>
      <footer class="paper">${this.#paperLines(session).map((line) => html`${line}<br />`)}</footer>
    `;
  }

  /** What stands on paper alone: what was measured, by what, and the link that shows it again. */
  #paperLines({ shown }: Exploration): readonly string[] {
    const measured =
      this.controlled && shown
        ? toldOf({ ...shown, unfinished: unfinished(shown.done, shown.experiment.networks, 'network') }).words
        : [`Vanishing Point ${version}`];
    return [...measured, location.href];
  }

  /** Below a figure that stands alone: what there is to know, and a way to all of it. */
  #wayHome(session: Exploration) {
    const [page] = location.href.split(/[?#]/);
    const query = session.engine ? writeAddress(session.said, this.#addressed(session)) : '';
    return html`<footer class="home">
      <p role="status">${session.notices.join(' ')}</p>
      <a href=${`${page}${query}${location.hash || '#explore'}`} target="_blank">From Vanishing Point</a>
    </footer>`;
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
    this.compare = first.configurations;
    if (untouched) this.#take(first);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.drawer) return;
    event.preventDefault();
    void this.#openDrawer(false);
  };

  /** The focus goes past the header, into the view. */
  readonly enterView = (): void => {
    const main = this.#main;
    if (!main) return;
    main.tabIndex = -1;
    main.focus();
  };

  async showControls(): Promise<void> {
    await this.updateComplete;
    const button = this.renderRoot.querySelector('.open-controls');
    if (button?.checkVisibility()) await this.#openDrawer(true);
  }

  async #openDrawer(open: boolean): Promise<void> {
    this.drawer = open;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(open ? '.close-controls button' : '.open-controls')?.focus();
  }

  /** Other axes than a map's show its networks as points. */
  #show(axes: Axes): void {
    const session = this.#session;
    const map = session && mapAxis(session.experiment);
    const isMap = map !== undefined && sameAxes(axes, axesOfMap(map));
    this.points = map !== undefined && !isMap;
    if (!isMap) session?.chooseAxes(axes);
  }

  #take(preset: Preset): void {
    const session = this.#session;
    if (!session) return;
    const { seed } = session.experiment;
    this.points = false;
    // A pin, and what it is clipped to, is of the networks before.
    this.clip = undefined;
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
