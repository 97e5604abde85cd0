import type { Account } from '../accountants/account.js';
import { epsilonAt, epsilonWitness, renyiEpsilon } from '../convert/index.js';
import { type Basis, type Claim, DIRECTIONS } from '../core/index.js';
import { bisect } from '../numerics/index.js';

/**
 * What an account says of epsilon at one delta for r poisons: the bound with its numerical enclosure (none for
 * a guarantee from elsewhere), the witness, the pure epsilon, the Renyi epsilon with its order, and the
 * estimate where there is one and it is finite.
 *
 * @param delta    strictly between 0 and 1
 * @param poisons  r, a whole number >= 1
 * @returns  claims of quantity 'epsilon'; bounds rounded up, the witness down
 * @throws   DomainError outside these ranges
 */
export function privacyClaims(account: Account, delta: number, poisons: number): readonly Claim[] {
  const { upper, witness, renyi, estimate } = account;
  const common = { quantity: 'epsilon', confidence: 1, object: 'mechanism', poisons } as const;
  const value = epsilonAt(upper, delta, poisons);
  const claims: Claim[] = [
    {
      ...common,
      side: 'upper',
      method: 'profile',
      value,
      delta,
      basis: upper.basis,
      // of a guarantee taken on trust nothing is known from below: an enclosure would say nothing
      ...(account.mechanism.kind === 'guarantee'
        ? {}
        : { enclosure: [leastEpsilon(account, delta, poisons, value), value] as const }),
    },
  ];
  if (witness !== undefined) {
    const attained = epsilonWitness(witness, delta, poisons);
    claims.push({
      ...common,
      side: 'lower',
      method: 'witness',
      value: attained,
      delta,
      basis: witness.basis,
    });
  }
  const pure = account.pure(poisons);
  claims.push({ ...common, side: 'upper', method: 'pure', value: pure, delta: 0, basis: pureBasis(account) });
  if (renyi !== undefined) {
    const { epsilon, order } = renyiEpsilon(renyi, delta, poisons);
    claims.push({
      ...common,
      side: 'upper',
      method: 'renyi',
      value: epsilon,
      delta,
      order,
      basis: renyi.basis,
    });
  }
  if (estimate !== undefined && poisons === 1) {
    const value = estimatedEpsilon(account, delta);
    // an approximation that has no finite value here says nothing
    if (value < Infinity)
      claims.push({ ...common, side: 'estimate', method: 'clt', value, delta, basis: estimate.basis });
  }
  return claims;
}

const PURE: Basis = {
  theorem: 'largest privacy loss of one release, added over the releases (derived here)',
  note: 'proofs/pure-epsilon.md',
  assumptions: [],
};

function pureBasis(account: Account): Basis {
  if (account.mechanism.kind === 'guarantee') return account.upper.basis;
  return { ...PURE, assumptions: account.assumptions };
}

/**
 * An epsilon below which the bound's own delta provably exceeds `delta`: the lower end of the enclosure of
 * the bound. It measures the numerics, not the theory, and is no lower bound on the truth.
 */
function leastEpsilon(account: Account, delta: number, poisons: number, value: number): number {
  const exceeds = (epsilon: number): boolean =>
    DIRECTIONS.some((direction) => account.enclosure(epsilon, poisons, direction)[0] > delta);
  if (!exceeds(0)) return 0;
  let high = Number.isFinite(value) ? value : 1;
  while (exceeds(high)) {
    if (high > 1e300) return high;
    high = Math.max(1, 2 * high);
  }
  return Math.min(value, bisect(0, high, exceeds, 60).holds);
}

/** Where the estimated delta falls to `delta`, worst direction; 0 where it starts below, Infinity where it stays above. */
function estimatedEpsilon({ estimate }: Account, delta: number): number {
  if (estimate === undefined) return Infinity;
  const exceeds = (epsilon: number): boolean =>
    DIRECTIONS.some((direction) => estimate.at(epsilon, 1, direction) > delta);
  if (!exceeds(0)) return 0;
  let high = 1;
  while (exceeds(high)) {
    high *= 2;
    if (high > 1e6) return Infinity;
  }
  return bisect(0, high, exceeds, 60).fails;
}
