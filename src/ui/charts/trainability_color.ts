/**
 * Colours of what becomes of networks that learn: blue below the baseline, the deeper the better; grey where a network learns on but
 * ends above it; red where it diverged, the deeper the sooner. Each has a scale of its own, and none has a colour for no number.
 */
import type { Fate } from '../../analysis/trainability.ts';
import type { TrainabilityReading } from '../../experiment/trainability.ts';
import { count, exact, significant } from '../numbers.ts';
import type { Palette } from '../theme.ts';
import type { ColorScale } from './color_scale.ts';
import { type ColorTable, cellColors, colorOf, growthLimit } from './growth_color.ts';

/** Decades below the baseline at which blue is deepest, and above it at which grey is. */
const deepest = 3;
const highest = 2;
/** Where red begins, in parts of its scale: nearer to its beginning, it would be taken for the faintest blue. */
const faintestRed = 0.4;
const faintestBlue = 0.12;
/** From just above the baseline to far above it. */
const greys = { light: [222, 110], dark: [64, 160] } as const;

const stops = 17;

/** A scale of its own for each thing that becomes of networks, and the colour of one of them. */
export interface FateColors {
  readonly colorOf: (fate: Fate) => string;
  readonly scales: readonly ColorScale[];
}

/** @param updates how often networks are updated at most */
export function fateColors(
  palette: Palette,
  reading: Exclude<TrainabilityReading, 'learnt'>,
  updates: number,
): FateColors {
  const table = cellColors(palette);
  const [near, far] = greys[palette.name];
  const blue = (part: number) => shade(table, -(faintestBlue + (1 - faintestBlue) * within(part)));
  const red = (part: number) => shade(table, faintestRed + (1 - faintestRed) * within(part));
  const grey = (part: number) => {
    const level = Math.round(near + (far - near) * within(part));
    return `rgb(${level} ${level} ${level})`;
  };
  // By ratio: half of all that diverge do so within a few updates.
  const sooner = (at: number) => 1 - Math.log(at) / Math.log(Math.max(2, updates));
  const diverged: ColorScale = {
    name: 'diverged at update',
    ...along((part) => red(1 - part)),
    ticks: updateTicks(updates),
    colorOf: (at) => red(sooner(at)),
  };
  const above: ColorScale = {
    name: 'loss above it',
    ...along(grey),
    ticks: [0, 1, 2].map((decades) => ({
      part: decades / highest,
      text: decades === 2 ? '≥ 100' : String(10 ** decades),
    })),
    colorOf: (loss) => grey(Math.log10(loss) / highest),
  };
  if (reading === 'update') {
    const learnt: ColorScale = {
      name: 'learnt at update',
      ...along((part) => blue(1 - part)),
      ticks: updateTicks(updates),
      colorOf: (at) => blue(sooner(at)),
    };
    const neither: ColorScale = {
      ...above,
      name: 'neither: loss / baseline',
      colorOf: (loss) => grey((Math.log10(loss) + 1) / (highest + 1)),
      ticks: [-1, 0, 1, 2].map((decades) => ({
        part: (decades + 1) / (highest + 1),
        text: decades === 2 ? '≥ 100' : significant(10 ** decades, 1),
      })),
    };
    return {
      scales: [learnt, neither, diverged],
      colorOf: (fate) =>
        fate.kind === 'diverged'
          ? diverged.colorOf(fate.at)
          : fate.learntAt === undefined
            ? neither.colorOf(fate.loss)
            : learnt.colorOf(fate.learntAt),
    };
  }
  const below: ColorScale = {
    name: 'loss / baseline',
    ...along((part) => blue(1 - part)),
    ticks: [
      { part: 0, text: `≤ ${exact(0.001)}` },
      { part: 2 / 3, text: exact(0.1) },
      { part: 1, text: '1' },
    ],
    colorOf: (loss) => blue(-Math.log10(loss) / deepest),
  };
  return {
    scales: [below, above, diverged],
    colorOf: (fate) =>
      fate.kind === 'diverged'
        ? diverged.colorOf(fate.at)
        : fate.loss <= 1
          ? below.colorOf(fate.loss)
          : above.colorOf(fate.loss),
  };
}

function updateTicks(updates: number): ColorScale['ticks'] {
  const middle = Math.round(Math.sqrt(updates));
  return [
    { part: 0, text: '1' },
    ...(middle > 2 ? [{ part: Math.log(middle) / Math.log(updates), text: count(middle) }] : []),
    { part: 1, text: count(updates) },
  ];
}

/** The table is read by the square root of what it is asked for. */
function shade(table: ColorTable, position: number): string {
  return colorOf(table, Math.sign(position) * growthLimit * position ** 2);
}

function along(color: (part: number) => string): Pick<ColorScale, 'stops'> {
  return { stops: Array.from({ length: stops }, (_, i) => color(i / (stops - 1))) };
}

function within(part: number): number {
  return Math.min(1, Math.max(0, part));
}
