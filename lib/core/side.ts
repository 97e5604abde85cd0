/**
 * On which side of the truth a number stands.
 *
 * 'upper'    never below the truth, for every pair of neighbouring data sets
 * 'lower'    never above the truth: some admissible data set attains at least this much
 * 'estimate' neither; no certificate accepts it
 */
export type Side = 'upper' | 'lower' | 'estimate';

/** What one changed record is: another record in its place, or one record more or fewer. */
export type Adjacency = 'replace' | 'add-remove';

/**
 * Which of the two laws comes first in the hockey-stick divergence.
 *
 * 'forward'  H(law on the clean set || law on the poisoned set)
 * 'backward' H(law on the poisoned set || law on the clean set)
 *
 * Under 'add-remove' the poisoned set is the clean set with r records added.
 */
export type Direction = 'forward' | 'backward';

export const DIRECTIONS: readonly Direction[] = ['forward', 'backward'];

export function opposite(direction: Direction): Direction {
  return direction === 'forward' ? 'backward' : 'forward';
}
