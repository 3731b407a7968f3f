/** The dimension of edges that are known. */
import { describe, expect, it } from 'vitest';
import { boxDimension } from '../../src/analysis/box_dimension.ts';

type Inside = (x: number, y: number) => boolean;

/** Cells whose centres are inside, over the unit square. */
function drawn(inside: Inside, side: number): Uint8Array {
  return Uint8Array.from({ length: side * side }, (_, cell) =>
    Number(inside(((cell % side) + 0.5) / side, (Math.floor(cell / side) + 0.5) / side)),
  );
}

function dimension(inside: Inside, side: number) {
  const found = boxDimension(drawn(inside, side), { columns: side, rows: side });
  if (!found) throw new Error('No dimension.');
  return found;
}

type Point = readonly [number, number];

/** Koch's curve from one point to the other, the bulge to the left of the way. */
function koch([x0, y0]: Point, [x1, y1]: Point, depth: number): Point[] {
  if (depth === 0) return [[x0, y0]];
  const [dx, dy] = [(x1 - x0) / 3, (y1 - y0) / 3];
  const points: Point[] = [
    [x0, y0],
    [x0 + dx, y0 + dy],
    [x0 + 1.5 * dx - (Math.sqrt(3) / 2) * dy, y0 + 1.5 * dy + (Math.sqrt(3) / 2) * dx],
    [x0 + 2 * dx, y0 + 2 * dy],
    [x1, y1],
  ];
  return points.slice(1).flatMap((point, i) => koch(points[i] ?? point, point, depth - 1));
}

const curve = [...koch([0, 0.35], [1, 0.35], 5), [1, 0.35] as const];

/** Below Koch's curve: by how often a way straight up passes it. */
const belowKoch: Inside = (x, y) =>
  curve.slice(1).reduce((isBelow, [x1, y1], i) => {
    const [x0, y0] = curve[i] ?? [x1, y1];
    if (x0 > x === x1 > x) return isBelow;
    return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0) > y ? !isBelow : isBelow;
  }, false);

/** What stays near 0 under z² + c, for c of Douady's rabbit: its edge has dimension 1.3934 (McMullen 1998). */
const rabbit: Inside = (x, y) => {
  let [re, im] = [3.2 * x - 1.6, 3.2 * y - 1.6];
  for (let i = 0; i < 400; i++) {
    if (re * re + im * im > 4) return false;
    [re, im] = [re * re - im * im - 0.122561, 2 * re * im + 0.744862];
  }
  return true;
};

describe('the box-counting dimension', () => {
  it('of a straight line is 1, along the cells, across them, and of a circle', () => {
    const level = dimension((_, y) => y < 0.4, 64);
    expect(level).toMatchObject({ sizes: [1, 16], count: 5, places: 64 });
    expect(level.dimension).toBeCloseTo(1, 10);
    expect(level.error).toBeLessThan(1e-6);
    const slope = dimension((x, y) => y < 0.11 + 0.7 * x, 256);
    expect(Math.abs(slope.dimension - 1)).toBeLessThan(0.06);
    const round = dimension((x, y) => Math.hypot(x - 0.5, y - 0.5) < 0.37, 256);
    expect(Math.abs(round.dimension - 1)).toBeLessThan(0.08);
  });

  it('of Koch’s curve is ln 4 / ln 3, within what is said of the error', () => {
    const { dimension: found, error, count } = dimension(belowKoch, 256);
    expect(count).toBe(7);
    expect(Math.abs(found - Math.log(4) / Math.log(3))).toBeLessThan(Math.max(2 * error, 0.03));
    expect(error).toBeLessThan(0.1);
  });

  it('of the edge of Douady’s rabbit is what is known of it', () => {
    const { dimension: found, error } = dimension(rabbit, 256);
    expect(Math.abs(found - 1.3934)).toBeLessThan(Math.max(2 * error, 0.05));
    expect(error).toBeLessThan(0.1);
  });

  it('of cells that are one kind or the other by chance is 2', () => {
    let state = 1;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const { dimension: found } = dimension(() => random() < 0.5, 256);
    expect(Math.abs(found - 2)).toBeLessThan(0.1);
  });

  it('is not told of a map that is too small, or has hardly an edge', () => {
    const straight: Inside = (_, y) => y < 0.4;
    expect(boxDimension(drawn(straight, 24), { columns: 24, rows: 24 })).toBeUndefined();
    expect(boxDimension(drawn(straight, 64), { columns: 64, rows: 64 })).toBeDefined();
    expect(boxDimension(new Uint8Array(64 * 64), { columns: 64, rows: 64 })).toBeUndefined();
    expect(boxDimension(new Uint8Array(64 * 64).fill(1), { columns: 64, rows: 64 })).toBeUndefined();
  });
});
