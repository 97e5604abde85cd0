import type { ScoreLaw, ScoreLaws } from '../../audit/index.js';
import type { Mixup } from '../../core/index.js';
import { observationLaws } from '../law/observation-law.js';
import { scoreLaws } from '../law/score-law.js';
import { type GamePair, gamePair, type PairName } from '../pair.js';
import { type PlayedPair, playedPair } from './pair-records.js';

/** A pair of data sets and the laws of what is seen of it. */
export interface PairLaws {
  /** what is played; it differs from what was asked for as `assumptions` say */
  readonly mechanism: Mixup;
  /** distance between the two values of a changed record over k times the noise */
  readonly shift: number;
  readonly assumptions: readonly string[];
  readonly pair: GamePair;
  /** of the score of a trial; UnsupportedError where releases are not independent */
  scores(): ScoreLaws;
  /** of one observation */
  observations(): ScoreLaws;
}

/** The pair as our own sampler plays it. */
export interface PlayedLaws extends PairLaws {
  readonly played: PlayedPair;
}

/**
 * The laws that releases of a played pair must have: of its lattice, or, where observations are smoothed, the
 * continuous ones widened by what smoothing changes.
 *
 * @throws UnsupportedError, DomainError  where the pair cannot be played
 * @proof proofs/audit-games.md
 */
export function playedLaws(asked: Mixup, name: PairName, poisons: number): PlayedLaws {
  const played = playedPair(asked, name, poisons);
  const { mechanism, shift, lattice, lawError, assumptions } = played;
  return { played, ...pairLaws(mechanism, name, poisons, { shift, lattice, lawError, assumptions }) };
}

interface Seen extends Pick<PairLaws, 'shift' | 'assumptions'> {
  readonly lattice: number | undefined;
  readonly lawError: number;
}

/**
 * Laws of observations that are whole numbers over `lattice`, or whose distribution function is within `lawError` of
 * that of the continuous law. A score is a sum of non-decreasing functions of T independent observations:
 * exchanging them one by one moves its distribution function by at most `lawError` each.
 *
 * @proof proofs/audit-games.md
 */
export function pairLaws(
  mechanism: Mixup,
  name: PairName,
  poisons: number,
  { shift, lattice, lawError, assumptions }: Seen,
): PairLaws {
  // what labels add is in the shift already
  const features: Mixup = { ...mechanism, labels: { kind: 'in-record' } };
  const pair = gamePair(features, name, poisons, shift);
  const options = lattice === undefined ? {} : { lattice };
  return {
    mechanism,
    shift,
    assumptions,
    pair,
    scores: () => widened(scoreLaws(pair, options), pair.copies * lawError),
    observations: () => widened(observationLaws(pair, options), lawError),
  };
}

function widened({ absent, present }: ScoreLaws, error: number): ScoreLaws {
  if (error === 0) return { absent, present };
  const wider = ([lo, hi]: readonly [number, number]): readonly [number, number] => [
    Math.max(0, lo - error),
    Math.min(1, hi + error),
  ];
  const law = ({ atMost, below }: ScoreLaw): ScoreLaw => ({
    atMost: (x) => wider(atMost(x)),
    below: (x) => wider(below(x)),
  });
  return { absent: law(absent), present: law(present) };
}
