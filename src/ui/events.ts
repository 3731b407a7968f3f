/** What elements tell the page. All bubble through shadow roots. */

import type { WindowChoice } from '../analysis/summary.ts';
import type { View } from '../experiment/address.ts';
import type { Axes, AxisScale } from '../experiment/axes.ts';
import type { Configuration } from '../experiment/comparison.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { Preset } from '../experiment/presets.ts';
import type { ArrayName } from '../networks/given/array_names.ts';
import type { NoticeKind } from '../session/notices.ts';
import type { ThemeChoice } from './theme.ts';

const everywhere = { bubbles: true, composed: true } as const;

/** A network is pointed at; undefined when none is any longer. */
export class HoverEvent extends Event {
  static readonly type = 'network-hover';
  readonly index: number | undefined;
  constructor(index: number | undefined) {
    super(HoverEvent.type, everywhere);
    this.index = index;
  }
}

/** A network is pinned, or let go of. */
export class PinEvent extends Event {
  static readonly type = 'network-pin';
  readonly index: number | undefined;
  /** Whether it is to stand beside the one that is pinned. */
  readonly beside: boolean;
  constructor(index: number | undefined, beside = false) {
    super(PinEvent.type, everywhere);
    this.index = index;
    this.beside = beside;
  }
}

/** Other networks are to be shown through time: those in a window along the x axis, those around the edge, or all. */
export class WindowEvent extends Event {
  static readonly type = 'window-choose';
  readonly window: WindowChoice;
  constructor(window: WindowChoice) {
    super(WindowEvent.type, everywhere);
    this.window = window;
  }
}

/** The y axis is to spend its length otherwise. */
export class ScaleEvent extends Event {
  static readonly type = 'scale-choose';
  readonly scale: AxisScale;
  constructor(scale: AxisScale) {
    super(ScaleEvent.type, everywhere);
    this.scale = scale;
  }
}

/** Fields of the experiment take new, valid values. */
export class ChangeEvent extends Event {
  static readonly type = 'experiment-change';
  readonly change: Partial<Experiment>;
  constructor(change: Partial<Experiment>) {
    super(ChangeEvent.type, everywhere);
    this.change = change;
  }
}

/** The pinned network's parameter gradient is to be clipped to a norm, or no longer. */
export class ClipEvent extends Event {
  static readonly type = 'clip-choose';
  readonly clip: number | undefined;
  constructor(clip: number | undefined) {
    super(ClipEvent.type, everywhere);
    this.clip = clip;
  }
}

/** Another map is asked for: as text, as it stands in a link. */
export class MapEvent extends Event {
  static readonly type = 'map-choose';
  readonly map: string;
  constructor(map: string) {
    super(MapEvent.type, everywhere);
    this.map = map;
  }
}

/** What a map makes of an experiment's controls. */
export interface OnMap {
  /** As far as its axes reach, with what the controls were set to. */
  readonly experiment: Experiment;
  /** What stands in place of a field's control, by its key: the map has its own. */
  readonly words: Partial<Record<keyof Experiment, string>>;
}

/** The map is looked at, with other axes perhaps; or no longer. */
export class OnMapEvent extends Event {
  static readonly type = 'on-map';
  readonly onMap: OnMap | undefined;
  constructor(onMap: OnMap | undefined) {
    super(OnMapEvent.type, everywhere);
    this.onMap = onMap;
  }
}

/** Other networks are to learn, or are looked at otherwise: what the link is to say of it. */
export class LearnEvent extends Event {
  static readonly type = 'learn-choose';
  readonly learn: string;
  constructor(learn: string) {
    super(LearnEvent.type, everywhere);
    this.learn = learn;
  }
}

/** A network that was made on the page is to be opened in the explorer, with what is to be so around it. */
export class OpenEvent extends Event {
  static readonly type = 'network-open';
  readonly files: readonly File[];
  readonly change: Partial<Experiment>;
  constructor(files: readonly File[], change: Partial<Experiment>) {
    super(OpenEvent.type, everywhere);
    this.files = files;
    this.change = change;
  }
}

/** Another map of trainability is asked for: as text, as it stands in a link. */
export class LearnMapEvent extends Event {
  static readonly type = 'learn-map-choose';
  readonly map: string;
  constructor(map: string) {
    super(LearnMapEvent.type, everywhere);
    this.map = map;
  }
}

