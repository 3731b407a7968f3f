/** The page: reads the address, opens a session, and gives every part its place. */

import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { axesOfMap } from '../../analysis/map_axes.ts';
import { readAddress, type View, writeAddress } from '../../experiment/address.ts';
import { type Axes, sameAxes, usualAxes } from '../../experiment/axes.ts';
import type { Configuration } from '../../experiment/comparison.ts';
import { comparisonPresets } from '../../experiment/comparison_presets.ts';
import { mapAxis } from '../../experiment/experiment.ts';
import type { MapChoice } from '../../experiment/field_map.ts';
import { defaultExperiment } from '../../experiment/fields.ts';
import { isPreset, type Preset } from '../../experiment/presets.ts';
import type { EngineName } from '../../experiment/provenance.ts';
import { Exploration } from '../../session/exploration.ts';
import type { JobState } from '../../session/followed_job.ts';
import { Workplace } from '../../session/workplace.ts';
import {
  AxesEvent,
  ChangeEvent,
  ClipEvent,
  CompareEvent,
  DismissEvent,
  EngineEvent,
  MapEvent,
  PresetEvent,
  ThemeEvent,
} from '../events.ts';
import './notice_list.ts';
import './page_header.ts';
import { SessionController } from '../session_controller.ts';
import { sharedStyles } from '../shared_styles.ts';
import './status_bar.ts';
import { ThemeController } from '../theme.ts';
import { isControlled, type ViewName, viewNamed, views } from './views.ts';

