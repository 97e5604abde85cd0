import type { FamilyMember, TradeOffFamily } from '../../audit/index.js';
import { type CollinearMixture, familyOf, UNSHIFTED } from '../../bounds/index.js';
import { epochsOf, type Mixup, UnsupportedError } from '../../core/index.js';
import { above, binomialWeights, integer, openUnit } from '../../numerics/index.js';
import type { GamePair } from '../pair.js';
import { epsilonBelow, typeTwoOf } from './exact-epsilon.js';
import { enclosePair } from './pair-enclosure.js';

/** Some 1e-4 of epsilon: an audit asks for a dozen members. */
const COARSE = 0.03;
const MOST = 2 ** 17;

/**
 * The trade-off functions of T independent copies of a pair with its noise multiplied by a scale.
 *
 * @proof proofs/pair-enclosure.md
 */
export function pairFamily(pair: GamePair): TradeOffFamily {
  if (!pair.independent)
    throw new UnsupportedError(
      'releases of one epoch share an arrangement: only the family with a public arrangement is known (publicFamily)',
    );
  return {
    name: `${pair.family.name} mixture pair, ${pair.name}, ${pair.copies} releases`,
    basis: {
      theorem:
        'Neyman-Pearson lemma for the pair of laws of the game; its trade-off function enclosed, derived here',
      note: 'proofs/pair-enclosure.md',
      assumptions: [
        pair.name === 'public'
          ? 'what was audited is a release whose arrangement the adversary knows, as claimed but for the scale of its noise'
          : 'what was audited is the pair of laws as claimed, but for the scale of its noise',
      ],
    },
    member: (scale) => memberOf(withNoise(pair, scale)),
  };
}

/** Both curves are made when first asked for. */
function memberOf(pair: GamePair): FamilyMember {
  const enclosure = once(() => enclosePair(pair, COARSE, MOST));
  const curve = once(() => typeTwoOf(enclosure()));
  return {
    typeTwoBelow: (typeOne) => curve()(typeOne),
    epsilonBelow: (delta) => {
      openUnit({ delta });
      return epsilonBelow(enclosure(), delta);
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function withNoise(pair: GamePair, scale: number): GamePair {
  above(0, { scale });
  const scaled = (side: CollinearMixture): CollinearMixture =>
    side === UNSHIFTED ? UNSHIFTED : { ...side, shift: side.shift / scale };
  return { ...pair, present: scaled(pair.present), absent: scaled(pair.absent) };
}

/**
 * The family of a design with epochs whose arrangement is given away: an adversary who does not know it does no better, so
 * every member lies below what can be measured.
 *
 * One record moves one release of every epoch (balanced: k of them) by the shift; r records move as many more, or,
 * where they meet, farther: Gaussian shifts add up to at most shift sqrt(epochs r min(k, r)) (balanced: k times as
 * many); Laplace shifts are taken at one place, as the bound takes them.
 *
 * @param poisons  r >= 1
 * @param shift    of one record, in noise units, > 0
 * @throws UnsupportedError  for other designs
 * @proof proofs/pair-enclosure.md
 */
export function publicFamily(mechanism: Mixup, poisons: number, shift: number): TradeOffFamily {
  return pairFamily(publicPair(mechanism, poisons, shift));
}

function publicPair(mechanism: Mixup, poisons: number, shift: number): GamePair {
  const { design, k, noise } = mechanism;
  integer(1, mechanism.n, { poisons });
  above(0, { shift });
  if (design !== 'partition' && design !== 'balanced')
    throw new UnsupportedError(`design ${design} has no epochs: its own pair is known (pairFamily)`);
  const epochs = epochsOf(mechanism);
  const appearances = design === 'balanced' ? k * epochs : epochs;
  const pairOf = (distance: number, copies: number): GamePair => ({
    name: 'public',
    family: familyOf(noise.law),
    present: { hits: binomialWeights(1, 1), shift: distance * (1 + 2 ** -48) },
    absent: UNSHIFTED,
    copies,
    independent: true,
  });
  if (noise.law === 'gaussian')
    return pairOf(shift * Math.sqrt(appearances * poisons * Math.min(k, poisons)), 1);
  if (poisons === 1 || k === 1) return pairOf(shift, appearances * poisons);
  return design === 'partition' ? pairOf(poisons * shift, epochs) : pairOf(poisons * appearances * shift, 1);
}
