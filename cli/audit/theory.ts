import type { Account } from '../../lib/accountants/account.js';
import { epsilonAt, epsilonWitness } from '../../lib/convert/profile-epsilon.js';
import { tradeOff } from '../../lib/convert/trade-off.js';
import { DIRECTIONS } from '../../lib/core/side.js';
import { curveTypeOnes } from '../../lib/games/assess/curves.js';
import type { Theory } from '../../lib/games/assess/theory.js';

/** What is proved of a mechanism, and what some pair of data sets attains, as an audit compares itself with it. */
export function theoryOf(known: Account, delta: number, poisons: number): Theory {
  const { upper, witness } = known;
  return {
    delta,
    poisons,
    upper: epsilonAt(upper, delta, poisons),
    ...(witness === undefined ? {} : { witness: epsilonWitness(witness, delta, poisons) }),
  };
}

/** The error rates that no test of the claimed mechanism can beat, for a picture. */
export function boundCurve({ upper }: Account, poisons: number): readonly (readonly [number, number])[] {
  const curve = tradeOff(upper);
  return curveTypeOnes().map((typeOne) => [
    typeOne,
    // whichever data set the canary is in, the smaller one holds
    Math.min(...DIRECTIONS.map((direction) => curve.at(typeOne, poisons, direction))),
  ]);
}
