// Gated recurrent unit, gates in the order r, z, n: src/networks/cells/gru.ts. Its pre-activations are z_r, z_z, z_n and
// p_n, the candidate's product and the bias beside it. Its gradient is linear in four factors that a step leaves, and for a network
// that learns, whose input has weights of its own, in a fifth: that of the candidate's drive, which is apart from its product.
import { activate, upwards } from '../activation';
import { always, takeCarryBack, takeCell } from '../cell';
import { openGate } from '../gate';
import { total } from '../lanes';
import {
  at, cotangent, countScratch, direct, drive, frame, frameCotangents, frameDirect, frameRowBytes, gradient, slopes, state, units,
  values, vectorBytes
} from '../layout';
import { multiplyAdd } from '../numbers';
import { scaleRow } from '../frame_rows';
import { gains } from '../settings';

const ACTIVATIONS: i32 = 3;
const FACTORS: i32 = LEARNS ? 5 : 4;

export function choose(): void {
  countScratch(ACTIVATIONS, FACTORS);
  takeCell(next, pull, always);
}

export function chooseFrame(): void {
  takeCarryBack(carryBack);
}

function next(z: usize, exponent: v128, scale: v128, row: usize): v128 {
  const candidate = at(z, 2);
  const product = at(z, 3);
  const update = at(values, 1);
  // Factors are of the true state, not of its mantissa.
  const up = upwards(exponent);
  openGate(z, up, 0, values, slopes);
  openGate(at(z, 1), up, 0, update, at(slopes, 1));
  for (let k: usize = 0; k < vectorBytes; k += 16) {
    const reset = v128.load(values + k);
    v128.store(candidate + k, multiplyAdd(reset, v128.load(product + k), v128.load(at(drive, 2) + k)));
  }
  activate(candidate, exponent, at(values, 2), at(slopes, 2));
  const one = v128.splat<real>(1);
  let squares = v128.splat<real>(0);
  for (let k: usize = 0; k < vectorBytes; k += 16) {
    const u = v128.load(update + k);
    const n = v128.load(at(values, 2) + k);
    const difference = v128.sub<real>(v128.mul<real>(scale, v128.load(state + k)), n);
    const ofCandidate = v128.mul<real>(v128.sub<real>(one, u), v128.load(at(slopes, 2) + k));
    const ofReset = v128.mul<real>(v128.load(product + k), v128.mul<real>(up, v128.load(slopes + k)));
    v128.store(row + k, v128.mul<real>(ofCandidate, ofReset));
    v128.store(at(row, 1) + k, v128.mul<real>(difference, v128.mul<real>(up, v128.load(at(slopes, 1) + k))));
    v128.store(at(row, 2) + k, v128.mul<real>(ofCandidate, v128.load(values + k)));
    v128.store(at(row, 3) + k, u);
    if (LEARNS) v128.store(at(row, 4) + k, ofCandidate);
    const h = multiplyAdd(u, difference, n);
    v128.store(state + k, h);
    squares = multiplyAdd(h, h, squares);
  }
  return total(squares);
}

function pull(row: usize): v128 {
  let squares = v128.splat<real>(0);
  for (let k: usize = 0; k < vectorBytes; k += 16) {
    const delta = v128.load(gradient + k);
    v128.store(cotangent + k, v128.mul<real>(delta, v128.load(row + k)));
    v128.store(at(cotangent, 1) + k, v128.mul<real>(delta, v128.load(at(row, 1) + k)));
    v128.store(at(cotangent, 2) + k, v128.mul<real>(delta, v128.load(at(row, 2) + k)));
    v128.store(direct + k, v128.mul<real>(delta, v128.load(at(row, 3) + k)));
    if (LEARNS) v128.store(at(cotangent, 3) + k, v128.mul<real>(delta, v128.load(at(row, 4) + k)));
    squares = multiplyAdd(delta, delta, squares);
  }
  return total(squares);
}

function carryBack(row: usize, scale: f32): void {
  const factor = scale * f32x4.extract_lane(gains(), 0);
  for (let unit = 0; unit < units; unit++) {
    const own = frame + frameRowBytes * unit;
    for (let gate = 0; gate < 3; gate++) {
      const to = frameCotangents + frameRowBytes * (units * gate + unit);
      scaleRow(own, factor * load<f32>(at(row, gate) + 4 * unit), to);
    }
    scaleRow(own, scale * load<f32>(at(row, 3) + 4 * unit), frameDirect + frameRowBytes * unit);
  }
}
