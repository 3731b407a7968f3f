/** Growth rates of an ensemble beside those of another one: all that chaos lets one compare. */

export interface GrowthComparison {
  /** Networks that each mean is over. */
  readonly networks: number;
  /** |Δmean λ|, in nats per step. */
  readonly difference: number;
  /** What it may be. */
  readonly limit: number;
}
