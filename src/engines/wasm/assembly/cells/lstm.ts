// Long short-term memory, gates in the order i, f, g, o: src/networks/cells/lstm.ts. Its gradient is linear in six
// factors that a step leaves: with δ = δc + δh·o·φ′(c), those of δ in i, f and g, of δh in o and in δ, and f.
import { activate, upwards } from '../activation';
import { always, takeCarryBack, takeCell } from '../cell';
import { openGate } from '../gate';
import { leaveRange } from '../backward';
import { forgetBias, kinked, LEAST_CELL } from '../generated/facts';
import { anyOf, total } from '../lanes';
import {
  at, cotangent, countScratch, direct, frame, frameBytes, frameCotangents, frameDirect, frameRowBytes, gradient, slopes, state,
  units, values, vectorBytes
} from '../layout';
import { multiplyAdd } from '../numbers';
import { addRows, scaleRow } from '../frame_rows';
import { gains } from '../settings';

const ACTIVATIONS: i32 = 5;
const FACTORS: i32 = 6;

export function choose(): void {
  countScratch(ACTIVATIONS, FACTORS);
  takeCell(next, pull, always);
}

export function chooseFrame(): void {
  takeCarryBack(carryBack);
}

function next(z: usize, exponent: v128, scale: v128, row: usize): v128 {
  const cell = at(state, 1);
  // Factors are of the true state, not of its mantissa.
  const up = upwards(exponent);
  openGate(z, up, 0, values, slopes);
  openGate(at(z, 1), up, forgetBias, at(values, 1), at(slopes, 1));
  activate(at(z, 2), exponent, at(values, 2), at(slopes, 2));
  openGate(at(z, 3), up, 0, at(values, 3), at(slopes, 3));
  let lost = v128.splat<real>(0);
  for (let k: usize = 0; k < vectorBytes; k += 16) {
    const i = v128.load(values + k);
    const f = v128.load(at(values, 1) + k);
    const g = v128.load(at(values, 2) + k);
    const before = v128.mul<real>(scale, v128.load(cell + k));
    v128.store(row + k, v128.mul<real>(g, v128.mul<real>(up, v128.load(slopes + k))));
    v128.store(at(row, 1) + k, v128.mul<real>(before, v128.mul<real>(up, v128.load(at(slopes, 1) + k))));
    v128.store(at(row, 2) + k, v128.mul<real>(i, v128.load(at(slopes, 2) + k)));
    v128.store(at(row, 5) + k, f);
    const c = multiplyAdd(f, before, v128.mul<real>(i, g));
    v128.store(cell + k, c);
    if (!LEARNS && kinked) lost = v128.or(lost, losesSign(c, v128.or(before, g)));
  }
  if (!LEARNS && kinked && v128.any_true(lost)) leaveRange(anyOf(lost));
  activate(cell, exponent, at(values, 4), at(slopes, 4));
  let squares = v128.splat<real>(0);
  for (let k: usize = 0; k < vectorBytes; k += 16) {
    const o = v128.load(at(values, 3) + k);
    const c = v128.load(cell + k);
    const ofCell = v128.load(at(values, 4) + k);
    const h = v128.mul<real>(o, ofCell);
    v128.store(state + k, h);
    v128.store(at(row, 3) + k, v128.mul<real>(ofCell, v128.mul<real>(up, v128.load(at(slopes, 3) + k))));
    v128.store(at(row, 4) + k, v128.mul<real>(o, v128.load(at(slopes, 4) + k)));
    squares = multiplyAdd(h, h, multiplyAdd(c, c, squares));
  }
  return total(squares);
}

/** Whether so little is left of a c that its sign, by which a kinked φ has its slope, is not to be trusted: of those that were there. */
// @ts-ignore: decorator
@inline
function losesSign(c: v128, from: v128): v128 {
  const little = v128.lt<real>(v128.abs<real>(c), v128.splat<real>(LEAST_CELL));
  return v128.and(little, v128.gt<real>(v128.abs<real>(from), v128.splat<real>(0)));
}

function pull(row: usize): v128 {
  let squares = v128.splat<real>(0);
  for (let k: usize = 0; k < vectorBytes; k += 16) {
    const hidden = v128.load(gradient + k);
    const cell = v128.load(at(gradient, 1) + k);
    const delta = multiplyAdd(hidden, v128.load(at(row, 4) + k), cell);
    v128.store(cotangent + k, v128.mul<real>(delta, v128.load(row + k)));
    v128.store(at(cotangent, 1) + k, v128.mul<real>(delta, v128.load(at(row, 1) + k)));
    v128.store(at(cotangent, 2) + k, v128.mul<real>(delta, v128.load(at(row, 2) + k)));
    v128.store(at(cotangent, 3) + k, v128.mul<real>(hidden, v128.load(at(row, 3) + k)));
    v128.store(at(direct, 1) + k, v128.mul<real>(delta, v128.load(at(row, 5) + k)));
    squares = multiplyAdd(hidden, hidden, multiplyAdd(cell, cell, squares));
  }
  return total(squares);
}

function carryBack(row: usize, scale: f32): void {
  const factor = scale * f32x4.extract_lane(gains(), 0);
  // Nothing reaches h beside the matrices.
  memory.fill(frameDirect, 0, frameBytes);
  for (let unit = 0; unit < units; unit++) {
    const hidden = frame + frameRowBytes * unit;
    const delta = frame + frameRowBytes * (units + unit);
    addRows(delta, hidden, load<f32>(at(row, 4) + 4 * unit), delta);
    for (let gate = 0; gate < 4; gate++) {
      const to = frameCotangents + frameRowBytes * (units * gate + unit);
      scaleRow(gate == 3 ? hidden : delta, factor * load<f32>(at(row, gate) + 4 * unit), to);
    }
    scaleRow(delta, scale * load<f32>(at(row, 5) + 4 * unit), frameDirect + frameRowBytes * (units + unit));
  }
}
