import { checkMechanism } from '../bounds/check-mechanism.js';
import { dominating } from '../bounds/dominating.js';
import { pureEpsilon } from '../bounds/pure-epsilon.js';
import type { Basis, Direction, Mechanism, Profile, RenyiCurve } from '../core/index.js';
import { DomainError } from '../numerics/index.js';
import { assumptionsOf, basisOf } from './basis.js';
import { type EnclosedDelta, mechanismDelta } from './composed-profile.js';
import { cltProfile } from './estimate.js';
import { guaranteedDelta, guaranteedRenyi } from './guarantee.js';
import { renyiCurve } from './renyi.js';
import { witnessProfile } from './witness.js';

/** What is known of all releases of one mechanism. */
export interface Account {
  readonly mechanism: Mechanism;
  /** the tightest proved profile, for r changed records from the mechanism itself */
  readonly upper: Profile<'upper'>;
  /** the best known attained profile */
  readonly witness: Profile<'lower'> | undefined;
  /** numerical enclosure of the delta of the dominating pair: how finely `upper` was computed */
  enclosure(epsilon: number, poisons: number, direction: Direction): readonly [number, number];
  /** pure epsilon for r records, rounded up; Infinity where there is none */
  pure(poisons: number): number;
  readonly renyi: RenyiCurve<'upper'> | undefined;
  /** the central-limit Gaussian approximation, r = 1; no bound */
  readonly estimate: Profile<'estimate'> | undefined;
  /** what the reader must grant, one sentence each */
  readonly assumptions: readonly string[];
}

export interface AccountOptions {
  /** relative accuracy asked of epsilon, about; in (0, 0.1]; it sets the grid. Default 5e-4 */
  readonly accuracy?: number;
}

/**
 * Accounts all releases of a mechanism.
 *
 * @throws DomainError       on a field outside its range
 * @throws UnsupportedError  where nothing is proved for the mechanism, with the reason
 * @proof proofs/account.md
 */
export function account(mechanism: Mechanism, { accuracy = 5e-4 }: AccountOptions = {}): Account {
  if (!(accuracy > 0 && accuracy <= 0.1)) throw new DomainError('accuracy', 'in (0, 0.1]', accuracy);
  checkMechanism(mechanism);
  const basis = basisOf(mechanism);
  const { adjacency } = mechanism;
  if (mechanism.kind === 'guarantee') {
    const enclosed = guaranteedDelta(mechanism);
    return {
      ...common(mechanism, enclosed, basis),
      witness: undefined,
      pure: (poisons) =>
        mechanism.form.kind === 'epsilon-delta' && mechanism.form.delta === 0
          ? poisons * mechanism.form.epsilon * (1 + 2 ** -50)
          : Infinity,
      renyi: guaranteedRenyi(mechanism, basis),
      estimate: undefined,
    };
  }
  // an unsupported mechanism is refused here, not when it is first asked
  dominating(mechanism, 1);
  const enclosed = mechanismDelta(mechanism, accuracy);
  const renyi = renyiCurve(mechanism, { ...basis, note: 'proofs/renyi-curve.md' });
  return {
    ...common(mechanism, enclosed, basis),
    witness: witnessProfile(mechanism, accuracy),
    pure: (poisons) => pureEpsilon(mechanism, poisons),
    renyi,
    estimate: cltProfile(renyi, adjacency),
  };
}

function common(mechanism: Mechanism, enclosed: EnclosedDelta, basis: Basis) {
  const upper: Profile<'upper'> = {
    side: 'upper',
    adjacency: mechanism.adjacency,
    basis,
    at: (epsilon, poisons, direction) => enclosed.at(epsilon, poisons, direction, 'upper'),
  };
  return {
    mechanism,
    upper,
    enclosure: (epsilon: number, poisons: number, direction: Direction) =>
      [
        enclosed.at(epsilon, poisons, direction, 'lower'),
        enclosed.at(epsilon, poisons, direction, 'upper'),
      ] as const,
    assumptions: assumptionsOf(mechanism),
  };
}
