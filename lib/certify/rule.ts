import type { Basis, ClaimObject, Profile } from '../core/index.js';
import { integer, iv, openUnit } from '../numerics/index.js';
import { assumptionsOf } from './assumptions.js';
import { majorityFailure } from './majority.js';
import { complementDown, type Orientation, psi } from './psi.js';
import { remember } from './remember.js';

/** Does a prediction with bounds pA (lower) and pB (upper, every rival) survive? Monotone in both. */
export type Test = (pA: number, pB: number) => boolean;

/** A way to certify predictions: one test for each number of poisons, and what the answer means. */
export interface Rule {
  readonly method: string;
  readonly object: ClaimObject;
  readonly basis: Basis;
  /** @param poisons r >= 0; r = 0 asks whether anything can be said of the unpoisoned learner */
  test(poisons: number): Test;
}

/** A finite majority of fresh models that is deployed instead of the smoothed learner. */
export interface Deployed {
  /** models that vote, whole, >= 1 */
  readonly models: number;
  /** accepted probability that the vote is not the label, over the randomness of the models; in (0, 1) */
  readonly failure: number;
}

/**
 * The certificate of this package: Psi_r(pA) + Psi_r(1 - pB) > 1 for the smoothed learner, or
 * majorityFailure(Psi_r(pA), rivals at 1 - Psi_r(1 - pB)) <= failure for a deployed majority.
 *
 * @param rivals  number of rival classes; undefined if pB bounds the sum of all rivals ('complement')
 * @proof proofs/radius.md, proofs/majority.md
 */
export function profileRule(
  profile: Profile<'upper'>,
  orientation: Orientation = 'clean',
  deployed?: Deployed,
  rivals?: number,
): Rule {
  if (deployed) {
    integer(1, Number.MAX_SAFE_INTEGER, { models: deployed.models });
    openUnit({ failure: deployed.failure });
  }
  return {
    method: 'profile',
    object: deployed ? 'majority vote' : 'smoothed learner',
    basis: basisOf(profile, orientation, deployed),
    test(poisons) {
      const kept = remember((pA) => psi(profile, pA, poisons, orientation));
      const keptByRest = remember((pB) => psi(profile, complementDown(pB), poisons, orientation, pB));
      if (deployed === undefined)
        return (pA, pB) => {
          if (!(pA > pB)) return false;
          // Where B is all that is not A, both terms are the same number.
          const rest = pB === 1 - pA && pA >= 0.5 ? kept(pA) : keptByRest(pB);
          return iv.add(kept(pA), rest).lo > 1;
        };
      return (pA, pB) => {
        if (!(pA > pB)) return false;
        const each = rivals === undefined ? undefined : Math.min(1, iv.sub(1, keptByRest(pB)).hi);
        const bounds = each === undefined ? undefined : new Array<number>(rivals ?? 0).fill(each);
        return majorityFailure(kept(pA), bounds, deployed.models) <= deployed.failure;
      };
    },
  };
}

function basisOf(profile: Profile<'upper'>, orientation: Orientation, deployed: Deployed | undefined): Basis {
  return {
    theorem: deployed
      ? 'Psi_r bounds on one model, then the finite-vote bound (derived here)'
      : 'Psi_r(pA) + Psi_r(1 - pB) > 1 keeps the prediction (derived here)',
    note: deployed ? 'proofs/majority.md' : 'proofs/radius.md',
    assumptions: [
      ...assumptionsOf(profile, orientation),
      ...(deployed
        ? [
            `${deployed.models} fresh independent models are deployed and their vote is not the label with ` +
              `probability at most ${deployed.failure}`,
          ]
        : []),
    ],
  };
}
