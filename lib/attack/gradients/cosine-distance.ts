/** How far two gradients point apart, and how that changes with the first of them. */
export interface CosineDistance {
  /** 1 - cos, in [0, 2] */
  readonly distance: number;
  /** derivative of the distance by each array of the first; 0 where either is 0 */
  readonly derivative: readonly Float32Array[];
}

/**
 * 1 - <g, t> / (|g| |t|) over all arrays together, and its derivative by g: (cos g / |g| - t / |t|) / |g|.
 * Where either is 0 nothing points anywhere: the distance is 1 and its derivative is taken to be 0.
 *
 * @param gradient  g, one array for each parameter
 * @param goal      t, of the same lengths
 */
export function cosineDistance(
  gradient: readonly Float32Array[],
  goal: readonly Float32Array[],
): CosineDistance {
  const [gg, tt, gt] = [dot(gradient, gradient), dot(goal, goal), dot(gradient, goal)];
  if (!(gg > 0 && tt > 0))
    return { distance: 1, derivative: gradient.map(({ length }) => new Float32Array(length)) };
  const product = Math.sqrt(gg) * Math.sqrt(tt);
  const cosine = gt / product;
  const derivative = gradient.map((g, i) => {
    const values = new Float32Array(g.length);
    for (let j = 0; j < g.length; j++) values[j] = (cosine * g[j]) / gg - goal[i][j] / product;
    return values;
  });
  return { distance: 1 - cosine, derivative };
}

function dot(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  let sum = 0;
  for (const [i, values] of a.entries()) for (let j = 0; j < values.length; j++) sum += values[j] * b[i][j];
  return sum;
}
