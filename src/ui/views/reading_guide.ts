/** What the panel says while no network is pinned: where the edge lies, and what each line of the chart means. */

import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type Crossing, type EdgeInterval, type MapEdge, mapEdge } from '../../analysis/edge.ts';
import { measuredEdge } from '../../analysis/measured_edge.ts';
import { quantityTable } from '../../analysis/quantities.ts';
import { usualAxes } from '../../experiment/axes.ts';
import type { Experiment, MapAxis } from '../../experiment/experiment.ts';
import { defaultExperiment } from '../../experiment/fields.ts';
import { language } from '../../language/language.ts';
import { say } from '../../language/say.ts';
import type { Shown } from '../../session/exploration.ts';
import type { Reach, Theory } from '../../theory/theory_line.ts';
import { wheelKey } from '../keys.ts';
import { fixed, significant } from '../numbers.ts';
import { capitalised } from '../quantity_words.ts';
import { sharedStyles } from '../shared_styles.ts';
import { glossed } from '../term.ts';

/** Line samples: stroke width and dash, as in the charts. */
const runningLines = [
  { kind: 'measured', name: 'median of the networks', width: 2.5, dash: '' },
  { kind: 'measured', name: '10–90 % of them', width: 12, dash: '' },
];
/** Where the median crosses zero growth. */
const edgeLine = {
  kind: 'measured',
  name: 'edge: the median crosses zero growth; 95 % of resamplings do in the band',
  width: 2,
  dash: '5 4',
};

/** Those of gradients over spectral radii. */
function gradientLines(
  { cell, hiddenSize }: Pick<Experiment, 'cell' | 'hiddenSize'>,
  { name, band }: Theory,
) {
  const rnn = cell === 'rnn';
  const theory = name ?? (rnn ? 'mean field' : 'theory at rest');
  return [
    { kind: 'theory', name: `${theory}: infinitely many units`, width: 1, dash: '' },
    ...(band
      ? [{ kind: 'theory', name: `${theory} of ${hiddenSize} units: 80 % between`, width: 1, dash: '2 3' }]
      : []),
    {
      kind: 'linear',
      name: rnn
        ? 'ρᵀ from the norm at T: a product of T linear steps'
        : 'a linear step at rest, to the T, from the norm at T',
      width: 2,
      dash: '0.1 4.5',
    },
    {
      kind: 'bound',
      name: 'bound on a step, to the T, from the norm at T: median',
      width: 1.25,
      dash: '6 5',
    },
  ];
}
const mapLines = [
  { kind: 'zero', name: 'zero growth: the median gradient keeps its size', width: 2.5, dash: '' },
  { kind: 'theory', name: 'mean field: the same for infinitely many units', width: 1, dash: '4 3' },
] as const;

