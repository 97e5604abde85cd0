import type { Domain, DpSgd, LossPair, Mechanism, Mixup } from '../core/index.js';
import { binomialWeights, hitWeights, type Weights } from '../numerics/index.js';
import { collinearPair, UNSHIFTED } from './collinear-pair.js';
import { diameter } from './diameter.js';
import { familyOf, type LocationFamily } from './location-family.js';
import { revealedPair } from './revealed-pair.js';
import { insertionShift } from './shift.js';
import { trianglePair } from './triangle-pair.js';

/** A pair of laws that two admissible data sets at distance r attain, for every release alike. */
export interface Witness {
  readonly name: string;
  readonly copies: number;
  /** the pairs of one release, made when asked for: a triangle takes a while */
  readonly pairs: () => DirectedPairs;
}

/** A pair for each direction; the same one where it is its own mirror image. */
export interface DirectedPairs {
  readonly forward: LossPair;
  readonly backward: LossPair;
}

/** Rounds a shift down by more than the roundings made here and than a loss may be misplaced (collinear-pair.md). */
const DOWN = 1 - 2 ** -40;
const ANCHORS = [0.25, 0.5];

/**
 * The known pairs of data sets that come closest to the bound, as pairs of laws of one release.
 *
 * For r records replaced in k-subsets all other records sit at an anchor between the two extreme points x and
 * x': at an end ('one-sided'), at a quarter or half of the way (where the domain is convex), or at the third
 * corner of an equilateral triangle (where it holds one). A bare diameter stands for every set of that
 * diameter, triangles among them.
 *
 * @param poisons  r >= 1
 * @returns empty where no attaining pair is known
 * @source the pairs are in Lebeda et al. 2024, arXiv:2405.20769, in part (recalled by content); derived here
 * @proof proofs/witnesses.md
 */
export function witnesses(mechanism: Mechanism, poisons: number): readonly Witness[] {
  if (mechanism.kind === 'mixup') return mixupWitnesses(mechanism, poisons);
  if (mechanism.kind === 'additive') {
    const shift = ((poisons * mechanism.sensitivity) / mechanism.noise.scale) * DOWN;
    return [
      symmetric('shifted statistic', () => shifted(familyOf(mechanism.noise.law), shift), mechanism.releases),
    ];
  }
  return mechanism.kind === 'dp-sgd' ? dpSgdWitness(mechanism, poisons) : [];
}

function dpSgdWitness(
  { rate, noiseMultiplier, steps, adjacency }: DpSgd,
  poisons: number,
): readonly Witness[] {
  const side = { hits: binomialWeights(poisons, rate), shift: DOWN / noiseMultiplier };
  const family = familyOf('gaussian');
  if (adjacency === 'replace')
    return [symmetric('opposite gradients', () => collinearPair(family, side, side), steps)];
  return [oneSided('aligned gradients', family, side.hits, side.shift, steps)];
}

function mixupWitnesses(mechanism: Mixup, poisons: number): readonly Witness[] {
  const { n, k, design, noise, adjacency, releases, labels } = mechanism;
  const family = familyOf(noise.law);
  const shift = attainedShift(mechanism) * DOWN;
  if (design === 'partition' || design === 'balanced' || poisons > n) return [];
  if (adjacency === 'add-remove' && design === 'subsets' && n - poisons < k) return [];
  const hits =
    design === 'subsets' ? hitWeights(n, poisons, k) : binomialWeights(poisons, k / n, (n - k) / n);
  // a class that only the changed records have shows how many of them a release holds
  if (labels.kind === 'exposed')
    return [symmetric('known hits', () => revealedPair(family, hits, shift), releases)];
  if (design === 'poisson') return poissonWitness(mechanism, family, hits, shift);
  if (n === k)
    return [symmetric('every record used', () => shifted(family, poisons * shift * DOWN), releases)];
  const ends = oneSided('one-sided', family, hits, shift, releases);
  if (adjacency === 'add-remove') return [ends];
  // A one-hot label has no midpoint; a domain that holds features and labels together is taken as stated.
  const anchored =
    labels.kind === 'noised' ? [] : ANCHORS.map((share) => anchor(family, hits, shift, share, releases));
  const corners = holdsTriangle(mechanism)
    ? [symmetric('triangle', () => trianglePair(family, hits, shift), releases)]
    : [];
  return [ends, ...anchored, ...corners];
}

/** Records opposite each other about the centre, or on one side of it; one-hot labels have no opposite. */
function poissonWitness(
  mechanism: Mixup,
  family: LocationFamily,
  hits: Weights,
  shift: number,
): readonly Witness[] {
  const { adjacency, labels, noise, releases } = mechanism;
  const half = noise.law === 'gaussian' ? insertionShift(mechanism) * DOWN : shift / 2;
  if (adjacency === 'add-remove') return [oneSided('aligned records', family, hits, half, releases)];
  if (labels.kind === 'noised') return [];
  const side = { hits, shift: half };
  return [symmetric('opposite records', () => collinearPair(family, side, side), releases)];
}

function oneSided(
  name: string,
  family: LocationFamily,
  hits: Weights,
  shift: number,
  copies: number,
): Witness {
  const side = { hits, shift };
  return {
    name,
    copies,
    pairs: () => ({ forward: collinearPair(family, UNSHIFTED, side), backward: collinearPair(family, side) }),
  };
}

/** All other records at this share of the way from x to x'. */
function anchor(
  family: LocationFamily,
  hits: Weights,
  shift: number,
  share: number,
  copies: number,
): Witness {
  const towardsX = { hits, shift: (1 - share) * shift };
  const towardsOther = { hits, shift: share * shift };
  const pairs = (): DirectedPairs => {
    const forward = collinearPair(family, towardsX, towardsOther);
    // half way the pair is its own mirror image
    return { forward, backward: share === 0.5 ? forward : collinearPair(family, towardsOther, towardsX) };
  };
  return { name: `anchor at ${share}`, copies, pairs };
}

function symmetric(name: string, make: () => LossPair, copies: number): Witness {
  const pairs = (): DirectedPairs => {
    const pair = make();
    return { forward: pair, backward: pair };
  };
  return { name, copies, pairs };
}

function shifted(family: LocationFamily, shift: number): LossPair {
  return revealedPair(family, binomialWeights(1, 1), shift);
}

/**
 * A shift between two records that acts on one coordinate (Laplace) or in one direction (Gaussian), rounded
 * up like a diameter. Laplace noise on labels is left out: a label change moves two coordinates.
 */
export function attainedShift({ domain, noise, labels, k }: Mixup): number {
  const features = attainedDistance(domain, noise.law) / (k * noise.scale);
  return noise.law === 'gaussian' && labels.kind === 'noised'
    ? Math.hypot(features, Math.SQRT2 / (k * labels.scale))
    : features;
}

function attainedDistance(domain: Domain, law: 'gaussian' | 'laplace'): number {
  if (law === 'gaussian') return domain.kind === 'l1-diameter' ? domain.diameter : diameter(domain, 'l2');
  switch (domain.kind) {
    case 'box':
      return domain.high - domain.low;
    case 'l2-ball':
    case 'l1-ball':
      return 2 * domain.radius;
    case 'l2-diameter':
    case 'l1-diameter':
      return domain.diameter;
  }
}

/** Three points at the full L2 distance from each other: no ball or box holds them, a bare diameter may. */
function holdsTriangle({ domain, noise }: Mixup): boolean {
  return noise.law === 'gaussian' && domain.kind === 'l2-diameter' && domain.dimension !== 1;
}
