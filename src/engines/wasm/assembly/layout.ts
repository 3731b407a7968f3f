// Where everything lives in a worker's memory: what networks need on their way, then the kept matrices. Several
// vectors or matrices of one kind (a cell's blocks, the parts of its state) stand one after another. The four lanes of a
// register are four units of one network or, of small networks, one unit of each of four that go abreast (lanes.ts).
import {
  abreast, blocks, directions, frameWindows, given, hiddenSize, LEVELS, NORM_WORDS, paddedSize, parts, preActivationVectors,
  segmentRows, segments, times, traced
} from './generated/facts';

/** Bytes of a row [paddedSize] of a matrix as it is drawn and kept, and of such a matrix [paddedSize × paddedSize]. */
export let rowBytes: usize = 0;
export let matrixBytes: usize = 0;
/** Of a network's matrices as they are kept. */
export let weightBytes: usize = 0;
/**
 * Units of a vector with its padding, what a unit takes in it (a number of each network), and bytes of a vector
 * [units × abreast] and of a matrix of products [units × units × abreast].
 */
export let units: i32 = 0;
export let unitBytes: usize = 0;
export let vectorBytes: usize = 0;
export let productBytes: usize = 0;
/** Bytes of the state, of a step's pre-activations, factors, ∂L/∂p and activations. */
export let stateBytes: usize = 0;
export let preActivationBytes: usize = 0;
export let factorBytes: usize = 0;
export let cotangentBytes: usize = 0;
let activationBytes: usize = 0;
/** Vectors of a step that only the cell at hand knows of: activations, and factors for the way back. */
let activationVectors: i32 = 0;
let factorVectors: i32 = 0;

/** All bits set for a unit, none for padding, a vector. */
export let unitMask: usize = 0;
/** state_t (mantissas), a vector a part. */
export let state: usize = 0;
/** δ_t (mantissas), and what of it reaches δ_{t−1} beside the matrices, a vector a part. */
export let gradient: usize = 0;
export let direct: usize = 0;
/** ∂L/∂p of every block, a vector each. */
export let cotangent: usize = 0;
/** b and b_h; σ_x·x of four successive steps; their sum in the scale of the state. A row is as pre-activations are. */
export let bias: usize = 0;
export let input: usize = 0;
export let drive: usize = 0;
/** Inputs of a network that is given, of a segment's steps, [segmentRows × preActivationBytes]; 0 where they are drawn. */
export let givenInputs: usize = 0;
/** Pre-activations (mantissas): one row, or each of a segment's steps where a network is traced, [rows × preActivationBytes]. */
export let preActivations: usize = 0;
/** Activations of a step and their derivatives, a vector each. */
export let values: usize = 0;
export let slopes: usize = 0;
/** Factors for the way back, [segmentRows × factorBytes]; before there are any, matrices that are not kept stand there. */
export let factors: usize = 0;
/**
 * Where ∂L/∂W_hh is wanted: h before each of the segment's steps, a vector each, to which the way back adds
 * ∂L/∂p in the place of the step's factors; the power of two of their product; their sum over all steps, a
 * matrix of products a block, and its norm.
 */
export let hiddens: usize = 0;
export let termExponents: usize = 0;
export let parameterGradient: usize = 0;
export let parameterNorm: usize = 0;
/** States at the start of each segment, and of each the powers of two and sums of squares, a register each. */
export let checkpoints: usize = 0;
export let checkpointExponents: usize = 0;
/** The times at which norms are kept, ascending, from then on beyond every time, [times]. */
export let keptTimes: usize = 0;
/** Σ v_i² (f32) and power of two (i32) of each kept norm, a register each, [times × NORM_WORDS × 4]. */
export let stateNorms: usize = 0;
export let gradientNorms: usize = 0;
/** Kept norms as decades (f64), [abreast × times]. */
export let decades: usize = 0;
/** Largest t at which each network's gradient is exactly zero, or −1; BEYOND_RANGE where float32 could not hold it. */
export let deathSteps: usize = 0;
/** States and δ of a trace, of the steps of a segment and the one they start from, and their powers of two; 0 where nothing is traced. */
export let tracedStates: usize = 0;
export let tracedStateExponents: usize = 0;
export let tracedGradients: usize = 0;
export let tracedGradientExponents: usize = 0;
/** Σ A_ij² of each product of matrices on the way to the spectra. */
export let sums: usize = 0;
/**
 * Matrices of products (matrix.ts): W of all blocks, one below another, which the way back reads, and Wᵀ of every block, which
 * the way forward reads.
 */
