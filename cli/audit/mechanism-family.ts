import { type Account, account } from '../../lib/accountants/account.js';
import type { FamilyMember, TradeOffFamily } from '../../lib/audit/family.js';
import { epsilonAt, epsilonWitness } from '../../lib/convert/profile-epsilon.js';
import { epochsOf } from '../../lib/core/epochs.js';
import type { Mixup } from '../../lib/core/mechanism.js';
import { DIRECTIONS } from '../../lib/core/side.js';
import { probability } from '../../lib/numerics/check.js';
import { remembered } from '../../lib/numerics/remembered.js';

/**
 * The mechanism with its noise multiplied by a scale, whichever data sets it runs on: curves that no pair at distance r lies
 * below, and the epsilon that some pair is known to have. For scores of data sets that are not those of a game: the
 * curve of one pair is no bound for another, not even for the same two data sets exchanged.
 *
 * @param poisons  r >= 1
 * @proof proofs/mechanism-family.md
 */
export function mechanismFamily(mechanism: Mixup, poisons: number): TradeOffFamily {
  const { noise, releases, design } = mechanism;
  const members = new Map<number, FamilyMember>();
  return {
    name: `${noise.law} mixup, design ${design}, ${releases} releases, any data sets`,
    basis: {
      theorem: 'trade-off functions of the proved profile, at every scale of the noise; derived here',
      note: 'proofs/mechanism-family.md',
      assumptions: ['what was audited is the mechanism as claimed, but for the scale of its noise'],
    },
    member: (scale) => remembered(members, scale, () => memberOf(withNoise(mechanism, scale), poisons)),
  };
}

function memberOf(mechanism: Mixup, poisons: number): FamilyMember {
  const { upper, witness = ofFirstReleases(mechanism) } = account(mechanism);
  return {
    typeTwoBelow: linesOf(upper, poisons),
    epsilonBelow: (delta) => (witness === undefined ? 0 : epsilonWitness(witness, delta, poisons)),
  };
}

const LINES = 512;
/** Lines steeper than where delta is this concern no error rate that can be measured. */
const RARE = 1e-9;

/**
 * max(0, 1 - delta(e) - e^e x, e^-e (1 - delta(e) - x)) over some e >= 0, delta(e) that of the worse direction: whichever data
 * set the canary is in. Every e gives a valid value. An audit asks each member hundreds of times, so they are made once.
 */
function linesOf(upper: Account['upper'], poisons: number): FamilyMember['typeTwoBelow'] {
  const farthest = Math.min(700, epsilonAt(upper, RARE, poisons));
  const epsilons = Array.from({ length: LINES }, (_, i) => (farthest * i) / (LINES - 1));
  const delta = epsilons.map((e) => Math.max(...DIRECTIONS.map((way) => upper.at(e, poisons, way))));
  const ratio = epsilons.map((e) => Math.exp(e) * (1 + 2 ** -48));
  return (typeOne) => {
    probability({ typeOne });
    let best = 0;
    for (let i = 0; i < LINES; i++) {
      const [d = 1, r = Infinity] = [delta[i], ratio[i]];
      best = Math.max(best, 1 - d - r * typeOne, (1 - d - typeOne) / r);
    }
    return Math.max(0, best - 2 ** -48);
  };
}

/** The first release of every epoch is a uniform k-subset, and epochs are independent: they tell no more than all releases. */
function ofFirstReleases(mechanism: Mixup): Account['witness'] {
  return account({ ...mechanism, design: 'subsets', releases: epochsOf(mechanism) }).witness;
}

function withNoise(mechanism: Mixup, scale: number): Mixup {
  const { noise, labels } = mechanism;
  return {
    ...mechanism,
    noise: { ...noise, scale: noise.scale * scale },
    labels: labels.kind === 'noised' ? { ...labels, scale: labels.scale * scale } : labels,
  };
}
