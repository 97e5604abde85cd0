import type { Mixup } from '../../core/index.js';

/** Releases of about `copies` n mixtures: as many whole epochs of the design as come nearest, one at least. */
export function wholeEpochs({ design, k }: Pick<Mixup, 'design' | 'k'>, n: number, copies: number): number {
  const epoch = design === 'partition' ? Math.floor(n / k) : design === 'balanced' ? n : 1;
  return epoch * Math.max(1, Math.round((copies * n) / epoch));
}
