// The ungated cells, h ← keep·h + share·φ(z): src/networks/cells/blend.ts. A step leaves share·φ′.
import { activate } from '../activation';
import { takeCarryBack, takeCell } from '../cell';
import { keep, share } from '../generated/facts';
import { total } from '../lanes';
import {
  cotangent, countScratch, direct, frame, frameBytes, frameCotangents, frameDirect, frameRowBytes, gradient, state, units, values,
  vectorBytes
} from '../layout';
import { multiplyAdd } from '../numbers';
import { scaleRow } from '../frame_rows';
import { gains } from '../settings';

const ACTIVATIONS: i32 = 1;
const FACTORS: i32 = 1;

export function choose(): void {
  countScratch(ACTIVATIONS, FACTORS);
  takeCell(next, pull, pullsDirectly);
}

export function chooseFrame(): void {
  takeCarryBack(carryBack);
}

function next(z: usize, exponent: v128, scale: v128, row: usize): v128 {
  if (keep == 0 && share == 1) return activate(z, exponent, state, row);
  activate(z, exponent, values, row);
  const kept = v128.mul<real>(v128.splat<real>(keep), scale);
  const added = v128.splat<real>(share);
  let squares = v128.splat<real>(0);
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const h = multiplyAdd(kept, v128.load(state + i), v128.mul<real>(added, v128.load(values + i)));
    v128.store(state + i, h);
    v128.store(row + i, v128.mul<real>(added, v128.load(row + i)));
    squares = multiplyAdd(h, h, squares);
  }
  return total(squares);
}

function pull(row: usize): v128 {
  const kept = v128.splat<real>(keep);
  let squares = v128.splat<real>(0);
  for (let i: usize = 0; i < vectorBytes; i += 16) {
    const delta = v128.load(gradient + i);
    v128.store(cotangent + i, v128.mul<real>(delta, v128.load(row + i)));
    if (keep != 0) v128.store(direct + i, v128.mul<real>(delta, kept));
    squares = multiplyAdd(delta, delta, squares);
  }
  return total(squares);
}

function pullsDirectly(): bool {
  return keep != 0;
}

function carryBack(row: usize, scale: f32): void {
  const factor = scale * f32x4.extract_lane(gains(), 0);
  if (keep == 0) memory.fill(frameDirect, 0, frameBytes);
  for (let unit = 0; unit < units; unit++) {
    const own = frameRowBytes * unit;
    scaleRow(frame + own, factor * load<f32>(row + 4 * unit), frameCotangents + own);
    if (keep != 0) scaleRow(frame + own, scale * keep, frameDirect + own);
  }
}
