/**
 * Where eigenvalues end in a large network. Of a matrix with independent entries, row i of variance s_i²/N, plus a diagonal d
 * the spectrum fills {z : ⟨s²/|z − d|²⟩ > 1} (Tao, Vu & Krishnapur 2010; Ahmadian, Fumarola & Miller 2015): a disc of radius g
 * for W_hh, of radius g·√⟨φ′²⟩ for D·W_hh, and whatever shape gates make of it. Of a Haar-orthogonal W times a diagonal it fills
 * a ring (Guionnet, Krishnapur & Zeitouni 2011).
 */

import { contours } from 'd3-contour';
import type { Experiment } from '../experiment/experiment.ts';
import { inDecimals } from '../language/decimal.ts';
import type { Cell } from '../networks/cell.ts';
import { ensembleOf } from '../networks/ensemble.ts';
import type { PartSlopes } from '../networks/jacobian.ts';
import { numberOf } from '../networks/wide.ts';

/** A closed or open line in the complex plane. */
export type Curve = readonly (readonly [real: number, imaginary: number])[];

export interface EigenvalueTheory {
  readonly curves: readonly Curve[];
  /** What is drawn, or why nothing is, in a sentence. */
  readonly words: string;
}

/** s²/|z − pole|² of a unit. */
interface Term {
  readonly pole: number;
  readonly variance: number;
}

/** Cells of the grid on which an edge is looked for, in both directions. */
const gridCells = 120;

type Drawn = Pick<Experiment, 'ensemble' | 'outlier'>;

/** Of W_hh = g·W. */
export function weightsTheory({ ensemble, outlier }: Drawn, gain: number): EigenvalueTheory {
  const { bulk, fields } = ensembleOf({ ensemble });
  const [centre, radius] = [gain * bulk.centre, gain * bulk.radius];
  if (radius === 0) return { curves: [mark(centre, gain)], words: `All at g = ${written(centre)}.` };
  if (bulk.shape === 'real' || bulk.shape === 'imaginary') {
    const ends = [-radius, radius].map(
      (end) => (bulk.shape === 'real' ? [end, 0] : [0, end]) as [number, number],
    );
    const words = { real: 'real, from −2g to', imaginary: 'imaginary, up to ±' }[bulk.shape];
    return { curves: [ends], words: `Semicircle law: ${words} 2g = ${written(radius)}.` };
  }
  if (bulk.shape === 'circle')
    return { curves: [circle(centre, radius)], words: `All on the circle of radius g = ${written(radius)}.` };
  if (centre !== 0)
    return {
      curves: [circle(centre, radius)],
      words: `A disc of radius ${written(radius)} around g = ${written(centre)}.`,
    };
  const law = fields.includes('density') ? 'Circular law, where units hear many others' : 'Circular law';
  const beside = fields.includes('outlier') && outlier > 1;
  const place = gain * outlier;
  return {
    curves: [circle(0, radius), ...(beside ? [mark(place, gain)] : [])],
    words: `${law}: a disc of radius g = ${written(radius)}${beside ? `, and an outlier at g·R = ${written(place)}` : ''}.`,
  };
}

/** Of a step's Jacobian, from the slopes that units have there: of one network, or of several together. */
export function stepTheory(
  { ensemble }: Drawn,
  cell: Pick<Cell, 'blocks' | 'parts'>,
  all: readonly { readonly gain: number; readonly slopes: readonly PartSlopes[] }[],
): EigenvalueTheory {
  const terms = all.flatMap(({ gain, slopes }) => termsOf(cell, gain, slopes));
  const units = terms.length / cell.parts;
  const still = terms.every(({ pole }) => pole === 0);
  const mean = terms.reduce((sum, { variance }) => sum + variance, 0) / units;
  const { bulk } = ensembleOf({ ensemble });
  if (bulk.shape === 'circle' && bulk.radius > 0 && still && cell.parts === 1) {
    const inverse = terms.reduce((sum, { variance }) => sum + 1 / variance, 0) / units;
    const [outer, inner] = [Math.sqrt(mean), 1 / Math.sqrt(inverse)];
    const curves = inner > 1e-6 * outer ? [circle(0, outer), circle(0, inner)] : [circle(0, outer)];
    return {
      curves,
      words: `Ring of an orthogonal W: from ${written(inner)} to g·√⟨φ′²⟩ = ${written(outer)}.`,
    };
  }
  if (bulk.shape !== 'disc' || bulk.centre !== 0)
    return { curves: [], words: 'No theory is drawn: the entries of such a W are not independent.' };
  if (still) {
    const radius = Math.sqrt(mean);
    return { curves: [circle(0, radius)], words: `A disc of radius g·√⟨φ′²⟩ = ${written(radius)}.` };
  }
  return {
    curves: edgeOf(terms, units),
    words: 'The edge that these slopes and gates have in a large network.',
  };
}

