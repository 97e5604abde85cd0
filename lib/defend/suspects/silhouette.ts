import { squaredDistance } from './two-means.js';

/**
 * Mean silhouette of points cut in two: of each point (b - a) / max(a, b), a its mean distance to the others of its
 * side, b that to the other side; 0 for a point that is alone. In [-1, 1]; 0 where a side is empty.
 *
 * @source Rousseeuw 1987 (recalled by content)
 */
export function silhouette(points: readonly Float64Array[], side: Uint8Array): number {
  const sizes = [0, 0];
  for (const which of side) sizes[which] += 1;
  if (sizes[0] === 0 || sizes[1] === 0) return 0;
  let sum = 0;
  points.forEach((point, i) => {
    const distances = [0, 0];
    points.forEach((other, j) => {
      distances[side[j]] += Math.sqrt(squaredDistance(point, other));
    });
    const [mine, theirs] = [side[i], 1 - side[i]];
    if (sizes[mine] === 1) return;
    const a = distances[mine] / (sizes[mine] - 1);
    const b = distances[theirs] / sizes[theirs];
    const most = Math.max(a, b);
    if (most > 0) sum += (b - a) / most;
  });
  return sum / points.length;
}
