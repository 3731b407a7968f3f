/** What elements tell the page. All bubble through shadow roots. */

import type { AxisRange } from '../analysis/summary.ts';
import type { View } from '../experiment/address.ts';
import type { Axes, QuantityName } from '../experiment/axes.ts';
import type { Configuration } from '../experiment/comparison.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { MapChoice } from '../experiment/field_map.ts';
import type { Preset } from '../experiment/presets.ts';
import type { ArrayName } from '../networks/given/array_names.ts';
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
  constructor(index: number | undefined) {
    super(PinEvent.type, everywhere);
    this.index = index;
  }
}

/** A range of the quantity along an x axis is brushed, or the brush cleared. */
export class BrushEvent extends Event {
  static readonly type = 'axis-brush';
  readonly axis: QuantityName;
  readonly range: AxisRange | undefined;
  constructor(axis: QuantityName, range: AxisRange | undefined) {
    super(BrushEvent.type, everywhere);
    this.axis = axis;
    this.range = range;
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

/** Another map is asked for. */
export class MapEvent extends Event {
  static readonly type = 'map-choose';
  readonly map: MapChoice;
  constructor(map: MapChoice) {
    super(MapEvent.type, everywhere);
    this.map = map;
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
