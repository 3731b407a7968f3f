/** How the networks are looked at, apart from which they are: what an address says of it, and what the page's parts change of it. */
import type { ReactiveControllerHost } from 'lit';
import type { View } from '../../experiment/address.ts';
import type { AxisScale } from '../../experiment/axes.ts';
import type { Configuration } from '../../experiment/comparison.ts';
import { mapAxis } from '../../experiment/experiment.ts';
import type { Tuning } from '../../experiment/tuning.ts';
import type { Exploration } from '../../session/exploration.ts';
import {
  ClipEvent,
  CompareEvent,
  hear,
  LearnEvent,
  LearnMapEvent,
  MapEvent,
  type OnMap,
  OnMapEvent,
  ScaleEvent,
} from '../events.ts';

export class Look {
  /** Which engine is asked for. */
  preference: View['engine'] = 'auto';
  tuning: Tuning | undefined;
  /** Whether points are shown where there could be a map. */
  points = false;
  /** How the y axis of points spends its length. */
  scale: AxisScale = 'edge';
  clip: number | undefined;
  /** What is compared; nothing before the comparison is first looked at, unless the address says so. */
  compare: readonly Configuration[] | undefined;
  /** What is mapped, where somebody has said so. */
  map: string | undefined;
  /** What the map makes of the controls while it is looked at. */
  onMap: OnMap | undefined;
  /** Which networks learn, where somebody has said so. */
  learn: string | undefined;
  /** Which map of trainability is asked for, where one is. */
  learnMap: string | undefined;

  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost & EventTarget) {
    this.#host = host;
    hear(host, ScaleEvent, ({ scale }) => this.change({ scale }));
    hear(host, ClipEvent, ({ clip }) => this.change({ clip }));
    hear(host, CompareEvent, ({ configurations }) => this.change({ compare: configurations }));
    hear(host, MapEvent, ({ map }) => this.change({ map }));
    hear(host, OnMapEvent, ({ onMap }) => this.change({ onMap }));
    hear(host, LearnEvent, ({ learn }) => this.change({ learn }));
    hear(host, LearnMapEvent, ({ map }) => this.change({ learnMap: map }));
  }

  change(change: Partial<Omit<Look, 'change' | 'read' | 'written'>>): void {
    Object.assign(this, change);
    this.#host.requestUpdate();
  }

  /** Takes all that an address says of it. */
  read(view: View): void {
    this.change({
      preference: view.engine,
      tuning: view.tuning,
      points: view.chart === 'points',
      scale: view.scale ?? 'edge',
      clip: view.clip,
      compare: view.compare,
      map: view.map,
      learn: view.learn,
      learnMap: view.learnMap,
    });
  }

  /** What the address is to say of it, and of what is pinned and framed. */
  written({ experiment, axes, pinnedIndex, besideIndex, window }: Exploration): View {
    const isMap = mapAxis(experiment) !== undefined && !this.points;
    return {
      engine: this.preference,
      ...axes,
      ...(this.points && mapAxis(experiment) && { chart: 'points' }),
      ...(this.clip !== undefined && { clip: this.clip }),
      ...(pinnedIndex !== undefined && { network: pinnedIndex }),
      ...(besideIndex !== undefined && { beside: besideIndex }),
      ...(this.scale === 'even' && { scale: this.scale }),
      ...(window !== 'usual' && !isMap && { brush: window }),
      ...(this.tuning !== undefined && { tuning: this.tuning }),
      ...(this.compare && { compare: this.compare }),
      ...(this.map && { map: this.map }),
      ...(this.learn && { learn: this.learn }),
      ...(this.learnMap !== undefined && { learnMap: this.learnMap }),
    };
  }
}