export let weights: usize = 0;
export let transposed: usize = 0;
/**
 * Of a frame (frame.ts): entries of a state and of ∂L/∂p, and bytes of a row, which holds an entry in all directions, and of the
 * frame.
 */
export let stateRows: i32 = 0;
export let cotangentRows: i32 = 0;
export let frameRowBytes: usize = 0;
export let frameBytes: usize = 0;
/** The frame, what of it reaches the step before beside the matrices, a row an entry of the state; and ∂L/∂p of every direction. */
export let frame: usize = 0;
export let frameDirect: usize = 0;
export let frameCotangents: usize = 0;
/** W of all blocks below one another, row-major. */
export let frameWeights: usize = 0;
/** Products of eight directions with the others, a row each; those of one. */
export let framePanel: usize = 0;
export let frameSums: usize = 0;
/** What orthonormal.ts leaves of each direction; and of each row its place in the frame, and its largest entry. */
export let framePivots: usize = 0;
export let frameSquares: usize = 0;
export let frameLengths: usize = 0;
export let framePlaces: usize = 0;
export let frameScales: usize = 0;
/** What tails.ts keeps of a segment's steps, a vector each, and whether there is any (u32). */
export let frameTails: usize = 0;
export let tailFlags: usize = 0;
/** Products of R_jj² over each window, a mantissa and a power of two (f64), [windows × directions], and what rounding grew by (f64), [directions]. */
export let frameProducts: usize = 0;
export let frameAmplification: usize = 0;
/** Two powers of a kept matrix, in turn. */
export let evenPower: usize = 0;
export let oddPower: usize = 0;
/** The first kept matrices. */
let kept: usize = 0;

let end: usize = 0;

/** The vector at a place of several. */
// @ts-ignore: decorator
@inline
export function at(vectors: usize, place: usize): usize {
  return vectors + vectorBytes * place;
}

export function take(bytes: usize): usize {
  const place = end;
  end = (end + bytes + 63) & ~63;
  return place;
}

function grow(): void {
  const wanted = <i32>((end + 0xffff) >> 16) - memory.size();
  if (wanted > 0 && memory.grow(wanted) < 0) unreachable();
}

/** A cell says how many of each it has. */
export function countScratch(activations: i32, factors: i32): void {
  activationVectors = activations;
  factorVectors = factors;
}

function measureVectors(): void {
  units = abreast == 1 ? paddedSize : (hiddenSize + 3) & ~3;
  unitBytes = sizeof<real>() * abreast;
  vectorBytes = unitBytes * units;
  productBytes = vectorBytes * units;
  stateBytes = vectorBytes * parts;
  preActivationBytes = vectorBytes * preActivationVectors;
  activationBytes = vectorBytes * activationVectors;
  factorBytes = vectorBytes * factorVectors;
  cotangentBytes = vectorBytes * blocks;
  end = (__heap_base + 63) & ~63;
}

/**
 * Says where what cells work on lives, for `abreast` sequences of a network that learns (learning/layout.ts), which takes what
 * it needs besides.
 */
export function layOutCells(): void {
  measureVectors();
  unitMask = take(vectorBytes);
  state = take(stateBytes);
  gradient = take(stateBytes);
  direct = take(stateBytes);
  drive = take(preActivationBytes);
  values = take(activationBytes);
  slopes = take(activationBytes);
  preActivations = take(preActivationBytes);
}

/** Where ∂L/∂p of a step goes from now on. */
export function pullTo(place: usize): void {
  cotangent = place;
}

