import type { AuditBound } from '../core/index.js';
import { bisect, crossing, DomainError, remembered } from '../numerics/index.js';
import type { FamilyMember, TradeOffFamily } from './family.js';
import type { OneRunCounts } from './one-run.js';
import { coins, guessText, type OneRunQuestion } from './one-run-bound.js';
import { type BlowUpInverse, gaussianBlowUpInverse, oneRunExcess } from './one-run-f-dp.js';
import { countGuesses, type OneRunOutcome } from './one-run-guesses.js';
import { symmetricBlowUpInverse } from './symmetric-curve.js';

const LARGEST_MU = 64;

/** ln of the noise scales that are looked at: 1/64 to 64 times the claimed noise. */
const WIDEST = Math.log(64);
const FIRST_STEP = 0.2;
const TOLERANCE = 4e-3;

/**
 * Lower bound on mu from one run, if the run is mu-Gaussian differentially private in each canary: the largest mu that
 * oneRunExcess refutes.
 *
 * @returns  in [0, 64], verified to be refuted, or 0
 * @throws   DomainError
 * @source   Mahloujifar, Melis, Chaudhuri 2024, arXiv:2410.22235
 * @proof    proofs/one-run-f-dp.md
 */
export function oneRunMu(counts: OneRunCounts, alpha: number): number {
  const refuted = (mu: number) => oneRunExcess(counts, gaussianBlowUpInverse(mu), alpha) > 0;
  if (!refuted(0)) return 0;
  return refuted(LARGEST_MU) ? LARGEST_MU : bisect(0, LARGEST_MU, refuted, 60).holds;
}

/** A member of the family, and the inverse of its curve; by ln of the scale. */
type Curves = (x: number) => { readonly member: FamilyMember; readonly inverse: BlowUpInverse };

function curvesOf(family: TradeOffFamily): Curves {
  const known = new Map<number, ReturnType<Curves>>();
  return (x) =>
    remembered(known, x, () => {
      const member = family.member(Math.exp(x));
      return { member, inverse: symmetricBlowUpInverse(member) };
    });
}

/** The member with the least noise that a run refutes, if any. */
function refutedMember(counts: OneRunCounts, alpha: number, curves: Curves): FamilyMember | undefined {
  const { above } = crossing((x) => oneRunExcess(counts, curves(x).inverse, alpha), {
    low: -WIDEST,
    high: WIDEST,
    from: 0,
    step: FIRST_STEP,
    tolerance: () => TOLERANCE,
  });
  return above === undefined ? undefined : curves(above).member;
}

/**
 * Lower bound on epsilon at delta from one run, if the run is a member of the family in each canary: epsilon of the
 * member with the least noise that oneRunExcess refutes. Scales from 1/64 to 64 are looked at.
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
  const curves = curvesOf(family);
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
    ceiling: Math.max(value, bound(counts.guesses)),
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
