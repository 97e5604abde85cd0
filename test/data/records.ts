import type { Records } from '../../lib/core/index.js';

/** Records of the given rows, the classes in turn. */
export function records(rows: readonly (readonly number[])[], classes = ['a', 'b']): Records {
  return {
    count: rows.length,
    dimension: rows[0].length,
    features: Float32Array.from(rows.flat()),
    labels: Uint16Array.from(rows, (_, i) => i % classes.length),
    classes,
  };
}
