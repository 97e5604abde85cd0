/** Why mixtures of k cannot be made of n records; undefined where they can. */
export function tooWide(k: number, n: number): string | undefined {
  return k <= n ? undefined : `k must be at most the ${n} records, got ${k}`;
}
