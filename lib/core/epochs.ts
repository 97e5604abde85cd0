import { DomainError } from '../numerics/check.js';
import type { Mixup } from './mechanism.js';

/**
 * Epochs that the releases of a design make up; each release is one where the design has no epochs.
 *
 * @throws DomainError unless they are whole
 */
export function epochsOf({ design, n, k, releases }: Pick<Mixup, 'design' | 'n' | 'k' | 'releases'>): number {
  const length = epochLength(design, n, k);
  if (!(releases % length === 0))
    throw new DomainError('releases', `a whole number of epochs of ${length} for design ${design}`, releases);
  return releases / length;
}

/** Releases in one epoch; 1 where the design has none. */
function epochLength(design: Mixup['design'], n: number, k: number): number {
  if (design === 'partition') return Math.floor(n / k);
  return design === 'balanced' ? n : 1;
}
