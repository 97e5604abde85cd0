import type { Records } from '../core/index.js';

/** The same records in memory that threads share, so that they exist once however many workers read them. */
export function share<R extends Records>(records: R): R {
  const features = new Float32Array(new SharedArrayBuffer(records.features.byteLength));
  features.set(records.features);
  return { ...records, features };
}
