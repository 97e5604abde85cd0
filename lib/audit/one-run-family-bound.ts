import type { AuditBound } from '../core/index.js';
import { bisect, DomainError, remembered } from '../numerics/index.js';
import type { FamilyMember, TradeOffFamily } from './family.js';
import type { OneRunCounts } from './one-run.js';
import { coins, guessText, type OneRunQuestion } from './one-run-bound.js';
import { type BlowUpInverse, contradictsInOneRun, gaussianBlowUpInverse } from './one-run-f-dp.js';
import { countGuesses, type OneRunOutcome } from './one-run-guesses.js';
import { symmetricBlowUpInverse } from './symmetric-curve.js';

const LARGEST_MU = 64;
const LARGEST_DOUBLINGS = 6; // scales from 2^-6 to 2^6
const HALVINGS = 8; // of a doubling: 0.3 % of the scale

/**
 * Lower bound on mu from one run, if the run is mu-Gaussian differentially private in each canary: the largest mu that
 * contradictsInOneRun refutes.
 *
 * @returns  in [0, 64], verified to be refuted, or 0
 * @throws   DomainError
 * @source   Mahloujifar, Melis, Chaudhuri 2024, arXiv:2410.22235
 * @proof    proofs/one-run-f-dp.md
 */
export function oneRunMu(counts: OneRunCounts, alpha: number): number {
  const refuted = (mu: number) => contradictsInOneRun(counts, gaussianBlowUpInverse(mu), alpha);
  if (!refuted(0)) return 0;
  return refuted(LARGEST_MU) ? LARGEST_MU : bisect(0, LARGEST_MU, refuted, 60).holds;
}

/** The member with the least noise that a run refutes, if any. */
function refutedMember(
  counts: OneRunCounts,
  alpha: number,
  curves: (doublings: number) => { member: FamilyMember; inverse: BlowUpInverse },
): FamilyMember | undefined {
  const refuted = (u: number) => contradictsInOneRun(counts, curves(u).inverse, alpha);
  let low = 0;
  let high = 0;
  if (refuted(0))
    do {
      high = low;
      low -= 1;
    } while (low >= -LARGEST_DOUBLINGS && refuted(low));
  else
    do {
      low = high;
      high += 1;
    } while (high <= LARGEST_DOUBLINGS && !refuted(high));
  if (high > LARGEST_DOUBLINGS) return undefined;
  const least = low < -LARGEST_DOUBLINGS ? high : bisect(low, high, refuted, HALVINGS).holds;
  return curves(least).member;
}

/**
 * Lower bound on epsilon at delta from one run, if the run is a member of the family in each canary: epsilon of the
 * member with the least noise that contradictsInOneRun refutes. Scales from 1/64 to 64 are looked at.
 *
 * @param outcome   scores and coins of the m canaries
 * @param family    trade-off functions of one canary, given all others; ordered by scale
 * @param question  the guesses are fixed before scores and coins are seen
 * @returns  right with probability 1 - alpha, if the family is; 0 where no member is refuted
 * @throws   DomainError
 * @source   Mahloujifar, Melis, Chaudhuri 2024, arXiv:2410.22235
 * @proof    proofs/one-run-f-dp.md
 */
export function oneRunFamilyBound(
  outcome: OneRunOutcome,
  family: TradeOffFamily,
  question: OneRunQuestion,
): AuditBound {
  const { delta, alpha, guesses } = question;
  const counts = countGuesses(outcome, guesses);
  const known = new Map<number, { member: FamilyMember; inverse: BlowUpInverse }>();
  const curves = (doublings: number) =>
    remembered(known, doublings, () => {
      const member = family.member(2 ** doublings);
      return { member, inverse: symmetricBlowUpInverse(member) };
    });
  const bound = (correct: number) =>
    refutedMember({ ...counts, correct }, alpha, curves)?.epsilonBelow(delta) ?? 0;
  const value = bound(counts.correct);
  if (!(value >= 0)) throw new DomainError('epsilon of the family', '>= 0', value);
  return {
    quantity: 'epsilon',
    side: 'lower',
    validity: 'family',
    value,
    confidence: 1 - alpha,
    alpha,
    object: 'mechanism',
    method: 'one run, family',
    delta,
    threshold: `${guessText(guesses)}; ${counts.correct} of ${counts.guesses} right`,
    trials: coins(outcome.present),
    ceiling: bound(counts.guesses),
    basis: {
      theorem: 'Mahloujifar, Melis, Chaudhuri 2024, arXiv:2410.22235 (one run, f-differential privacy)',
      note: 'proofs/one-run-f-dp.md',
      assumptions: [
        'each canary was present by a fair coin of its own',
        `for each canary, given all others, no test does better than a member of: ${family.name}`,
        ...family.basis.assumptions,
      ],
    },
  };
}
