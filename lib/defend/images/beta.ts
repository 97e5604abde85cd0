import type { Draws } from '../../random/index.js';

/**
 * A number of law Beta(a, a): of two powers u^(1/a), v^(1/a) of uniform numbers whose sum is at most 1, the share of
 * the first. One pair in gamma(2a + 1) / gamma(a + 1)^2 is taken: 2 at a = 1, 70 at a = 4.
 *
 * @source Joehnk 1964 (recalled by content)
 */
export function betaOf(a: number, draws: Draws): number {
  for (;;) {
    const u = draws.unit() ** (1 / a);
    const sum = u + draws.unit() ** (1 / a);
    if (sum > 0 && sum <= 1) return u / sum;
  }
}
