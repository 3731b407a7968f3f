// Where everything lives in a worker's memory: what a network needs on its way, then the kept matrices.

/** N; entries from here to `paddedSize` are zero. */
export let hiddenSize: i32 = 0;
/** N rounded up to whole blocks of a matrix product. */
export let paddedSize: i32 = 0;
/** Bytes of a vector [paddedSize] and of a matrix [paddedSize × paddedSize]. */
export let vectorBytes: usize = 0;
export let matrixBytes: usize = 0;
/** Steps whose derivatives are stored at once. */
export let segmentRows: i32 = 0;

/** All bits set for a unit, none for padding, [paddedSize]. */
export let unitMask: usize = 0;
/** h_t (mantissas), [paddedSize], and the power of two that goes with it. */
export let state: usize = 0;
/** δ_t (mantissas) and φ′(z_t) ⊙ δ_t, [paddedSize]. */
export let gradient: usize = 0;
export let cotangent: usize = 0;
export let bias: usize = 0;
/** σ_x·x of four successive steps, [4 × paddedSize]. */
export let input: usize = 0;
/** (σ_x·x + b) in the scale of the state, [paddedSize]. */
export let drive: usize = 0;
/** z_t (mantissas): one row, or each step's where a network is traced, [rows × paddedSize]. */
export let preActivations: usize = 0;
/** The power of two of each, [segmentRows]. */
export let preActivationExponents: usize = 0;
/** φ′(z_t), [segmentRows × paddedSize]. */
export let derivatives: usize = 0;
/** States at the start of each segment, [segments × paddedSize], and their powers of two. */
export let checkpoints: usize = 0;
export let checkpointExponents: usize = 0;
/** Σ v_i² (f32) and power of two (i32) of each kept norm, [times]. */
export let stateNorms: usize = 0;
export let gradientNorms: usize = 0;
/** δ_0 … δ_T of a trace, [(T + 1) × paddedSize], and their powers of two; 0 where nothing is traced. */
export let tracedGradients: usize = 0;
export let tracedExponents: usize = 0;
/** Σ A_ij² of each product of matrices on the way to the spectra. */
export let sums: usize = 0;
/** Wᵀ, and two powers of a matrix, in turn. */
export let transposed: usize = 0;
export let evenPower: usize = 0;
export let oddPower: usize = 0;
/** The first kept matrix; the place before it is for one that is not kept. */
let matrices: usize = 0;

let end: usize = 0;
/** Zeros, [paddedSize]. */
export let noAddend: usize = 0;

function take(bytes: usize): usize {
  const place = end;
  end = (end + bytes + 63) & ~63;
  return place;
}

function grow(): void {
  const wanted = <i32>((end + 0xffff) >> 16) - memory.size();
  if (wanted > 0 && memory.grow(wanted) < 0) unreachable();
}

/** Lays the memory out, once for each instance of this module. */
export function layOut(size: i32, rows: i32, segments: i32, times: i32, levels: i32, traced: bool): void {
  hiddenSize = size;
  paddedSize = (size + 7) & ~7;
  segmentRows = rows;
  vectorBytes = 4 * paddedSize;
  matrixBytes = vectorBytes * paddedSize;
  end = (__heap_base + 63) & ~63;
  unitMask = take(vectorBytes);
  state = take(vectorBytes);
  gradient = take(vectorBytes);
  cotangent = take(vectorBytes);
  // Draws come by sixteen and may run over a vector's end.
  bias = take(vectorBytes + 64);
  input = take(4 * vectorBytes);
  noAddend = take(vectorBytes);
  drive = take(vectorBytes + 64);
  transposed = take(matrixBytes);
  preActivations = take(vectorBytes * <usize>(traced ? rows : 1));
  preActivationExponents = take(4 * rows);
  derivatives = take(vectorBytes * rows);
  checkpoints = take(vectorBytes * segments);
  checkpointExponents = take(8 * segments);
  stateNorms = take(8 * times);
  gradientNorms = take(8 * times);
  tracedGradients = traced ? take(vectorBytes * (rows + 1)) : 0;
  tracedExponents = traced ? take(4 * (rows + 1)) : 0;
  sums = take(4 * levels);
  evenPower = take(matrixBytes);
  oddPower = take(matrixBytes);
  matrices = take(matrixBytes);
  grow();
  for (let unit = 0; unit < size; unit++) store<i32>(unitMask + (unit << 2), -1);
}

/** The place of a kept matrix, or with −1 the place for one that is not kept. */
export function matrixAt(slot: i32): usize {
  const place = matrices + matrixBytes * <usize>(slot + 1);
  if (place + matrixBytes > end) {
    end = place + matrixBytes;
    grow();
  }
  return place;
}