/**
 * What ⟨s²/|z − d|²⟩ is made of. In an LSTM h hears c of the same step: eliminating c leaves S·(z − F)⁻¹·C + O/z, with C what
 * enters c and O what the output gate hears.
 */
function termsOf(
  { blocks, parts }: Pick<Cell, 'blocks' | 'parts'>,
  gain: number,
  slopes: readonly PartSlopes[],
): Term[] {
  const [hidden, second] = slopes;
  const size = (hidden?.products.length ?? 0) / blocks;
  return Array.from({ length: size }, (_, unit) => {
    const square = (block: number) =>
      (gain * numberOf(hidden?.products[block * size + unit] ?? { mantissa: 0, exponent: 0 })) ** 2;
    const all = Array.from({ length: blocks }, (_block, block) => block);
    const sum = (wanted: readonly number[]) => wanted.reduce((total, block) => total + square(block), 0);
    if (parts === 1 || !second)
      return [{ pole: numberOf(hidden?.direct[unit] ?? { mantissa: 0, exponent: 0 }), variance: sum(all) }];
    const enters = (block: number) => second.products[block * size + unit]?.mantissa !== 0;
    return [
      {
        pole: numberOf(second.direct[size + unit] ?? { mantissa: 0, exponent: 0 }),
        variance: sum(all.filter(enters)),
      },
      { pole: 0, variance: sum(all.filter((block) => !enters(block))) },
    ];
  }).flat();
}

/** {z : ⟨s²/|z − d|²⟩ = 1} */
function edgeOf(terms: readonly Term[], units: number): Curve[] {
  const mean = terms.reduce((sum, { variance }) => sum + variance, 0) / units;
  const poles = terms.map(({ pole }) => pole);
  const reach = Math.sqrt(mean);
  const [left, right] = [Math.min(...poles) - reach, Math.max(...poles) + reach];
  const half = (1.05 * Math.max(right - left, 2 * reach)) / 2;
  const middle = (left + right) / 2;
  const step = (2 * half) / gridCells;
  const at = (place: number) => (place - gridCells / 2) * step;
  const values = Array.from({ length: gridCells ** 2 }, (_, i) => {
    const [x, y] = [middle + at((i % gridCells) + 0.5), at(Math.floor(i / gridCells) + 0.5)];
    let sum = 0;
    for (const { pole, variance } of terms) sum += variance / Math.max((x - pole) ** 2 + y ** 2, 1e-12);
    // Its logarithm is nearly even between two cells.
    return Math.log(sum / units);
  });
  const [edge] = contours().size([gridCells, gridCells]).thresholds([0])(values);
  return (edge?.coordinates ?? []).flatMap((polygon) =>
    polygon.map((ring) => ring.map(([x = 0, y = 0]) => [middle + at(x), at(y)] as const)),
  );
}

function circle(centre: number, radius: number): Curve {
  return Array.from({ length: 129 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 128;
    return [centre + radius * Math.cos(angle), radius * Math.sin(angle)] as const;
  });
}

/** A cross at a point, so that it is seen. */
function mark(real: number, gain: number): Curve {
  const size = 0.03 * Math.max(1, gain);
  return [
    [real - size, 0],
    [real + size, 0],
    [real, 0],
    [real, size],
    [real, -size],
  ];
}

function written(value: number): string {
  return inDecimals(value.toPrecision(3));
}