/** A model is measured otherwise: what the link's fragment is to say of it. */
export class ModelEvent extends Event {
  static readonly type = 'model-choose';
  readonly fragment: string;
  /** Whether a person has changed it. */
  readonly isMeant: boolean;
  constructor(fragment: string, isMeant: boolean) {
    super(ModelEvent.type, everywhere);
    this.fragment = fragment;
    this.isMeant = isMeant;
  }
}

/** Another engine is asked for. */
export class EngineEvent extends Event {
  static readonly type = 'engine-choose';
  readonly engine: View['engine'];
  constructor(engine: View['engine']) {
    super(EngineEvent.type, everywhere);
    this.engine = engine;
  }
}

/** A preset is chosen. */
export class PresetEvent extends Event {
  static readonly type = 'preset-choose';
  readonly preset: Preset;
  constructor(preset: Preset) {
    super(PresetEvent.type, everywhere);
    this.preset = preset;
  }
}

/** Other configurations are to stand beside one another. */
export class CompareEvent extends Event {
  static readonly type = 'configurations-change';
  readonly configurations: readonly Configuration[];
  constructor(configurations: readonly Configuration[]) {
    super(CompareEvent.type, everywhere);
    this.configurations = configurations;
  }
}

/** The neighbour of the pinned network along the x axis is asked for: −1 to the left, 1 to the right. */
export class StepEvent extends Event {
  static readonly type = 'network-step';
  readonly places: number;
  constructor(places: number) {
    super(StepEvent.type, everywhere);
    this.places = places;
  }
}

/** A person's own network is given an array, or one is taken from it. */
export class ArrayEvent extends Event {
  static readonly type = 'array-give';
  readonly array: ArrayName;
  readonly file: File | undefined;
  constructor(array: ArrayName, file: File | undefined) {
    super(ArrayEvent.type, everywhere);
    this.array = array;
    this.file = file;
  }
}

/** A notice has been read. */
export class DismissEvent extends Event {
  static readonly type = 'notice-dismiss';
  readonly notice: string;
  constructor(notice: string) {
    super(DismissEvent.type, everywhere);
    this.notice = notice;
  }
}

/** Another light is chosen. */
export class ThemeEvent extends Event {
  static readonly type = 'theme-choose';
  readonly choice: ThemeChoice;
  constructor(choice: ThemeChoice) {
    super(ThemeEvent.type, everywhere);
    this.choice = choice;
  }
}

/** Points are to be shown over other axes. */
export class AxesEvent extends Event {
  static readonly type = 'axes-choose';
  readonly axes: Axes;
  constructor(axes: Axes) {
    super(AxesEvent.type, everywhere);
    this.axes = axes;
  }
}

/** A person is to know something. */
export class NoticeEvent extends Event {
  static readonly type = 'notice-give';
  readonly notice: string;
  /** What it is about, where it stands for whatever was said of that before. */
  readonly kind: NoticeKind | undefined;
  constructor(notice: string, kind?: NoticeKind) {
    super(NoticeEvent.type, everywhere);
    this.notice = notice;
    this.kind = kind;
  }
}

/** A figure has come that links can show alone. */
export class FigureEvent extends Event {
  static readonly type = 'figure-come';
  readonly name: string;
  /** Whether it is the one that is. */
  readonly alone: boolean;
  constructor(name: string, alone: boolean) {
    super(FigureEvent.type, everywhere);
    this.name = name;
    this.alone = alone;
  }
}

/** What a figure shows that stands alone in another page has been measured to its end. */
export class ResultEvent extends Event {
  static readonly type = 'figure-result';
  /** A file of it: `json` there always is. Undefined where there is none of a format. */
  readonly file: (format: string) => Promise<Blob> | undefined;
  constructor(file: ResultEvent['file']) {
    super(ResultEvent.type, everywhere);
    this.file = file;
  }
}

/** Hears events of a class, wherever below they come from. */
export function hear<Kind extends Event>(
  target: EventTarget,
  kind: { readonly type: string; new (...given: never[]): Kind },
  listener: (event: Kind) => void,
): void {
  target.addEventListener(kind.type, (event) => {
    if (event instanceof kind) listener(event);
  });
}

/** All by which a person changes what a link says. */
export const linkedEvents = [
  ...[AxesEvent, ChangeEvent, ClipEvent, CompareEvent, EngineEvent, LearnEvent, LearnMapEvent],
  ...[MapEvent, PinEvent, PresetEvent, ScaleEvent, StepEvent, WindowEvent],
] as const;
