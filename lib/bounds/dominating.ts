import {
  type DpSgd,
  epochsOf,
  type LossPair,
  type Mechanism,
  type Mixup,
  UnsupportedError,
} from '../core/index.js';
import { binomialWeights, hitWeights, integer, type Weights } from '../numerics/index.js';
import { checkMechanism } from './check-mechanism.js';
import { type CollinearMixture, collinearPair, UNSHIFTED } from './collinear-pair.js';
import { groupPair } from './group-pair.js';
import { familyOf, type LocationFamily } from './location-family.js';
import { revealedPair } from './revealed-pair.js';
import { coordinateShift, insertionShift, replacementShift } from './shift.js';

/**
 * What dominates all releases of a mechanism when r records change.
 *
 * 'gaussian' one pair N(mu, 1), N(0, 1) for all of them together
 * 'pairs'    independent copies of one pair, one for each direction
 * 'product'  k-subset releases with independent Laplace noise of records in a box, coordinate by coordinate;
 *            `envelope` dominates it in one dimension and is looser
 * 'nothing'  no bound: delta is 1
 */
export type Dominating =
  | { readonly kind: 'gaussian'; readonly mu: number }
  | Pairs
  | Product
  | { readonly kind: 'nothing'; readonly reason: string };

export interface Pairs {
  readonly kind: 'pairs';
  readonly forward: LossPair;
  readonly backward: LossPair;
  readonly copies: number;
}

export interface Product {
  readonly kind: 'product';
  readonly hits: Weights;
  /** of one coordinate for one record, in noise units */
  readonly shift: number;
  readonly coordinates: number;
  readonly copies: number;
  readonly envelope: Pairs;
}

const UP = 1 + 2 ** -48;
const SURE = binomialWeights(1, 1);

/**
 * @param poisons  r >= 1, changed records
 * @throws DomainError       on a field outside its range
 * @throws UnsupportedError  where nothing is proved for the mechanism, with the reason
 * @proof proofs/dominating.md
 */
export function dominating(mechanism: Mechanism, poisons: number): Dominating {
  checkMechanism(mechanism);
  integer(1, Number.MAX_SAFE_INTEGER, { poisons });
  switch (mechanism.kind) {
    case 'mixup':
      return mixup(mechanism, poisons);
    case 'additive': {
      const family = familyOf(mechanism.noise.law);
      const shift = ((poisons * mechanism.sensitivity) / mechanism.noise.scale) * UP;
      return shifted(family, shift, mechanism.releases);
    }
    case 'dp-sgd':
      return dpSgd(mechanism, poisons);
    case 'guarantee':
      throw new UnsupportedError(
        'a guarantee from elsewhere has no mechanism: it is converted, not accounted',
      );
  }
}

function mixup(mechanism: Mixup, poisons: number): Dominating {
  const { n, k, design } = mechanism;
  if (poisons > n) return { kind: 'nothing', reason: `more than all ${n} records changed` };
  switch (design) {
    case 'subsets':
      return sampled(mechanism, hitWeights(n, poisons, k), poisons);
    case 'poisson':
      return sampled(mechanism, binomialWeights(poisons, k / n, (n - k) / n), poisons);
    case 'partition':
    case 'balanced':
      return permuted(mechanism, poisons);
  }
}

/** subsets and poisson: how many of the r records a release holds is random */
function sampled(mechanism: Mixup, hits: Weights, poisons: number): Dominating {
  const { n, k, design, noise, labels, adjacency, releases } = mechanism;
  const family = familyOf(noise.law);
  if (adjacency === 'add-remove') {
    if (design === 'subsets' && n - poisons < k)
      return {
        kind: 'nothing',
        reason: `fewer than k = ${k} records left without the ${poisons} changed ones`,
      };
    const shift = design === 'subsets' ? insertedSubsetShift(mechanism) : insertionShift(mechanism);
    return oneSided(family, { hits, shift }, releases);
  }
  if (labels.kind === 'exposed')
    return both(revealedPair(family, hits, replacementShift(mechanism)), releases);
  if (design === 'poisson') {
    const side = { hits, shift: insertionShift(mechanism) };
    return twoSided(family, side, releases);
  }
  if (n === k) return everyRecord(mechanism, poisons, releases);
  const envelope = both(groupPair(family, hits, replacementShift(mechanism)), releases);
  const box = coordinateShift(mechanism);
  return box === undefined ? envelope : { kind: 'product', hits, ...box, copies: releases, envelope };
}

