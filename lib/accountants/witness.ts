import { type Dominating, dominating } from '../bounds/dominating.js';
import { type Witness, witnesses } from '../bounds/witnesses.js';
import { type Basis, type Direction, type Mechanism, opposite, type Profile } from '../core/index.js';
import { integer, remembered } from '../numerics/index.js';
import { type ComposedPair, composePair } from './compose-pair.js';
import { enclosedDelta, reflected } from './composed-profile.js';

/**
 * The best known lower profile: at each epsilon the largest delta that one of the known pairs of data sets
 * attains. Where the dominating pair is itself attained, that is the bound from below.
 *
 * @returns undefined where no attaining pair is known
 * @proof proofs/witnesses.md
 */
export function witnessProfile(mechanism: Mechanism, accuracy: number): Profile<'lower'> | undefined {
  const candidates = witnesses(mechanism, 1);
  if (candidates.length === 0) return undefined;
  const known = new Map<number, readonly Record<Direction, ComposedPair>[]>();
  const composedFor = (poisons: number) => {
    return remembered(known, poisons, () =>
      witnesses(mechanism, poisons).map((witness, i) =>
        composeBoth(witness, i === 0 ? accuracy : Math.min(0.1, COARSER * accuracy)),
      ),
    );
  };
  const attained = (poisons: number): Dominating => roundedDown(dominating(mechanism, poisons));
  const exact = attains(mechanism) ? enclosedDelta(attained, accuracy) : undefined;
  const at: Profile['at'] = (epsilon, poisons, direction) => {
    integer(0, Number.MAX_SAFE_INTEGER, { poisons });
    if (Number.isNaN(epsilon)) return 0;
    if (poisons === 0) return epsilon >= 0 ? 0 : reflected(epsilon, 0, 'lower');
    if (exact !== undefined) return exact.at(epsilon, poisons, direction, 'lower');
    // at 0 both directions agree: the larger of their lower ends holds for both, and left of 0 as well
    const best = (e: number, towards: Direction): number =>
      Math.max(0, ...composedFor(poisons).map((composed) => composed[towards].lower(e)));
    const zero = Math.max(best(0, direction), best(0, opposite(direction)));
    if (epsilon === 0) return zero;
    if (epsilon > 0) return Math.min(zero, best(epsilon, direction));
    return Math.max(zero, reflected(epsilon, best(-epsilon, opposite(direction)), 'lower'));
  };
  const names = candidates.map(({ name }) => name).join(', ');
  const basis: Basis = {
    theorem: `attained by data sets: ${names}; derived here`,
    note: 'proofs/witnesses.md',
    assumptions: [],
  };
  return { side: 'lower', adjacency: mechanism.adjacency, basis, at };
}

/** The first witness is mostly the largest one; the others are composed this much more coarsely. */
const COARSER = 8;

/** Witnesses are followed down to delta of about 1e-18. */
const DEEPEST = 2;

/** Whether the dominating pair of the mechanism is Gaussian as a whole and attained. */
function attains(mechanism: Mechanism): boolean {
  return dominating(mechanism, 1).kind === 'gaussian';
}

/** The dominating shift is rounded up; an attained one must not be above the true one. */
function roundedDown(found: Dominating): Dominating {
  return found.kind === 'gaussian' ? { kind: 'gaussian', mu: found.mu * (1 - 2 ** -44) } : found;
}

function composeBoth({ pairs, copies }: Witness, accuracy: number): Record<Direction, ComposedPair> {
  const { forward, backward } = pairs();
  const first = composePair(forward, copies, accuracy, DEEPEST);
  return {
    forward: first,
    backward: forward === backward ? first : composePair(backward, copies, accuracy, DEEPEST),
  };
}
