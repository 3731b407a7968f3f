/** How far apart colours are, and how they look to colour-blind eyes. */

export type Bytes = readonly number[];

/** Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB: eyes with all three cones, and without one of them. */
const eyes = {
  full: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

export type Eye = keyof typeof eyes;
export const everyEye = Object.keys(eyes) as Eye[];

export function bytesOf(hex: string): Bytes {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

/** WCAG 2’s contrast ratio, 1 … 21. */
export function contrast(a: Bytes, b: Bytes): number {
  const [low = 0, high = 0] = [a, b].map(luminance).sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** 100 times the distance in OKLab (Ottosson 2020), as an eye has it: about 2 can just be told apart side by side. */
export function distance(a: Bytes, b: Bytes, eye: Eye = 'full'): number {
  const [x, y] = [labOf(a, eye), labOf(b, eye)];
  return 100 * Math.hypot(...x.map((value, i) => value - (y[i] ?? 0)));
}

/** OKLab’s lightness, as an eye has it. */
export function lightness(color: Bytes, eye: Eye = 'full'): number {
  return labOf(color, eye)[0] ?? 0;
}

function luminance(color: Bytes): number {
  const [red = 0, green = 0, blue = 0] = color.map(linear);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function labOf(color: Bytes, eye: Eye): number[] {
  const seen = times(eyes[eye], color.map(linear));
  const cones = times(
    [
      0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619,
      0.2817188376, 0.6299787005,
    ],
    seen,
  ).map(Math.cbrt);
  return times(
    [
      0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371,
      0.7827717662, -0.808675766,
    ],
    cones,
  );
}

/** A 3 × 3 matrix, row by row, and a vector. */
function times(matrix: readonly number[], vector: readonly number[]): number[] {
  return [0, 3, 6].map((row) => vector.reduce((sum, value, i) => sum + (matrix[row + i] ?? 0) * value, 0));
}

function linear(byte: number): number {
  const part = byte / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
