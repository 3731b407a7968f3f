// The networks that go abreast, a lane each; one that goes alone has all lanes.
import { abreast } from './generated/facts';

/** Their numbers, and what distinguishes them: a register each. */
const places: usize = memory.data(64, 16);

/** Takes a network as the one of a lane. */
export function takeSettings(lane: i32, network: u32, gain: f32, inputScale: f32, biasScale: f32): void {
  for (let to = lane; to < (abreast == 1 ? 4 : lane + 1); to++) {
    const place = places + 4 * to;
    store<u32>(place, network);
    store<f32>(place, gain, 16);
    store<f32>(place, inputScale, 32);
    store<f32>(place, biasScale, 48);
  }
}

// @ts-ignore: decorator
@inline
export function networks(): v128 {
  return v128.load(places);
}

// @ts-ignore: decorator
@inline
export function gains(): v128 {
  return v128.load(places, 16);
}

// @ts-ignore: decorator
@inline
export function inputScales(): v128 {
  return v128.load(places, 32);
}

/** For each network, whether anything enters: all bits set, or none. */
export function driven(): v128 {
  const scales = v128.or(v128.load(places, 32), v128.load(places, 48));
  return f32x4.ne(scales, f32x4.splat(0));
}
