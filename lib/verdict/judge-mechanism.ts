import type { MeasuredCell, Profile } from '../core/index.js';
import { compensatedSum } from '../numerics/index.js';
import { querying, shareLowerBound, shareUpperBound } from './estimates.js';
import { agreed, type Judged } from './judged.js';
import { withLost } from './lost-seeds.js';
import { accuracyBound, successBound } from './mechanism-bounds.js';
import { atLeast, atMost } from './words.js';

/** Success and accuracy are tested, each by itself. */
export const MECHANISM_TESTS = 2;

/**
 * Holds a cell against the profile of the mechanism its models are runs of. CONTRADICTED where
 *
 *   lower bound on the measured success  >  certified bound on it,  or
 *   upper bound on the measured accuracy <  certified bound on it,
 *
 * each test at `level`: half of it for the evidence that the certificate starts from, half for the measurement. If the
 * certificate is right, each of the two happens with probability at most `level`. The bounds returned are those at
 * alpha, by themselves, for the table; the test does not use them. A seed whose training failed counts as one without any
 * evidence before and without any harm after: neither bounds nor test rest on what it would have shown.
 *
 * @param cell   checked, one seed or more
 * @param alpha  of the bounds in the table, in (0, 1)
 * @param level  of each of the MECHANISM_TESTS tests, in (0, 1)
 * @throws DomainError outside these ranges
 * @proof  proofs/attack-verdict.md
 */
export function judgeMechanism(
  cell: MeasuredCell,
  profile: Profile<'upper'>,
  alpha: number,
  level: number,
): Judged {
  const { poisons } = cell.name;
  const seeds = withLost(cell);
  const success = seeds.map(({ poisoned }) => poisoned.success);
  const accuracy = seeds.map(({ poisoned }) => poisoned.accuracy);
  const half = level / 2;
  const contradictions: string[] = [];

  const reached = shareLowerBound(success, querying(seeds), half);
  const allowed = successBound(profile, seeds, poisons, half).value;
  if (!(reached <= allowed))
    contradictions.push(
      `success is at least ${atLeast(reached)} where at most ${atMost(allowed)} is certified`,
    );
  const kept = shareUpperBound(accuracy, 'share', half);
  const promised = accuracyBound(profile, seeds, poisons, half).value;
  if (!(kept >= promised))
    contradictions.push(
      `accuracy is at most ${atMost(kept)} where at least ${atLeast(promised)} is certified`,
    );

  const bounds = {
    success: successBound(profile, seeds, poisons, alpha),
    accuracy: accuracyBound(profile, seeds, poisons, alpha),
  };
  const completed = cell.seeds.length;
  const means = {
    success: compensatedSum(cell.seeds.map(({ poisoned }) => poisoned.success)) / completed,
    accuracy: compensatedSum(cell.seeds.map(({ poisoned }) => poisoned.accuracy)) / completed,
  };
  const judged = agreed(bounds, means);
  if (contradictions.length === 0) return judged;
  return { ...judged, verdict: 'CONTRADICTED', because: contradictions.join('; ') };
}
