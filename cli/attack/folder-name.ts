import { createHash } from 'node:crypto';
import type { AttackPlan } from '../../lib/run/attacks/index.js';

/** Run folder where --out is left out: one for each data set and seed, so that a longer plan continues it. */
export function folderName({ data, seed }: AttackPlan): string {
  const { source, files = [] } = data;
  const identity = JSON.stringify([source, files.map(({ sha256 }) => sha256), seed]);
  return `dpih-attack-${createHash('sha256').update(identity).digest('hex').slice(0, 8)}`;
}