@customElement('vanishing-point')
export class VanishingPoint extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        grid-template: 'header header' auto 'notices notices' auto 'controls explore' minmax(0, 1fr) 'status status' auto /
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
      .controls {
        grid-area: controls;
        overflow: auto;
        background: var(--surface);
        border-right: 1px solid var(--line);
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
      @media print {
        page-header,
        notice-list {
          display: none;
        }
      }
      @media (max-width: 800px) {
        :host {
          display: block;
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
          overflow: visible;
        }
        status-bar {
          position: sticky;
          bottom: 0;
          z-index: 2;
        }
        .open-controls {
          display: inline-flex;
          position: fixed;
          right: 16px;
          bottom: 84px;
          z-index: 3;
          min-height: 40px;
          padding: 0 16px;
          border: 0;
          border-radius: 8px;
          background: var(--accent);
          color: var(--on-accent);
          font-weight: 600;
        }
        .open-controls:hover {
          background: var(--accent);
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
        .close-controls {
          position: sticky;
          top: 0;
          z-index: 1;
          display: flex;
          justify-content: flex-end;
          padding: 8px 12px;
          background: var(--surface);
        }
      }
      @media (min-width: 801px) {
        .close-controls {
          display: none;
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

  /** What is looked at. */
  @property({ reflect: true }) view: ViewName = viewNamed(location.hash);

  /** Whether the controls stand beside it. */
  @property({ type: Boolean, reflect: true }) controlled = isControlled(this.view);

  /** Whether points are shown where there could be a map. */
  @state() private points = false;
  @state() private clip: number | undefined;
  /** What is compared; nothing before the comparison is first looked at, unless the address says so. */
  @state() private compare: readonly Configuration[] | undefined;
  /** What is mapped, where somebody has said so. */
  @state() private map: MapChoice | undefined;
  @state() private drawer = false;

  /** Whether the controls have arrived. */
  @state() private controls = false;

  /** Views that have been looked at: loaded then, and kept from then on. */
  @state() private opened: ReadonlySet<ViewName> = new Set();

  readonly #theme = new ThemeController(this);
  readonly #workplace = new Workplace();
  #session: Exploration | undefined;
  #preference: View['engine'] = 'auto';
  #tuning: View['tuning'];

  constructor() {
    super();
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
    this.addEventListener(ClipEvent.type, (event) => {
      if (event instanceof ClipEvent) this.clip = event.clip;
    });
    this.addEventListener(CompareEvent.type, (event) => {
      if (event instanceof CompareEvent) this.compare = event.configurations;
    });
    this.addEventListener(MapEvent.type, (event) => {
      if (event instanceof MapEvent) this.map = event.map;
    });
    this.addEventListener(DismissEvent.type, (event) => {
      if (event instanceof DismissEvent) this.#session?.dismiss(event.notice);
    });
    this.addEventListener(EngineEvent.type, (event) => {
      if (!(event instanceof EngineEvent)) return;
      this.#preference = event.engine;
      void this.#session?.open(event.engine);
    });
    this.addEventListener(ThemeEvent.type, (event) => {
      if (event instanceof ThemeEvent) this.#theme.choose(event.choice);
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#followHash);
    // Back to another view and another experiment at once is no change of the fragment alone.
    addEventListener('popstate', this.#followHash);
    if (this.#session) return;
    const { experiment, given, view, notices } = readAddress(location.search);
    this.points = view.chart === 'points';
    this.clip = view.clip;
    this.compare = view.compare;
    this.map = view.map;
    this.#preference = view.engine;
    this.#tuning = view.tuning;
    this.#workplace.tuning = view.tuning ?? 'auto';
    this.#session = new Exploration(this.#workplace, experiment, {
      fitNetworks: !given.has('networks'),
      axes: { x: view.x, y: view.y },
      pinned: view.network,
    });
    for (const notice of notices) this.#session.notify(notice);
    void this.#session.open(view.engine);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#followHash);
    removeEventListener('popstate', this.#followHash);
  }

  readonly #followHash = (): void => {
    this.view = viewNamed(location.hash);
  };

  override async firstUpdated(): Promise<void> {
    // In a task of its own each, so that nothing stalls.
    await this.#openControls();
    await this.updateComplete;
    // The explorer keeps its state out of sight.
    await this.#openView('explore');
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('view')) {
      this.controlled = isControlled(this.view);
      this.#workplace.lookAt(this.view);
      void this.#openView(this.view);
    }
    if (this.view === 'compare' && !this.compare && this.#session?.engine)
      this.#beginComparing(this.#session);
    this.state = this.#session?.state ?? 'idle';
    this.engine = this.#session?.engine?.name;
    this.software = this.#session?.engine?.software ?? false;
  }

  override updated(): void {
    const session = this.#session;
    // Before an engine is open, the number of networks is not settled.
    if (!session?.engine) return;
    const search = writeAddress(session.experiment, this.#addressed(session));
    if (search !== location.search) history.replaceState(null, '', search + location.hash);
  }

  /** How the experiment is looked at, for the address. */
  #addressed(session: Exploration): View {
    const network = session.pinnedIndex;
    return {
      engine: this.#preference,
      ...session.axes,
      ...(this.points && mapAxis(session.experiment) && { chart: 'points' }),
      ...(this.clip !== undefined && { clip: this.clip }),
      ...(network !== undefined && { network }),
      ...(this.#tuning !== undefined && { tuning: this.#tuning }),
      ...(this.compare && { compare: this.compare }),
      ...(this.map && { map: this.map }),
    };
  }

  override render() {
    const session = this.#session;
    if (!session) return nothing;
    const { palette, choice } = this.#theme;
    const { points, clip, compare = [], map } = this;
    const sight = {
      workplace: this.#workplace,
      session,
      palette,
      engine: this.#preference,
      points,
      clip,
      compare,
      map,
    };
    return html`
      <page-header
        role="banner"
        .preference=${this.#preference}
        .engine=${session.engine}
        .view=${this.view}
        .theme=${choice}
      ></page-header>
      <notice-list role="region" aria-label="Notices" .notices=${session.notices}></notice-list>
      <button class="button open-controls" aria-expanded=${this.drawer} @click=${() => this.#openDrawer(true)}>
        Controls
      </button>
      <div
        class="controls ${this.drawer ? 'open' : ''}"
        role="region"
        aria-label="Controls"
        @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#openDrawer(false)}
      >
        <div class="close-controls">
          <button class="button" @click=${() => this.#openDrawer(false)}>Done</button>
        </div>
        ${this.controls ? html`<controls-panel .experiment=${session.experiment}></controls-panel>` : nothing}
      </div>
      <main>
        ${views.map(({ name, render }) =>
          this.opened.has(name) && (name !== 'compare' || this.compare)
            ? render({ ...sight, hidden: this.view !== name })
            : nothing,
        )}
      </main>
      <status-bar
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
    `;
  }

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
    const [first] = comparisonPresets;
    const { experiment, fittingNetworks, axes, pinnedIndex } = session;
    const untouched =
      isPreset({ ...first, experiment: {} }, experiment) &&
      experiment.networks === fittingNetworks &&
      sameAxes(axes, usualAxes) &&
      pinnedIndex === undefined;
    this.compare = first.configurations;
    if (untouched) this.#take(first);
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
    session.pin(undefined);
    session.axes = { x: preset.x ?? usualAxes.x, y: preset.y ?? usualAxes.y };
    void session.select(undefined);
    session.change({ ...defaultExperiment, networks: session.fittingNetworks, seed, ...preset.experiment });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vanishing-point': VanishingPoint;
  }
}