/** Says where everything lives. Returns how many bytes of memory that takes. */
export function layOutMemory(): usize {
  measureVectors();
  rowBytes = 4 * paddedSize;
  matrixBytes = rowBytes * paddedSize;
  weightBytes = matrixBytes * blocks;
  unitMask = take(vectorBytes);
  state = take(stateBytes);
  gradient = take(stateBytes);
  direct = take(stateBytes);
  cotangent = take(cotangentBytes);
  bias = take(preActivationBytes);
  input = take(4 * preActivationBytes);
  drive = take(preActivationBytes);
  // Inputs are taken by four steps.
  givenInputs = given ? take(preActivationBytes * ((segmentRows + 3) & ~3)) : 0;
  values = take(activationBytes);
  slopes = take(activationBytes);
  weights = take(productBytes * blocks);
  transposed = take(productBytes * blocks);
  preActivations = take(preActivationBytes * (traced ? <usize>segmentRows : 1));
  factors = take(max(factorBytes * segmentRows, weightBytes * abreast));
  // Nor is ∂L/∂W_hh summed in the memory of a trace.
  hiddens = traced || directions > 0 ? 0 : take(vectorBytes * segmentRows);
  termExponents = traced ? 0 : take(16 * segmentRows);
  parameterGradient = traced || directions > 0 ? 0 : take(productBytes * blocks);
  parameterNorm = traced ? 0 : take(16 * NORM_WORDS);
  checkpoints = take(stateBytes * segments);
  checkpointExponents = take(32 * segments);
  keptTimes = take(4 * times);
  stateNorms = take(16 * NORM_WORDS * times);
  gradientNorms = take(16 * NORM_WORDS * times);
  decades = take(8 * times * abreast);
  deathSteps = take(16);
  tracedStates = traced ? take(stateBytes * (segmentRows + 1)) : 0;
  tracedStateExponents = traced ? take(4 * (segmentRows + 1)) : 0;
  tracedGradients = traced ? take(stateBytes * (segmentRows + 1)) : 0;
  tracedGradientExponents = traced ? take(4 * (segmentRows + 1)) : 0;
  sums = take(4 * LEVELS);
  const carries = directions > 0;
  stateRows = units * parts;
  cotangentRows = units * blocks;
  frameRowBytes = (4 * <usize>directions + 31) & ~31;
  // Rows that are a power of two apart would share few places of the nearest cache.
  if ((frameRowBytes & 511) == 0) frameRowBytes += 32;
  frameBytes = frameRowBytes * stateRows;
  frame = take(frameBytes);
  frameDirect = take(frameBytes);
  frameCotangents = take(frameRowBytes * cotangentRows);
  frameWeights = take(carries ? weightBytes : 0);
  framePanel = take(8 * frameRowBytes);
  frameSums = take(frameRowBytes);
  framePivots = take(frameRowBytes);
  frameSquares = take(frameRowBytes);
  frameLengths = take(frameRowBytes);
  framePlaces = take(4 * stateRows);
  frameScales = take(4 * stateRows);
  frameTails = take(carries ? vectorBytes * segmentRows : 0);
  tailFlags = take(carries ? 4 * segmentRows : 0);
  frameProducts = take(16 * <usize>(directions * frameWindows));
  frameAmplification = take(8 * <usize>directions);
  // No spectrum is found in the memory of a trace, or of a frame.
  const powerBytes: usize = traced || carries ? 0 : matrixBytes;
  evenPower = take(powerBytes);
  oddPower = take(powerBytes);
  kept = end;
  return end;
}

/** Takes the memory that has been laid out, once for each instance of this module. */
export function occupy(): void {
  grow();
  memory.fill(unitMask, 0xff, unitBytes * hiddenSize);
}

/**
 * The place of a network's kept matrices, or with −1 and below places for those that are not kept, one for each abreast: until
 * `prepare` has taken them.
 */
export function matrixAt(slot: i32): usize {
  if (slot < 0) return factors + weightBytes * <usize>(-1 - slot);
  const place = kept + weightBytes * <usize>slot;
  if (place + weightBytes > end) {
    end = place + weightBytes;
    grow();
  }
  return place;
}
