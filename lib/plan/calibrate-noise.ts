import { account } from '../accountants/account.js';
import type { Mechanism } from '../core/index.js';
import { above, DomainError } from '../numerics/index.js';
import { meets, type Target } from './target.js';

/** Relative width of the last bracket; the end that meets the target is returned. */
const PRECISION = 2e-4;
/** Doublings or halvings tried before the search gives up. */
const REACH = 60;

export interface Calibration {
  /** smallest noise found to meet the target; Infinity if none was found */
  readonly scale: number;
  /** a noise just below that fails; 0 where none was found to fail */
  readonly fails: number;
  /** the mechanism with that noise; undefined if none was found */
  readonly mechanism: Mechanism | undefined;
}

/**
 * Smallest noise scale with which a mechanism meets a target. Label noise with a scale of its own stays as
 * it is. More noise never hurts, so the search doubles and bisects; the answer is the end of the bracket at
 * which the target was verified.
 *
 * @param mechanism  its own noise is where the search starts; no guarantee from elsewhere
 * @returns  within a relative 2e-4 of the smallest scale; Infinity where even 2^60 times the start fails
 * @throws   DomainError for a guarantee
 */
export function calibrateNoise(mechanism: Mechanism, target: Target): Calibration {
  const start = noiseOf(mechanism);
  above(0, { start });
  const holds = (scale: number): boolean => meets(account(withNoise(mechanism, scale)), target);
  const bracket = holds(start) ? below(start, holds) : beyond(start, holds);
  let { good, bad } = bracket;
  if (good === Infinity) return { scale: Infinity, fails: bad, mechanism: undefined };
  while (bad > 0 && good - bad > PRECISION * good) {
    const middle = Math.sqrt(good) * Math.sqrt(bad);
    if (!(middle > bad && middle < good)) break;
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return { scale: good, fails: bad, mechanism: withNoise(mechanism, good) };
}

interface Bracket {
  readonly good: number;
  readonly bad: number;
}

function below(start: number, holds: (scale: number) => boolean): Bracket {
  let good = start;
  for (let i = 0; i < REACH; i += 1) {
    if (!holds(good / 2)) return { good, bad: good / 2 };
    good /= 2;
  }
  return { good, bad: 0 };
}

function beyond(start: number, holds: (scale: number) => boolean): Bracket {
  let bad = start;
  for (let i = 0; i < REACH; i += 1) {
    if (holds(2 * bad)) return { good: 2 * bad, bad };
    bad *= 2;
  }
  return { good: Infinity, bad };
}

/** Noise scale of a mechanism; DP-SGD's noise multiplier. @throws DomainError for a guarantee */
export function noiseOf(mechanism: Mechanism): number {
  switch (mechanism.kind) {
    case 'mixup':
    case 'additive':
      return mechanism.noise.scale;
    case 'dp-sgd':
      return mechanism.noiseMultiplier;
    case 'guarantee':
      throw new DomainError('mechanism', 'one whose noise is known', 'a guarantee from elsewhere');
  }
}

/** The same mechanism with another noise scale. @throws DomainError for a guarantee */
export function withNoise(mechanism: Mechanism, scale: number): Mechanism {
  switch (mechanism.kind) {
    case 'mixup':
    case 'additive':
      return { ...mechanism, noise: { ...mechanism.noise, scale } };
    case 'dp-sgd':
      return { ...mechanism, noiseMultiplier: scale };
    case 'guarantee':
      throw new DomainError('mechanism', 'one whose noise is known', 'a guarantee from elsewhere');
  }
}
