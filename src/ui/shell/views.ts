/**
 * The views of the page: a row each. A view is loaded when it is first looked at, stays from then on, and is out of sight
 * while another one is looked at.
 */

import { html, type TemplateResult } from 'lit';
import { loadComparisons, type View } from '../../experiment/address.ts';
import type { AxisScale } from '../../experiment/axes.ts';
import type { Configuration } from '../../experiment/comparison.ts';
import { say } from '../../language/say.ts';
import type { Exploration } from '../../session/exploration.ts';
import type { Workplace } from '../../session/workplace.ts';
import { PinEvent } from '../events.ts';
import { viewIn } from '../fragment.ts';
import type { Palette } from '../theme.ts';

/** What a view is shown with. */
export interface Sight {
  readonly workplace: Workplace;
  readonly session: Exploration;
  readonly palette: Palette;
  readonly engine: View['engine'];
  /** Whether points are shown where there could be a map. */
  readonly points: boolean;
  /** How the y axis of points spends its length. */
  readonly scale: AxisScale;
  readonly clip: number | undefined;
  readonly compare: readonly Configuration[];
  readonly map: string | undefined;
  /** What the link says of networks that learn. */
  readonly learn: string | undefined;
  /** Which map of trainability is asked for, as its link has it. */
  readonly learnMap: string | undefined;
  /** Whether another view is looked at. */
  readonly hidden: boolean;
}

interface ViewRow {
  /** The name in the address: `#chapter`. */
  readonly name: string;
  readonly label: string;
  /** Whether the controls of an experiment stand beside it. */
  readonly controlled?: true;
  /** Whether the header leaves it out: links lead there. */
  readonly unlisted?: true;
  readonly load: () => Promise<unknown>;
  readonly render: (sight: Sight) => TemplateResult;
}

export const views = [
  {
    name: 'explore',
    label: say`Explore`,
    controlled: true,
    load: () => import('../views/explore_view.ts'),
    render: ({ workplace, session, palette, points, scale, clip, hidden }) =>
      html`<explore-view
        ?hidden=${hidden}
        .workplace=${workplace}
        .session=${session}
        .palette=${palette}
        ?points=${points}
        .scale=${scale}
        .clip=${clip}
      ></explore-view>`,
  },
  {
    name: 'learn',
    label: say`Learn`,
    load: () => import('../views/learn_view.ts'),
    render: ({ workplace, palette, learn, learnMap, hidden }) =>
      html`<learn-view
        ?hidden=${hidden}
        .workplace=${workplace}
        .palette=${palette}
        .wanted=${learn}
        .wantedMap=${learnMap}
      ></learn-view>`,
  },
  {
    name: 'compare',
    label: say`Compare`,
    load: () => Promise.all([import('../views/compare_view.ts'), loadComparisons()]),
    render: ({ workplace, session, palette, engine, scale, compare, hidden }) =>
      html`<compare-view
        ?hidden=${hidden}
        ?active=${!hidden}
        .workplace=${workplace}
        .palette=${palette}
        .base=${session.experiment}
        .configurations=${compare}
        .view=${{ engine, ...session.axes }}
        .scale=${scale}
      ></compare-view>`,
  },
  {
    name: 'spectra',
    label: say`Spectra`,
    controlled: true,
    load: () => import('../views/spectra_view.ts'),
    render: ({ workplace, session, palette, hidden }) =>
      html`<spectra-view
        ?hidden=${hidden}
        .workplace=${workplace}
        .palette=${palette}
        .experiment=${session.experiment}
        .pinned=${session.pinnedIndex}
        @network-pin=${(event: Event) => event instanceof PinEvent && session.pin(event.index)}
      ></spectra-view>`,
  },
  {
    name: 'map',
    label: say`Map`,
    controlled: true,
    load: () => import('../views/map_view.ts'),
    render: ({ workplace, session, palette, map, hidden }) =>
      html`<map-view
        ?hidden=${hidden}
        .workplace=${workplace}
        .palette=${palette}
        .experiment=${session.said}
        .wanted=${map}
      ></map-view>`,
  },
  {
    name: 'model',
    label: say`Model`,
    load: () => import('../views/model_view.ts'),
    render: ({ workplace, palette, hidden }) =>
      html`<model-view ?hidden=${hidden} .workplace=${workplace} .palette=${palette}></model-view>`,
  },
  {
    name: 'chapter',
    label: say`Chapter`,
    load: () => import('../../lessons/chapter_view.ts'),
    render: ({ workplace, palette, engine, hidden }) =>
      html`<chapter-view
        ?hidden=${hidden}
        .workplace=${workplace}
        .palette=${palette}
        .engine=${engine}
      ></chapter-view>`,
  },
  {
    name: 'story',
    label: say`Story`,
    unlisted: true,
    load: () => import('../../lessons/story_view.ts'),
    render: ({ workplace, palette, hidden }) =>
      html`<story-view ?hidden=${hidden} .workplace=${workplace} .palette=${palette}></story-view>`,
  },
  {
    name: 'stress',
    label: say`Stress`,
    load: () => import('../views/stress_view.ts'),
    render: ({ workplace, session, palette, hidden }) =>
      html`<stress-view
        ?hidden=${hidden}
        .workplace=${workplace}
        .palette=${palette}
        .experiment=${session.experiment}
      ></stress-view>`,
  },
  {
    name: 'validate',
    label: say`Validate`,
    load: () => import('../views/validate_view.ts'),
    render: ({ workplace, hidden }) =>
      html`<validate-view ?hidden=${hidden} .workplace=${workplace}></validate-view>`,
  },
] as const satisfies readonly ViewRow[];

export type ViewName = (typeof views)[number]['name'];

/** Whether the controls of an experiment stand beside a view. */
export function isControlled(name: ViewName): boolean {
  return views.some((view) => view.name === name && 'controlled' in view);
}

/** The view that an address's fragment asks for; the explorer where it asks for none that there is. */
export function viewNamed(hash: string): ViewName {
  const name = viewIn(hash);
  return views.find((view) => view.name === name)?.name ?? 'explore';
}
