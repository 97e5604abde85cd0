import { account } from '../accountants/account.js';
import { certifiedRadius } from '../certify/index.js';
import { epsilonAt } from '../convert/index.js';
import type { Mixup } from '../core/index.js';
import { calibrateNoise } from './calibrate-noise.js';
import type { Target } from './target.js';
import { withWidth } from './widths.js';

/** One width and what it reaches. */
export interface Width {
  readonly mechanism: Mixup;
  /** the target's quantity under the given noise; epsilon rounded up, a radius down */
  readonly reached: number;
}

/** Radii beyond this are not told apart. */
const MOST = 10_000;

/**
 * For a given noise: what each width reaches, best first (smallest epsilon or largest radius, then smallest k).
 * @param widths  each in [1, n]
 */
export function bestWidth(mechanism: Mixup, widths: readonly number[], target: Target): readonly Width[] {
  const found = widths.map((k) => {
    const wide = withWidth(mechanism, k);
    return { mechanism: wide, reached: reached(wide, target) };
  });
  const sign = target.quantity === 'epsilon' ? 1 : -1;
  return found.sort((a, b) => sign * (a.reached - b.reached) || a.mechanism.k - b.mechanism.k);
}

/** For a given target: the smallest noise of each width, the smallest of all first. Widths that never meet it are left out. */
export function bestNoise(
  mechanism: Mixup,
  widths: readonly number[],
  target: Target,
): readonly { readonly mechanism: Mixup; readonly scale: number }[] {
  const found = widths.flatMap((k) => {
    const wide = withWidth(mechanism, k);
    const { scale } = calibrateNoise(wide, target);
    return scale === Infinity ? [] : [{ mechanism: { ...wide, noise: { ...wide.noise, scale } }, scale }];
  });
  return found.sort((a, b) => a.scale - b.scale || a.mechanism.k - b.mechanism.k);
}

function reached(mechanism: Mixup, target: Target): number {
  const { upper } = account(mechanism);
  if (target.quantity === 'epsilon') return epsilonAt(upper, target.delta, target.poisons);
  const { p, orientation } = target;
  return certifiedRadius(upper, p, 1 - p, { orientation, maximalRadius: MOST, nested: true }).radius;
}
