/** A complex number. */
export interface Eigenvalue {
  readonly real: number;
  readonly imaginary: number;
}
