/** What a dispatch is told: the uniform that `shaders/parameters.wesl` declares, field by field. */

const fields = [
  'seed',
  'hiddenSize',
  'blocks',
  'candidate',
  'firstNetwork',
  'fromNetwork',
  'toNetwork',
  'weightsPlace',
  'fromRow',
  'toRow',
  'fromStep',
  'toStep',
  'warmUp',
  'steps',
  'stride',
  'times',
  'segmentStart',
  'segmentRows',
  'stores',
  'level',
  'sharedInput',
  'hasInput',
  'randomLoss',
  'negativeSlope',
  'keep',
  'share',
  'forgetBias',
  'restDirect',
  'restSlope',
  'density',
  'outlier',
  'initialScale',
] as const;

export type Parameters = Readonly<Record<(typeof fields)[number], number>>;

const floats: ReadonlySet<string> = new Set(fields.slice(fields.indexOf('negativeSlope')));

/** Bytes of the uniform. */
export const parametersSize = Math.ceil((4 * fields.length) / 16) * 16;
/** Bytes between uniforms in one buffer: the largest alignment that any adapter asks of a dynamic offset. */
export const parametersStride = 256;

/** Writes one uniform, little-endian as WebGPU has it, at a byte offset. */
export function writeParameters(view: DataView, offset: number, parameters: Parameters): void {
  fields.forEach((field, i) => {
    const value = parameters[field];
    if (floats.has(field)) view.setFloat32(offset + 4 * i, value, true);
    else view.setUint32(offset + 4 * i, value, true);
  });
}
