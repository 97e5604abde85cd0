import { remembered } from '../numerics/index.js';

/** The same function, computed once for each argument. */
export function remember(f: (x: number) => number): (x: number) => number {
  const known = new Map<number, number>();
  return (x) => remembered(known, x, () => f(x));
}
