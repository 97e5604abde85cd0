import { iv } from '../../numerics/index.js';
import { complementDown, psi } from '../psi.js';
import { type Baseline, baselineOf } from './baseline.js';

/**
 * The whole profile of one record, applied record after record: p <- Psi_1(p), r times, which is the group bound
 * 1 - (1 - f)^(o r) of trade-off functions. What the certificate would be without a group profile.
 *
 * @proof proofs/baselines.md
 */
export const iteratedProfile: Baseline = baselineOf(
  'profile iterated',
  'group privacy of trade-off functions, Dong, Roth, Su, Gaussian differential privacy; derived here',
  ({ profile, orientation }, pA, pB, poisons) => {
    let kept = psi(profile, pA, 1, orientation);
    let rest = psi(profile, complementDown(pB), 1, orientation, pB);
    for (let i = 1; i < poisons && kept + rest > 1; i++) {
      kept = psi(profile, kept, 1, orientation);
      rest = psi(profile, rest, 1, orientation);
    }
    return iv.add(kept, rest).lo > 1;
  },
);
