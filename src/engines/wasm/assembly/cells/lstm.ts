// Long short-term memory, gates in the order i, f, g, o: src/networks/cells/lstm.ts. Its gradient is linear in six
// factors that a step leaves: with δ = δc + δh·o·tanh′(c), those of δ in i, f and g, of δh in o and in δ, and f.
import { activateRow as sigmoidRow } from '../activations/sigmoid';
import { activateRow as tanhRow } from '../activations/tanh';
import { always, beginWithTanh, takeCell } from '../cell';
import { forgetBias } from '../generated/facts';
import { at, cotangent, countScratch, direct, gradient, slopes, state, values, vectorBytes } from '../layout';
import { laneSum, multiplyAdd } from '../numbers';

const ACTIVATIONS: i32 = 5;
const FACTORS: i32 = 6;

export function choose(): void {
  countScratch(ACTIVATIONS, FACTORS);
  takeCell(beginWithTanh, next, pull, always);
}

function next(z: usize, _exponent: i32, _scale: f32, row: usize): f32 {
  if (forgetBias != 0) addForgetBias(at(z, 1));
  const cell = at(state, 1);
  sigmoidRow(z, 1, 1, values, slopes);
  sigmoidRow(at(z, 1), 1, 1, at(values, 1), at(slopes, 1));
  tanhRow(at(z, 2), 1, 1, at(values, 2), at(slopes, 2));
  sigmoidRow(at(z, 3), 1, 1, at(values, 3), at(slopes, 3));
  for (let k: usize = 0; k < vectorBytes; k += 16) {
    const i = v128.load(values + k);
    const f = v128.load(at(values, 1) + k);
    const g = v128.load(at(values, 2) + k);
    const before = v128.load(cell + k);
    v128.store(row + k, f32x4.mul(g, v128.load(slopes + k)));
    v128.store(at(row, 1) + k, f32x4.mul(before, v128.load(at(slopes, 1) + k)));
    v128.store(at(row, 2) + k, f32x4.mul(i, v128.load(at(slopes, 2) + k)));
    v128.store(at(row, 5) + k, f);
    v128.store(cell + k, multiplyAdd(f, before, f32x4.mul(i, g)));
  }
  tanhRow(cell, 1, 1, at(values, 4), at(slopes, 4));
  let squares = f32x4.splat(0);
  for (let k: usize = 0; k < vectorBytes; k += 16) {
    const o = v128.load(at(values, 3) + k);
    const c = v128.load(cell + k);
    const tanh = v128.load(at(values, 4) + k);
    const h = f32x4.mul(o, tanh);
    v128.store(state + k, h);
    v128.store(at(row, 3) + k, f32x4.mul(tanh, v128.load(at(slopes, 3) + k)));
    v128.store(at(row, 4) + k, f32x4.mul(o, v128.load(at(slopes, 4) + k)));
    squares = multiplyAdd(h, h, multiplyAdd(c, c, squares));
  }
  return laneSum(squares);
}

function addForgetBias(z: usize): void {
  const shift = f32x4.splat(forgetBias);
  for (let k: usize = 0; k < vectorBytes; k += 16) v128.store(z + k, f32x4.add(v128.load(z + k), shift));
}

function pull(row: usize): f32 {
  let squares = f32x4.splat(0);
  for (let k: usize = 0; k < vectorBytes; k += 16) {
    const hidden = v128.load(gradient + k);
    const cell = v128.load(at(gradient, 1) + k);
    const delta = multiplyAdd(hidden, v128.load(at(row, 4) + k), cell);
    v128.store(cotangent + k, f32x4.mul(delta, v128.load(row + k)));
    v128.store(at(cotangent, 1) + k, f32x4.mul(delta, v128.load(at(row, 1) + k)));
    v128.store(at(cotangent, 2) + k, f32x4.mul(delta, v128.load(at(row, 2) + k)));
    v128.store(at(cotangent, 3) + k, f32x4.mul(hidden, v128.load(at(row, 3) + k)));
    v128.store(at(direct, 1) + k, f32x4.mul(delta, v128.load(at(row, 5) + k)));
    squares = multiplyAdd(hidden, hidden, multiplyAdd(cell, cell, squares));
  }
  return laneSum(squares);
}