@customElement('reading-guide')
export class ReadingGuide extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        font-size: 13px;
        line-height: 1.45;
      }
      h2 {
        margin: 0;
        font-size: 20px;
        font-weight: 600;
        letter-spacing: -0.01em;
      }
      h3 {
        margin: 20px 0 6px;
        font-size: 12px;
        font-weight: 600;
      }
      p {
        margin: 6px 0 0;
        color: var(--soft);
      }
      .story {
        margin: 0 0 14px;
      }
      .edge {
        min-height: 12em;
      }
      b {
        color: var(--ink);
        font-weight: 600;
      }
      ul {
        display: grid;
        gap: 6px;
        margin: 0;
        padding: 0;
        list-style: none;
        color: var(--soft);
      }
      li {
        display: grid;
        grid-template-columns: 34px 1fr;
        gap: 10px;
        align-items: center;
      }
      svg {
        width: 34px;
        height: 14px;
        stroke: var(--ink);
        stroke-linecap: round;
      }
      /* What one may do on a screen is of no use on paper. */
      @media print {
        .story,
        .handling {
          display: none;
        }
        .edge {
          min-height: 0;
        }
      }
      .wide {
        stroke-opacity: 0.18;
        stroke-linecap: butt;
      }
    `,
  ];

  @property({ attribute: false }) shown: Shown | undefined;
  @property({ attribute: false }) theory: Theory = {};
  /** How sure the edge is; undefined until that is known. */
  @property({ attribute: false }) interval: EdgeInterval | undefined;
  /** Whether all networks are measured: nothing is concluded before. */
  @property({ type: Boolean }) complete = false;
  /** The second axis of the map that the chart is; undefined where it shows points. */
  @property({ attribute: false }) map: MapAxis | undefined;

  override render() {
    const { map } = this;
    return html`
      <p class="story"><a href="#story">New here? One trained network, five questions</a></p>
      <h2>The edge</h2>
      <p class="edge">${map ? this.#mapEdge(map) : this.#edge()}</p>
      ${this.#theoryWords()}
      <h3>Lines</h3>
      <ul>
        ${this.#lines().map(
          ({ name, width, dash }) =>
            html`<li>
              <svg viewBox="0 0 34 14" aria-hidden="true">
                ${svg`<line class=${width > 10 ? 'wide' : ''} x1="2" x2="32" y1="7" y2="7" stroke-width=${width} stroke-dasharray=${dash} />`}
              </svg>
              <span>${glossed([name])}</span>
            </li>`,
        )}
      </ul>
      <h3 class="handling">A single network</h3>
      <p class="handling">
        Click a ${map ? 'cell to keep its nearest network' : 'point to keep it'} here, with its eigenvalues and its
        curves through time. In a focused chart the arrow keys walk along the ${map ? say`cells` : say`networks`}, and Enter
        pins one.
      </p>
      <h3 class="handling">From nearer</h3>
      <p class="handling">
        ${wheelKey} + wheel, two fingers, or + and − zoom into a chart; shift and drag move it; a double click or 0 shows it whole
        again.
      </p>
    `;
  }

  /** Lines that are in the chart, or will be once their numbers are known. */
  #lines() {
    const { shown, map, theory } = this;
    const { critical, silence } = theory;
    const noTheory = silence !== undefined || critical?.x.length === 0;
    const measured = shown?.summary.map;
    const noLine = measured && mapEdge(measured) === 'none';
    const noBound = shown !== undefined && !shown.summary.lines.bound;
    const { x, y } = shown?.axes ?? usualAxes;
    const ofGradients = quantityTable[x].radiusOf && quantityTable[y].ofRatio;
    const lines = [
      ...runningLines,
      ...(this.#measured?.crossings.length ? [edgeLine] : []),
      ...(ofGradients ? gradientLines(shown?.experiment ?? defaultExperiment, theory) : []),
    ];
    return (map ? mapLines : lines).filter(
      ({ kind }) =>
        !(noTheory && kind === 'theory') && !(noBound && kind === 'bound') && !(noLine && kind === 'zero'),
    );
  }

  /** Of the axes on which theory is drawn. */
  #theoryWords() {
    const { shown, theory } = this;
    if (!shown) return nothing;
    const words = reachWords(shown.experiment, theory);
    return words === '' ? nothing : html`<h3>Theory</h3><p>${words}</p>`;
  }

  /** Nothing is concluded before all networks are measured. */
  get #measured() {
    const { shown, complete, interval } = this;
    return shown && complete ? measuredEdge(shown.summary, shown.experiment, interval) : undefined;
  }

  #edge() {
    const { shown, complete, theory } = this;
    if (!shown || !complete) return unread;
    const { axes, lines } = shown.summary;
    const scale = quantityTable[axes.y].ofRatio?.(shown.experiment);
    if (!scale)
      return 'Put the gradient norm or the growth rate upwards to read where the gradient keeps its size.';
    const measuredHere = this.#measured;
    if (!measuredHere) return 'These are too few networks for a median.';
    const found = measuredHere.crossings;
    const name = quantityTable[axes.x].symbol;
    const first = found[0];
    const measured = first
      ? html`${crossingWords(name, first, found)}${this.#interval()}. It moves with N, T and the range of gains.`
      : html`The median gradient never crosses zero growth in this range of ${name}: it
          ${(lines.p50[0] ?? -Infinity) < scale.offset ? say`shrinks` : say`grows`} throughout.`;
    return html`${measured} ${theory.edge === undefined ? nothing : theoryWords(theory, theory.edge)}`;
  }

  /** How sure it is, once that is known. */
  #interval() {
    const { interval } = this;
    if (!interval) return '';
    const where = betweenWords(interval.low, interval.high);
    const never = Math.round(100 * interval.without);
    return never === 0
      ? `; 95 % of bootstrap resamplings do ${where}`
      : `; of bootstrap resamplings ${never} % never do, and 95 % of the others ${where}`;
  }

  #mapEdge(axis: MapAxis) {
    const { shown, complete, theory } = this;
    const map = shown?.summary.map;
    if (!shown || !map || !complete) return unread;
    const { x = [], y = [] } = theory.critical ?? {};
    const [from, to] = [
      { gain: x[0], scale: y[0] },
      { gain: x.at(-1), scale: y.at(-1) },
    ];
    const measured = edgeWords[mapEdge(map)];
    if (
      from.gain === undefined ||
      from.scale === undefined ||
      to.gain === undefined ||
      to.scale === undefined
    )
      return measured;
    const sigma = html`σ<sub>${axis === 'inputScale' ? 'x' : 'b'}</sub>`;
    const [least, most] = map.scale;
    const where = (clipped: boolean, word: string, gain: number, scale: number) =>
      html` ${clipped ? `leaves the map near gain` : `${word} gain`} ${fixed(gain, 2)}, ${sigma} = ${fixed(scale, 1)}`;
    return html`${measured} Mean
    field${where(from.scale > least, 'begins at', from.gain, from.scale)} and${where(to.scale < most, say`reaches`, to.gain, to.scale)}.`;
  }
}

