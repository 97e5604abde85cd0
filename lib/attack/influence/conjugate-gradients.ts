/**
 * Solves A x = b for a symmetric positive definite A, known by its products with vectors.
 *
 * @param apply      A v
 * @param tolerance  of |b - A x| / |b|
 * @param most       steps; a dimension of b more than suffices without rounding
 * @returns x, as near as those steps came
 * @source Hestenes, Stiefel 1952, "Methods of conjugate gradients for solving linear systems"
 */
export function conjugateGradients(
  apply: (v: Float64Array) => Float64Array,
  b: Float64Array,
  tolerance: number,
  most: number,
): Float64Array {
  const x = new Float64Array(b.length);
  const residual = b.slice();
  const direction = b.slice();
  let squares = dot(residual, residual);
  const enough = tolerance ** 2 * squares;
  for (let step = 0; step < most && squares > enough; step += 1) {
    const image = apply(direction);
    const length = squares / dot(direction, image);
    for (let i = 0; i < x.length; i += 1) {
      x[i] += length * direction[i];
      residual[i] -= length * image[i];
    }
    const before = squares;
    squares = dot(residual, residual);
    for (let i = 0; i < x.length; i += 1) direction[i] = residual[i] + (squares / before) * direction[i];
  }
  return x;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}
