// A rectifier with a slope of its own below zero.
import { negativeSlope } from '../generated/facts';
import { rectifierRow } from '../rectifier';

export function activateRow(z: usize, _up: f32, _down: f32, h: usize, d: usize): f32 {
  return rectifierRow(z, negativeSlope, 1, h, d);
}
