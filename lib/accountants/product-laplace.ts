import type { Product } from '../bounds/dominating.js';
import { LAPLACE } from '../bounds/location-family.js';
import { revealedPair } from '../bounds/revealed-pair.js';
import { binomialWeights } from '../numerics/index.js';
import { type ComposedPair, composePair } from './compose-pair.js';
import { pointsPair } from './points-pair.js';

const POINTS = 1500;
const NEAREST = 1e-7;
/** The profile of one release is followed down to this delta; the rest counts as infinite loss. */
const DEEPEST = 1e-30;

/**
 * k-subset releases with Laplace noise of records in a box, every coordinate for itself: the profile of one
 * release is
 *   sum_{j>=1} pi_j H_a((Lap(j t), Lap(0))^D),   a = 1 + (e^epsilon - 1)/w,
 * for epsilon >= 0, far below that of one coordinate with shift j t D; for r = 1 it is attained by opposite
 * corners of the box. The D-fold products are composed like releases, the profile is joined by chords, and
 * the chords are composed over the releases.
 *
 * @returns an upper bound; its lower end is not followed and is 0
 * @source derived here
 * @proof proofs/product-laplace.md
 */
export function composeProduct(product: Product, accuracy: number): ComposedPair {
  const { hits, shift, coordinates, copies } = product;
  const bases = Array.from(hits.pmf.keys())
    .slice(1)
    .map((j) =>
      composePair(revealedPair(LAPLACE, binomialWeights(1, 1), j * shift), coordinates, accuracy / 4),
    );
  const profile = (inner: number): number =>
    bases.reduce((sum, base, i) => sum + (hits.pmf[i + 1] as number) * base.upper(inner), hits.dropped) *
    (1 + hits.slack + 2 ** -40);
  const most = (hits.pmf.length - 1) * shift * coordinates;
  const inner = [0];
  const deltas = [profile(0)];
  for (let i = 0; i <= POINTS && (deltas.at(-1) ?? 0) > DEEPEST; i++) {
    const e = NEAREST * (most / NEAREST) ** (i / POINTS);
    inner.push(e);
    deltas.push(Math.min(deltas.at(-1) ?? 1, profile(e)));
  }
  // ln(1 + w (e^x - 1)), rounded up so that no point of the profile moves left
  const epsilons = inner.map((x) => logOfMixture(hits.hit, x) * (1 + hits.slack + 2 ** -46));
  const composed = composePair(pointsPair(epsilons, deltas), copies, accuracy);
  return { upper: composed.upper, lower: () => 0 };
}

function logOfMixture(rate: number, x: number): number {
  return x < 600 ? Math.log1p(rate * Math.expm1(x)) : x + Math.log(rate + (1 - rate) * Math.exp(-x));
}
