import { DomainError } from '../../numerics/index.js';

/** Three values of one quantity: epsilon at the same delta. */
export interface MeasuredGap {
  /** the lower bound that the adversary at hand reached */
  readonly measured: number;
  /**
   * the lower bound that a perfect adversary on the worst known pair of data sets is expected to reach, by the same
   * statistic with the same alpha and trials
   */
  readonly perfect: number;
  /** the proved upper bound */
  readonly upper: number;
}

/**
 * Which part of the gap between what was measured and what is proved is the adversary's:
 *
 *   (perfect - measured) / (upper - measured)
 *
 * A lower bound falls short of the upper one for two reasons. The canary may be a weak one, and the score of a model
 * may throw away what the release says of it: a perfect adversary, who chooses the records and thresholds the
 * likelihood ratio of the release itself, would have shown `perfect` with as many trials. The rest,
 * (upper - perfect) / (upper - measured), would stay against that adversary too: it is what so few trials cannot
 * show, and what the proof gives away. Of a model trained on the release only the first part can be won back by a
 * better attack; none of it says that the mechanism is better than proved.
 *
 * @returns  in [0, 1]; 0 where the adversary did as well as the perfect one; 0 too where `upper` is Infinity, as
 *   then nearly all of the gap is the proof's; 1 at most, where `perfect` (an expectation) lies above `upper`
 * @throws DomainError for a NaN, a negative number, an infinite measurement, or measured >= upper: then there is no gap
 * @proof proofs/trained-games.md
 */
export function adversaryShare({ measured, perfect, upper }: MeasuredGap): number {
  if (!(measured >= 0 && measured < Infinity)) throw new DomainError('measured', 'finite and >= 0', measured);
  if (!(perfect >= 0)) throw new DomainError('perfect', 'a number >= 0', perfect);
  if (!(upper > measured)) throw new DomainError('upper', `above what was measured, ${measured}`, upper);
  if (upper === Infinity) return 0;
  return Math.min(1, Math.max(0, (perfect - measured) / (upper - measured)));
}
