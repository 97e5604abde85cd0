import type { Records } from '../core/index.js';

/**
 * The same records with features in memory that threads share, so that they exist once however many workers read
 * them. What lib/data loads lies there already; other records are copied.
 */
export function share<R extends Records>(records: R): R {
  if (records.features.buffer instanceof SharedArrayBuffer) return records;
  const features = new Float32Array(new SharedArrayBuffer(records.features.byteLength));
  features.set(records.features);
  return { ...records, features };
}
