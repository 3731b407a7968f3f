/** How a cost grows with a size. */

/**
 * The exponent a of cost ≈ c·sizeᵃ: the slope of least squares through the logarithms of both. Costs that are not positive have
 * none, and are left out.
 * @param {readonly (readonly [size: number, cost: number])[]} points
 * @returns {{ exponent: number, from: number, to: number } | undefined} with the sizes that it rests on; undefined for fewer than two
 */
export function exponentOf(points) {
  const fitted = points.filter(([size, cost]) => size > 0 && cost > 0);
  const sizes = fitted.map(([size]) => size);
  const [from, to] = [Math.min(...sizes), Math.max(...sizes)];
  if (!(from < to)) return undefined;
  const x = sizes.map(Math.log);
  const y = fitted.map(([, cost]) => Math.log(cost));
  const [meanX, meanY] = [mean(x), mean(y)];
  const covariance = mean(x.map((value, i) => (value - meanX) * ((y[i] ?? Number.NaN) - meanY)));
  const variance = mean(x.map((value) => (value - meanX) ** 2));
  return { exponent: covariance / variance, from, to };
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
