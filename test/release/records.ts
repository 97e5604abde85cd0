import type { Domain, DomainRecords, Mixup } from '../../lib/core/index.js';
import { Draws, seededBits } from '../../lib/release/index.js';

/** Rows of features, labelled 0, 1, ..., classes - 1, 0, 1, ... */
export function recordsOf(
  rows: readonly (readonly number[])[],
  domain: Domain,
  classes: readonly string[] = ['a', 'b'],
): DomainRecords {
  return {
    count: rows.length,
    dimension: rows[0].length,
    features: Float32Array.from(rows.flat()),
    labels: Uint16Array.from(rows, (_, i) => i % classes.length),
    classes,
    domain,
  };
}

/** Rows drawn at random, each of length at most 1. */
export function randomRows(count: number, dimension: number, seed: string): number[][] {
  const draws = new Draws(seededBits(seed));
  return Array.from({ length: count }, () => {
    const row = Array.from({ length: dimension }, () => 2 * draws.unit() - 1);
    const length = Math.hypot(...row);
    return row.map((x) => Math.fround((x / length) * draws.unit()));
  });
}

/** A release of these records: subsets of 2, one mixture, noised labels, unless said otherwise. */
export function releaseOf(records: DomainRecords, fields: Partial<Mixup> = {}): Mixup {
  return {
    kind: 'mixup',
    n: records.count,
    k: 2,
    releases: 1,
    design: 'subsets',
    noise: { law: 'gaussian', scale: 0.5 },
    domain: records.domain,
    labels: { kind: 'noised', scale: 0.5 },
    adjacency: 'replace',
    ...fields,
  };
}
