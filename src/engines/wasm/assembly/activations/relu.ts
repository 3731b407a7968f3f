// A rectifier that lets nothing through below zero.
import { rectifierRow } from '../rectifier';

export function activateRow(z: usize, _up: v128, _down: v128, h: usize, d: usize): v128 {
  return rectifierRow(z, 0, 1, h, d);
}

/** ln |φ′(z)|, of which no float32 need hold more. */
export function logTail(_z: f32): f32 {
  return 0;
}
