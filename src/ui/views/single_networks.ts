/** Curves of single networks in the explorer's charts through time: a person's own, the one pointed at, and the pinned one with its parts. */
import { clippingDecades } from '../../analysis/clipping.ts';
import { say } from '../../language/say.ts';
import type { Exploration, Shown } from '../../session/exploration.ts';
import type { Given } from '../../session/given.ts';
import type { GivenNetworks } from '../../session/given_networks.ts';
import { besideColor, configurationColor } from '../charts/configuration_color.ts';
import type { GivenPoint } from '../charts/scatter_painter.ts';
import type { TimeCurve } from '../charts/time_chart.ts';
import { count } from '../numbers.ts';
import type { Palette } from '../theme.ts';
import type { LegendEntry } from './given_legend.ts';
import { givenPoint } from './given_place.ts';

/** Whose curves they are, and how they are drawn. */
export interface Drawn {
  readonly session: Exploration;
  readonly networks: GivenNetworks | undefined;
  readonly palette: Palette;
  /** The norm that the pinned network's parameter gradient is clipped to. */
  readonly clip: number | undefined;
}

/** How a network of a person's own is drawn, in every chart. */
export function strokeOf(
  given: Given,
  networks: GivenNetworks | undefined,
  palette: Palette,
): Pick<LegendEntry, 'color' | 'dash'> {
  return given === networks?.kept
    ? { color: configurationColor(palette, 1), dash: [3, 3] }
    : { color: palette.accent, dash: [8, 3] };
}

/** A person's own networks among the random ones. */
export function givenPoints(
  networks: GivenNetworks | undefined,
  shown: Shown | undefined,
  palette: Palette | undefined,
): GivenPoint[] {
  return (networks?.all ?? []).flatMap((given) => {
    const point = palette && givenPoint(given, shown, strokeOf(given, networks, palette).color);
    return point ?? [];
  });
}

/** The one pointed at, and those that stay, on top. */
export function singleCurves(drawn: Drawn, kind: 'gradient' | 'state'): TimeCurve[] {
  const { stale, pinned, beside, hovered } = drawn.session;
  const kept = keptCurves(drawn, kind);
  if (stale || !hovered || hovered.index === pinned?.index || hovered.index === beside?.index) return kept;
  const name = `network ${count(hovered.index)}`;
  return [{ name, norms: hovered[kind], color: drawn.palette.soft, width: 1.25 }, ...kept];
}

/** Those that stay: a person's own, over the steps that the charts show, and the pinned one with its parts and clipped. */
export function keptCurves(
  { session, networks, palette, clip }: Drawn,
  kind: 'gradient' | 'state',
): TimeCurve[] {
  const { stale, pinned, pinnedStale, beside, flow, shown } = session;
  if (stale) return [];
  const { accent: color } = palette;
  const curves = (networks?.all ?? []).flatMap((given): TimeCurve[] => {
    const { reading, fileName: name } = given;
    if (!reading || reading.experiment.steps !== shown?.experiment.steps) return [];
    return [{ name, norms: reading[kind], width: 2.5, ...strokeOf(given, networks, palette) }];
  });
  if (beside) {
    const name = `B: network ${count(beside.index)}`;
    curves.push({ name, norms: beside[kind], color: configurationColor(palette, besideColor), width: 2 });
  }
  if (!pinned || pinnedStale) return curves;
  const name = `${beside ? 'A: ' : ''}network ${count(pinned.index)}`;
  curves.push({ name, norms: pinned[kind], color, width: 2 });
  if (kind === 'gradient' && flow) {
    flow.parts.forEach((norms, part) => {
      curves.push({ name: part === 0 ? 'its h' : 'its c', norms, color, width: 1.25, dash: [5, 4] });
    });
    const { log10ParameterNorm } = flow;
    if (clip !== undefined && log10ParameterNorm !== undefined) {
      const factor = clippingDecades(clip, log10ParameterNorm);
      const norms = pinned.gradient.map((norm) => norm + factor);
      if (factor < 0) curves.push({ name: say`clipped`, norms, color, width: 2, dash: [2, 4] });
    }
  }
  return curves;
}
