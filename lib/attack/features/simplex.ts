/**
 * The nearest point of the probability simplex, in place.
 *
 * @source Duchi et al. 2008, "Efficient projections onto the l1-ball for learning in high dimensions"
 */
export function ontoSimplex(x: Float64Array): void {
  const sorted = x.slice().sort().reverse();
  let sum = 0;
  let shift = 0;
  for (const [i, value] of sorted.entries()) {
    sum += value;
    const candidate = (sum - 1) / (i + 1);
    if (!(value > candidate)) break;
    shift = candidate;
  }
  for (let i = 0; i < x.length; i++) x[i] = Math.max(0, x[i] - shift);
}

/**
 * Coefficients c of the simplex that bring sum_i c_i row_i nearer to a point, in place: projected gradient steps
 * from where c is, each as long as the squared Frobenius norm of the rows allows without rising.
 *
 * @param c      length rows
 * @param rows   (c, point) row-major
 * @param steps  how many
 */
export function nearerMixture(c: Float64Array, rows: Float32Array, point: Float32Array, steps: number): void {
  const width = point.length;
  let squares = 0;
  for (const value of rows) squares += value * value;
  if (!(squares > 0)) return;
  const gap = new Float64Array(width);
  for (let step = 0; step < steps; step++) {
    for (let j = 0; j < width; j++) gap[j] = -point[j];
    for (let i = 0; i < c.length; i++) for (let j = 0; j < width; j++) gap[j] += c[i] * rows[i * width + j];
    for (let i = 0; i < c.length; i++) {
      let slope = 0;
      for (let j = 0; j < width; j++) slope += gap[j] * rows[i * width + j];
      c[i] -= slope / squares;
    }
    ontoSimplex(c);
  }
}
