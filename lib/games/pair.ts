import type { BoundedLoss } from '../bounds/hit-loss.js';
import {
  type CollinearMixture,
  familyOf,
  insertionShift,
  type LocationFamily,
  UNSHIFTED,
} from '../bounds/index.js';
import { mixtureLogRatio } from '../bounds/mixture-ratio.js';
import { attainedShift as attainedFeatures } from '../bounds/witnesses.js';
import { type Mixup, UnsupportedError } from '../core/index.js';
import { atLeast, binomialWeights, hitWeights, integer, type Weights } from '../numerics/index.js';

/** Where all other records lie: at one value of the changed record, a quarter or half of the way to the other. */
export type PairName = 'one-sided' | 'quarter' | 'midpoint';

/**
 * The laws of one release along the line through both values of the changed records, in noise units. At 0 lie
 * the releases that hold none of them.
 *
 *   P = sum_j v_j F_{j t}   with the canary ('present'),   Q = sum_i w_i F_{-i u}   without ('absent')
 */
export interface GamePair {
  readonly name: PairName | 'public';
  readonly family: LocationFamily;
  /** v and t: to the right of 0 */
  readonly present: CollinearMixture;
  /** w and u: to the left of 0 */
  readonly absent: CollinearMixture;
  /** releases T */
  readonly copies: number;
  /** false where releases of one epoch share an arrangement: P and Q are then right for each release by itself */
  readonly independent: boolean;
}

const SHARES: Readonly<Record<PairName, number>> = { 'one-sided': 0, quarter: 0.25, midpoint: 0.5 };

/** Share of the way from the absent to the present value at which the others lie; a public centre is half way. */
function shareOf({ design, adjacency }: Mixup, name: PairName): number {
  return design === 'poisson' && adjacency === 'replace' ? SHARES.midpoint : SHARES[name];
}

/**
 * The pair of data sets of a game: r records at one value in the world 'absent' and at another in the world
 * 'present', all others at one place between the two, as `name` says. For Poisson sampling that place is the
 * public centre, whatever the name: others elsewhere would add the noise of their number. A record more is one
 * that leaves the place of the others.
 *
 * @param poisons  r >= 1
 * @param shift    distance of the two values over k times the noise scale, >= 0
 * @throws DomainError       outside of these ranges
 * @throws UnsupportedError  where no such pair of data sets exists
 * @proof proofs/game-pairs.md
 */
export function gamePair(mechanism: Mixup, name: PairName, poisons: number, shift: number): GamePair {
  const { n, design, noise, releases } = mechanism;
  integer(1, Number.MAX_SAFE_INTEGER, { poisons });
  atLeast(0, { shift });
  refuse(mechanism, name, poisons);
  const hits = hitsOf(mechanism, poisons);
  const share = shareOf(mechanism, name);
  return {
    name,
    family: familyOf(noise.law),
    present: { hits, shift: (1 - share) * shift },
    absent: share === 0 ? UNSHIFTED : { hits, shift: share * shift },
    copies: releases,
    // every record in every release: there is no arrangement to share
    independent: design === 'subsets' || design === 'poisson' || n === mechanism.k,
  };
}

/** How many of the r records one release holds; a group of an arrangement is a uniform k-subset by itself. */
function hitsOf({ n, k, design }: Mixup, poisons: number): Weights {
  return design === 'poisson' ? binomialWeights(poisons, k / n, (n - k) / n) : hitWeights(n, poisons, k);
}

function refuse({ n, k, design, adjacency, labels }: Mixup, name: PairName, poisons: number): void {
  if (poisons > n) throw new UnsupportedError(`no pair of data sets: ${poisons} of ${n} records changed`);
  if (design === 'poisson' && adjacency === 'replace' && labels.kind === 'noised')
    throw new UnsupportedError(
      'no pair of data sets is known for design poisson with noised labels: one-hot labels have no centre; use adjacency add-remove',
    );
  if (adjacency === 'replace') return;
  if (name !== 'one-sided')
    throw new UnsupportedError(
      `pair ${name} replaces records: under add-remove a record joins the others; use one-sided`,
    );
  if (design === 'partition' || design === 'balanced')
    throw new UnsupportedError(
      `design ${design}: a record more or fewer changes every arrangement; use adjacency replace`,
    );
  if (design === 'subsets' && n - poisons < k)
    throw new UnsupportedError(
      `fewer than k = ${k} records are left without the ${poisons} changed ones: there is no world 'absent'`,
    );
}

/**
 * The largest shift that a pair of this name can have in the domain: along one coordinate (Laplace) or in one
 * direction (Gaussian). With noised labels the changed records change their class as well, if the noise is
 * Gaussian and the others share one of both values; between two classes there is no label to lie at.
 */
export function attainedShift(mechanism: Mixup, name: PairName): number {
  const { design, adjacency, labels } = mechanism;
  const share = shareOf(mechanism, name);
  const plain = share > 0 && labels.kind === 'noised' ? withoutLabels(mechanism) : mechanism;
  const whole = attainedFeatures(plain);
  if (design !== 'poisson' || adjacency === 'replace') return whole;
  // a record more: from the centre to the end, where a label of its own counts once
  return plain.noise.law === 'gaussian' ? insertionShift(plain) : whole / 2;
}

function withoutLabels(mechanism: Mixup): Mixup {
  return { ...mechanism, labels: { kind: 'in-record' } };
}

/** ln dP/dQ of one release, for every x. Non-decreasing. */
export function logRatioOf(pair: GamePair): (x: number) => number {
  const loss = lossOf(pair);
  return (x) => loss(x).value;
}

/** The same with a bound on its absolute error. */
export function lossOf({ family, present, absent }: GamePair): (x: number) => BoundedLoss {
  if (absent === UNSHIFTED) return (x) => mixtureLogRatio(family, present.hits, present.shift, x);
  return (x) => {
    const towards = mixtureLogRatio(family, present.hits, present.shift, x);
    const away = mixtureLogRatio(family, absent.hits, absent.shift, -x);
    const value = towards.value - away.value;
    return { value, error: towards.error + away.error + 2 ** -52 * Math.abs(value) };
  };
}

/**
 * dP/dQ of one release: what is multiplied over many of them before one logarithm is taken. Laplace: between
 * e^-reach and e^reach, reach the largest shift. Gaussian: as large as e^(reach |x|); Infinity past e^709.
 */
export function ratioOf({ family, present, absent }: GamePair): (x: number) => number {
  const towards = sideRatio(family, present);
  if (absent === UNSHIFTED) return towards;
  const away = sideRatio(family, absent);
  return (x) => towards(x) / away(-x);
}

/** sum_j v_j dF_{j t}/dF_0 at x */
function sideRatio(family: LocationFamily, { hits, shift }: CollinearMixture): (x: number) => number {
  const { pmf, miss, hit } = hits;
  if (pmf.length === 2)
    return family.name === 'gaussian'
      ? (x) => miss + hit * Math.exp(shift * (x - shift / 2))
      : (x) => miss + hit * Math.exp(Math.max(-shift, Math.min(shift, 2 * x - shift)));
  return (x) => {
    let sum = miss;
    for (let j = 1; j < pmf.length; j++) sum += (pmf[j] as number) * Math.exp(family.logRatio(x, j * shift));
    return sum;
  };
}
