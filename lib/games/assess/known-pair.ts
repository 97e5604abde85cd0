import type { FamilyMember, ScoreLaws, TradeOffFamily } from '../../audit/index.js';
import { remembered } from '../../numerics/index.js';
import { exactEpsilon, tradeOffPoints } from '../law/exact-epsilon.js';
import { pairFamily, publicFamily } from '../law/pair-family.js';
import type { PairName } from '../pair.js';
import type { PairLaws } from '../release/played-laws.js';

/** What theory says of one pair of data sets: computed apart from any accountant, so that it can contradict one. */
export interface KnownPair {
  readonly name: PairName;
  readonly poisons: number;
  /** laws of a trial's score; absent where the adversary has no closed law */
  readonly laws?: ScoreLaws;
  /** laws of one release */
  readonly observations: ScoreLaws;
  /** trade-off functions of the pair with its noise scaled, to invert */
  readonly family: TradeOffFamily;
  /** encloses the exact epsilon of the pair at delta */
  readonly exact?: readonly [number, number];
  /** the exact trade-off curve, for a picture */
  readonly curve?: readonly (readonly [number, number])[];
  /** what the reader must grant about the data sets that are played */
  readonly assumptions: readonly string[];
  /** why something is absent */
  readonly remarks: readonly string[];
}

const CURVE_POINTS = 161;

/**
 * @param laws   of the pair as our own sampler plays it (playedLaws) or another one should (samplePair)
 * @param delta  that of the question
 */
export function knownPair(laws: PairLaws, name: PairName, poisons: number, delta: number): KnownPair {
  const { mechanism, shift, assumptions } = laws;
  const common = { name, poisons, observations: laws.observations(), assumptions };
  if (!laws.pair.independent)
    return {
      ...common,
      family: remembering(publicFamily(mechanism, poisons, shift)),
      remarks: [
        `Under design ${mechanism.design} the score has no closed law, as its adversary does not see who is mixed with ` +
          'whom: its fit is not tested, and the family inverted is that of an adversary who does see it.',
      ],
    };
  return {
    ...common,
    laws: laws.scores(),
    family: remembering(pairFamily(laws.pair)),
    exact: exactEpsilon(laws.pair, delta),
    curve: tradeOffPoints(laws.pair, CURVE_POINTS),
    remarks: [],
  };
}

/** The same family with its members made once: several scores of one game are held against it. */
function remembering(family: TradeOffFamily): TradeOffFamily {
  const known = new Map<number, FamilyMember>();
  return { ...family, member: (scale) => remembered(known, scale, () => family.member(scale)) };
}
