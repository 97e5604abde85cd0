import type { Design, Mixup } from '../core/index.js';

/** Releases of one epoch of a design: its default. */
export function epoch(design: Design, n: number, k: number): number {
  return design === 'partition' ? Math.floor(n / k) : n;
}

/**
 * The same mechanism with another width; one epoch stays one epoch where the number of releases follows from k.
 * @param k  in [1, n]
 */
export function withWidth(mechanism: Mixup, k: number): Mixup {
  const { design, n, releases } = mechanism;
  const epochs = releases / epoch(design, n, mechanism.k);
  return { ...mechanism, k, releases: design === 'partition' ? epochs * epoch(design, n, k) : releases };
}