const unread = 'Where the median gradient neither vanishes nor explodes: it is read once a run is complete.';

/** Which way the median crosses zero growth. */
export const directionWords = { upwards: say`upwards`, downwards: say`downwards` } as const;

function crossingWords(name: string, first: Crossing, found: readonly Crossing[]) {
  const place = ({ at }: Crossing) => fixed(at, 2);
  const last = found.at(-1) ?? first;
  return found.length === 1
    ? html`The median gradient crosses zero growth ${directionWords[first.direction]} at <b>${name} = ${place(first)}</b>`
    : html`The median gradient crosses zero growth ${found.length} times, first ${directionWords[first.direction]} at
        <b>${name} = ${place(first)}</b>, last ${directionWords[last.direction]} at ${place(last)}`;
}

function theoryWords({ name = 'mean field', untiedEdge }: Theory, edge: number) {
  const untied =
    untiedEdge === undefined ? '' : `, and at ${fixed(untiedEdge, 2)} if W were another at every step`;
  return `${capitalised(name)} puts it at gain ${fixed(edge, 2)} for infinite N and T${untied}.`;
}

/** What theory says of how far gradients reach, and where it is silent. */
function reachWords({ steps }: Experiment, { reach, band, caution, silence }: Theory): string {
  if (silence !== undefined) return silence;
  const why = caution && band ? `Where there is no band: ${goneOn(caution)}` : caution;
  return [reach && depthWords(reach, steps), why].filter((sentence) => sentence !== undefined).join(' ');
}

/** A sentence behind a colon: German ones begin as they are. */
function goneOn(sentence: string): string {
  return language === 'de' ? sentence : `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}

function depthWords(reach: Reach, steps: number): string {
  if ('from' in reach) {
    const [from, to] = [fixed(reach.from, 2), fixed(reach.to, 2)];
    return `Gradients reach across T = ${steps} at gains from ${from} to ${to}, where T ≤ 6ξ, ξ = 1/(2|λ|).`;
  }
  const { depth, variance, growth } = reach;
  const field =
    variance === undefined || growth === undefined
      ? ''
      : `q* = ${significant(variance)}, χ = ${significant(growth)}, `;
  if (!Number.isFinite(depth))
    return `${field}λ = 0: there is no depth scale, a gradient keeps its norm however many the steps.`;
  return `${field}depth scale ξ = 1/(2|λ|) = ${significant(depth)} steps; T = ${steps} is ${significant(steps / depth)} ξ.`;
}

const edgeWords: Record<MapEdge, string> = {
  unknown: 'The line of zero growth is drawn once every cell holds a network.',
  none: 'The median gradient never crosses zero growth in this map.',
  'left to right': 'Left of the line the median gradient shrinks, right of it it grows.',
  elsewhere:
    'Where zero growth is drawn the median gradient keeps its size: it shrinks on the cool side and grows on the warm one.',
};

/** Both ends with the digits that tell them apart, four at most. */
function betweenWords(low: number, high: number): string {
  const places = [2, 3, 4].find((digits) => low.toFixed(digits) !== high.toFixed(digits)) ?? 4;
  return `between ${fixed(low, places)} and ${fixed(high, places)}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'reading-guide': ReadingGuide;
  }
}