/** Every changed record moves each of `copies` releases: vector shifts, coordinate by coordinate in a box. */
function everyRecord(mechanism: Mixup, poisons: number, copies: number): Dominating {
  const family = familyOf(mechanism.noise.law);
  const box = coordinateShift(mechanism);
  return box === undefined
    ? shifted(family, poisons * replacementShift(mechanism) * UP, copies)
    : shifted(family, poisons * box.shift * UP, copies * box.coordinates);
}

/** With k fixed, a record joins a subset in place of another: the shift is that of a replacement. */
function insertedSubsetShift(mechanism: Mixup): number {
  if (mechanism.labels.kind === 'exposed') insertionShift(mechanism); // refuses, with the reason
  return replacementShift(mechanism);
}

/** partition and balanced: the arrangement is treated as public, nothing is amplified */
function permuted(mechanism: Mixup, poisons: number): Dominating {
  const { k, design, noise, adjacency } = mechanism;
  if (adjacency === 'add-remove')
    throw new UnsupportedError(
      `design ${design}: a record more or fewer changes every arrangement; use adjacency replace`,
    );
  const epochs = epochsOf(mechanism);
  const appearances = design === 'balanced' ? k * epochs : epochs;
  if (noise.law === 'gaussian') {
    const together = appearances * poisons * Math.min(k, poisons);
    return { kind: 'gaussian', mu: replacementShift(mechanism) * Math.sqrt(together) * UP };
  }
  // no two changed records meet: each moves mixtures of its own
  if (poisons === 1 || k === 1) return everyRecord(mechanism, 1, appearances * poisons);
  // how they spread over the mixtures of an epoch is not known: all shifts at one place dominate
  return design === 'partition'
    ? everyRecord(mechanism, poisons, epochs)
    : everyRecord(mechanism, poisons * appearances, 1);
}

function dpSgd({ rate, noiseMultiplier, steps, adjacency }: DpSgd, poisons: number): Dominating {
  const family = familyOf('gaussian');
  const side = { hits: binomialWeights(poisons, rate), shift: UP / noiseMultiplier };
  return adjacency === 'replace' ? twoSided(family, side, steps) : oneSided(family, side, steps);
}

/** Records more or fewer: the backward pair is (mixture, unshifted law). */
function oneSided(family: LocationFamily, side: CollinearMixture, copies: number): Dominating {
  if (isSure(side.hits)) return shifted(family, reach(side), copies);
  const [backward, forward] = [collinearPair(family, side), collinearPair(family, UNSHIFTED, side)];
  return { kind: 'pairs', forward, backward, copies };
}

/** Records replaced about a public centre: the same mixture to both sides. */
function twoSided(family: LocationFamily, side: CollinearMixture, copies: number): Dominating {
  return isSure(side.hits)
    ? shifted(family, 2 * reach(side), copies)
    : both(collinearPair(family, side, side), copies);
}

/** Sampling rate 1: every release holds all changed records. */
function isSure({ pmf }: Weights): boolean {
  return pmf.at(-1) === 1;
}

function reach({ hits, shift }: CollinearMixture): number {
  return (hits.pmf.length - 1) * shift * UP;
}

/** The same shift in every copy: Gaussian copies add up to one Gaussian pair. */
function shifted(family: LocationFamily, shift: number, copies: number): Dominating {
  return family.name === 'gaussian'
    ? { kind: 'gaussian', mu: shift * Math.sqrt(copies) * UP }
    : both(revealedPair(family, SURE, shift), copies);
}

function both(pair: LossPair, copies: number): Pairs {
  return { kind: 'pairs', forward: pair, backward: pair, copies };
}
