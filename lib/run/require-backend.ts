import type { BackendRecord } from '../train/learner.js';
import { canonicalJson } from './canonical-json.js';

/** @throws Error where this machine would train other models than the plan says */
export function requireBackend(here: BackendRecord | undefined, planned: BackendRecord | undefined): void {
  const [got, said] = [canonicalJson(here ?? null), canonicalJson(planned ?? null)];
  if (got !== said) throw new Error(`TensorFlow.js must run as the plan says, ${said}, got ${got}`);
}
