import type { LossPair } from '../core/index.js';
import { BESIDE, type GridAtom, type LossCells, pointOf } from './loss-cells.js';

const MAJORITY = 0.5;

/**
 * Where rare large losses leave most mass within one step of some loss: that loss, ln p/q of the mass within a
 * step of it; else 0. A grid with this offset can hold the bulk at a single point.
 */
export function bulkCentre(pair: LossPair, step: number): number {
  let centre = 0;
  for (let i = 0; i < 8; i++) {
    const [above, below] = [pair.above(centre + step), pair.below(centre - step)];
    const p = 1 - pair.infinity - above.p - below.p;
    const q = 1 - pair.infinity - above.q - below.q;
    if (!(p > MAJORITY && q > MAJORITY)) return 0;
    centre = Math.log1p((below.q + above.q - (below.p + above.p)) / q);
  }
  // a pair that is its own mirror image has its bulk at 0, and only such a pair has a tie there
  return Math.abs(centre) < BESIDE || pair.tie.p > 0 ? 0 : centre;
}

/**
 * The cells on both sides of the offset, with what is tied there, seen as one atom: a coarser view, hence never a
 * better one for the adversary. Its loss is the offset up to BESIDE; undefined if it is not, or if it holds no
 * majority.
 */
export function bulkAtom(cells: LossCells): GridAtom | undefined {
  const point = -cells.grid.first;
  const tie = cells.atoms.find((atom) => atom.point === point);
  let [p, q, errorP, errorQ] = tie ? [tie.p, tie.q, tie.p * tie.slack, tie.q * tie.slack] : [0, 0, 0, 0];
  for (const i of [point - 1, point]) {
    p += cells.p[i] ?? 0;
    q += cells.q[i] ?? 0;
    errorP += cells.errorP[i] ?? 0;
    errorQ += cells.errorQ[i] ?? 0;
  }
  const ratio = Math.exp(pointOf(cells.grid, point));
  if (!(p > MAJORITY && Math.abs(p - ratio * q) + errorP + ratio * errorQ < BESIDE / 4)) return undefined;
  const slack = (errorP + ratio * errorQ + Math.abs(p - ratio * q)) / p + 2 ** -50;
  return { point, p, q, slack };
}
